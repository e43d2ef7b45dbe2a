import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { buildFolder, root, workingFolder } from './paths.mjs';

/**
 * Runs a tool without input and returns its exit code and all it wrote. With `logName`, the output
 * is kept in native/build/<logName>.log for failures to name. A tool that cannot be started has
 * code 127.
 */
export function runTool(command, args, { env = process.env, logName } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    const finish = (code, note = '') => {
      const output = Buffer.concat(chunks).toString() + note;
      if (logName === undefined) return done({ code, output });
      mkdirSync(buildFolder, { recursive: true });
      const log = join(buildFolder, `${logName}.log`);
      writeFileSync(log, `$ ${[command, ...args].join(' ')}\n${output}\nexit code ${code}\n`);
      done({ code, output, log });
    };
    child.on('error', (error) => finish(127, String(error)));
    child.on('close', (code, signal) => finish(code ?? 1, signal ? `\nended by ${signal}` : ''));
  });
}

/** The path of an executable as the shell would find it, or null. */
export function findOnPath(name) {
  const candidates = name.includes('/')
    ? [isAbsolute(name) ? name : resolve(workingFolder, name)]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder || '.', name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
