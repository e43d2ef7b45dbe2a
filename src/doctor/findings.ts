import { join, relative } from 'node:path';
import { whyNoGpu } from '../files/nvidia-driver.js';
import { isCheckout, setupCommand } from '../files/project-folder.js';
import { counted } from '../text/counted.js';
import type { Machine } from './machine.js';
import type { LoadedAddon, SetupState } from './setup-state.js';

/**
 * One line of the doctor's: `missing` stops work, `advice` costs speed or a part; the remedy is a
 * command.
 */
export interface Finding {
  readonly name: string;
  readonly state: 'fine' | 'advice' | 'missing';
  readonly value: string;
  readonly remedy?: string;
}

/** The state of the installation and the machine, from which the findings follow. */
export interface Installation {
  readonly folder: string;
  readonly node: string;
  readonly setup: SetupState;
  /** Null where there is no addon to load. */
  readonly addon: LoadedAddon | null;
  readonly compilerVersion: string | null;
  readonly machine: Machine;
  /** Of each CUDA device of the addon's why it cannot add numbers; null where it can. */
  readonly additions: readonly (string | null)[];
}

/** Less free disk than this, in bytes, is worth a warning. */
const littleDisk = 2e9;

/** What is there and what is wrong, with the command that mends it. */
export function findingsOf(installation: Installation): Finding[] {
  const { node, setup } = installation;
  const failure: Finding[] =
    setup.failure === null
      ? []
      : [
          {
            name: 'set-up',
            state: 'missing',
            value: setup.failure.sentence,
            remedy: setup.failure.remedy ?? setupCommand(),
          },
        ];
  return [
    { name: 'Node', state: 'fine', value: node },
    ...failure,
    ...packageFindings(setup),
    ...engineFindings(installation),
    ...toolFindings(installation),
    ...machineFindings(installation),
  ];
}

function packageFindings({ packages, typescript }: SetupState): Finding[] {
  const findings: Finding[] = [];
  if (packages !== null && packages !== 'fine') {
    findings.push({ name: 'packages', state: 'missing', value: packages, remedy: setupCommand() });
  }
  if (typescript === 'stale') {
    const value = 'dist/ is not compiled from the sources as they are';
    findings.push({ name: 'dist', state: 'missing', value, remedy: setupCommand() });
  }
  return findings;
}

function engineFindings({ folder, setup, addon, machine }: Installation): Finding[] {
  if (setup.failure !== null) return [];
  const missing = (name: string, value: string): Finding => ({
    name,
    state: 'missing',
    value,
    remedy: setupCommand(),
  });
  const { libtorch } = setup;
  if (libtorch === null) {
    return [missing('libtorch', 'not found'), missing('addon', 'unusable without libtorch')];
  }
  const kind = libtorch.cuda ? 'CUDA build' : 'CPU build';
  const findings: Finding[] = [
    ...setup.notes.map((value): Finding => ({ name: 'libtorch', state: 'advice', value })),
    {
      name: 'libtorch',
      state: 'fine',
      value: `${libtorch.version}, ${kind}, ${shown(folder, libtorch.path)}`,
    },
    addonFinding(folder, setup, addon),
  ];
  if (machine.gpus.length > 0 && !libtorch.cuda) {
    findings.push({
      name: 'libtorch',
      state: 'advice',
      value: 'this machine has a GPU and this libtorch is built for the CPU only',
      remedy:
        libtorch.source === '.venv'
          ? `rm -rf ${typed(folder, '.venv')} && ${setupCommand()}`
          : `export LIBTORCH=<a libtorch built for CUDA>; then: ${setupCommand()}`,
    });
  }
  return findings;
}

function addonFinding(folder: string, setup: SetupState, addon: LoadedAddon | null): Finding {
  const path = setup.addon?.path ?? '';
  const mend = { name: 'addon', state: 'missing', remedy: setupCommand() } as const;
  if (addon === null) return { ...mend, value: `${path} is missing` };
  if (setup.addon?.state === 'stale') {
    return { ...mend, value: `${path} is stale: native/ or libtorch changed since` };
  }
  if ('error' in addon) {
    return {
      ...mend,
      value: `does not load: ${addon.error}`,
      remedy: `rm ${typed(folder, path)} && ${setupCommand()}`,
    };
  }
  return { name: 'addon', state: 'fine', value: `${path}, computes with ${addon.cpuCapability}` };
}

