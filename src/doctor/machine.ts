import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';

/** The instruction sets that decide how fast matrix products are. */
export interface CpuCapabilities {
  readonly avx2: boolean;
  readonly avx512: boolean;
  readonly avx512Bf16: boolean;
  readonly amx: boolean;
}

/** One NVIDIA GPU as the driver lists it; memory in bytes. */
export interface Gpu {
  readonly name: string;
  readonly memory: number;
  readonly driver: string;
}

/** What this machine has to compute with; memory and disk in bytes. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Threads this process may use, which containers and affinity lower. */
  readonly threads: number;
  readonly capabilities: CpuCapabilities | null;
  readonly memory: number;
  readonly memoryFree: number;
  readonly diskFree: number;
  readonly gpus: readonly Gpu[];
}

/** Looks at the machine; `folder` is where runs are written, whose disk counts. */
export function lookAtMachine(folder: string): Machine {
  const cpuinfo = readText('/proc/cpuinfo');
  const disk = statfsSync(folder);
  const available = readText('/proc/meminfo').match(/^MemAvailable:\s+(\d+) kB/m)?.[1];
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: countCores(cpuinfo),
    threads: availableParallelism(),
    capabilities: readCapabilities(cpuinfo),
    memory: totalmem(),
    memoryFree: available === undefined ? freemem() : Number(available) * 1024,
    diskFree: disk.bavail * disk.bsize,
    gpus: listGpus(),
  };
}

/**
 * Physical cores by /proc/cpuinfo: different pairs of socket and core; threads where it names none.
 */
export function countCores(cpuinfo: string): number {
  const pairs = cpuinfo
    .split('\n\n')
    .map((block) => ['physical id', 'core id'].map((key) => fieldOf(block, key)))
    .filter(([, core]) => core !== undefined);
  return new Set(pairs.map((pair) => pair.join('/'))).size || cpus().length;
}

/** Instruction sets by the flags in /proc/cpuinfo; null where it has none, as on ARM. */
export function readCapabilities(cpuinfo: string): CpuCapabilities | null {
  const flags = fieldOf(cpuinfo, 'flags')?.split(' ');
  if (flags === undefined) return null;
  return {
    avx2: flags.includes('avx2'),
    avx512: flags.includes('avx512f'),
    avx512Bf16: flags.includes('avx512_bf16'),
    amx: flags.includes('amx_tile'),
  };
}

/** The GPUs that `nvidia-smi` lists; none where it is not installed or finds no driver. */
function listGpus(): Gpu[] {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader,nounits'];
  try {
    const listed = execFileSync('nvidia-smi', query, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return parseGpus(listed);
  } catch {
    return [];
  }
}

/** GPUs from nvidia-smi's rows `name, MiB, driver`. */
export function parseGpus(listed: string): Gpu[] {
  return listed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', mebibytes = '', driver = ''] = line.split(',').map((cell) => cell.trim());
      return { name, memory: Number(mebibytes) * 2 ** 20, driver };
    });
}

function fieldOf(text: string, key: string): string | undefined {
  return text.match(new RegExp(`^${key}\\s*:\\s*(.*)$`, 'm'))?.[1];
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
