import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { hubAccess } from './access.js';
import { hubSettings } from './names.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const access = (variables: NodeJS.ProcessEnv) =>
  hubAccess(undefined, { HF_HOME: folder, ...variables });
const endpoint = (text: string) => access({ HF_ENDPOINT: text }).endpoint;

describe('HF_ENDPOINT', () => {
  it.each([
    ['http://127.0.0.1:18888', 'http://127.0.0.1:18888'],
    ['http://127.0.0.1:18888/', 'http://127.0.0.1:18888'],
    ['https://Mirror.example/hub//', 'https://mirror.example/hub'],
    [' https://mirror.example \n', 'https://mirror.example'],
    ['HTTPS://mirror.example', 'https://mirror.example'],
    ['https://me:secret@mirror.example/hub/', 'https://mirror.example/hub'],
    ['http://[::1]:80/', 'http://[::1]'],
  ])('%j is %s', (text, wanted) => {
    expect(endpoint(text)).toBe(wanted);
  });

  it('gives its name and password to the hub, before a token, as httpx does', () => {
    const variables = { HF_ENDPOINT: 'http://me:se%3Acret@mirror.example', HF_TOKEN: 'hf_a' };
    const [, basic = ''] = access(variables).authorization?.split(' ') ?? [];
    expect(Buffer.from(basic, 'base64').toString()).toBe('me:se:cret');
  });

  it.each([
    '127.0.0.1:18888',
    'localhost:18888',
    'huggingface.co',
    'me:secret@mirror.example',
    '//mirror.example/secret',
    'ftp://me:secret@mirror.example',
    'http://',
    'http://me:secret@',
    'http://me:secret@mirror.example:99999',
    'http://mirror.example?token=secret',
    'http://mirror.example/#secret',
    'http://mirror example/secret',
    'secret',
  ])('refuses %j in one sentence that does not show it', (text) => {
    expect(() => endpoint(text)).toThrow(UserError);
    expect(() => endpoint(text)).toThrow(/^HF_ENDPOINT (?!.*secret)[ -~]*$/);
  });
});

describe('the token', () => {
  it.each([
    [{ HF_TOKEN: 'hf_a' }, 'Bearer hf_a'],
    [{ HF_TOKEN: ' hf_a\r\n' }, 'Bearer hf_a'],
    // As huggingface_hub takes them.
    [{ HF_TOKEN: 'hf_\na' }, 'Bearer hf_a'],
    [{ HUGGING_FACE_HUB_TOKEN: 'hf_b' }, 'Bearer hf_b'],
    [{ HF_TOKEN: 'hf_a', HUGGING_FACE_HUB_TOKEN: 'hf_b' }, 'Bearer hf_a'],
    [{ HF_TOKEN: ' \n' }, 'Bearer hf_file'],
    [{}, 'Bearer hf_file'],
    [{ HF_TOKEN: 'hf_a', HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }, null],
    [{ HF_TOKEN_PATH: '/nowhere/token' }, null],
  ])('of %j is %s', (variables, wanted) => {
    writeFileSync(join(folder, 'token'), 'hf_file\n');
    expect(access(variables).authorization).toBe(wanted);
  });

  it.each([
    'hf_sec ret',
    'hf_secret\u00e9',
    'hf_se\u0000cret',
    'hf_\u2028secret',
    '\u001b[31msecret',
  ])('is refused and not shown where it is %j', (token) => {
    const message = /holds no token: its character \d+ is (?!.*(secret|sec ret))[ -~]*$/;
    expect(() => access({ HF_TOKEN: token })).toThrow(message);
    expect(() => hubAccess(token, {})).toThrow(message);
    writeFileSync(join(folder, 'token'), token);
    expect(() => access({})).toThrow(message);
  });

  it('is read of a file only', () => {
    mkdirSync(join(folder, 'token'));
    expect(() => access({})).toThrow(UserError);
    expect(access({ HF_TOKEN: 'hf_a' }).authorization).toBe('Bearer hf_a');
  });
});

describe('HF_HUB_DOWNLOAD_TIMEOUT', () => {
  it('is whole seconds', () => {
    expect(access({ HF_HUB_DOWNLOAD_TIMEOUT: '15' }).silence).toBe(15_000);
    for (const text of ['0', '-1', '1e3', '0x10', '1.5', 'soon', '99999999'])
      expect(() => access({ HF_HUB_DOWNLOAD_TIMEOUT: text })).toThrow(
        /^HF_HUB_DOWNLOAD_TIMEOUT is/,
      );
  });
});

describe('the cache', () => {
  it.each([
    [{ HF_HOME: '~/hf' }, `${homedir()}/hf/hub`],
    [{ HF_HOME: '$SCRATCH/hf', SCRATCH: '/scratch/me' }, '/scratch/me/hf/hub'],
    [{ HF_HUB_CACHE: `$\{SCRATCH}/hub`, SCRATCH: '/scratch/me' }, '/scratch/me/hub'],
    [{ HF_HUB_CACHE: '$NOWHERE/hub' }, '$NOWHERE/hub'],
    [{ HUGGINGFACE_HUB_CACHE: '/a' }, '/a'],
    [{ HF_HUB_CACHE: '/b', HUGGINGFACE_HUB_CACHE: '/a', HF_HOME: '/c' }, '/b'],
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
  ])('of %j is %s', (variables: NodeJS.ProcessEnv, wanted) => {
    expect(hubSettings(variables).cache).toBe(wanted);
  });
});
