import { BUCKETS } from '../../session/curve.js';
import type { RunView } from '../../session/run-view.js';
import { formatSpread, formatValue } from '../format.js';
import { LOG_LOW, shownSpan } from '../state/chart.js';
import { passingIds } from '../state/list.js';
import type { Model } from '../state/model.js';
import { type Group, seriesOf } from '../state/selectors.js';
import type { State } from '../state/state.js';
import { populationOf, type Summary, samplesOf, summaryOf } from '../state/summary.js';
import { GLYPHS, type LineMark } from '../terminal/theme.js';
import type { PlotLine, PlotSpan } from './columns.js';
import { effectiveBand } from './curves.js';
import type { Numbering } from './marks.js';
import type { Plot } from './plot.js';
import type { ValueRange } from './value-range.js';
import { axisFor, furthest, originOf, placeOfShare, placesOf, shareOf } from './x-axis.js';

/** A line's mark and what it stands for. */
export interface Entry {
  readonly mark: LineMark;
  /** What the line is of; empty for a variant as written beside the same in another metric. */
  readonly name: string;
  /** The metric, where the chart has several and one name would not tell them apart. */
  readonly metric?: string;
  /** Its last value, how far the seeds reach around it, and how many they are. */
  readonly value: string;
  readonly line: PlotLine;
}

export interface Drawing {
  readonly plot: Plot;
  readonly entries: readonly Entry[];
  /** Seeds in the mean of the selected variant, and all that it has; counted in large charts, the rest has no room. */
  readonly n: number;
  readonly of: number;
  /** Seeds that have any value. */
  readonly filled: number;
  /** Lines that were left out because more could not be told apart. */
  readonly left: number;
  /** The other metrics in the chart, each with its own number of seeds. */
  readonly overlays?: readonly { readonly metric: string; readonly n: number; readonly of: number }[];
}

/** A single run has the chart to itself: its colour among the seeds without their dashes. */
const SOLID = { dash: [], sample: GLYPHS.lineSample } as const;
/** More lines than this cannot be told apart. */
export const MOST_LINES = 8;

/** Whether the charts draw a variant or run: neither hidden nor kept out by the filter. */
export function visibility(state: State): (id: string) => boolean {
  const passing = passingIds(state);
  return (id) => !state.list.hidden.has(id) && (passing === null || passing.has(id));
}

/** The runs of a variant that count in the charts. */
export function visibleRuns(group: Group, visible: (id: string) => boolean): readonly RunView[] {
  return group.runs.every((run) => visible(run.id)) ? group.runs : group.runs.filter((run) => visible(run.id));
}

/** The runs whose values stand for a variant: those that count in the charts, or all when none does. */
export function countedRuns(group: Group, visible: (id: string) => boolean): readonly RunView[] {
  const counted = visibleRuns(group, visible);
  return counted.length > 0 ? counted : group.runs;
}

/** What lines are drawn from; `marks` may be those of another metric. */
export type DrawnModel = Omit<Model, 'marks'> & { readonly marks: Numbering };

/** How a variant (run null) or a run is drawn: the same in every chart, view and export, from its first appearance on. */
export function markOf(model: DrawnModel, group: Group, run: RunView | null): LineMark {
  const { theme, groups, state, marks } = model;
  const id = run?.id ?? group.id;
  if (state.list.pinned === id) return theme.pinned;
  const { name } = group.scenario;
  const kin = () => groups.filter((one) => one.scenario.name === name);
  const number =
    run === null
      ? marks.numberOf(`variants of ${name}`, id, () => kin().map((one) => one.id))
      : marks.numberOf(`runs of ${name}`, id, () => kin().flatMap(({ runs }) => runs.map((one) => one.id)));
  return theme.lines[number % theme.lines.length]!;
}

/** Draws lines for one chart; `large` adds the band, the raw curve behind a smoothed one, and what a legend says. */
export class Drawer {
  readonly #model: DrawnModel;
  readonly #group: Group;
  readonly #metric: string;
  readonly #large: boolean;
  readonly #visible: (id: string) => boolean;
  readonly #entries: Entry[] = [];
  readonly #lines: PlotLine[] = [];
  #left = 0;

  constructor(model: DrawnModel, group: Group, metric: string, large: boolean, visible = visibility(model.state)) {
    this.#model = model;
    this.#group = group;
    this.#metric = metric;
    this.#large = large;
    this.#visible = visible;
  }

