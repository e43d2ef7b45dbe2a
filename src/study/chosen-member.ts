import { UserError } from '../errors/user-error.js';
import { listed } from '../text/listed.js';
import { quoted } from '../text/printable.js';
import type { Member, Study } from './resolve-study.js';

/** A control as a member by itself. */
const alone = (experiment: Member['experiment'], { execution }: Member): Member => {
  return { at: null, experiment, control: null, paper: [], paperAnalyses: {}, execution };
};

/** The members that something typed means: by where they stand, or by name; controls by name. */
function membersCalled({ members }: Study, typed: string): Member[] {
  const own = members.filter(
    ({ at, experiment }) => experiment.name === typed || (at !== null && String(at) === typed),
  );
  if (own.length > 0) return own;
  return members.flatMap((member) =>
    member.control?.name === typed ? [alone(member.control, member)] : [],
  );
}

/**
 * The study with one of its members alone: that which stands at `typed` on its axis, or the member or
 * control of that name. Throws a UserError that lists them where there is none such.
 *
 * @param name of the study as it was typed
 */
export function withMember(study: Study, typed: string, name: string): Study {
  const [member] = membersCalled(study, typed);
  if (member !== undefined) return { ...study, members: [member] };
  const names = study.members.flatMap(({ at, experiment, control }) => [
    at === null ? experiment.name : `${at} (${experiment.name})`,
    ...(control === null ? [] : [control.name]),
  ]);
  throw new UserError(
    `${name} has no experiment ${quoted(typed)}; it has ${listed([...new Set(names)], 40)}`,
  );
}
