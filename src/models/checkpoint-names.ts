/** How a model's parameters are called in a checkpoint's files. */
export interface CheckpointNames {
  /** What all names but the head's begin with, and some files leave out. */
  readonly prefix: string;
  /**
   * From a module's path to the names it may have in a file, the preferred one first; `{n}` stands
   * for an index on both sides, in the same order, and `.weight` or `.bias` follows.
   */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Parameters, by path, that the file holds with their two dimensions exchanged. */
  readonly transposed?: RegExp;
  /**
   * From a module's path to names in a file whose weight must equal its own, where no parameter of
   * the model is called so.
   */
  readonly copies?: Readonly<Record<string, readonly string[]>>;
  /** Names in old files that hold nothing to load. */
  readonly ignored: readonly RegExp[];
}

/** What is asked about a checkpoint's tensors before its model is built. */
export interface TensorsInFile {
  /** Whether there is one of this name. */
  has(name: string): boolean;
  /** Whether two that are there hold the same numbers. */
  same(one: string, other: string): boolean;
}

/**
 * Names that the parameter at `path` may have in a file, the preferred one first:
 * `layers.3.mlp.up.weight` -> `gpt_neox.layers.3.mlp.dense_h_to_4h.weight`.
 */
export function namesInFile(path: string, names: CheckpointNames): string[] {
  const match = /^(.*)\.(weight|bias)$/.exec(path);
  if (!match?.[1] || !match[2]) throw new Error(`"${path}" does not end in .weight or .bias`);
  const [, module, kind] = match;
  const indices = [...module.matchAll(/\.(\d+)(?=\.)/g)].map(([, index]) => index);
  const template = module.replace(/\.\d+(?=\.)/g, '.{n}');
  const known = names.parameters[template];
  if (!known) throw new Error(`no checkpoint name is given for the parameter "${path}"`);
  const full = known.map((name) => {
    const left = [...indices];
    return `${name.replaceAll('{n}', () => left.shift() ?? '')}.${kind}`;
  });
  const bare = full
    .filter((name) => names.prefix !== '' && name.startsWith(names.prefix))
    .map((name) => name.slice(names.prefix.length));
  return [...full, ...bare];
}