  draw(): Drawing {
    const { state, groups } = this.#model;
    const group = this.#group;
    const kin = groups.filter((one) => one.scenario.name === group.scenario.name);
    const run = group.runs.find((one) => one.id === state.list.cursor.run);
    if (!state.list.grouped) this.#eachRun(kin, run ?? null);
    else if (run !== undefined) this.#oneRun(run);
    else if (state.chart.band === 'seeds') this.#seeds();
    else this.#variants(kin);
    this.#baseline(run ?? null);
    const counted = this.#large ? summaryOf(visibleRuns(group, this.#visible), this.#metric) : null;
    const { n, of, filled } = counted ?? { n: 0, of: 0, filled: 0 };
    return { plot: this.#plot(kin), entries: this.#entries, n, of, filled, left: this.#left };
  }

  #variants(kin: readonly Group[]): void {
    const { state } = this.#model;
    const shown = chosenFew(
      kin.filter((one) => this.#visible(one.id)),
      this.#group,
    );
    this.#left = kin.filter((one) => this.#visible(one.id)).length - shown.length;
    for (const one of shown) {
      if (one.id === state.list.pinned) continue;
      const own = one === this.#group;
      const line = this.#mean(one, own ? 'main' : 'beside');
      if (line.curve.n === 0 && !own) continue;
      const band = effectiveBand(state.chart.band, line.curve.n) === 'range' ? 'whole' : 'seen';
      const name = shown.length > 1 ? nameOf(one) : 'last';
      this.#add({ ...line, band: this.#large ? band : 'none' }, name, this.#legend(one));
      if (own) this.#raw({ ...line, curve: this.#curveOf(one, 0) });
      if (own) this.#others(one);
    }
  }

  /** Seeds that do not count in the mean yet, or never will, each dimmed behind it. */
  #others(group: Group): void {
    if (!this.#large) return;
    const { state, curves } = this.#model;
    const all = visibleRuns(group, this.#visible);
    const counted = new Set(populationOf(all, this.#metric).runs);
    const rest = samplesOf(all).filter((run) => !counted.has(run) && run.id !== state.list.pinned);
    for (const run of rest.slice(0, MOST_LINES)) {
      const series = run.series.get(this.#metric);
      if (series === undefined || series.points === 0) continue;
      this.#lines.push({
        curve: curves.seed(`${run.id}\n${this.#metric}`, series, state.chart.smoothing),
        steps: run.steps,
        at: this.#places(run.id, [run]),
        origin: this.#origin([run]),
        from: forkBucket([run]),
        mark: { ...markOf(this.#model, group, null), dash: [] },
        layer: 'behind',
        band: 'none',
      });
    }
  }

  /** A single run in front of the mean of its variant. */
  #oneRun(run: RunView): void {
    // Dotted, for with smoothing the run's own raw curve is dimmed too.
    const mean = this.#mean(this.#group, 'behind');
    if (this.#large) this.#lines.push({ ...mean, mark: { ...mean.mark, dash: [1, 2] } });
    this.#run(this.#group, run, 'main', `seed ${run.seed}`, SOLID);
  }

  #seeds(): void {
    const runs = visibleRuns(this.#group, this.#visible);
    this.#left = Math.max(0, runs.length - MOST_LINES);
    for (const run of runs.slice(0, MOST_LINES)) this.#run(this.#group, run, 'beside', `seed ${run.seed}`);
  }

  #eachRun(kin: readonly Group[], selected: RunView | null): void {
    const all = kin.flatMap((group) => visibleRuns(group, this.#visible).map((run) => ({ group, run })));
    const main = all.find(({ run }) => run === selected);
    const shown = chosenFew(all, main ?? all[0]);
    this.#left = all.length - shown.length;
    for (const { group, run } of shown) {
      const name = kin.length > 1 ? `${nameOf(group)} s${run.seed}` : `seed ${run.seed}`;
      this.#run(group, run, run === selected ? 'main' : 'beside', name);
    }
  }

  #run(group: Group, run: RunView, layer: 'main' | 'beside', name: string, look: Partial<LineMark> = {}): void {
    const { state, curves } = this.#model;
    const series = run.series.get(this.#metric);
    if (series === undefined || (series.points === 0 && layer === 'beside')) return;
    if (run.id === state.list.pinned) return;
    const key = `${run.id}\n${this.#metric}`;
    const line: PlotLine = {
      curve: curves.seed(key, series, state.chart.smoothing),
      steps: run.steps,
      at: this.#places(run.id, [run]),
      origin: this.#origin([run]),
      from: forkBucket([run]),
      mark: { ...markOf(this.#model, group, run), ...look },
      layer,
      band: layer === 'main' && this.#large ? 'whole' : 'none',
    };
    this.#add(line, name, series.points === 0 ? GLYPHS.none : formatValue(series.last));
    if (layer === 'main') this.#raw({ ...line, curve: curves.seed(key, series, 0) });
  }

  /** The pinned variant or run, in every chart that has its metric. */
  #baseline(selected: RunView | null): void {
    const { state, groups, curves } = this.#model;
    const { pinned } = state.list;
    if (pinned === null) return;
    const group = groups.find((one) => one.id === pinned || one.runs.some((run) => run.id === pinned));
    if (group === undefined || !this.#visible(pinned)) return;
    const run = group.runs.find((one) => one.id === pinned) ?? null;
    const main = run === null ? group === this.#group && selected === null : run === selected;
    const layer = main ? 'main' : 'beside';
    const series = run?.series.get(this.#metric);
    const base = this.#mean(group, layer);
    const line =
      run === null
        ? { ...base, band: this.#large ? ('seen' as const) : base.band }
        : {
            ...base,
            ...(series === undefined
              ? { curve: curves.group(`${run.id}\n${this.#metric}`, [], 0, 'ci') }
              : { curve: curves.seed(`${run.id}\n${this.#metric}`, series, state.chart.smoothing) }),
            at: this.#places(run.id, [run]),
            origin: this.#origin([run]),
            mark: markOf(this.#model, group, run),
          };
    if (line.curve.n === 0) return;
    const name = run === null ? nameOf(group) : `${nameOf(group)} s${run.seed}`;
    const { last } = summaryOf(run === null ? visibleRuns(group, this.#visible) : [run], this.#metric);
    this.#add(line, name, `${formatValue(last)} (pinned)`);
    if (main) this.#raw({ ...line, curve: run === null ? this.#curveOf(group, 0) : line.curve });
  }

  #mean(group: Group, layer: PlotLine['layer']): PlotLine {
    const { state } = this.#model;
    return {
      curve: this.#curveOf(group, state.chart.smoothing, this.#large && layer !== 'behind'),
      steps: group.runs[0]?.steps ?? 1,
      at: this.#places(group.id, populationOf(visibleRuns(group, this.#visible), this.#metric).runs),
      origin: this.#origin(group.runs),
      from: forkBucket(group.runs),
      mark: markOf(this.#model, group, null),
      layer,
      band: 'none',
    };
  }

  #curveOf(group: Group, smoothing: number, banded = false) {
    const { state, curves } = this.#model;
    const { runs } = populationOf(visibleRuns(group, this.#visible), this.#metric);
    const part = runs.length === group.runs.length ? '' : runs.map((run) => run.id).join();
    const band = banded ? state.chart.band : 'none';
    return curves.group(`${group.id}\n${this.#metric}\n${part}`, seriesOf(runs, this.#metric), smoothing, band);
  }

  #places(id: string, runs: readonly RunView[]): Float64Array | null {
    const axis = axisFor(this.#group.runs, this.#model.state.chart.axis);
    return placesOf(`${id}\n${runs.map((run) => run.id).join()}`, runs, axis, this.#model.curves);
  }

  /** Where the axis begins: only one of steps may begin elsewhere than at 0. */
  #origin(runs: readonly RunView[]): number {
    const axis = axisFor(this.#group.runs, this.#model.state.chart.axis);
    return axis === 'budget' || axis === 'reached' ? originOf(runs) : 0;
  }

  #add(line: PlotLine, name: string, value: string): void {
    this.#lines.push(line);
    this.#entries.push({ mark: line.mark, name, value, line });
  }

  #raw(line: PlotLine): void {
    if (this.#large && this.#model.state.chart.smoothing > 0)
      this.#lines.push({ ...line, layer: 'behind', band: 'none' });
  }

  #legend(group: Group): string {
    if (!this.#large) return '';
    const summary = summaryOf(visibleRuns(group, this.#visible), this.#metric, this.#model.state.chart.band);
    const { n, of, last } = summary;
    return n === 0 ? GLYPHS.none : `${formatValue(last)}${spreadText(summary)}, ${countText(n, of)}`;
  }

  #plot(kin: readonly Group[]): Plot {
    const { chart } = this.#model.state;
    const main = this.#lines.find((line) => line.layer === 'main') ?? this.#lines[0];
    const steps = Math.max(1, this.#group.runs[0]?.steps ?? 1, ...this.#lines.map((line) => line.steps));
    const span = spanOf(chart, this.#lines, main, steps);
    const place = (share: number): number =>
      main?.at == null ? share * steps : placeOfShare(main.at, share * (steps / main.steps), main.origin);
    const drawn = this.#model.state.list.grouped ? [this.#group] : kin;
    const runs = drawn.flatMap((group) => visibleRuns(group, this.#visible));
    return {
      lines: this.#lines,
      span,
      logY: chart.logY,
      range: this.#large ? rangeFor(chart, this.#metric) : null,
      broken: runs
        .flatMap((run) => brokenAt(run, this.#metric) ?? [])
        .map((step) => place(shareOf(step, originOf(this.#group.runs), steps))),
      forks: forkSteps(kin.filter(({ id }) => this.#visible(id))).map((step) =>
        place(shareOf(step, originOf(this.#group.runs), steps)),
      ),
      reading: chart.reading === null ? null : Math.min(place(chart.reading), span.to),
    };
  }
}

/** ` ±0.12` for an interval or a standard deviation, ` [0.3, 0.5]` for the lowest and the highest; nothing for one seed. */
export function spreadText({ spread, last }: Pick<Summary, 'spread' | 'last'>): string {
  if (spread === null) return '';
  const { kind, low, high } = spread;
  if (kind === 'range') return ` [${formatValue(low)}, ${formatValue(high)}]`;
  return ` ${GLYPHS.plusMinus}${formatSpread(high - last)}`;
}

/** How many seeds a figure is of, and of how many that there are. */
export const countText = (n: number, of: number): string => (n === of ? `n=${n}` : `n=${n}/${of}`);

/** The step at which a run broke: of its first NaN in the metric, or where it ended as diverged. */
export function brokenAt(run: RunView, metric: string): number | null {
  const first = run.series.get(metric)?.firstNonFinite ?? null;
  return first ?? (run.status === 'diverged' ? run.step : null);
}

/** The steps at which these variants branched off others. */
function forkSteps(groups: readonly Group[]): readonly number[] {
  return [...new Set(groups.flatMap(({ runs }) => runs.flatMap(({ fork }) => fork?.step ?? [])))];
}

/** The bucket in which the first of these runs branched off: before it, the curve is the parent's. */
function forkBucket(runs: readonly RunView[]): number {
  const steps = runs.map((run) => (run.fork === null ? 0 : run.fork.step / run.steps));
  return Math.max(0, Math.floor(Math.min(1, ...steps) * BUCKETS) - 1);
}

/** How a variant is called beside the others of its scenario. */
export function nameOf({ changes }: Pick<Group, 'changes'>): string {
  return changes === '' ? AS_WRITTEN : changes;
}

export const AS_WRITTEN = 'as written';

/** What a legend says of a line where there is room for all of it. */
export const entryText = ({ metric, name, value }: Pick<Entry, 'metric' | 'name' | 'value'>): string =>
  [metric, name, value].filter(Boolean).join(' ');

/** The first ones, and in any case this one. */
function chosenFew<T>(all: readonly T[], one: T | undefined): readonly T[] {
  const first = all.slice(0, MOST_LINES);
  return one === undefined || first.includes(one) || !all.includes(one) ? first : [...first.slice(0, -1), one];
}

/** What the value axis of a metric spans, where the user wants other ends than its values have. */
function rangeFor({ limits, ignoreOutliers }: State['chart'], metric: string): ValueRange | null {
  if (limits?.metric === metric) return { kind: 'limits', low: limits.low, high: limits.high };
  return ignoreOutliers ? { kind: 'percentiles' } : null;
}

function spanOf(
  chart: State['chart'],
  lines: readonly PlotLine[],
  main: PlotLine | undefined,
  steps: number,
): PlotSpan {
  const { from, to } = shownSpan(chart);
  const log = chart.logX;
  if (main?.at == null) return { from: (log ? Math.max(from, LOG_LOW) : from) * steps, to: to * steps, log };
  const all = Math.max(1e-9, ...lines.map((line) => (line.at == null ? 0 : furthest(line.at))));
  const { origin = 0 } = main;
  const start = chart.zoom === null ? origin : placeOfShare(main.at, from, origin);
  if (origin !== 0 && !log)
    return { from: start, to: chart.zoom === null ? furthestOf(lines) : placeOfShare(main.at, to, origin), log };
  const end = chart.zoom === null ? roundedUp(all) : placeOfShare(main.at, to, origin);
  const low = log ? Math.max(start, (main.at[0] || all / BUCKETS) / 2, all * 1e-6) : start;
  return { from: Math.min(low, all * 0.999), to: Math.max(end, Math.min(low, all * 0.999) + all * 1e-3), log };
}

const furthestOf = (lines: readonly PlotLine[]): number =>
  Math.max(...lines.map((line) => (line.at == null ? Number.NEGATIVE_INFINITY : furthest(line.at))));

/** Up to two digits, so that the axis does not change with every frame. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit - 1e-9) * unit;
}
