import type { MetricSpec } from '../../core/learner.js';
import type { Arm, Better } from '../../experiment/arm.js';
import { type Comparison, compareArms, type Side } from '../../experiment/comparison.js';
import { configHash, decisive } from '../../scenario/canonical.js';
import type { Regression, Scenario } from '../../scenario/scenario.js';
import { regressionOf } from '../../scenario/usual.js';
import type { RunView, Session } from '../../session/run-view.js';
import { comparableMetrics, whyNotComparable } from '../../train/metric-definition.js';
import type { Model } from './model.js';
import { isLive } from './outline.js';
import { type Group, seriesOf } from './selectors.js';
import type { State } from './state.js';
import { lastUpTo, populationOf, samplesOf } from './summary.js';

/** One variant in a comparison of one metric. */
export interface Compared {
  /** Of the variant; the groups themselves are made anew with every run that is added. */
  readonly id: string;
  /** null while no seed has a value. */
  readonly side: Side | null;
  /** Against the reference; null for the reference itself and where a side has no value. */
  readonly comparison: Comparison | null;
  /** The last values of its seeds, those that broke left out. */
  readonly values: readonly number[];
  /** Seeds that did not end well. */
  readonly broken: number;
  /** Why the metric is not the same quantity here as in the reference, such as `loss differs`; null where it is. */
  readonly apart: string | null;
  /** Seeds that were stopped by hand: they count on no side. */
  readonly stopped: number;
  /** Whether it is still being worked out: then side and comparison are null, or those of before. */
  readonly pending: boolean;
}

/** How much is compared at a stretch, some 15 ms; the rest follows beside the keys. */
const WORK_AT_ONCE = 100;
/** What a comparison costs, in the time that one seed of it takes. */
const costOf = (seeds: number): number => 8 + seeds;

/**
 * The variants of a scenario compared in one metric, each worked out when it is first asked for. What would hold up the
 * keys is worked out by and by, and `before` stands in for it.
 */
export class Comparing {
  readonly metric: string;
  readonly better: Better;
  readonly reference: Group;
  /** Whether any seed may still change: then the figures are not the final ones. */
  readonly live: boolean;
  readonly regression: Regression;
  /** Metrics that are the same quantity in all these variants and of which one direction is better. */
  readonly shared: readonly string[];
  readonly #spec: MetricSpec | null;
  readonly #arms = new Map<string, Arm>();
  readonly #kept = new Map<string, Compared>();
  readonly #due = new Set<Group>();
  readonly #before: ReadonlyMap<string, Compared>;
  #room = WORK_AT_ONCE;

  readonly #tell: () => void;

  /** `tell` is called when something has been worked out in between. */
  constructor(
    kin: readonly Group[],
    reference: Group,
    metric: string,
    before: Comparing | null = null,
    tell: () => void = () => {},
  ) {
    this.#tell = tell;
    this.#before = before?.known ?? new Map();
    this.metric = metric;
    this.reference = reference;
    const runs = kin.flatMap((group) => group.runs);
    this.#spec = seriesOf(runs, metric)[0]?.spec ?? null;
    this.better = this.#spec?.better ?? 'neither';
    const specs = new Map(runs.flatMap(({ series }) => [...series.values()].map(({ spec }) => [spec.name, spec])));
    const scenarios = kin.map(({ scenario }) => scenario);
    this.shared = comparableMetrics([...specs.values()], scenarios);
    this.live = runs.some((run) => isLive(run.status));
    const usual = regressionOf(reference.scenario);
    this.regression = usual.metric === metric ? usual : { ...usual, metric, margin: 0 };
    for (const group of kin) this.#arms.set(group.id, armOf(group, metric, this.better));
  }

