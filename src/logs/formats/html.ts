import { CommaSense } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';
import { type Layout, Table } from './table.js';

const LAYOUT: Layout = { separator: '\t', style: 'plain' };
/** A row of more characters is none of figures. */
const LONGEST = 100_000;
const CELL = /<t[hd]\b[^>]*>([\s\S]*?)(?=<\/t[hd]\s*>|<t[hd]\b|<\/tr\s*>|$)/gi;
const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" };

/** Tables of HTML: what notebooks show of pandas and fastai. */
export const html: LineFormat = {
  kind: 'lines',
  name: 'html',
  title: 'HTML tables: pandas, fastai in notebooks',
  example: '<table><tr><th>epoch</th><th>loss</th></tr>\n<tr><td>0</td><td>2.4</td></tr></table>',
  open: () => new HtmlReader(),
};

class HtmlReader implements LineReader {
  readonly #comma = new CommaSense();
  #inside = false;
  #text = '';
  #table: Table | null = null;

  get holds(): boolean {
    return this.#inside;
  }

  read(line: string, sink: Sink): Taken {
    if (!this.#inside) {
      const at = line.search(/<table\b/i);
      if (at < 0) return 'no';
      this.#begin();
      return this.#more(line.slice(at), sink);
    }
    return this.#more(line, sink);
  }

  #begin(): void {
    this.#inside = true;
    this.#text = '';
    this.#table = null;
  }

  #more(line: string, sink: Sink): Taken {
    this.#text += `${line}\n`;
    if (this.#text.length > LONGEST) {
      this.#inside = false;
      return 'no';
    }
    let taken: Taken = 'quiet';
    for (;;) {
      const end = /<\/tr\s*>|<\/table\s*>/i.exec(this.#text);
      if (end === null) return taken;
      if (this.#row(this.#text.slice(0, end.index), sink)) taken = 'figures';
      this.#text = this.#text.slice(end.index + end[0].length);
      if (/^<\/tr/i.test(end[0])) continue;
      const next = this.#text.search(/<table\b/i);
      this.#inside = false;
      if (next < 0) return taken;
      const rest = this.#text.slice(next);
      this.#begin();
      this.#text = rest;
    }
  }

  #row(text: string, sink: Sink): boolean {
    const cells = [...text.matchAll(CELL)].map(([, cell]) => plain(cell!));
    if (cells.length < 2) return false;
    if (this.#table !== null) return this.#table.takeLine(cells.join('\t'), sink);
    if (cells.some((cell) => this.#comma.read(cell) !== null) || cells.every((cell) => cell === '')) return false;
    this.#table = new Table(cells, LAYOUT, this.#comma, '');
    return false;
  }
}

const plain = (cell: string): string =>
  cell
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => SIGNS[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
