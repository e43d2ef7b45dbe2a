import type { PictureText } from '../../figures/drawing/svg-file.js';
import { themed } from '../../figures/drawing/theme.js';
import type { Figure } from '../../figures/figure.js';
import { Html, html } from './html.js';

/** Widths of the two drawings of a figure, in pixels: for screens and paper, and for telephones. */
const widths = { wide: 760, narrow: 340 } as const;

type Width = keyof typeof widths;

/** A colour of a drawing as a variable of the page, which a dark page gives another value. */
const variableOf = (colour: string): string => `--c${colour.slice(1).toLowerCase()}`;

const coloured = /(fill|stroke)="(#[0-9a-f]{6})"/gi;

/** Of parts of a drawing, which is one picture to a reader of screens; a third of its length. */
const superfluous =
  / (?:aria-hidden="true"|aria-roledescription="[^"]*"|role="graphics-\w+"|pointer-events="none"|opacity="1"|class="[^"]*")/g;

/** As wide as the font that figures are laid out for, or narrower. */
const fonts = 'DejaVu Sans, Verdana, Geneva, sans-serif';

/** Draws the figures of a page, and knows which colours they have. */
export class InlineFigures {
  readonly #colours = new Set<string>();
  #drawn = 0;

  /**
   * A figure in both widths, of which the page shows one, or in one of them, with its caption for those who
   * do not see it.
   */
  async drawn(figure: Figure, kinds: readonly Width[] = ['wide', 'narrow']): Promise<Html> {
    // The drawing libraries take longer to load than a page without figures takes altogether.
    const { vegaSvg } = await import('../../figures/render.js');
    this.#drawn++;
    const pictures: Html[] = [];
    for (const kind of kinds) {
      const svg = await vegaSvg(figure, { width: widths[kind], theme: 'transparent' });
      const words = { title: figure.title, description: figure.caption };
      const inPage = this.#inPage(svg, `f${this.#drawn}-${kind}-`, words);
      pictures.push(kinds.length === 1 ? inPage : html`<div class="${kind}">${inPage}</div>`);
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

  /** The drawing, with the names within it told apart from those of others, and its text for screen readers. */
  #inPage(svg: string, prefix: string, { title, description }: PictureText): Html {
    const text = svg
      .replaceAll(superfluous, '')
      .replaceAll(coloured, (_, kind: string, colour: string) => {
        this.#colours.add(colour.toLowerCase());
        return `${kind}="var(${variableOf(colour)},${colour})"`;
      })
      .replaceAll(/\bid="/g, `$&${prefix}`)
      .replaceAll('url(#', `url(#${prefix}`)
      .replaceAll(/font-family="[^"]*"/g, `font-family="${fonts}"`);
    const [head = '', ...rest] = text.split('>');
    const opened = `${head} role="img" aria-labelledby="${prefix}t ${prefix}d">`;
    const words = html`<title id="${prefix}t">${title}</title><desc id="${prefix}d">${description}</desc>`;
    return new Html(`${opened}${words.text}${rest.join('>')}`);
  }
}
