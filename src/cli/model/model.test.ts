import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, type Ended, project, runCredence, why } from '../../../test/run-credence.js';
import { readSafetensors } from '../../checkpoints/safetensors.js';
import { scope } from '../../tensor/index.js';

const fixture = join(project, 'test', 'fixtures', 'gpt_neox');
const goldenT5 = join(project, '..', 'shared', 'golden', 't5');
const noT5 = existsSync(goldenT5) ? why : ' (skipped: ../shared is absent)';
/** Largest difference of logits from transformers'. */
const logitsTolerance = 2e-5;

let folder: string;
let checkpoint: string;

/** Runs `credence model` in a folder of its own, with a cache of the hub of its own. */
function model(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const hub = { HF_HOME: join(folder, 'hf'), HF_HUB_CACHE: '' };
  return runCredence(folder, ['model', ...args], { ...hub, ...environment });
}

/** One character a token, so that texts and ids are the same. */
const letters = Array.from({ length: 97 }, (_, id) => String.fromCharCode(0x4e00 + id));
const spelled = (ids: readonly number[]) => ids.map((id) => letters[id]).join('');

function tokenizerJson(words: readonly string[]): string {
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
  return JSON.stringify({
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: { type: 'Fuse' },
    model: { type: 'BPE', vocab, merges: [] },
  });
}

/** Rows of a tensor of a safetensors file as numbers, with its shape. */
function read(path: string, name: string): { shape: number[]; numbers: number[] } {
  return scope(() => {
    const tensor = readSafetensors(path).get(name);
    if (!tensor) throw new Error(`${path} has no ${name}`);
    return { shape: tensor.shape, numbers: tensor.toArray() };
  });
}

/** The rows of a matrix of whole numbers, those up to where `isText` ends. */
function rows(path: string, name: string, isText?: readonly number[]): number[][] {
  const { shape, numbers } = read(path, name);
  const [count = 0, length = 0] = shape;
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (_, at) => row * length + at)
      .filter((at) => isText === undefined || isText[at] === 1)
      .map((at) => numbers[at] ?? Number.NaN),
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  checkpoint = join(folder, 'checkpoint');
  cpSync(fixture, checkpoint, { recursive: true });
  writeFileSync(join(checkpoint, 'tokenizer.json'), tokenizerJson(letters));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`credence model${built ? '' : why}`, () => {
  it.each(['', 'fetch', 'check', 'logits', 'generate', 'convert'])(
    'says what `model %s` can do',
    async (command) => {
      const { status, out } = await model([command, '--help'].filter(Boolean));
      expect(status).toBe(0);
      expect(out).toContain('Examples:');
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    },
  );

  it.each([
    [['check', 'nowhere/else'], 'error: there is no folder nowhere/else, and the hub'],
    [['check', 'nowhere/else'], 'fetch it with: npx credence model fetch nowhere/else\n'],
    [
      ['check', './nowhere'],
      'error: there is no folder ./nowhere, and that is not a valid name on the hub',
    ],
    [['fetch', '.'], 'error: the folder . has no config.json: so it is not a checkpoint'],
    [['generate', 'checkpoint'], 'error: give at least one --prompt'],
    [['logits', 'checkpoint', '--ids', 'none.json', '--out', 'x'], 'cannot read none.json: '],
    [['convert', 'checkpoint', '--out', 'x', '--dtype', 'int8'], 'float32, float16, bfloat16'],
  ])('answers %j in one message, without a stack', async (args, message) => {
    const { status, err } = await model(args);
    expect(status).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toMatch(/^ +at /m);
  });
});

