import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What to do where no font is found, for a message to the person at the command line. */
export const fontAdvice = 'on Debian or Ubuntu: apt-get install fonts-dejavu-core';

/**
 * The paths of the font files (TrueType, OpenType) installed on this machine, sorted; PNGs are
 * drawn with them. Empty where none is installed, as on a bare Debian: see `fontAdvice`.
 */
export function systemFonts(): string[] {
  const found = fontFolders().flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.(ttf|otf|ttc)$/i.test(name))
          .map((name) => join(folder, name))
      : [],
  );
  return found.sort();
}

function fontFolders(): string[] {
  const home = homedir();
  if (process.platform === 'darwin') {
    return ['/System/Library/Fonts', '/Library/Fonts', join(home, 'Library/Fonts')];
  }
  if (process.platform === 'win32') return [join(process.env.WINDIR ?? 'C:\\Windows', 'Fonts')];
  return [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(home, '.fonts'),
    join(home, '.local/share/fonts'),
  ];
}
