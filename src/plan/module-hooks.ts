/** @module How Node finds what an experiment file outside of this project imports. */
import type { ResolveHook } from 'node:module';

/**
 * Finds `credence` wherever the importing file lies, as it is found from here, and takes TypeScript
 * for a module whether or not a package.json beside it says so.
 */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const isOwn = /^credence(\/|$)/.test(specifier);
  const parentURL = isOwn ? import.meta.url : context.parentURL;
  const found = await nextResolve(specifier, { ...context, parentURL });
  return /\.ts(\?|$)/.test(found.url) ? { ...found, format: 'module' } : found;
};
