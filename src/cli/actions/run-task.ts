import { runTask } from '../../runs/slurm/run-task.js';
import { print } from '../../terminal/terminal.js';

/** Works at one task of a submission; the exit status says what becomes of it. */
export async function workAtTask(plan: string, task: string): Promise<void> {
  process.exitCode = await runTask(plan, task, (line) => print(line));
}
