import { wrapped } from '../terminal/wrapped.js';

const example = /^( {2}\S.*?)\s{2,}(\S.*)$/;

/**
 * What stands below a command's options, at `width` columns: where an example is too long, all
 * have their explanations in lines of their own, and a paragraph with a line that is too long is wrapped anew.
 */
export function foldedHelp(text: string, width: number): string {
  return text
    .split('\n\n')
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      if (lines.every((line) => line.length <= width)) return paragraph;
      if (lines.some((line) => line.startsWith('  '))) return lines.flatMap(folded).join('\n');
      const end = paragraph.endsWith('\n') ? '\n' : '';
      return `${wrapped(lines.join(' ').trim(), width).join('\n')}${end}`;
    })
    .join('\n\n');
}

function folded(line: string): string[] {
  const [, command, what] = example.exec(line) ?? [];
  return command === undefined || what === undefined ? [line] : [command, `      ${what}`];
}
