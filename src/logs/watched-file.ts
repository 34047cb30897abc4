import type { MetricSpec } from '../core/learner.js';
import type { Scenario } from '../scenario/scenario.js';
import { LineCutter } from './lines.js';
import { type Choice, PointReader } from './points.js';
import type { Source } from './source.js';
import { type Known, WatchedRun } from './watched-run.js';

/** More runs than this in one file are no runs: a column was taken for one. */
const MOST_RUNS = 500;

/** One source with the runs in it. */
export class WatchedFile {
  readonly source: Source;
  readonly reader: PointReader;
  readonly runs: WatchedRun[] = [];
  ended = false;
  /** There is more to read at once. */
  more = false;
  /** Whether all that was there at first has been read: from then on it grows. */
  #caughtUp = false;
  readonly #known: Known | null;
  readonly #cutter = new LineCutter();
  readonly #byName = new Map<string, WatchedRun>();
  /** Metrics that the file tells nothing of. */
  readonly #guessed = new Map<string, MetricSpec>();

  /** `known`: the run that the whole source is of, when a configuration says it. */
  constructor(source: Source, choice: Choice, known: Known | null) {
    this.source = source;
    this.reader = new PointReader(choice);
    this.#known = known;
    if (known !== null) this.#runOf('', '');
  }

  /** Reads what is new. True when anything changed. `now` in seconds. */
  poll(now: number): boolean {
    if (this.ended) return false;
    const { chunks, restarted, age, ended, more } = this.source.poll();
    this.more = more;
    if (restarted) this.#restart();
    for (const chunk of chunks) for (const line of this.#cutter.push(chunk)) this.#read(line);
    if (ended) {
      for (const line of this.#cutter.end()) this.#read(line);
      this.ended = true;
      for (const run of this.runs) run.end();
    }
    const grows = chunks.length > 0 && this.#caughtUp;
    if (chunks.length > 0 && !more) this.#caughtUp = true;
    if (!this.ended) for (const run of this.runs) run.measure(now, grows || this.source.isLive, age);
    return restarted || ended || chunks.length > 0;
  }

  /** Takes a last line without a line feed too: the file is not expected to grow. */
  finish(): void {
    for (const line of this.#cutter.end()) this.#read(line);
  }

  #read(line: string): void {
    for (const point of this.reader.read(line)) {
      const run = this.#runOf(point.run, point.metric);
      run?.add(point, this.#specOf(point.metric), this.reader.axis);
    }
  }

  #specOf(metric: string): MetricSpec {
    const told = this.reader.specs.get(metric) ?? this.#guessed.get(metric);
    if (told !== undefined) return told;
    const guess = guessedSpec(metric);
    this.#guessed.set(metric, guess);
    return guess;
  }

  #restart(): void {
    this.#cutter.reset();
    this.reader.reset();
    for (const run of this.runs) run.restart();
  }

  /** `focus`: the metric that a run new to us begins with. */
  #runOf(name: string, focus: string): WatchedRun | null {
    const found = this.#byName.get(name);
    if (found !== undefined) return found;
    if (this.runs.length >= MOST_RUNS) return null;
    const run = new WatchedRun(this.#known ?? foreign(this.source.name, name, focus));
    this.#byName.set(name, run);
    this.runs.push(run);
    return run;
  }
}

/** What is known of a metric of another program: nothing but its name, which often says what is better. */
function guessedSpec(name: string): MetricSpec {
  const isLow = /loss|error|mae|mse|rmse|perplexity|nll|regret/i.test(name);
  const isHigh = /acc|reward|return|score|f1|auc|precision|recall|ndcg|mrr|r2/i.test(name);
  return { name, help: `${name}, as the file has it`, better: isLow ? 'lower' : isHigh ? 'higher' : 'neither' };
}

/** A run that only its curves are known of. */
function foreign(file: string, run: string, focus: string): Known {
  const name = run === '' ? file : `${file} ${run}`;
  const scenario: Scenario = {
    name,
    variant: '',
    title: name,
    summary: 'Training of another program, watched through what it writes.',
    lesson: null,
    learner: { kind: 'task', task: { name: 'watched', params: { file } } },
    loss: null,
    steps: 1,
    evaluateEvery: 1,
    focus,
    seeds: [0],
    tunedOn: [],
    expectations: [],
  };
  return { id: name, scenario, seed: 0, steps: null };
}
