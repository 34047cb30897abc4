import type { Scenario } from '../../scenario/scenario.js';
import type { SeriesView } from '../../session/curve.js';
import type { RunView, Session } from '../../session/run-view.js';
import type { Fork } from '../../store/lineage.js';
import type { RunStatus } from '../../store/result.js';
import { grouped } from '../format.js';
import { logEntries } from './log-entries.js';
import { type Figures, isLive, type Outline, type OutlineAlert, type OutlineGroup, runNames } from './outline.js';
import { settingsOf } from './settings.js';
import { metricFor, type State, selectedGroup } from './state.js';
import { samplesOf, summaryOf } from './summary.js';

/** The runs of one scenario variant. */
export interface Group {
  readonly id: string;
  readonly label: string;
  /** What it changes, beside the others of its scenario; empty for the scenario as written. */
  readonly changes: string;
  readonly scenario: Scenario;
  readonly runs: readonly RunView[];
  /** The variant that these runs branched off, or null. */
  readonly parent: string | null;
}

/** The session's runs by scenario variant, in the order given. */
export function groupsOf(session: Session): Group[] {
  const groups = new Map<string, Group & { readonly runs: RunView[] }>();
  const single = session.runs.every((run) => run.scenario.name === session.runs[0]?.scenario.name);
  const byId = new Map(session.runs.map((run) => [run.id, run]));
  const homes = new Map<string, Group & { readonly runs: RunView[] }>();
  const differing = differingIn(session.runs);
  /** The group of a run, made with those that it branched off, which may stand behind it. */
  const homeOf = (run: RunView): Group & { readonly runs: RunView[] } => {
    const known = homes.get(run.id);
    if (known !== undefined) return known;
    const { name, variant } = run.scenario;
    const origin = run.fork === null ? undefined : byId.get(run.fork.parent);
    const parent = origin === undefined || origin === run ? null : homeOf(origin);
    const { id, label, changes } =
      parent === null || run.fork === null
        ? variantNames(name, variant, differing(name, variant), single)
        : forkNames(parent, run.fork);
    const group = groups.get(id) ?? {
      id,
      label,
      changes,
      scenario: run.scenario,
      runs: [],
      parent: parent?.id ?? null,
    };
    groups.set(id, group);
    homes.set(run.id, group);
    return group;
  };
  for (const run of session.runs) homeOf(run).runs.push(run);
  return besideParents([...groups.values()]);
}

/** Variants of the one scenario that runs are told apart by what they change, and by nothing that all of them set. */
function variantNames(
  name: string,
  variant: string,
  differing: string,
  single: boolean,
): Pick<Group, 'id' | 'label' | 'changes'> {
  const named = [name, variant].filter(Boolean).join(' ');
  const short = [name, differing].filter(Boolean).join(' ');
  return { id: named, label: single && differing !== '' ? differing : short, changes: differing };
}

/** Where one setting of a variant's name ends and the next begins: values may have commas of their own. */
const BETWEEN_SETTINGS = /, (?=[A-Za-z][\w.]*=)/;

/** The name of a variant without the settings that every variant of its scenario has; of a lone one as it is. */
function differingIn(runs: readonly RunView[]): (name: string, variant: string) => string {
  const variants = new Map<string, Set<string>>();
  for (const { fork, scenario } of runs) {
    if (fork !== null) continue;
    const known = variants.get(scenario.name) ?? new Set();
    variants.set(scenario.name, known.add(scenario.variant));
  }
  const common = new Map<string, ReadonlySet<string>>();
  for (const [name, known] of variants) {
    const [first = [], ...others] = [...known].map((variant) => variant.split(BETWEEN_SETTINGS));
    const shared = others.length === 0 ? [] : first.filter((part) => others.every((one) => one.includes(part)));
    common.set(name, new Set(shared.filter((part) => part.includes('='))));
  }
  return (name, variant) =>
    variant
      .split(BETWEEN_SETTINGS)
      .filter((part) => !common.get(name)?.has(part))
      .join(', ');
}

/** The forks of a variant that change the same at the same step belong together. */
function forkNames(parent: Group, { set, step }: Fork): Pick<Group, 'id' | 'label' | 'changes'> {
  const changes = `${set.join(', ')} @${grouped(step)}`;
  const label = parent.scenario.variant === '' ? `fork ${changes}` : `${parent.label} fork ${changes}`;
  return { id: `${parent.id} fork ${changes}`, label, changes: label };
}

