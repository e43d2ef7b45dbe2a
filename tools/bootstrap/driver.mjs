import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { findOnPath } from './tool.mjs';

/** The CUDA that PyPI's Linux wheel of the pinned version is built for, and the driver it needs. */
const cudaOfWheel = 13;
const leastDriver = 580;
/** The least driver of CUDA 12, for which PyTorch's own index has builds as well. */
const leastDriverOf12 = 525;

/**
 * The version of NVIDIA's driver on this machine, such as `580.65.06`: by the driver itself, or on
 * WSL by nvidia-smi. Null where none is loaded, `''` where it does not say which it is.
 */
export function nvidiaDriver() {
  const file = '/proc/driver/nvidia/version';
  if (existsSync(file)) return driverVersion(readFileSync(file, 'utf8'));
  if (!existsSync('/dev/dxg') || findOnPath('nvidia-smi') === null) return null;
  const query = ['--query-gpu=driver_version', '--format=csv,noheader'];
  const { stdout } = spawnSync('nvidia-smi', query, { encoding: 'utf8' });
  return driverVersion(stdout ?? '');
}

/**
 * The version in the text of /proc/driver/nvidia/version, or in that of `nvidia-smi
 * --query-gpu=driver_version`; `''` where it names none.
 */
export function driverVersion(text) {
  const version = /(?:^|\s)(\d{3}\.\d+(?:\.\d+)?)(?=\s|$)/.exec(text.split('\n')[0]);
  return version?.[1] ?? '';
}

/**
 * Why the default wheel does not run with a driver, and what to install instead; null where it
 * does, or where the driver does not say its version.
 */
export function driverFault(driver, { version, python, setupCommand }) {
  const number = Number.parseInt(driver, 10);
  if (!(number < leastDriver)) return null;
  const index = 'https://download.pytorch.org/whl';
  const install = (build) =>
    `python3 -m venv ${python} && ${python}/bin/pip install torch==${version} ` +
    `--index-url ${index}/${build} && ${setupCommand}`;
  const sentence =
    `torch ${version} is built for CUDA ${cudaOfWheel}, which needs an NVIDIA driver from ` +
    `${leastDriver} on, and this machine has ${driver}.`;
  const newer = `a driver from ${leastDriver} on; then: ${setupCommand}`;
  return number >= leastDriverOf12
    ? { sentence, remedy: `${install('cu126')} (its CUDA 12 runs with this driver), or ${newer}` }
    : { sentence, remedy: `${newer}; or without the GPU: ${install('cpu')}` };
}
