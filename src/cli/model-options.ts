import { Option } from '@commander-js/extra-typings';
import { localCheckpoint } from '../hub/local-checkpoint.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';

/** What `<model>` means, for the help of every command that takes one. */
export const modelArgument =
  'folder of a checkpoint, or a name on the hub that is in the cache, such as EleutherAI/pythia-70m';

/** `--revision R`. */
export const revisionOption = () =>
  new Option('--revision <revision>', 'branch, tag or commit of the hub').default('main');

/** The checkpoint's folder and its model on `device`: `auto`, `cpu` or `cuda:N`. */
export async function loadModelOn(
  from: string,
  { revision, device }: { readonly revision: string; readonly device: string },
): Promise<{ readonly folder: string; readonly model: AnyLanguageModel }> {
  const folder = localCheckpoint(from, revision);
  const [{ loadPretrained }, { resolveDevice }] = await Promise.all([
    import('../checkpoints/checkpoint.js'),
    import('../tensor/index.js'),
  ]);
  return { folder, model: loadPretrained(folder).moveTo(resolveDevice(device)) };
}
