import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';

const repositoryName = /^\w[\w.-]*(\/\w[\w.-]*)?$/;
const commitName = /^[0-9a-f]{40}$/;

/** Where the hub is and where its files are kept, as Hugging Face's own programs have it. */
export interface HubSettings {
  /** HF_ENDPOINT, else https://huggingface.co; without a slash at its end. */
  readonly endpoint: string;
  /** HF_HUB_CACHE, else $HF_HOME/hub, else ~/.cache/huggingface/hub. */
  readonly cache: string;
  /** Whether HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE forbids to ask the hub. */
  readonly offline: boolean;
  /** HF_TOKEN, else the content of HF_TOKEN_PATH or $HF_HOME/token; null where none is. */
  readonly token: string | null;
}

/** What the environment says about the hub (https://huggingface.co/docs/huggingface_hub). */
export function hubSettings(environment: NodeJS.ProcessEnv = process.env): HubSettings {
  const of = (...names: readonly string[]): string | null =>
    names.map((name) => environment[name] ?? '').find((value) => value !== '') ?? null;
  const home =
    of('HF_HOME') ?? join(of('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'huggingface');
  const tokenFile = of('HF_TOKEN_PATH') ?? join(home, 'token');
  const token = of('HF_TOKEN') ?? (existsSync(tokenFile) ? readFileSync(tokenFile, 'utf8') : '');
  return {
    endpoint: (of('HF_ENDPOINT') ?? 'https://huggingface.co').replace(/\/+$/, ''),
    cache: of('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE') ?? join(home, 'hub'),
    offline: /^(1|on|yes|true)$/i.test(of('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE') ?? ''),
    token: token.trim() === '' ? null : token.trim(),
  };
}

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
