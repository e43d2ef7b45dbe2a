import { resolveDevice, setThreads } from '../../src/tensor/index.js';

/**
 * The device that `wanted` names; `fake:0` is the accelerator of the tests, built here where it is
 * not yet. Throws a UserError where the device is not there.
 */
export async function checkedDevice(wanted: string): Promise<string> {
  // Known before any other name is read, and after the engine: it is loaded by that import.
  if (wanted.startsWith('fake')) await import('../../test/accelerator/fake.js');
  setThreads(1);
  return resolveDevice(wanted);
}
