import { CommaSense } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

const RULES = /^\s*-{3,}\s{2,}-{3,}\s*$/;
const PAIR = /^\s*(\S+(?: \S+)*)\s{2,}(\S+(?: \S+)*)\s*$/;

/** A name and a figure in each line, between rules over both columns. */
export const ruled: LineFormat = {
  kind: 'lines',
  name: 'ruled',
  title: 'blocks of rllab, garage, RLkit',
  example: '-----------  -----\nReturn       20\nLoss         2.4\n-----------  -----',
  open: () => new RuledReader(),
};

class RuledReader implements LineReader {
  readonly #comma = new CommaSense();
  #numbers = new Map<string, number>();
  #inside = false;
  /** Whether the line before names two columns: what follows is a table. */
  #headed = false;

  get holds(): boolean {
    return this.#inside;
  }

  read(line: string, sink: Sink): Taken {
    if (!this.#inside && !line.includes('---')) {
      this.#headed = !/\d/.test(line) && PAIR.test(line);
      return 'no';
    }
    const text = withoutPrefix(line);
    if (RULES.test(text)) {
      if (!this.#inside && this.#headed) return 'no';
      this.end(sink);
      this.#inside = !this.#inside;
      return 'quiet';
    }
    if (!this.#inside) return 'no';
    const [, name, figure] = PAIR.exec(text) ?? [];
    const value = figure === undefined ? null : this.#comma.read(figure);
    if (figure === undefined || this.#comma.read(name!) !== null || (value === null && this.#numbers.size === 0)) {
      this.end(sink);
      this.#inside = false;
      return 'no';
    }
    if (value === null) return 'quiet';
    this.#numbers.set(name!, value);
    return 'figures';
  }

  end(sink: Sink): void {
    if (this.#numbers.size > 0) sink.row({ numbers: this.#numbers, sure: true });
    this.#numbers = new Map();
  }
}

/** rllab puts the time and the name of the experiment before each line. */
const withoutPrefix = (line: string): string =>
  line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[\d.]*(?: \w+)? \|(?: \[[^\]]*\])? /, '');