function toolFindings({ setup, compilerVersion }: Installation): Finding[] {
  if (setup.failure !== null) return [];
  const needed = setup.addon?.state !== 'fine';
  const compiler: Finding =
    compilerVersion === null
      ? {
          name: 'compiler',
          state: needed ? 'missing' : 'advice',
          value: 'no g++ or clang++ on PATH; building the addon needs one',
          remedy: 'sudo apt install g++',
        }
      : { name: 'compiler', state: 'fine', value: compilerVersion };
  // With LIBTORCH set, nobody asks Python.
  if (setup.python === null && setup.libtorch !== null) return [compiler];
  const python: Finding =
    setup.python === null
      ? {
          name: 'Python',
          state: 'missing',
          value: 'no working python3 on PATH; installing libtorch needs it',
          remedy: 'sudo apt install python3 python3-venv',
        }
      : { name: 'Python', state: 'fine', value: `${setup.python.version}, ${setup.python.path}` };
  return [compiler, python];
}

function machineFindings(installation: Installation): Finding[] {
  const { machine } = installation;
  const { capabilities } = machine;
  const named = {
    AVX2: 'avx2',
    'AVX-512': 'avx512',
    'AVX-512 bf16': 'avx512Bf16',
    AMX: 'amx',
  } as const;
  const has = Object.entries(named).filter(([, key]) => capabilities?.[key]);
  const sets = has.length > 0 ? `; ${has.map(([name]) => name).join(', ')}` : '';
  const findings: Finding[] = [
    {
      name: 'CPU',
      state: 'fine',
      value:
        `${machine.cpu}, ${counted(machine.cores, 'core')}, ` +
        `${counted(machine.threads, 'thread')}${sets}`,
    },
    {
      name: 'memory',
      state: 'fine',
      value: `${gigabytes(machine.memoryFree)} free of ${gigabytes(machine.memory)}`,
    },
    {
      name: 'disk',
      state: machine.diskFree < littleDisk ? 'advice' : 'fine',
      value: `${gigabytes(machine.diskFree)} free`,
      ...(machine.diskFree < littleDisk && { remedy: 'free some space' }),
    },
  ];
  return [...findings, ...gpuFindings(installation), ...optimizerFindings(installation)];
}

/** Of an engine for CUDA whether Adafactor has its own kernels there. */
function optimizerFindings({ machine: { gpus }, addon }: Installation): Finding[] {
  if (addon === null || 'error' in addon || addon.cudaVersion === null) return [];
  const lack = addon.lackOfFusedAdafactor;
  const name = 'Adafactor';
  if (lack === null) return [{ name, state: 'fine', value: 'has kernels of its own on a GPU' }];
  const value = `has no kernels of its own on a GPU: ${lack}; libtorch's operators update there, more slowly`;
  if (gpus.length === 0) return [{ name, state: 'fine', value }];
  const remedy = 'export CREDENCE_NVRTC=<the libnvrtc.so of this CUDA>, if it is not found';
  return [{ name, state: 'advice', value, remedy }];
}

function gpuFindings({ machine: { gpus }, addon, additions }: Installation): Finding[] {
  const loaded = addon === null || 'error' in addon ? null : addon;
  const lack =
    loaded === null || loaded.cudaDevices > 0
      ? null
      : whyNoGpu({
          cuda: loaded.cudaVersion,
          driver: gpus[0]?.driver ?? null,
          visible: process.env.CUDA_VISIBLE_DEVICES,
        });
  if (gpus.length === 0 && !loaded?.cudaDevices) {
    const why = loaded?.cudaVersion == null ? '' : ` (${lack})`;
    return [{ name: 'GPU', state: 'fine', value: `none: runs use the CPU${why}` }];
  }
  const findings = gpus.map(({ name, memory, driver }): Finding => {
    const value = `${name}, ${gigabytes(memory)}, driver ${driver}`;
    return { name: 'GPU', state: 'fine', value };
  });
  // Of a libtorch for the CPU there is a finding already, with its remedy.
  if (lack !== null && loaded?.cudaVersion != null) {
    const value = `the engine sees no GPU: ${lack}`;
    const remedy = 'nvidia-smi (which driver, and does it list the GPU?)';
    findings.push({ name: 'GPU', state: 'advice', value, remedy });
  }
  for (const [index, failure] of additions.entries())
    findings.push(
      failure === null
        ? { name: 'GPU', state: 'fine', value: `cuda:${index} adds numbers` }
        : {
            name: 'GPU',
            state: 'advice',
            value: `cuda:${index} cannot add numbers: ${failure}`,
            remedy: 'run with --device cpu, or set up with a libtorch that is built for this card',
          },
    );
  return findings;
}

/** A path inside the project as it is typed: in a checkout, whose folder one works in, without it. */
function typed(folder: string, path: string): string {
  return isCheckout() ? path : join(folder, path);
}

function shown(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside.startsWith('..') ? path : inside;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
