import { Command } from '@commander-js/extra-typings';

/** `credence run-task`: what a job of Slurm calls; not listed. */
export function runTaskCommand() {
  return new Command('run-task')
    .description(
      'Works at one task of a plan; called by the job scripts of credence run --on slurm.',
    )
    .argument('<plan>', 'plan.json of a submission')
    .argument('<task>', 'name of the task, such as job-1.0')
    .action(async (plan, task) => {
      const { workAtTask } = await import('../actions/run-task.js');
      await workAtTask(plan, task);
    });
}
