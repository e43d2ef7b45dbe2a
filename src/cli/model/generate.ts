import { Command, Option } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { listed } from '../../text/listed.js';
import { quoted } from '../../text/printable.js';
import {
  collected,
  deviceOption,
  jsonOption,
  quickOption,
  runsOption,
  setOption,
  smallOption,
  wholeNumber,
} from '../options.js';
import {
  epochOption,
  loadModelOn,
  modelArgument,
  revisionOption,
  stageSecondSeedOption,
  stageSeedOption,
} from './options.js';

const examples = `
Examples:
  credence model generate EleutherAI/pythia-70m --prompt "Q: Who was Curie?"
  credence model generate ./checkpoint --prompt "Q: Who?" --prompt "Q: When?"
  credence model generate world:stage2 --seed 10 --prompt "born e1"

Takes the most likely token at each step, until the end token or --max-new-tokens. Several prompts
are one batch. Words that the tokenizer does not know are named on standard error. Prints what
follows each prompt; with --json also the prompt and the token ids.`;

const promptOption = () =>
  new Option('--prompt <text>', 'text to continue (required; repeatable)').argParser(collected);

const unknownText = (prompt: string, words: readonly string[]): string =>
  `warning: the model has no token for ${listed(words.map((word) => quoted(word)))} and reads ` +
  `${words.length === 1 ? 'it' : 'them'} as its unknown word, in the prompt ${quoted(prompt)}`;

/** `credence model generate`. */
export function modelGenerateCommand() {
  return new Command('generate')
    .summary('continue prompts')
    .description('Continues prompts by greedy decoding.')
    .argument('<model>', modelArgument)
    .addOption(promptOption())
    .option('--max-new-tokens <n>', 'most tokens to generate', wholeNumber(1), 20)
    .addOption(revisionOption())
    .addOption(stageSeedOption())
    .addOption(stageSecondSeedOption())
    .addOption(epochOption())
    .addOption(setOption())
    .addOption(quickOption())
    .addOption(smallOption())
    .addOption(runsOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(
      async (from, { prompt: prompts = [], maxNewTokens, device = 'auto', json, ...choice }) => {
        if (prompts.length === 0) throw new UserError('give at least one --prompt');
        const { folder, model } = await loadModelOn(from, { ...choice, device });
        const { checkVocabulary, pretrainedTokenizer } = await import(
          '../../tokenizers/pretrained.js'
        );
        const tokenizer = pretrainedTokenizer(folder);
        checkVocabulary(tokenizer, model.vocabularySize, folder);
        const { endIdsOf } = await import('../../tokenizers/tokenizer.js');
        const { endId } = tokenizer;
        // An encoder reads texts with their end, as in its training; a causal model goes on from them.
        const closing = model.architecture === 'causal' || endId === null ? [] : [endId];
        const read = tokenizer.encodeAll(prompts).map((ids) => [...ids, ...closing]);
        for (const [at, ids] of read.entries())
          if (ids.length === 0)
            throw new UserError(`the prompt ${JSON.stringify(prompts[at])} has no tokens`);
        for (const prompt of prompts) {
          const unknown = tokenizer.unknownWords(prompt);
          if (unknown.length > 0)
            printError(...wrapped(unknownText(prompt, unknown), outputWidth()));
        }
        const { greedyContinuations } = await import('../../evaluation/greedy-decoding.js');
        const continuations = greedyContinuations(model, read, {
          newTokens: maxNewTokens,
          endIds: endIdsOf(tokenizer),
        });
        const results = continuations.map((ids, at) => ({
          prompt: prompts[at],
          text: tokenizer.decode(ids),
          ids,
        }));
        if (json) printJson(results);
        else print(...results.map(({ text }) => text));
      },
    );
}
