import { CommaSense } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

const RULE = /^\s*[-+=_─━┌┐└┘├┤┬┴╭╮╰╯]{5,}\s*$/;
/** Name and figure between the same bars: Ray Tune. */
const UNDIVIDED = /^\s*[│|]\s*([\w./-]+(?: [\w./-]+)*)\s{2,}(\S+)\s*[│|]\s*$/;
const FRAMED = /^\s*│[^│]*│\s*$/;
const ROW = /^\s*[|│┃]\s*([^|│┃]*?)\s*[|│┃]\s*([^|│┃]*?)\s*[|│┃]\s*$/;

/** Boxes with a name and a figure in each line, and headings that end with a slash. */
export const box: LineFormat = {
  kind: 'lines',
  name: 'box',
  title: 'boxes of Stable-Baselines3, Baselines, Spinning Up, Ray Tune',
  example:
    '------------------------\n| rollout/           |    |\n|    ep_rew_mean     | 20 |\n------------------------',
  open: () => new BoxReader(),
};

class BoxReader implements LineReader {
  #numbers = new Map<string, number>();
  #heading = '';
  #inside = false;
  readonly #comma = new CommaSense();

  get holds(): boolean {
    return this.#inside && this.#numbers.size > 0;
  }

  read(line: string, sink: Sink): Taken {
    if (RULE.test(line)) return this.#rule(sink);
    const row = this.#inside ? (ROW.exec(line) ?? UNDIVIDED.exec(line)) : null;
    // A title, or a name without a figure.
    if (row === null && this.#inside && FRAMED.test(line)) return 'no';
    if (row === null) {
      // A box without its lower rule: cut off by something else.
      if (this.#numbers.size > 0) this.#give(sink);
      this.#inside = false;
      return 'no';
    }
    const [, name, figure] = row;
    if (figure === '' && name!.endsWith('/')) {
      this.#heading = name!;
      return 'quiet';
    }
    const value = this.#comma.read(figure!);
    if (value === null || this.#comma.read(name!) !== null || name === '') return 'no';
    const isIndented = /^\s*[|│┃]\s{2,}/.test(line);
    this.#numbers.set(isIndented ? this.#heading + name! : name!, value);
    return 'figures';
  }

  end(sink: Sink): void {
    if (this.#numbers.size > 0) this.#give(sink);
  }

  #rule(sink: Sink): Taken {
    const ends = this.#numbers.size > 0;
    if (ends) this.#give(sink);
    this.#inside = true;
    this.#heading = '';
    return ends ? 'figures' : 'no';
  }

  #give(sink: Sink): void {
    sink.row({ numbers: this.#numbers, sure: true });
    this.#numbers = new Map();
    this.#heading = '';
  }
}
