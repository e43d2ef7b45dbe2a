import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemFonts } from './system-fonts.js';

const dejaVu = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
const installed = existsSync(dejaVu);

describe('systemFonts', () => {
  it('lists font files only, sorted', () => {
    const fonts = systemFonts();
    expect(fonts).toEqual(fonts.filter((path) => /\.(ttf|otf|ttc)$/i.test(path)).sort());
  });

  const reason = installed ? '' : ' (skipped: fonts-dejavu-core is not installed)';
  it.skipIf(!installed)(`finds what Debian's fonts-dejavu-core installs${reason}`, () => {
    expect(systemFonts()).toContain(dejaVu);
  });
});
