import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';

const repositoryName = /^\w[\w.-]*(\/\w[\w.-]*)?$/;
const commitName = /^[0-9a-f]{40}$/;

/** Where the hub's files are kept, as Hugging Face's own programs have it. */
export interface HubSettings {
  /** HF_HUB_CACHE, else $HF_HOME/hub, else ~/.cache/huggingface/hub. */
  readonly cache: string;
  /** Whether HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to ask the hub. */
  readonly offline: boolean;
}

/** What the environment says of the cache (https://huggingface.co/docs/huggingface_hub). */
export function hubSettings(environment: NodeJS.ProcessEnv = process.env): HubSettings {
  const of = environmentOf(environment);
  return {
    cache: of('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? join(hubHome(environment), 'hub'),
    offline: isOn(of('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE')),
  };
}

/** HF_HOME, else huggingface in XDG_CACHE_HOME or ~/.cache. */
export function hubHome(environment: NodeJS.ProcessEnv): string {
  const of = environmentOf(environment);
  return of('HF_HOME') ?? join(of('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
}

/**
 * The first of several variables that is set and not empty, else null. A ~ at its beginning and
 * variables in it are replaced, as Python's expanduser and expandvars do: many set them in files that
 * no shell reads.
 */
export function environmentOf(
  environment: NodeJS.ProcessEnv,
): (...names: readonly string[]) => string | null {
  return (...names) => {
    const name = names.find((one) => (environment[one] ?? '') !== '');
    if (name === undefined) return null;
    const value = environment[name] ?? '';
    if (!paths.has(name)) return value;
    return value
      .replace(/^~(?=\/|$)/, homedir())
      .replaceAll(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, plain, braced) => {
        return environment[plain ?? braced] ?? whole;
      });
  };
}

const paths = new Set([
  'HF_HOME',
  'HF_HUB_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'XDG_CACHE_HOME',
  'HF_TOKEN_PATH',
]);

/** Whether the value of a variable switches something on. */
export const isOn = (value: string | null): boolean => /^(1|on|yes|true)$/i.test(value ?? '');

/** Whether a revision is a whole commit, which never changes. */
export const isCommit = (revision: string): boolean => commitName.test(revision);

/**
 * The cache's folder of a repository, `models--OWNER--NAME`; a UserError where `name` or
 * `revision` could be none of the hub's.
 */
export function repositoryFolder(cache: string, name: string, revision: string): string {
  if (!repositoryName.test(name) || name.includes('..') || name.includes('--'))
    throw new UserError(
      `there is no folder ${name}, and that is not a valid name on the hub, such as ` +
        'EleutherAI/pythia-70m',
    );
  const parts = revision.split('/');
  if (parts.some((part) => !/^\w[\w.+@-]*$/.test(part) || part.includes('..')))
    throw new UserError(
      `"${revision}" is not a valid revision: expected a branch, a tag or a commit`,
    );
  return join(cache, `models--${name.replaceAll('/', '--')}`);
}

/** The command that fetches a checkpoint. */
export const fetchCommand = (name: string, revision: string): string =>
  `npx credence model fetch ${name}${revision === 'main' ? '' : ` --revision ${revision}`}`;