describe.skipIf(why !== '')(`credence model check${why}`, () => {
  it('says what a checkpoint is', async () => {
    const { status, out } = await model(['check', checkpoint, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      folder: checkpoint,
      modelType: 'gpt_neox',
      weights: { tensors: 40, dtypes: { float32: 40 }, numbers: 44_384 },
      model: { architecture: 'causal', parameters: 44_384, vocabularySize: 97 },
      tokenizer: { ids: 97, endId: 2, padId: 2 },
      faults: [],
    });
    const text = await model(['check', checkpoint]);
    expect(text.out).toMatch(/^parameters {4}44,384$/m);
    expect(text.out).toMatch(/^The checkpoint is complete\.\n$/m);
  });

  it('names every fault', async () => {
    const broken = join(folder, 'broken');
    cpSync(checkpoint, broken, { recursive: true });
    const weights = readFileSync(join(broken, 'model.safetensors'));
    const at = weights.indexOf('gpt_neox.final_layer_norm.bias');
    weights.write('gpt_neox.final_layer_norm.bios', at);
    weights.writeFloatLE(Number.NaN, weights.length - 4);
    writeFileSync(join(broken, 'model.safetensors'), weights);
    writeFileSync(join(broken, 'tokenizer.json'), '{"model":{"type":"Markov","vocab":{}}}');
    const { status, out } = await model(['check', 'broken', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ modelType: 'gpt_neox', model: null, tokenizer: null });
    const { faults } = JSON.parse(out) as { faults: string[] };
    expect(faults).toHaveLength(2);
    expect(faults.join('\n')).toMatch(/not finite \(NaN or infinite\): /);
    expect(faults.join('\n')).toMatch(/final_layer_norm\.bias.*final_layer_norm\.bios/s);
    expect(faults.join('\n')).toMatch(/model\.type: "Markov" is not supported/);
    const text = await model(['check', 'broken']);
    expect(text.out).toMatch(/^✗ .*final_layer_norm\.bias.*$/m);
    expect(text.out).toMatch(/\n2 faults\.\n$/);
  });

  it("finds another model's tokenizer", async () => {
    const mixed = join(folder, 'mixed');
    cpSync(fixture, mixed, { recursive: true });
    const more = [...letters, 'a', 'b'];
    writeFileSync(join(mixed, 'tokenizer.json'), tokenizerJson(more));
    const { status, out } = await model(['check', 'mixed']);
    expect(status).toBe(1);
    expect(out).toContain('✗ mixed: the tokenizer has 99 ids, but the model has only 97 rows');
  });
});

describe.skipIf(why !== '')(`credence model logits${why}`, () => {
  it("gives transformers' logits of texts of several lengths", async () => {
    const expected = join(fixture, 'expected.safetensors');
    const isText = read(expected, 'attention_mask').numbers;
    const ids = rows(expected, 'input_ids', isText);
    expect(new Set(ids.map((row) => row.length)).size).toBeGreaterThan(1);
    writeFileSync(join(folder, 'ids.json'), JSON.stringify(ids));
    const { out, err } = await model(['logits', 'checkpoint', '--ids', 'ids.json', '--out', 'l']);
    expect(err).toBe('');
    expect(out).toBe('l  logits [3,17,97] float32\n');
    const wanted = read(expected, 'logits').numbers;
    const given = read(join(folder, 'l'), 'logits');
    expect(given.shape).toEqual([3, 17, 97]);
    const differences = given.numbers
      .map((logit, at) => Math.abs(logit - (wanted[at] ?? Number.NaN)))
      .filter((_, at) => isText[Math.floor(at / 97)] === 1);
    expect(Math.max(...differences)).toBeLessThan(logitsTolerance);
  });

  it.each([
    ['[[97]]', 'token id 97 is out of range'],
    ['[[]]', 'ids.json: [0]: '],
    ['[1]', 'ids.json: [0]: '],
  ])('refuses the ids %s', async (text, message) => {
    writeFileSync(join(folder, 'ids.json'), text);
    const { status, err } = await model(['logits', checkpoint, '--ids', 'ids.json', '--out', 'x']);
    expect(status).toBe(1);
    expect(err).toContain(message);
  });
});

it.skipIf(noT5 !== '')(
  `credence model logits gives transformers' logits of a T5${noT5}`,
  async () => {
    const expected = join(goldenT5, 'expected.safetensors');
    const ids = rows(expected, 'input_ids', read(expected, 'attention_mask').numbers);
    // What transformers makes of labels: the start token first, padding for what bears no loss.
    const written = rows(expected, 'labels').map((row) => [0, ...row.slice(0, -1)]);
    const decoderIds = written.map((row) => row.map((id) => Math.max(0, id)));
    writeFileSync(join(folder, 'read.json'), JSON.stringify(ids));
    writeFileSync(join(folder, 'written.json'), JSON.stringify(decoderIds));
    const files = ['--ids', 'read.json', '--out', 't5.safetensors'];
    const without = await model(['logits', goldenT5, ...files]);
    expect(without.err).toContain('--decoder-ids');
    const { err } = await model(['logits', goldenT5, ...files, '--decoder-ids', 'written.json']);
    expect(err).toBe('');
    const wanted = read(expected, 'logits');
    const given = read(join(folder, 't5.safetensors'), 'logits');
    expect(given.shape).toEqual(wanted.shape);
    const differences = given.numbers.map((logit, at) =>
      Math.abs(logit - (wanted.numbers[at] ?? Number.NaN)),
    );
    expect(Math.max(...differences)).toBeLessThan(logitsTolerance);
  },
);

