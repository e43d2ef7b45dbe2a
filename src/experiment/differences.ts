import { quoted } from '../text/printable.js';
import { canonicalJson } from './canonical-json.js';
import type { Experiment } from './experiment.js';

/** Names and seeds say nothing of what is trained. */
const unsaid = /^(name|title|seeds\.first)$/;

/**
 * In which options an experiment differs from another, as `--set` would write them:
 * `stages.stage2.epochs=40`. Names, titles and first seeds are left out.
 */
export function differences(experiment: Experiment, from: Experiment): string[] {
  const [own, other] = [leaves(experiment), leaves(from)];
  const changed = [...own].filter(([path, value]) => other.get(path) !== value);
  const gone = [...other.keys()].filter((path) => !own.has(path));
  return [
    ...changed.map(([path, value]) => `${path}=${value}`),
    ...gone.map((path) => `without ${path}`),
  ].filter((text) => !unsaid.test(text.split('=')[0] ?? ''));
}

/** Every value of an experiment by its path; stages by their names, lists of values as a whole. */
function leaves(value: unknown, path = '', found = new Map<string, string>()) {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(value) && path === 'stages') {
    for (const stage of value as { readonly name: string }[]) leaves(stage, at(stage.name), found);
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inside] of Object.entries(value))
      if (at(key) !== 'model.resolved') leaves(inside, at(key), found);
  } else if (value !== undefined) {
    found.set(path, shown(value));
  }
  return found;
}

/** Two values that are shown alike are alike, however long: what is cut is told apart by its end. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : quoted(JSON.parse(canonicalJson(value)), 60);
}
