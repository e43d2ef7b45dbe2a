import { accessSync, constants } from 'node:fs';
import { addon, addonState, buildAddon } from './addon.mjs';
import { nvidiaDriver } from './driver.mjs';
import { SetupFailure } from './failure.mjs';
import { describeLibtorch, findLibtorch, pinnedVersion, venv } from './libtorch.mjs';
import { takeLock } from './lock.mjs';
import { installPackages, isCommandLinked, linkCommand, missingPackages } from './packages.mjs';
import { isClone, root, setupCommand, shown, withinRoot } from './paths.mjs';
import { compileTypescript, typescriptState } from './typescript.mjs';
import { installWheel } from './wheel.mjs';

const say = (text) => process.stderr.write(text);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Sets the clone up, or with `--check` says as JSON what is in place; returns the exit code. */
export async function main(args) {
  const began = performance.now();
  try {
    const unknown = args.find((arg) => arg !== '--check');
    if (unknown) throw new SetupFailure(`Unknown argument ${unknown}.`, { remedy: setupCommand });
    if (process.platform !== 'linux') {
      throw new SetupFailure(`credence runs on Linux (or WSL), and this is ${process.platform}.`);
    }
    const found = await lookAround();
    if (args.includes('--check')) return report(found);
    if (found.complete) {
      say(
        `credence is set up: libtorch ${describeLibtorch(found.torch)} ` +
          `(checked in ${seconds(began)})\n`,
      );
      return 0;
    }
    await setUp(found.notes);
    say(`ready in ${seconds(began)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    if (args.includes('--check')) return report({ complete: false, failure: error });
    say(`\n${error}\n`);
    return 1;
  }
}

/** Looks at every part without changing any. */
async function lookAround() {
  const packages = missingPackages();
  const typescript = typescriptState();
  const { torch, notes, python } = await findLibtorch();
  const native = addonState(torch);
  const complete =
    packages === null &&
    typescript.inPlace &&
    isCommandLinked() &&
    torch !== null &&
    native.state === 'fine';
  return { complete, packages, typescript, torch, notes, python, native };
}

function report({ complete, failure, packages, typescript, torch, notes, python, native }) {
  const answer = {
    complete,
    failure: failure ? { sentence: failure.message, remedy: failure.remedy ?? null } : null,
    packages: failure ? null : (packages ?? 'fine'),
    typescript: failure ? null : typescript.inPlace ? 'fine' : 'stale',
    libtorch: torch ?? null,
    notes: notes ?? [],
    python: python ? { path: python.path, version: python.version } : null,
    addon: failure ? null : { state: native.state, path: withinRoot(addon) },
    compiler: native?.compiler
      ? [native.compiler.command, ...native.compiler.args].join(' ')
      : null,
  };
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return complete ? 0 : 1;
}

/**
 * Does what is missing, one set-up at a time; each step looks again, since another process may just
 * have done it.
 */
async function setUp(notes) {
  requireWritable();
  const release = await takeLock((pid) =>
    say(`another set-up (process ${pid}) is at work; waiting for it\n`),
  );
  try {
    const lack = missingPackages();
    if (lack !== null) await step('packages', `npm ci, since ${lack}`, installPackages);
    if (!isCommandLinked()) linkCommand();

    // Before libtorch, so that `credence doctor` can help with what fails below.
    const typescript = typescriptState();
    if (!typescript.inPlace) {
      await step('typescript', `compiling dist/ from ${typescript.sources.length} sources`, () =>
        compileTypescript(typescript),
      );
    }

    for (const note of notes) say(`  libtorch    ${note}\n`);
    const torch = await ensureLibtorch();
    const native = addonState(torch);
    if (native.state !== 'fine') {
      await step('addon', `compiling native/ for libtorch ${torch.version}`, async () => {
        const { compiled, version } = await buildAddon(native, torch);
        return `${compiled} of ${native.sources.length} files, ${version}`;
      });
    }
  } finally {
    release();
  }
}

/** Fails in a package that was installed for everybody, where only its owner may build. */
function requireWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new SetupFailure(`The engine is built in ${root}, and you may not write there.`, {
      remedy: isClone
        ? `sudo chown -R $USER ${root}; then: ${setupCommand}`
        : 'npm install <the package> in a folder of your own; then there: npx credence setup',
    });
  }
}

async function ensureLibtorch() {
  const found = await findLibtorch();
  if (found.torch !== null) {
    say(`  libtorch    ${describeLibtorch(found.torch)}\n`);
    return found.torch;
  }
  const kind = nvidiaDriver() !== null ? 'CUDA build, several GB' : 'CPU build, 0.2 GB';
  await step('libtorch', `installing torch ${pinnedVersion} into ${shown(venv)} (${kind})`, () =>
    installWheel(found.python),
  );
  const { torch } = await findLibtorch();
  if (torch === null) {
    throw new SetupFailure(
      `pip said it installed torch, and ${shown(venv)} holds none that works.`,
      {
        remedy: `rm -rf ${shown(venv)} && ${setupCommand}`,
      },
    );
  }
  return torch;
}

/** Runs one step: on one line, its name and what it does, and after it the time it took. */
async function step(name, what, work) {
  const began = performance.now();
  say(`  ${name.padEnd(11)} ${what} ... `);
  const result = await work();
  say(`${typeof result === 'string' ? `${result}, ` : ''}${seconds(began)}\n`);
}