describe.skipIf(why !== '')(`credence model generate${why}`, () => {
  it('writes what transformers writes greedily', async () => {
    const [generated = []] = rows(join(fixture, 'expected.safetensors'), 'generated');
    const prompt = spelled(generated.slice(0, 6));
    const ids = generated.slice(6);
    const few = ['--max-new-tokens', '8', '--prompt', prompt];
    const one = await model(['generate', checkpoint, ...few, '--json']);
    expect(JSON.parse(one.out)).toEqual([{ prompt, text: spelled(ids), ids }]);
    const two = await model(['generate', checkpoint, '--prompt', letters[3] ?? '', ...few]);
    expect(two.out.split('\n')[1]).toBe(spelled(ids));
  });

  it('needs a prompt with a token', async () => {
    const { err } = await model(['generate', checkpoint, '--prompt', '']);
    expect(err).toMatch(/^error: the prompt "" has no token/);
  });
});

describe.skipIf(why !== '')(`credence model convert${why}`, () => {
  it('writes another type, and the same numbers again', async () => {
    const half = await model(['convert', checkpoint, '--out', 'half', '--dtype', 'bfloat16']);
    expect(half).toEqual({ status: 0, out: 'half\n', err: '' });
    expect(readdirSync(join(folder, 'half')).sort()).toEqual(
      ['config.json', 'generation_config.json', 'model.safetensors', 'tokenizer.json'].filter(
        (file) => existsSync(join(checkpoint, file)),
      ),
    );
    const { out } = await model(['check', 'half', '--json']);
    expect(JSON.parse(out)).toMatchObject({ weights: { dtypes: { bfloat16: 40 } }, faults: [] });
    await model(['convert', checkpoint, '--out', 'again']);
    const name = 'gpt_neox.layers.1.mlp.dense_h_to_4h.weight';
    expect(read(join(folder, 'again', 'model.safetensors'), name)).toEqual(
      read(join(checkpoint, 'model.safetensors'), name),
    );
  });

  it('does not write over what it reads', async () => {
    const { status, err } = await model(['convert', checkpoint, '--out', 'checkpoint']);
    expect(status).toBe(1);
    expect(err).toContain('--out checkpoint is the checkpoint itself');
    const logits = ['logits', checkpoint, '--ids', 'one.json', '--out'];
    writeFileSync(join(folder, 'one.json'), '[[1, 2]]');
    for (const read of ['one.json', 'checkpoint/config.json'])
      expect((await model([...logits, read])).err).toContain(`--out ${read} is what is read`);
  });

  it('writes over nothing, and lies beside nothing', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'merges.txt'), 'of another tokenizer');
    const { status, err } = await model(['convert', checkpoint, '--out', 'mine']);
    expect(status).toBe(1);
    expect(err).toBe(
      'error: --out mine is not empty (merges.txt): name a new folder, or remove what is in it first\n',
    );
    expect(readdirSync(join(folder, 'mine'))).toEqual(['merges.txt']);
  });
});

describe.skipIf(why !== '')(`credence model fetch${why}`, () => {
  const commit = 'ab'.repeat(20);
  let hub: Server;
  beforeAll(async () => {
    hub = createServer(({ method, url = '' }, response) => {
      if (url.startsWith('/api/')) {
        const siblings = readdirSync(checkpoint).map((rfilename) => ({ rfilename }));
        response.end(JSON.stringify({ sha: commit, siblings }));
        return;
      }
      const bytes = readFileSync(join(checkpoint, url.split('/').at(-1) ?? ''));
      const etag = createHash('sha256').update(bytes).digest('hex');
      response.writeHead(200, { etag: `"${etag}"`, 'content-length': bytes.length });
      response.end(method === 'HEAD' ? undefined : bytes);
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    hub.closeAllConnections();
    return new Promise((resolve) => hub.close(resolve));
  });

  it('fetches what the other commands then find by its name', async () => {
    const { port } = hub.address() as AddressInfo;
    const fetched = await model(['fetch', 'a/tiny'], {
      HF_ENDPOINT: `http://127.0.0.1:${port}`,
      HF_HUB_OFFLINE: '',
    });
    const path = join(folder, 'hf', 'hub', 'models--a--tiny', 'snapshots', commit);
    expect(fetched.out).toBe(`${path}\n`);
    expect(fetched.err).toMatch(/^model\.safetensors {2}0\.2 MB$/m);
    const { status, out } = await model(['check', 'a/tiny']);
    expect(status, out).toBe(0);
    expect(out).toContain(path);
  });
});
