import { sep } from 'node:path';
import type { MetricSpec } from '../../core/learner.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type Better, foreignSpec } from '../grouping/direction.js';
import { type Grouping, groupingBy, guessedGrouping } from '../grouping/grouping.js';
import { isClock } from '../placing/axis-names.js';
import { CellBudget } from './cell-budget.js';
import { axisOver, type Span } from './folded-curve.js';
import { foreignScenario } from './foreign-scenario.js';
import type { Runs, WatchedFile } from './watched-file.js';
import { type Known, WatchedRun } from './watched-run.js';

/** Where the runs of a file belong. */
export interface Home {
  /** What the run is called; the paths of several where they differ. */
  readonly label: string;
  /** Its place for `--group`: the whole path below what was named. */
  readonly path: string;
  /** Files with the same one are of one run. */
  readonly key: string;
  /** What the run's configuration says, of one that losscope trained. */
  readonly known: Known | null;
  /** What stands before the names of its metrics. @default nothing */
  readonly prefix?: string;
}

interface Entry {
  readonly run: WatchedRun;
  /** What a pattern of the user's reads variant and seed from: the whole path. */
  readonly path: string;
  /** And what they are guessed by: the path where it differs, without a file name that says nothing. */
  readonly label: string;
  readonly isForeign: boolean;
}

/** The metric that a chart shows first: one of which it is known what is better, training before evaluation. */
function focusOf({ series }: WatchedRun): string | null {
  const names = [...series.keys()];
  const good = names.filter((name) => series.get(name)!.spec.better !== 'neither');
  return (
    good.find((name) => /^(?:train\/)?loss$|rew|return/i.test(name)) ??
    good[0] ??
    names.find((name) => !isClock(name)) ??
    names[0] ??
    null
  );
}

/** All runs that are watched: one a place and a name within its file, grouped into variants and seeds. */
export class RunBook implements Runs {
  readonly runs: WatchedRun[] = [];
  readonly #title: string;
  readonly #directions: ReadonlyMap<string, Better>;
  readonly #homes = new Map<WatchedFile, Home>();
  readonly #byKey = new Map<string, WatchedRun>();
  readonly #entries: Entry[] = [];
  readonly #specs = new Map<string, MetricSpec>();
  readonly #scenarios = new Map<string, Scenario>();
  readonly #keepPoints: boolean;
  readonly #budget = new CellBudget();
  /** Runs whose paths tell their seeds. */
  readonly #seeded = new Set<WatchedRun>();
  #pattern: string | null;
  #isNew = false;

  /** `title`: what the variants belong to together; `group`: the pattern of paths that tells variants and seeds, or null. */
  constructor(title: string, group: string | null, directions: ReadonlyMap<string, Better>, keepPoints = false) {
    this.#keepPoints = keepPoints;
    this.#title = title;
    this.#pattern = group;
    if (group !== null) groupingBy(group);
    this.#directions = directions;
  }

  /** The pattern by which the runs are grouped; null where it is guessed. */
  get pattern(): string | null {
    return this.#pattern;
  }

  /** Groups by another pattern; by what the paths suggest with null. Throws a UserError for a pattern that is none. */
  regroup(pattern: string | null): void {
    if (pattern !== null) groupingBy(pattern);
    this.#pattern = pattern;
    this.#isNew = true;
  }

  /** Moves the runs from this place on to the front: what has appeared since is the newest. */
  front(from: number): void {
    this.runs.unshift(...this.runs.splice(from));
  }

  enter(file: WatchedFile, home: Home): void {
    this.#homes.set(file, home);
    // How it stands is told before its figures are read.
    if (home.known !== null) file.runs.push(this.runOf(file, '', home.known.scenario.focus));
  }

  runOf(file: WatchedFile, name: string, focus: string): WatchedRun {
    const home = this.#homes.get(file)!;
    const key = JSON.stringify([home.key, name]);
    const before = this.#byKey.get(key);
    if (before !== undefined) return before;
    const id = this.#free([home.label, name].filter(Boolean).join(' '));
    const known = home.known ?? { id, scenario: foreignScenario(this.#title, '', focus), seed: 0, steps: null };
    const run = new WatchedRun(known, this.#keepPoints, this.#budget);
    this.#byKey.set(key, run);
    this.runs.push(run);
    this.#entries.push({
      run,
      path: [home.path.replaceAll(sep, '/'), name].filter(Boolean).join('/'),
      label: [home.label, name].filter(Boolean).join('/'),
      isForeign: home.known === null,
    });
    this.#isNew = true;
    return run;
  }

  /** Whether the seed of a run is told by its path. */
  knowsSeed(run: WatchedRun): boolean {
    return this.#seeded.has(run);
  }

  specOf(metric: string): MetricSpec {
    const before = this.#specs.get(metric);
    if (before !== undefined) return before;
    const spec = foreignSpec(metric, this.#directions);
    this.#specs.set(metric, spec);
    return spec;
  }

  /** Directions that were guessed by the names of metrics, for all that have one. */
  get guessed(): readonly MetricSpec[] {
    return [...this.#specs.values()].filter(({ name, better }) => better !== 'neither' && !this.#directions.has(name));
  }

  /** Settles variants, seeds and axes after points have come. */
  settle(): void {
    if (this.#isNew) this.#group();
    // Runs that have begun without a figure yet are looked at again.
    this.#isNew = this.#isNew && this.runs.some(({ series }) => series.size === 0);
    const spans = new Map<string, Span>();
    const foreign = this.runs.filter(({ openEnded }) => openEnded);
    for (const run of foreign) {
      const own = run.span();
      if (own === null) continue;
      const shared = spans.get(run.axis ?? '');
      const { from, to } = shared ?? own;
      spans.set(run.axis ?? '', { from: Math.min(from, own.from), to: Math.max(to, own.to) });
    }
    for (const run of foreign) {
      const shared = spans.get(run.axis ?? '');
      if (shared !== undefined) run.over(axisOver(shared));
    }
    for (const run of this.runs) if (!run.openEnded) run.over({ from: 0, to: run.steps });
  }

  #group(): void {
    const foreign = this.#entries.filter(({ isForeign }) => isForeign);
    const grouping: Grouping =
      this.#pattern === null ? guessedGrouping(foreign.map(({ label }) => label)) : groupingBy(this.#pattern);
    const places = foreign.map(({ path, label }) => grouping(this.#pattern === null ? label : path));
    const isLone = new Set(places.map(({ variant }) => variant)).size < 2;
    foreign.forEach(({ run }, i) => {
      const { variant, seed } = places[i]!;
      const known = seed !== null || foreign.length > 1;
      run.seed = seed ?? 0;
      if (seed === null) this.#seeded.delete(run);
      else this.#seeded.add(run);
      run.scenario = this.#scenario(known && !isLone ? variant : '', focusOf(run) ?? run.scenario.focus);
    });
  }

  #scenario(variant: string, focus: string): Scenario {
    const key = JSON.stringify([variant, focus]);
    const before = this.#scenarios.get(key);
    if (before !== undefined) return before;
    const made = foreignScenario(this.#title, variant, focus);
    this.#scenarios.set(key, made);
    return made;
  }

  #free(id: string): string {
    if (!this.runs.some((run) => run.id === id)) return id;
    for (let n = 2; ; n++) if (!this.runs.some((run) => run.id === `${id} (${n})`)) return `${id} (${n})`;
  }
}
