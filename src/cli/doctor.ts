import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { type Finding, findingsOf, type Installation } from '../doctor/findings.js';
import { lookAtMachine } from '../doctor/machine.js';
import { projectFolder } from '../files/project-folder.js';
import { bold, outputWidth, print } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { counted } from '../text/counted.js';
import { jsonOption } from './options.js';

const marks = { fine: '✓', advice: '!', missing: '✗' } as const;

async function inspectInstallation(): Promise<Installation> {
  const { compilerVersion, readSetupState, tryAddition, tryAddon } = await import(
    '../doctor/setup-state.js'
  );
  const folder = projectFolder();
  const setup = readSetupState(folder);
  const addon =
    setup.addon === null || setup.addon.state === 'missing'
      ? null
      : tryAddon(join(folder, setup.addon.path));
  const cudaDevices = addon !== null && 'cudaDevices' in addon ? addon.cudaDevices : 0;
  return {
    folder,
    node: process.version,
    setup,
    addon,
    compilerVersion: setup.compiler === null ? null : compilerVersion(setup.compiler),
    machine: lookAtMachine(folder),
    additions: Array.from({ length: cudaDevices }, (_, index) => tryAddition(`cuda:${index}`)),
  };
}

/**
 * The doctor's lines, of at most `width` characters but for commands: a mark, the part, what was
 * found; the remedy stands below what is wrong.
 */
export function doctorLines(findings: readonly Finding[], width = outputWidth()): string[] {
  const longest = Math.max(...findings.map(({ name }) => name.length));
  const indent = ' '.repeat(longest + 5);
  const lines = findings.flatMap(({ name, state, value, remedy }) => [
    ...wrapped(value, width - indent.length).map((line, index) =>
      index === 0 ? `${marks[state]}  ${name.padEnd(longest)}  ${line}` : `${indent}${line}`,
    ),
    ...(remedy === undefined ? [] : [`${indent}fix it with: ${bold(remedy)}`]),
  ]);
  const missing = findings.filter(({ state }) => state === 'missing');
  const closing =
    missing.length === 0
      ? 'Everything required is installed.'
      : `${counted(missing.length, 'thing')} needed ${missing.length === 1 ? 'is' : 'are'} ` +
        `not in place: ${missing.map(({ name }) => name).join(', ')}.`;
  return [...lines, '', ...wrapped(closing, width)];
}

const examples = `
Examples:
  credence doctor          whether all is well, and how to fix what is not
  credence doctor --json   more, as JSON, for a bug report`;

/** `credence doctor`: exit code 1 when something needed is not in place. */
export function doctorCommand() {
  return new Command('doctor')
    .description('Checks what is installed, what the machine has, and what is wrong.')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ json }) => {
      const installation = await inspectInstallation();
      const findings = findingsOf(installation);
      const complete = findings.every(({ state }) => state !== 'missing');
      if (json) print(JSON.stringify({ complete, findings, ...installation }, null, 2));
      else print(...doctorLines(findings));
      process.exitCode = complete ? 0 : 1;
    });
}