function besideParents(groups: readonly Group[]): Group[] {
  const under = (parent: string | null): Group[] =>
    groups.filter((group) => group.parent === parent).flatMap((group) => [group, ...under(group.id)]);
  return under(null);
}

/** Names of the metrics that the group's runs have so far, in the order of their definition. */
export function metricsOf(group: Group): string[] {
  const names = new Set<string>();
  for (const run of group.runs) for (const name of run.series.keys()) names.add(name);
  return [...names];
}

/**
 * The runs as data for the keys. `metric` is the one picked, whose figures the list can be sorted by; `before` keeps the
 * alerts in the order in which they were first seen.
 */
export function outlineOf(
  session: Session,
  metric: string | null = null,
  before: Outline | null = null,
  now = 0,
): Outline {
  const groups = groupsOf(session);
  return {
    groups: groups.map((group): OutlineGroup => {
      const metrics = metricsOf(group);
      const { focus } = group.scenario;
      const shown = metricFor({ metrics, focus }, metric);
      return {
        id: group.id,
        label: group.label,
        scenario: group.scenario.name,
        steps: group.runs[0]?.steps ?? 1,
        origin: group.runs[0]?.origin ?? 0,
        reached: reachedBy(group.runs),
        focus,
        metrics,
        epochs: group.runs.some((run) => run.epochAt != null),
        settings: settingsOf(group.scenario),
        isFork: group.runs.some(({ fork }) => fork !== null),
        runs: group.runs.map((run) => ({
          id: run.id,
          seed: run.seed,
          status: run.status,
          built: run.built ?? null,
          figures: figuresOf([run], shown),
        })),
        figures: figuresOf(group.runs, shown),
      };
    }),
    alerts: alertsOf(groups, before?.alerts ?? [], now),
    log: logEntries(session, runNames(groups)),
    watching: session.workers === 0,
  };
}

/** The furthest step so far as a share of the budget, rounded up so that axes do not change with every frame. */
export function reachedBy(runs: readonly RunView[]): number {
  const furthest = Math.max(0, ...runs.map(({ step, steps, origin = 0 }) => (step - origin) / (steps - origin)));
  return Math.max(1, Math.ceil(furthest * 20)) / 20;
}

/** The figures of the runs' {@link summaryOf}, and how fast they go. */
export function figuresOf(runs: readonly RunView[], metric: string): Figures {
  const { best, last, min, better } = summaryOf(runs, metric);
  return { best, last, min, speed: speedOf(runs), better };
}

/** Steps a second over the runs that are at work, or of one that has ended. */
function speedOf(runs: readonly RunView[]): number {
  const live = rateOf(runs);
  return live > 0 || runs.length === 0 ? live : Math.max(...runs.map((run) => run.stepsPerSecond));
}

/** What the runs' detectors saw, and runs that broke off without any having warned. */
function alertsOf(groups: readonly Group[], before: readonly OutlineAlert[], at: number): readonly OutlineAlert[] {
  const now = groups.flatMap((group) =>
    group.runs.flatMap((run): OutlineAlert[] => {
      const of = { group: group.id, run: run.id, at };
      const seen = run.alerts.map(({ step, level, text }) => ({ ...of, step, level, text }));
      const broken = run.status === 'failed' || run.status === 'diverged';
      if (!broken || seen.some(({ level }) => level === 'error')) return seen;
      return [...seen, { ...of, step: run.step, level: 'error', text: run.reason ?? run.status }];
    }),
  );
  const key = ({ run, step, text }: OutlineAlert): string => `${run} ${step} ${text}`;
  const current = new Map(now.map((alert) => [key(alert), alert]));
  const kept = before.filter((alert) => current.delete(key(alert)));
  return [...kept, ...current.values()];
}

/** A short text that changes whenever the outline does, figures aside; cheap enough for every frame. */
export function outlineSignature(session: Session): string {
  let signature = `${session.events.length} `;
  for (const { status, series, alerts, built, epochAt } of session.runs) {
    const known = `${built == null ? '' : 'b'}${epochAt == null ? '' : 'e'}`;
    signature += `${status[0]}${status[1]}${series.size}${known}${alerts.length === 0 ? '' : `!${alerts.length}`} `;
  }
  return signature;
}

/** The curves of a metric, one a seed. */
export function seriesOf(runs: readonly RunView[], metric: string): SeriesView[] {
  return samplesOf(runs).flatMap((run) => run.series.get(metric) ?? []);
}

