import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { driverFault, nvidiaDriver } from './driver.mjs';
import { downloadFailure, requireDiskSpace, SetupFailure } from './failure.mjs';
import { pinnedVersion, venv } from './libtorch.mjs';
import { buildFolder, root, setupCommand, shown } from './paths.mjs';
import { runTool } from './tool.mjs';

const bytesOfCpuWheel = 1.2e9;
const bytesOfCudaWheel = 8e9;
const cpuIndex = 'https://download.pytorch.org/whl/cpu';
const oldestPython = 10;

/**
 * Installs the pinned wheel into .venv.
 *
 * PyPI's Linux wheel is the CUDA build, and even its CPU library needs the CUDA packages (several
 * GB), so it is taken whole and only where an NVIDIA GPU is. Elsewhere the CPU build is asked for
 * by its local version `+cpu`, which only PyTorch's own index (or one's pip configuration) has; it
 * needs none of its Python dependencies here, hence --no-deps. Where that cannot be had, what pip's
 * configuration gives for the plain version is taken, dependencies and all.
 */
export async function installWheel(python) {
  requirePython(python);
  const driver = nvidiaDriver();
  const gpu = driver !== null;
  if (gpu) {
    const how = { version: pinnedVersion, python: shown(venv), setupCommand };
    const fault = driverFault(driver, how);
    if (fault !== null) throw new SetupFailure(fault.sentence, { remedy: fault.remedy });
  }
  requireDiskSpace(root, gpu ? bytesOfCudaWheel : bytesOfCpuWheel, `torch ${pinnedVersion}`);
  await makeVenv(python.path);

  const cpu = ['--no-deps', '--extra-index-url', cpuIndex, `torch==${pinnedVersion}+cpu`];
  if (!gpu && (await pip(cpu, 'pip-cpu')).code === 0) return;

  requireDiskSpace(
    root,
    bytesOfCudaWheel,
    `torch ${pinnedVersion} (the CUDA build of the default index)`,
  );
  const result = await pip([`torch==${pinnedVersion}`], 'pip');
  if (result.code === 0) return;
  throw downloadFailure(
    'pip',
    result,
    new SetupFailure(
      `pip found no torch ${pinnedVersion} for Python ${python.version}, or could not install it.`,
      {
        remedy:
          'unpack a libtorch from https://pytorch.org/get-started/locally and: ' +
          `LIBTORCH=<its folder> ${setupCommand}`,
        log: result.log,
      },
    ),
  );
}

function requirePython(python) {
  const remedy =
    'sudo apt install python3 python3-venv (or export LIBTORCH=<an unpacked libtorch>); ' +
    `then: ${setupCommand}`;
  if (python === null) {
    throw new SetupFailure(
      'There is no libtorch, and no working python3 on PATH to install it with.',
      {
        remedy,
      },
    );
  }
  const [major, minor] = python.version.split('.').map(Number);
  if (major === 3 && minor >= oldestPython) return;
  throw new SetupFailure(
    `torch ${pinnedVersion} needs Python 3.${oldestPython} or newer ` +
      `and ${python.path} is ${python.version}.`,
    { remedy },
  );
}

async function makeVenv(python) {
  if (existsSync(join(venv, 'bin', 'python'))) {
    const { code } = await runTool(join(venv, 'bin', 'python'), ['-m', 'pip', '--version']);
    if (code === 0) return;
    throw new SetupFailure(`${shown(venv)} exists, and its Python does not run or has no pip.`, {
      remedy: `rm -rf ${shown(venv)} && ${setupCommand}`,
    });
  }
  const result = await runRoomily(python, ['-m', 'venv', venv], 'venv');
  if (result.code === 0) return;
  rmSync(venv, { recursive: true, force: true });
  const absent = /ensurepip is not|No module named '?(venv|ensurepip)/.test(result.output);
  throw new SetupFailure(
    absent
      ? `${python} has no working venv module to install libtorch with.`
      : `${python} could not make a virtual environment.`,
    {
      remedy: absent
        ? `sudo apt install python3-venv && ${setupCommand}`
        : `${python} -m venv ${shown(venv)} (its last lines say why)`,
      log: result.log,
    },
  );
}

function pip(args, logName) {
  const quiet = ['--no-input', '--disable-pip-version-check', '--retries', '2'];
  return runRoomily(
    join(venv, 'bin', 'python'),
    ['-m', 'pip', 'install', ...quiet, ...args],
    logName,
  );
}

/**
 * Runs a tool with its temporary files beside the clone's others: one disk has to have room, and a
 * small /tmp does not matter.
 */
async function runRoomily(command, args, logName) {
  const temporary = join(buildFolder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  try {
    return await runTool(command, args, { env: { ...process.env, TMPDIR: temporary }, logName });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
