import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import type { Study } from '../study/resolve-study.js';
import { quoted } from '../text/printable.js';

/**
 * Of a study's experiments the one of the name, a control too; without a name the only one, its
 * control aside. Members may share a control. A UserError where there is none or several.
 *
 * @param typed how the study was named
 * @param options.by what chooses one, for the message, such as `--experiment`
 */
export function memberOf(
  { members }: Study,
  typed: string,
  { member, by }: { readonly member: string | undefined; readonly by: string },
): Experiment {
  const own = members.map(({ experiment }) => experiment);
  const controls = members.flatMap(({ control }) => (control === null ? [] : [control]));
  const all = [...own, ...controls];
  const [only] = member === undefined ? own : all.filter(({ name }) => name === member);
  if (only !== undefined && (member !== undefined || own.length === 1)) return only;
  const names = [...new Set(all.map(({ name }) => name))].join(', ');
  throw new UserError(
    member === undefined
      ? `${typed} has ${own.length} experiments; choose one with ${by}: ${names}`
      : `${typed} has no experiment ${quoted(member)}; it has ${names}`,
  );
}
