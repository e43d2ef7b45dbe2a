import type { Claim } from '../../study/claim.js';
import { plain } from './markdown.js';
import { statisticText } from './measure-words.js';

/**
 * What the claims are, in Markdown: what is said, how it is measured on two cores, and in what that
 * differs from the paper. A section each, as docs/claims.md has them.
 */
export const claimsList = (claims: readonly Claim[]): string[] => [
  '',
  ...claims.flatMap((claim) => [...section(claim), '']),
];

const bullets = (title: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [`- ${title}:`, ...texts.map((text) => `  - ${plain(text)}`)];

function section(claim: Claim): string[] {
  const { parts, untestable, caveat } = claim;
  return [
    `### ${claim.number}. ${plain(claim.title)}`,
    '',
    `${plain(claim.statement)} (${plain(claim.figure)})`,
    '',
    `- Would refute it: ${plain(claim.refutedBy)}`,
    ...(untestable === undefined ? [] : [`- Not tested on two cores: ${plain(untestable)}`]),
    ...bullets(
      'Measured',
      parts.map((part) => `${part.title}: ${statisticText(part)}`),
    ),
    `- Control: ${plain(claim.control)}`,
    ...(caveat === undefined ? [] : [`- Caveat: ${plain(caveat)}`]),
    `- Studies: ${claim.studies.map((study) => `\`${study}\``).join(', ')}`,
    ...bullets('Differs from the paper', claim.deviations),
  ];
}
