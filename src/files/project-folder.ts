import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this project, a checkout or an installed package: the nearest with package.json. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('no package.json above credence: incomplete installation');
    folder = parent;
  }
  return folder;
}

/** Whether the project is a checkout, whose sources are compiled here; a package has no sources. */
export function isCheckout(): boolean {
  return existsSync(join(projectFolder(), 'tsconfig.json'));
}

/**
 * What a person types before a command's name: `npx credence`, or `npx ./credence-0.2.0.tgz` where
 * npx was given the package as a file, of which it keeps a copy that has no name.
 */
export function calledBy(): string {
  const path = join(projectFolder(), '..', '..', 'package.json');
  if (isCheckout() || !existsSync(path)) return 'npx credence';
  const { _npx } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly _npx?: { readonly packages?: readonly string[] };
  };
  return `npx ${_npx?.packages?.[0] ?? 'credence'}`;
}

/** The command that sets this project up, or sets it up again. */
export function setupCommand(): string {
  return isCheckout() ? 'npm run setup' : `${calledBy()} setup`;
}
