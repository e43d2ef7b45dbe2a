import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture, json } from '../../test/golden-model.js';
import { UserError } from '../errors/user-error.js';
import { liveTensors } from '../tensor/index.js';
import { loadPretrained, loadPretrainedImageModel } from './checkpoint.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The message with which a case is refused once its config.json is `text`. */
function refusal(name: string, text: string | Buffer): string {
  symlinkSync(`${fixture(name)}/model.safetensors`, join(folder, 'model.safetensors'));
  writeFileSync(join(folder, 'config.json'), text);
  const before = {
    live: liveTensors(),
    memory: process.memoryUsage().rss,
    cpu: process.cpuUsage(),
  };
  try {
    if (name === 'convnextv2') loadPretrainedImageModel(folder);
    else loadPretrained(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(liveTensors()).toBe(before.live);
    expect(process.memoryUsage().rss - before.memory).toBeLessThan(200e6);
    expect(process.cpuUsage(before.cpu).user).toBeLessThan(2e6); // microseconds
    expect(error.message.length).toBeLessThan(1500);
    return error.message;
  }
  throw new Error('was read');
}

describe('a config.json that asks for more than the file has', () => {
  it.each([
    ['gpt2', 'vocab_size', 50_000_000, 'wte.weight is [97,32], expected [50000000,32]'],
    ['gpt2', 'vocab_size', 2 ** 52, 'wte.weight is [97,32], expected [4503599627370496,32]'],
    ['gpt2', 'n_positions', 1e9, 'wpe.weight is [64,32], expected [1000000000,32]'],
    ['gpt2', 'n_embd', 4e7, 'expected [97,40000000]'],
    ['gpt2', 'n_embd', 2 ** 50, 'the model cannot be built'],
    ['gpt2', 'n_inner', 1e11, 'expected [32,100000000000]'],
    ['gpt2', 'n_layer', 1e6, '`n_layer` is 1000000, expected at most a layer'],
    ['gpt2', 'num_hidden_layers', 1e6, '`num_hidden_layers` is 1000000, expected'],
    ['gpt_neo', 'attention_types', [[['global'], 1e12]], '`attention_types` is [[["global"],'],
    ['gpt_neo', 'max_position_embeddings', 1e10, 'expected [10000000000,32]'],
    ['gpt_neox', 'hidden_size', 4e9, 'the model cannot be built: a head of 1000000000 numbers'],
    ['llama', 'head_dim', 2e9, 'the model cannot be built: a head of 2000000000 numbers'],
    ['llama', 'num_attention_heads', 1e9, '`num_attention_heads` is 1000000000, expected'],
    ['llama', 'intermediate_size', 1e12, 'expected [1000000000000,32]'],
    ['qwen3', 'num_key_value_heads', 1e12, 'the model cannot be built'],
    ['t5', 'relative_attention_num_buckets', 1e12, 'expected [1000000000000,4]'],
    ['t5', 'num_decoder_layers', 1e7, '`num_decoder_layers` is 10000000, expected at most'],
    ['t5', 'd_ff', 1e12, 'expected [1000000000000,32]'],
    ['convnextv2', 'hidden_sizes', [8, 16, 24, 1e9], 'the model cannot be built'],
    ['convnextv2', 'depths', [1, 1, 2, 1e9], '`depths` is [1,1,2,1000000000], expected'],
  ])('%s with %s = %j is refused before it takes memory', (name, key, value, message) => {
    const config = json(`${fixture(name)}/config.json`);
    expect(refusal(name, JSON.stringify({ ...config, [key]: value }))).toContain(message);
  });

  it.each([
    [
      `{"model_type":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      'more than 512 lists and objects within one another',
    ],
    [`{"model_type":"${'x'.repeat(3e6)}"}`, '`model_type` is "xxxx'],
    [`{"model_type":"gpt2","n_embd":"${'x'.repeat(3e6)}"}`, '`n_embd` is "xxxx'],
    [`{"model_type":"gpt2","n_embd":"\\u001b]0;x\\u0007"}`, '`n_embd` is "\\u001b]0;x\\u0007"'],
    [`{"model_type":"gpt2","a":"${'x'.repeat(5e6)}"}`, 'expected at most 4000000'],
    [Buffer.from('{"model_type":"\xff"}', 'latin1'), 'config.json: no UTF-8'],
    ['{"__proto__":{"model_type":"gpt2"}}', '`model_type` is missing'],
  ])('and %# of other kinds are', (text, message) => {
    expect(refusal('gpt2', text)).toContain(message);
  });
});
