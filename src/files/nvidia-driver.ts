// NVIDIA's driver, and why libtorch sees no GPU.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The least driver of each CUDA, by its first number, that runs what was built for it. */
const leastDriver = new Map([
  [13, 580],
  [12, 525],
  [11, 450],
]);

/**
 * The version in the text of /proc/driver/nvidia/version, such as `580.65.06`; null where it names
 * none.
 */
export const driverVersion = (text: string): string | null =>
  /^NVRM version:.*?\s(\d+\.\d+(?:\.\d+)?)\s/m.exec(text)?.[1] ?? null;

/** The version of this machine's driver; null where none is loaded. */
export function loadedDriver(): string | null {
  const file = '/proc/driver/nvidia/version';
  if (existsSync(file)) return driverVersion(readFileSync(file, 'utf8'));
  // WSL has the driver of Windows, and no such file.
  if (!existsSync('/dev/dxg')) return null;
  try {
    const args = ['--query-gpu=driver_version', '--format=csv,noheader'];
    const listed = execFileSync('nvidia-smi', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /^\d[\d.]*/.exec(listed)?.[0] ?? null;
  } catch {
    return null;
  }
}

/** What decides whether libtorch sees a GPU. */
export interface GpuConditions {
  /** The CUDA that libtorch was built with; null: none. */
  readonly cuda: string | null;
  /** The driver's version; null: none is loaded. */
  readonly driver: string | null;
  /** CUDA_VISIBLE_DEVICES, where it is set. */
  readonly visible?: string | undefined;
}

/** Why libtorch sees no GPU, in words. */
export function whyNoGpu({ cuda, driver, visible }: GpuConditions): string {
  if (cuda === null) return 'libtorch has no CUDA';
  if (driver === null) return `libtorch has CUDA ${cuda}, and no NVIDIA driver is loaded`;
  const least = leastDriver.get(Number.parseInt(cuda, 10));
  if (least !== undefined && Number.parseInt(driver, 10) < least)
    return `CUDA ${cuda} needs an NVIDIA driver from ${least} on, and ${driver} is loaded`;
  if (visible !== undefined && !/^\s*\d/.test(visible) && !/^\s*(GPU|MIG)-/.test(visible))
    return 'CUDA_VISIBLE_DEVICES hides every GPU';
  return `libtorch has CUDA ${cuda} and sees no GPU with the driver ${driver}`;
}
