import { join } from 'node:path';
import { readFolderText } from '../../core/regular-file.js';
import { meanInterval } from '../../experiment/statistics/intervals.js';
import { canonical, decisive } from '../../scenario/canonical.js';
import { type Judgement, judge } from '../../scenario/expectations.js';
import type { Scenario } from '../../scenario/scenario.js';
import { formatSeeds } from '../../scenario/seeds.js';
import { iqm, mean } from '../../scenario/statistics.js';
import { isForeign } from '../../store/config-file.js';
import type { Experiment, RunSource, Sources } from '../export/sources.js';
import { shellWord } from '../shell-command.js';
import { configCommand } from '../sweep/commands.js';

/** One configuration of a report: runs that differ in their seed alone. */
export interface Group {
  readonly label: string;
  readonly hash: string;
  readonly scenario: Scenario;
  readonly runs: readonly RunSource[];
  /** The metric of the runs that are done. */
  readonly values: readonly number[];
  readonly mean: number | null;
  readonly iqm: number | null;
  readonly interval: readonly [number, number] | null;
  /** Runs that diverged or failed. */
  readonly broken: number;
  readonly pruned: boolean;
  readonly judgements: readonly Judgement[];
  /** What to type to run it again. */
  readonly command: string;
  /** Settings that differ from another configuration, by path. */
  readonly settings: ReadonlyMap<string, string>;
}

/** What a report says about one scenario. */
export interface Chapter {
  readonly scenario: Scenario;
  readonly metric: string;
  readonly goal: 'max' | 'min' | null;
  /** The best first, where the metric has a better way. */
  readonly groups: readonly Group[];
  /** Paths of the settings in which the configurations differ. */
  readonly differing: readonly string[];
  /** Settings that all of them share. */
  readonly shared: ReadonlyMap<string, string>;
  readonly experiment: Experiment | null;
}

/** The chapters of a report: one a scenario. `betterOf` tells which way a metric is better. */
export function chaptersOf(
  { runs, experiments }: Sources,
  betterOf: (run: RunSource, metric: string) => Chapter['goal'],
): readonly Chapter[] {
  const byName = new Map<string, RunSource[]>();
  for (const run of runs) byName.set(run.scenario.name, [...(byName.get(run.scenario.name) ?? []), run]);
  return [...byName.values()].map((own) => {
    const experiment =
      experiments.find(({ out }) =>
        own.every(({ folder }) => folder.startsWith(`${out}/`) || folder === join(out, own[0]!.id)),
      ) ?? null;
    return chapterOf(own, experiment, betterOf);
  });
}

function chapterOf(
  runs: readonly RunSource[],
  experiment: Experiment | null,
  betterOf: (run: RunSource, metric: string) => Chapter['goal'],
): Chapter {
  const { scenario } = runs[0]!;
  const metric = experiment?.plan.metric ?? scenario.focus;
  const goal = experiment?.plan.goal ?? betterOf(runs[0]!, metric);
  const byHash = new Map<string, RunSource[]>();
  for (const run of runs) byHash.set(run.hash, [...(byHash.get(run.hash) ?? []), run]);
  const lists = [...byHash.values()].map((list) => list.toSorted((a, b) => a.seed - b.seed));
  const settings = lists.map(([run]) => settingsOf(run!.scenario));
  const differing = differingPaths(settings);
  const ran = lists.map((list) => ({
    scenario: list[0]!.scenario,
    outcomes: list.flatMap(({ result }) => result ?? []),
  }));
  const groups = lists.map((list, i) => {
    const { scenario: own, outcomes } = ran[i]!;
    const kept = new Map(differing.map((path) => [path, settings[i]!.get(path) ?? '-']));
    const family = ran.filter((other) => other.scenario.family?.overrides === own.family?.overrides);
    return groupOf(list, metric, kept, judge(own, outcomes, family.includes(ran[i]!) ? family : [ran[i]!]), experiment);
  });
  const sign = goal === 'max' ? -1 : 1;
  const order = (group: Group) => [
    Number(group.pruned),
    Number(group.mean === null),
    Number(group.broken > 0),
    goal === null ? 0 : sign * (group.mean ?? 0),
  ];
  return {
    scenario,
    metric,
    goal,
    groups: groups.toSorted((a, b) => compare(order(a), order(b))),
    differing,
    shared: new Map([...settings[0]!].filter(([path]) => !differing.includes(path))),
    experiment,
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, one] of a.entries()) if (one !== b[i]) return one < b[i]! ? -1 : 1;
  return 0;
}

