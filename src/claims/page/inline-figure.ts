import { themed } from '../../figures/drawing/theme.js';
import type { Figure } from '../../figures/figure.js';
import { Html, html } from './html.js';

/** Widths of the two drawings of a figure, in pixels: for screens and paper, and for telephones. */
const widths = { wide: 760, narrow: 340 } as const;

/** A colour of a drawing as a variable of the page, which a dark page gives another value. */
const variableOf = (colour: string): string => `--c${colour.slice(1).toLowerCase()}`;

const coloured = /(fill|stroke)="(#[0-9a-f]{6})"/gi;

/** Draws the figures of a page, and knows which colours they have. */
export class InlineFigures {
  readonly #colours = new Set<string>();
  #drawn = 0;

  /** A figure in both widths, of which the page shows one, with its caption for those who do not see it. */
  async drawn(figure: Figure): Promise<Html> {
    // The drawing libraries take longer to load than a page without figures takes altogether.
    const { pictureSvg } = await import('../../figures/render.js');
    this.#drawn++;
    const pictures: Html[] = [];
    for (const [kind, width] of Object.entries(widths)) {
      const prefix = `f${this.#drawn}-${kind}-`;
      const svg = await pictureSvg(figure, prefix, { width, theme: 'transparent' });
      pictures.push(html`<div class="${kind}">${this.#inPage(svg)}</div>`);
    }
    return html`<figure>${pictures}</figure>\n`;
  }

  /** Rules of CSS that give every colour of the figures its counterpart on a dark page. */
  darkColours(): Html {
    const rules = [...this.#colours].map(
      (colour) => `${variableOf(colour)}:${themed({ colour }, 'dark').colour}`,
    );
    return new Html(`:root{${rules.join(';')}}`);
  }

  #inPage(svg: string): Html {
    const text = svg.replaceAll(coloured, (_, kind: string, colour: string) => {
      this.#colours.add(colour.toLowerCase());
      return `${kind}="var(${variableOf(colour)},${colour})"`;
    });
    return new Html(text.replaceAll('\n', ''));
  }
}
