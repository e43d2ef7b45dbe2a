import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DataOptions } from '../data/data-options.js';
import { trexFiles } from '../data/trex-triples.js';
import { UserError } from '../data/user-error.js';
import { sha256OfFile } from './file-hash.js';
import type { ModelOptions } from './model-options.js';

function contentOf(path: string, what: string): string {
  try {
    return sha256OfFile(path);
  } catch (error) {
    throw new UserError(`${what} ${path} cannot be read: ${(error as Error).message}`, {
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
export function identifiedData(data: DataOptions): unknown {
  switch (data.kind) {
    case 'csv':
    case 'cvdb': {
      const { file, ...rest } = data;
      return { ...rest, content: contentOf(file, 'the data file') };
    }
    case 'trex': {
      const { folder, ...rest } = data;
      return { ...rest, content: listedSizes(folder) };
    }
    case 'world':
      return data;
  }
}

/** What a model starts from counts by its content, a name of the hub by itself. */
export function identifiedModel(model: ModelOptions): unknown {
  if (model.kind !== 'pretrained') {
    const { vocabulary, ...rest } = model;
    if (vocabulary === 'from data') return { ...rest, vocabulary };
    const { tokenizer, ...rows } = vocabulary;
    const path = statSync(tokenizer, { throwIfNoEntry: false })?.isDirectory()
      ? join(tokenizer, 'tokenizer.json')
      : tokenizer;
    const content = contentOf(path, 'the file of model.vocabulary.tokenizer');
    return { ...rest, vocabulary: { ...rows, content } };
  }
  const { from, ...rest } = model;
  if (!existsSync(join(from, 'config.json'))) return model;
  const files = readdirSync(from).filter((name) =>
    /^(config|tokenizer)\.json$|\.safetensors$/.test(name),
  );
  const paths = files.sort().map((name) => join(from, name));
  return { ...rest, content: contentsOf(paths, "the checkpoint's file") };
}