/** How a whole group stands: what is going on if anything is, otherwise the worst end. */
export function groupStatus(runs: readonly { readonly status: RunStatus }[]): RunStatus {
  const order: RunStatus[] = ['running', 'paused', 'queued', 'failed', 'diverged', 'stopped', 'done'];
  const begun = runs.some((run) => run.status !== 'queued');
  const live = runs.some((run) => isLive(run.status));
  // Some seeds done and the rest waiting for a worker: the group is on its way.
  if (begun && live && !runs.some((run) => run.status === 'running' || run.status === 'paused')) return 'running';
  return order.find((status) => runs.some((run) => run.status === status)) ?? 'queued';
}

/** Mean share of their budgets that the runs have come, whether they go on or not. */
export function reachedOf(runs: readonly RunView[]): number {
  const share = ({ step, steps, origin = 0 }: RunView): number =>
    steps > origin ? (Math.min(step, steps) - origin) / (steps - origin) : 0;
  return runs.length === 0 ? 0 : runs.reduce((sum, run) => sum + share(run), 0) / runs.length;
}

/** Share of the budget used; a run that ended early counts as finished. */
export function progressOf(runs: readonly RunView[]): number {
  let done = 0;
  let all = 0;
  for (const run of runs) {
    done += isLive(run.status) ? run.step : run.steps;
    all += run.steps;
  }
  return all === 0 ? 0 : done / all;
}

/** Steps a second over the running ones. */
export function rateOf(runs: readonly RunView[]): number {
  return runs.reduce((sum, run) => sum + (run.status === 'running' ? run.stepsPerSecond : 0), 0);
}

/**
 * Seconds until all these runs have ended, from the speeds measured so far: a waiting run is taken to last as long as the
 * measured ones of its scenario, or of all scenarios while its own has none. null while nothing was measured or nothing is
 * left.
 */
export function etaOf(runs: readonly RunView[], workers: number): number | null {
  // A run at work that tells no end is of unknown length: no speed says when it ends.
  const unknown = (run: RunView): boolean => run.etaSeconds === null && (workers === 0 || run.stepsPerSecond > 0);
  if (runs.some((run) => run.status === 'running' && unknown(run))) return null;
  const measured = runs.filter((run) => run.status !== 'queued' && run.stepsPerSecond > 0);
  if (measured.length === 0 || !runs.some((run) => isLive(run.status))) return null;
  const duration = new Map<Scenario, number>();
  for (const { scenario } of runs) {
    if (duration.has(scenario)) continue;
    const own = measured.filter((run) => run.scenario === scenario);
    const like = own.length > 0 ? own : measured;
    duration.set(scenario, like.reduce((sum, run) => sum + run.steps / run.stepsPerSecond, 0) / like.length);
  }
  let work = 0;
  let longest = 0;
  for (const run of runs) {
    if (!isLive(run.status)) continue;
    const seconds = run.etaSeconds ?? duration.get(run.scenario)! * (1 - run.step / run.steps);
    work += seconds;
    longest = Math.max(longest, seconds);
  }
  return Math.max(longest, work / Math.max(1, workers));
}

/** The group under the cursor, and the other variants of the same scenario that share its charts. */
export function selectionOf(groups: readonly Group[], state: State): { group: Group; others: readonly Group[] } | null {
  const id = selectedGroup(state)?.id;
  const group = groups.find((one) => one.id === id);
  if (group === undefined) return null;
  return { group, others: groups.filter((one) => one !== group && one.scenario.name === group.scenario.name) };
}

/**
 * The run that pictures are asked for: the selected one, or the first of the scenario that is running; when none is, the last
 * that left a picture.
 */
export function watchedRun(group: Group, selected: string | null): RunView | null {
  const chosen = group.runs.find((run) => run.id === selected);
  if (chosen !== undefined) return chosen;
  const alive = group.runs.find((run) => run.status === 'running') ?? group.runs.find((run) => run.status === 'paused');
  return alive ?? group.runs.findLast((run) => run.scope !== null) ?? group.runs[0] ?? null;
}

/** The run whose picture is shown: the watched one, or the last that left a picture as long as that one has none. */
export function picturedRun(group: Group, selected: string | null): RunView | null {
  const watched = watchedRun(group, selected);
  if (watched === null || watched.scope !== null || watched.id === selected) return watched;
  return group.runs.findLast((run) => run.scope !== null) ?? watched;
}
