import { prefixOf } from '../text/clean.js';
import { CommaSense } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

const HEAD = /(?:^|\s)Training \|\s{1,3}Validation\s*$/;
const ROW = /(?:^|\s)([A-Za-z_][\w./@-]*)\s*\|\s+(\S+)\s+\|\s+(\S+)\s*$/;

/** A line a metric, with a column for training and one for validation, after each epoch. */
export const allennlp: LineFormat = {
  kind: 'lines',
  name: 'allennlp',
  title: 'the table that AllenNLP prints after each epoch',
  example: '         Training |  Validation\nloss   |     0.690  |     0.650',
  open: () => new AllenReader(),
};

class AllenReader implements LineReader {
  readonly #comma = new CommaSense();
  #inside = false;

  get holds(): boolean {
    return this.#inside;
  }

  read(line: string, sink: Sink): Taken {
    if (HEAD.test(line)) {
      this.#inside = true;
      return 'quiet';
    }
    if (!this.#inside) return 'no';
    const [, name, ...cells] = ROW.exec(prefixOf(line).text) ?? ROW.exec(line) ?? [];
    if (name === undefined) {
      this.#inside = false;
      return 'no';
    }
    for (const [i, role] of ['train', 'val'].entries()) {
      const value = this.#comma.read(cells[i]!);
      if (value !== null) sink.row({ numbers: new Map([[name, value]]), role, sure: true });
    }
    return 'figures';
  }
}
