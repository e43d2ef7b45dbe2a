import { existsSync } from 'node:fs';
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

/** The command that sets this project up, or sets it up again. */
export function setupCommand(): string {
  return isCheckout() ? 'npm run setup' : 'npx credence setup';
}
