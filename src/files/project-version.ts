import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCheckout, projectFolder } from './project-folder.js';

/** The version that package.json says. */
export function projectVersion(): string {
  return ownJson<{ version: string }>('package.json').version;
}

/** What `projectCommit` found: read once in a process, whose code does not change; git takes a while. */
let found: { readonly commit: string | null } | null = null;

/**
 * The commit of this project's files, with `-changed` where a file other than Markdown differs from
 * it (`npm run bench` writes a table into one, which nothing that trains reads). A package says the
 * commit it was made of. Null where neither is known.
 */
export function projectCommit(): string | null {
  found ??= { commit: readCommit() };
  return found.commit;
}

function readCommit(): string | null {
  const folder = projectFolder();
  if (isCheckout()) return existsSync(join(folder, '.git')) ? checkoutCommit(folder) : null;
  const noted = join('dist', 'commit.json');
  if (!existsSync(join(folder, noted))) return null;
  return ownJson<{ commit: string | null }>(noted).commit;
}

function checkoutCommit(folder: string): string | null {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: withoutGit(),
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    const code = ['--', '.', ':(exclude)*.md'];
    const changed = git('status', '--porcelain', '--untracked-files=no', ...code) !== '';
    return `${commit}${changed ? '-changed' : ''}`;
  } catch {
    return null;
  }
}

/** The environment without GIT_DIR and the like, which would have git read another repository. */
function withoutGit(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
  );
}

/** A file that this project writes for itself; unchecked, so that `--version` loads no schemas. */
function ownJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(projectFolder(), path), 'utf8')) as T;
}
