import { chosenDevices } from '../../plan/chosen-devices.js';
import type { RunOrder } from '../../runs/executor.js';
import { runTask } from '../../runs/slurm/run-task.js';
import { print } from '../../terminal/terminal.js';

/** Works at one task of a submission; the exit status says what becomes of it. */
export async function workAtTask(plan: string, task: string): Promise<void> {
  process.exitCode = await runTask(plan, task, { deviceOf, say: (line) => print(line) });
}

/** The device of a task: the GPU that it asked for, which Slurm shows it as the first. */
async function deviceOf({ experiment, execution }: RunOrder, usesGpus: boolean): Promise<string> {
  const device = execution.device === 'auto' && usesGpus ? 'cuda:0' : execution.device;
  const chosen = await chosenDevices(experiment, { ...execution, device });
  print(`credence: trains on ${chosen.said}`);
  return chosen.device;
}
