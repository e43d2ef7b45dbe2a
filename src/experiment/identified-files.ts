import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cvdbSource } from '../data/cvdb/options.js';
import type { DataOptions } from '../data/data-options.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import { mnistPaths } from '../data/mnist/files.js';
import { trexFiles } from '../data/trex/triples.js';
import { UserError } from '../errors/user-error.js';
import { sha256OfInput } from '../files/hash.js';
import type { Experiment } from './experiment.js';

type Plain = Readonly<Record<string, unknown>>;

function contentOf(path: string, what: string, hint = ''): string {
  try {
    return sha256OfInput(path);
  } catch (error) {
    throw new UserError(`${what} ${path} cannot be read: ${(error as Error).message}${hint}`, {
      cause: error,
    });
  }
}

/** Files count by their content, wherever they lie. */
function contentsOf(files: readonly string[], what: string): unknown {
  return files.map((file) => [basename(file), contentOf(file, what)]);
}

/** Names and sizes of the files of a dump. */
function listedSizes(folder: string): unknown {
  return trexFiles(folder).map((path) => [basename(path), statSync(path).size]);
}

/** A file of data counts by its content; the many and large ones of T-REx by name and size. */
export function identifiedData(data: DataOptions): Plain {
  switch (data.kind) {
    case 'csv':
    case 'cvdb': {
      const { file, ...rest } = data;
      const hint = data.kind === 'cvdb' ? cvdbSource : '';
      return { ...rest, content: contentOf(file, 'the data file', hint) };
    }
    case 'trex': {
      const { folder, ...rest } = data;
      return { ...rest, content: listedSizes(folder) };
    }
    case 'world':
    case 'set-inclusion':
      return data;
    case 'mnist': {
      const { folder, ...rest } = data;
      if (folder === null) return data;
      return { ...rest, content: contentsOf(mnistPaths(folder), 'the data file') };
    }
  }
}

/** The files of a checkpoint's folder that decide what a model computes from a text. */
const decisive =
  /^(config|generation_config|tokenizer|tokenizer_config|special_tokens_map)\.json$|\.safetensors$/;

function decisiveFiles(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => decisive.test(name));
  return names.sort().map((name) => join(folder, name));
}

/** Sets whose words a vocabulary of the data has anyway, since they are trained on or asked. */
const withoutOwnWords: readonly EvaluationSet[] = ['questions', 'trainQuestions', 'definitions'];

/**
 * What a model starts from counts by its content, a name of the hub by its revision. A vocabulary
 * that is made from the data has the words of the sets that are tested, too; that of set inclusion
 * is fixed.
 */
export function identifiedModel({
  model,
  data,
  evaluate,
}: Pick<Experiment, 'model' | 'data' | 'evaluate'>): Plain {
  if (model.kind === 'convnext-v2') return model;
  if (model.kind !== 'pretrained') {
    const { vocabulary, ...rest } = model;
    if (vocabulary === 'from data') {
      if (data.kind === 'set-inclusion') return model;
      const sets = evaluate.sets.filter((set) => !withoutOwnWords.includes(set)).sort();
      return sets.length === 0 ? model : { ...model, sets };
    }
    const { tokenizer, ...rows } = vocabulary;
    const isFolder = statSync(tokenizer, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const files = isFolder
      ? decisiveFiles(tokenizer).filter((path) => path.endsWith('.json'))
      : [tokenizer];
    const content = contentsOf(files, 'the file of model.vocabulary.tokenizer');
    return { ...rest, vocabulary: { ...rows, content } };
  }
  const { from, revision: _revision, ...rest } = model;
  if (!existsSync(join(from, 'config.json'))) return model;
  return { ...rest, content: contentsOf(decisiveFiles(from), "the checkpoint's file") };
}
