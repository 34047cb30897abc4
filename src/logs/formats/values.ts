import type { LineFormat, LineReader, Sink, Taken } from './format.js';

/** A fraction alone: whole numbers in lines of their own may be anything. */
const FIGURE = /^\s*[-+]?(?:\d+\.\d*|\.\d+|\d+(?=e))(?:e[-+]?\d+)?\s*$/i;
/** So many in a row are a list. */
const FEWEST = 3;
const NAME = 'value';

/** A list of figures without any name, one a line, as `numpy.savetxt` writes it. */
export const values: LineFormat = {
  kind: 'lines',
  name: 'values',
  title: 'figures alone, one a line: numpy.savetxt',
  example: '0.9\n0.8\n0.7',
  open: () => new ValuesReader(),
};

class ValuesReader implements LineReader {
  #held: number[] = [];
  #isList = false;

  read(line: string, sink: Sink): Taken {
    if (!FIGURE.test(line)) {
      this.end(sink);
      this.#isList = false;
      return 'no';
    }
    this.#held.push(Number(line));
    if (!this.#isList && this.#held.length < FEWEST) return 'quiet';
    this.#isList = true;
    for (const value of this.#held) sink.row({ numbers: new Map([[NAME, value]]), sure: true });
    this.#held = [];
    return 'figures';
  }

  end(sink: Sink): void {
    for (const _ of this.#held) sink.leftOut('figures alone in a line');
    this.#held = [];
  }
}
