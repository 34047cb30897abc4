import { CommaSense } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

const TITLE = /^(?:\([^)]*pid=[^)]*\)\s)?Result for (\S+):\s*$/;
const ENTRY = /^( +)(?:'([^']*)'|([^\s:'-][^:]*)):(?: (.*?))?\s*$/;
/** Maps that hold settings or samples. */
const OTHER = /^(?:config|hist_stats|sampler_perf|perf)$/;
/** What tells of the machine rather than of the training. */
const MACHINE = /^(?:pid|node_ip|timestamp|warmup_time|trial_id|experiment_id|experiment_tag|hostname)$/;

/** The result of a trial, which Ray Tune and RLlib print as one block of names and figures. */
export const ray: LineFormat = {
  kind: 'lines',
  name: 'ray',
  title: 'results that Ray Tune and RLlib print',
  example: 'Result for trial_0:\n  episode_reward_mean: 20\n  info:\n    total_loss: 2.4\n  training_iteration: 1\n',
  open: () => new RayReader(),
};

class RayReader implements LineReader {
  readonly #comma = new CommaSense();
  /** The trial of the block; null outside of one. */
  #trial: string | null = null;
  #first: string | null = null;
  #numbers = new Map<string, number>();
  /** The maps around the entry, with how far their entries are to the right. */
  #maps: { readonly name: string; readonly indent: number }[] = [];

  get holds(): boolean {
    return this.#trial !== null;
  }

  read(line: string, sink: Sink): Taken {
    const title = TITLE.exec(line);
    if (title !== null) {
      this.end(sink);
      this.#trial = title[1]!;
      this.#first ??= this.#trial;
      return 'quiet';
    }
    if (this.#trial === null) return 'no';
    // Lists over several lines are samples.
    if (/^ +- /.test(line)) return 'quiet';
    const entry = ENTRY.exec(line);
    if (entry === null) {
      this.end(sink);
      return 'no';
    }
    const [, { length }, quoted, plain, text] = entry as unknown as [string, string, string?, string?, string?];
    const name = quoted ?? plain!;
    while (this.#maps.length > 0 && this.#maps.at(-1)!.indent >= length) this.#maps.pop();
    if (text === undefined || text === '') {
      this.#maps.push({ name, indent: length });
      return 'quiet';
    }
    const value = this.#comma.read(text);
    const path = this.#maps.map((map) => map.name);
    if (value === null || MACHINE.test(name) || path.some((one) => OTHER.test(one))) return 'quiet';
    this.#numbers.set([...path, name].join('.'), value);
    return 'figures';
  }

  end(sink: Sink): void {
    const trial = this.#trial;
    this.#trial = null;
    this.#maps = [];
    if (this.#numbers.size === 0 || trial === null) return;
    const words = trial === this.#first ? {} : { words: new Map([['run', trial]]) };
    sink.row({ numbers: this.#numbers, sure: true, ...words });
    this.#numbers = new Map();
  }
}
