import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { commandList } from './command-list.js';
import { foldedHelp } from './folded-help.js';

const withBelow = (command: CommandUnknownOpts): CommandUnknownOpts[] => [
  command,
  ...command.commands.flatMap(withBelow),
];
const loaded = await Promise.all(commandList.map(({ load }) => load()));
const commands = loaded.flatMap(withBelow);

/** What `--help` prints of a command, `width` columns wide. */
function helpOf(command: CommandUnknownOpts, width: number): string {
  let text = '';
  const writeOut = (part: string) => {
    text += part;
  };
  command.configureOutput({ writeOut, getOutHelpWidth: () => width }).outputHelp();
  return foldedHelp(text, width);
}

it.each(commands.map((command) => [command.name(), command] as const))(
  '%s has help with examples, in 80 columns',
  (_name, command) => {
    const help = helpOf(command, 80);
    expect(help).toContain('Examples:\n  ');
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const { long, description, mandatory } of command.options) {
      expect(description, long).not.toMatch(/^$|^[A-Z][a-z]|\.$/);
      if (mandatory) expect(description).toContain('(required)');
    }
  },
);

it('says the same of an option in all commands that have it', () => {
  const said = new Map<string, Set<string>>();
  for (const { long, description } of commands.flatMap(({ options }) => options))
    said.set(long ?? '', new Set([...(said.get(long ?? '') ?? []), description]));
  const own = [
    '--device',
    '--dry-run',
    '--out',
    // Of claims nothing is a preview: verdicts of the quick form mean nothing.
    '--quick',
    '--seed',
    '--second-seed',
    '--stage',
    '--to',
    '--width',
  ];
  const several = [...said].filter(([name, texts]) => texts.size > 1 && !own.includes(name));
  expect(several).toEqual([]);
  expect(said.get('--set')?.size).toBe(1);
});