function groupOf(
  runs: readonly RunSource[],
  metric: string,
  settings: ReadonlyMap<string, string>,
  judgements: readonly Judgement[],
  experiment: Experiment | null,
): Group {
  const { scenario, hash } = runs[0]!;
  const pruned = runs.some((run) => run.pruned);
  const done = pruned ? [] : runs.filter(({ result }) => result?.status === 'done');
  const values = done.map(({ result }) => result?.final[metric] ?? Number.NaN).filter((value) => !Number.isNaN(value));
  const config = experiment?.plan.configs.findIndex((one) => one.hash === hash) ?? -1;
  const seeds = formatSeeds(runs.map(({ seed }) => seed));
  return {
    label: scenario.variant === '' ? (scenario.family?.name ?? scenario.name) : scenario.variant,
    ...{ hash, scenario, runs, values, settings, judgements, pruned },
    mean: values.length === 0 ? null : mean(values),
    iqm: values.length === 0 ? null : iqm(values),
    interval: meanInterval(values),
    broken: runs.filter(({ result }) => result?.status === 'diverged' || result?.status === 'failed').length,
    command:
      experiment !== null && config !== -1 ? configCommand(experiment.plan, config) : runCommand(scenario, seeds),
  };
}

/** A run folder does not say how its run was asked for; its scenario, overrides and seeds do. */
function runCommand({ name, variant, family }: Scenario, seeds: string): string {
  const overrides = family?.overrides ?? variant;
  const set = overrides === '' ? [] : splitOverrides(overrides).flatMap((text) => ['--set', text]);
  const chosen = family === undefined || family.name === family.written ? [] : ['--variant', family.name];
  return ['losscope', 'run', name, ...chosen, ...set, '--seeds', seeds].map((word) => shellWord(word)).join(' ');
}

/** `a=1, b=[1, 2]` as its overrides: a comma and a space part them before the next `path=`. */
function splitOverrides(text: string): readonly string[] {
  return text.split(/, (?=[A-Za-z][\w.]*=)/);
}

/** Every setting that decides a run, by path. */
function settingsOf(scenario: Scenario): ReadonlyMap<string, string> {
  const { learner, loss, steps, evaluateEvery } = decisive(scenario) as Pick<
    Scenario,
    'learner' | 'loss' | 'steps' | 'evaluateEvery'
  >;
  const blocks = {
    ...(learner.kind === 'task' ? { task: learner.task } : { env: learner.env, agent: learner.agent }),
    ...(loss === null ? {} : { loss }),
  };
  return new Map([
    ...Object.entries(blocks).flatMap(([block, { name, params }]) => [
      [block, name] as const,
      ...Object.entries(params).map(
        ([key, value]) => [`${block}.${key}`, typeof value === 'string' ? value : canonical(value)] as const,
      ),
    ]),
    ['steps', String(steps)],
    ['evaluateEvery', String(evaluateEvery)],
  ]);
}

function differingPaths(settings: readonly ReadonlyMap<string, string>[]): readonly string[] {
  const paths = new Set(settings.flatMap((one) => [...one.keys()]));
  return [...paths].filter((path) => settings.some((one) => one.get(path) !== settings[0]!.get(path)));
}

/** Where and when the runs were made, each different fact once. */
export interface Facts {
  readonly losscope: string;
  readonly node: string;
  readonly machine: string;
  readonly commit: string;
  readonly from: string;
  readonly to: string;
}

export function factsOf(runs: readonly RunSource[]): Facts {
  const metas = runs.map(({ folder }) => readMeta(folder));
  const distinct = (of: (meta: Readonly<Record<string, unknown>>) => unknown) =>
    [...new Set(metas.map(of).filter((value) => typeof value === 'string'))].join(', ');
  const times = metas
    .map(({ started }) => started)
    .filter((value): value is string => typeof value === 'string')
    .sort();
  return {
    losscope: distinct(({ losscope }) => losscope),
    node: distinct(({ node }) => node),
    machine: distinct(({ cpu, platform, arch }) =>
      [cpu, platform, arch].filter((part) => typeof part === 'string').join(', '),
    ),
    commit: distinct(({ commit }) => commit) || 'not known',
    from: times[0] ?? 'not known',
    to: times.at(-1) ?? 'not known',
  };
}

function readMeta(folder: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFolderText(join(folder, 'meta.json'))) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** How a run ended, in a word. */
export function statusOf({ result, pruned }: RunSource): string {
  return pruned ? 'pruned' : (result?.status ?? 'without an end');
}

/** What the steps of a scenario are. */
export function unitOf({ learner }: Scenario): string {
  if (learner.kind === 'agent') return 'env steps';
  // Of another program its own axis.
  return isForeign({ learner }) ? String(learner.task.params.axis) : 'gradient updates';
}
