import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { analysisChecks } from './analyses.js';
import { answerChecks } from './answers.js';
import { attentionChecks } from './attention.js';
import { type Check, findingOf } from './check.js';
import { checkedDevice } from './device.js';
import { findingLines } from './finding-lines.js';
import { inFolder } from './in-folder.js';
import { paperSteps } from './paper-steps.js';
import { rateOf, rateTable } from './rates.js';
import { savingChecks } from './saving.js';
import { operatorsOf, traceStep } from './trace.js';
import { trainingChecks } from './training.js';

let device: string;
beforeAll(async () => {
  device = await checkedDevice('fake:0');
});

const all = (): Check[] =>
  [attentionChecks(), trainingChecks(), answerChecks(), analysisChecks(), savingChecks()].flat();

const called = (words: string): Check => {
  const found = all().find(({ name, of }) => `${name}, ${of}` === words);
  if (found === undefined) throw new Error(`no check is called ${words}`);
  return found;
};

describe('what is compared', () => {
  it('has every architecture in every mode and precision', () => {
    const names = all().map(({ name, of }) => `${name}, ${of}`);
    expect(new Set(names).size).toBe(names.length);
    // Attention of five shapes; seven of texts in two modes and two precisions, images in two; then answers and alignment of
    // seven, probes of two sizes, files of eight.
    expect(names.length).toBe(5 + 28 + 2 + 7 + 7 + 2 + 8);
  });

  it.each([
    'attention of packed texts, heads 9 groups 3 width 64',
    'attention of packed texts, heads 2 groups 2 width 128 window 32',
    'training, gpt2, fast, float32',
    'training, llama, faithful, bfloat16',
    'training, convnextv2, float32',
    'answers, t5',
    'alignment, llama',
    'probes, 64 features',
    'saving, llama',
  ])('passes on the fake accelerator: %s', (words) => {
    const finding = findingOf(called(words), device);
    expect(finding.error).toBeNull();
    expect(finding.measured.filter(({ value, most }) => most !== null && value > most)).toEqual([]);
    expect(finding.passed).toBe(true);
  });

  it('fails where a number is too large, is none, or the device throws', () => {
    const findingWith = (run: Check['run']) => findingOf({ name: 'a', of: 'b', run }, device);
    const measuring = (value: number) => findingWith(() => [{ what: 'x', value, most: 1 }]);
    expect(measuring(1).passed).toBe(true);
    expect(measuring(1.5).passed).toBe(false);
    expect(measuring(Number.NaN).passed).toBe(false);
    const broken = findingWith(() => {
      throw new Error('no kernel image');
    });
    expect(broken).toMatchObject({ passed: false, error: 'no kernel image' });
    expect(findingLines(broken).join('\n')).toMatch(/^FAILED {2}a, b .*\n {8}no kernel image$/);
    expect(findingLines(measuring(1.5)).join('\n')).toContain('x 1.5e+0 MORE THAN 1');
  });
});

describe('a trace', () => {
  it('counts of nested operators only what is their own', () => {
    const event = (name: string, ts: number, dur: number, cat = 'cpu_op') =>
      ({ ph: 'X', cat, name, ts, dur, tid: 1 }) as const;
    const host = [event('outer', 0, 100), event('inner', 10, 30), event('inner', 50, 20)];
    const text = (traceEvents: object[]) => JSON.stringify({ traceEvents });
    expect(operatorsOf(text(host))).toEqual([
      { name: 'outer', calls: 1, milliseconds: 0.05 },
      { name: 'inner', calls: 2, milliseconds: 0.05 },
    ]);
    const kernels = [...host, event('gemm', 20, 7000, 'kernel')];
    expect(operatorsOf(text(kernels))).toEqual([{ name: 'gemm', calls: 1, milliseconds: 7 }]);
  });

  it('and a rate are taken of a step of an experiment', () => {
    const open = paperSteps({ device: 'cpu', quick: true, tokenizer: '' }).get('set-inclusion');
    if (open === undefined) throw new Error('there is no task called set-inclusion');
    inFolder((folder) => {
      const { file, operators } = traceStep(open, { device: 'cpu', folder, warmUp: 1 });
      expect(operators.map(({ name }) => name)).toContain('aten::mm');
      // Backward runs on this thread, too.
      expect(gunzipSync(readFileSync(file)).toString()).toContain('autograd::engine::evaluate');
      expect(existsSync(join(folder, 'trace-set-inclusion.json'))).toBe(false);
    });
    const rate = rateOf(open, { device: 'cpu', warmUp: 1, steps: 2, limit: 60 });
    expect(rate.seconds.length).toBe(2);
    expect(rate.stepsPerSecond).toBeCloseTo(1 / Math.max(...rate.seconds), 6);
    expect(rateTable([rate])[1]?.[0]).toBe('set-inclusion');
  });
});