  of(group: Group): Compared {
    const kept = this.#kept.get(group.id);
    if (kept !== undefined) return kept;
    const cost = costOf(this.#arms.get(group.id)!.seeds.length + this.#arms.get(this.reference.id)!.seeds.length);
    if (cost <= this.#room || this.#room === WORK_AT_ONCE) {
      this.#room -= cost;
      return this.#keep(group);
    }
    if (this.#due.size === 0) setImmediate(this.#workOn);
    this.#due.add(group);
    const stale = this.#before.get(group.id) ?? {
      ...{ id: group.id, side: null, comparison: null, values: [], broken: 0 },
      ...{ apart: this.#apart(group), stopped: 0 },
    };
    return { ...stale, pending: true };
  }

  /** What is worked out so far, by variant; of the rest what was before. */
  get known(): ReadonlyMap<string, Compared> {
    return new Map([...this.#before, ...this.#kept]);
  }

  readonly #workOn = (): void => {
    const [group] = this.#due;
    if (group === undefined) return;
    this.#due.delete(group);
    this.#keep(group);
    this.#tell();
    if (this.#due.size > 0) setImmediate(this.#workOn);
  };

  #apart(group: Group): string | null {
    if (this.#spec === null || group.id === this.reference.id) return null;
    return whyNotComparable(this.#spec, this.reference.scenario, group.scenario);
  }

  #keep(group: Group): Compared {
    const made = this.#compare(group);
    this.#kept.set(group.id, made);
    return made;
  }

  #compare(group: Group): Compared {
    const own = this.#arms.get(group.id)!;
    const reference = this.#arms.get(this.reference.id)!;
    const good = own.seeds.filter(({ status, final }) => status === 'done' && Number.isFinite(final[this.metric]));
    const values = good.map(({ final }) => final[this.metric]!);
    const apart = this.#apart(group);
    const stopped = samplesOf(group.runs).filter(({ status }) => status === 'stopped').length;
    const plain = { id: group.id, values, broken: own.seeds.length - values.length, pending: false, apart, stopped };
    if (own.seeds.length === 0) return { ...plain, side: null, comparison: null };
    const isReference = group.id === this.reference.id;
    const against = isReference || reference.seeds.length === 0 || apart !== null ? own : reference;
    const comparison = compareArms(against, own, this.regression);
    return { ...plain, side: comparison.metrics[0]!.candidate, comparison: against === own ? null : comparison };
  }
}

/** Why a metric says nothing between two variants, and which ones do. */
export function apartText({ metric, shared }: Pick<Comparing, 'metric' | 'shared'>, apart: string): string {
  const offered = shared.slice(0, 3).join(', ');
  return `${metric} is not comparable: ${apart}${offered === '' ? '' : `; compare ${offered}`}`;
}

const hashes = new WeakMap<Scenario, string>();

/** The hash of what decides the scenario, read once: it may have to read a data file. */
export function hashOnce(scenario: Scenario): string {
  let hash = hashes.get(scenario);
  if (hash === undefined) {
    hash = configHash(scenario);
    hashes.set(scenario, hash);
  }
  return hash;
}

/**
 * The seeds of a variant as `losscope compare` takes them once they have ended; once any is done, those that ended. While
 * all are under way, their values at the step that all of them have reached.
 */
function armOf(group: Group, metric: string, better: Better): Arm {
  const { scenario } = group;
  // A seed that was stopped by hand is no sign of the variant.
  const samples = samplesOf(group.runs).filter(({ status }) => status !== 'stopped');
  const ended = samples.filter(({ status }) => !isLive(status));
  const done = ended.length === samples.length || ended.some(({ status }) => status === 'done');
  const { runs } = populationOf(samples, metric);
  const counted = done ? ended : runs;
  const step = done ? Number.POSITIVE_INFINITY : Math.min(...runs.map((run) => run.step));
  const over = counted.length > 0 && samples.every((run) => run.digest !== null);
  return {
    label: group.label,
    source: 'this session',
    scenario: scenario.name,
    variant: scenario.variant,
    version: null,
    hash: over ? hashOnce(scenario) : null,
    decides: over ? decisive(scenario) : null,
    regression: regressionOf(scenario),
    better: { [metric]: better },
    seeds: counted.map((run) => {
      const series = run.series.get(metric);
      const value = series === undefined ? Number.NaN : lastUpTo(series, step, run);
      const { seed, status, digest } = run;
      return { seed, status: isLive(status) ? 'done' : status, digest, final: { [metric]: value } };
    }),
    curves: () => null,
  };
}

interface Kept {
  readonly key: string;
  readonly signature: string;
  readonly at: number;
  readonly comparing: Comparing;
}

const kept = new WeakMap<Session, Map<string, Kept>>();
const news = new WeakSet<Session>();

/** Something that the comparison shows was worked out in between. */
export const tellWorked = (session: Session): void => void news.add(session);

/** Whether a comparison was worked out since this was last asked: what is on the screen may be older. */
export const hasNewComparison = (session: Session): boolean => news.delete(session);

/** A second, and more where many variants would take much of it. */
const secondsBetween = (variants: number): number => Math.max(1, variants / 4);
const MOST_KEPT = 8;

/** The comparison of the scenario's variants in a metric; of live runs it is made anew at most once a second. */
export function comparingOf(model: Model, kin: readonly Group[], reference: Group, metric: string): Comparing {
  const { session } = model;
  const all = kept.get(session) ?? new Map<string, Kept>();
  kept.set(session, all);
  const key = [metric, reference.id, ...kin.map(({ id }) => id)].join('\n');
  const runs = kin.flatMap((group) => group.runs);
  const signature = runs.map((run) => `${run.status}${run.series.get(metric)?.points ?? 0}`).join();
  const before = all.get(key);
  if (before !== undefined) {
    const waits =
      runs.some((run) => run.status === 'running') && model.elapsed() - before.at < secondsBetween(kin.length);
    if (before.signature === signature || waits) return before.comparing;
  }
  const comparing = new Comparing(kin, reference, metric, before?.comparing, () => tellWorked(session));
  all.delete(key);
  all.set(key, { key, signature, at: model.elapsed(), comparing });
  if (all.size > MOST_KEPT) all.delete(all.keys().next().value!);
  return comparing;
}

/** What variants are compared with: the pinned one of the scenario, or its first. */
export function referenceOf(kin: readonly Group[], { list: { pinned } }: Pick<State, 'list'>): Group | null {
  const isPinned = (group: Group): boolean => group.id === pinned || group.runs.some((run) => run.id === pinned);
  return kin.find(isPinned) ?? kin[0] ?? null;
}

/** The step that the slowest and the furthest of the live runs have reached. */
export function liveSteps(runs: readonly RunView[]): { readonly from: number; readonly to: number } | null {
  const steps = runs.filter((run) => isLive(run.status) && run.step > 0).map((run) => run.step);
  return steps.length === 0 ? null : { from: Math.min(...steps), to: Math.max(...steps) };
}
