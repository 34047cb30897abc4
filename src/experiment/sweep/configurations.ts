import { type Issue, UserError } from '../../core/errors.js';
import type { ParamSpecs } from '../../core/params.js';
import { didYouMean } from '../../core/suggestion.js';
import { configHash } from '../../scenario/canonical.js';
import type { Path } from '../../scenario/finding.js';
import { type LoadedScenario, loadScenarios } from '../../scenario/loader.js';
import { parseOverride } from '../../scenario/overrides.js';
import { BLOCKS, type Catalogues, isBlock } from '../../scenario/registries.js';
import type { Scenario } from '../../scenario/scenario.js';
import { drawValues } from './sampling.js';
import type { Draw, Field, SweepFile } from './sweep-file.js';

/** A setting with its value, as `--set` takes it. */
interface Setting {
  readonly text: string;
  readonly path: Path;
  readonly at: Path;
}

/** One configuration of a sweep: the scenario under some settings. */
export interface Made {
  readonly hash: string;
  /** Every setting over the scenario, in the order in which they apply. */
  readonly set: readonly string[];
  /** Those of them that the sweep varies: its name. */
  readonly varied: readonly string[];
  /** The values that were drawn, in the order of the draws; undefined for what its condition leaves out. */
  readonly drawn: readonly unknown[];
  readonly loaded: LoadedScenario;
  readonly scenario: Scenario;
}

export interface LoadSweepOptions {
  readonly catalogues: Catalogues;
  readonly allowPlugins?: boolean | readonly string[];
}

/** More wrong configurations than this say nothing new. */
const MOST_WRONG = 20;

/** The number of configurations, known before any of them is made. */
export function configCount({ grid, random }: SweepFile): number {
  return grid.reduce((product, { values }) => product * values.length, 1) * (random?.samples ?? 1);
}

/** What is drawn for a trial by its number; undefined for what its condition leaves out. */
export type DrawTrial = (index: number, isWhole: (draw: Draw) => boolean) => readonly unknown[];

/** The scenario under the fixed settings alone. Throws a {@link UserError} whose places are those of the sweep file. */
export function loadBase(file: SweepFile, options: LoadSweepOptions): LoadedScenario {
  return load(
    file,
    file.fixed.map((field) => settingOf(field, field.value)),
    options,
  );
}

/**
 * Every combination of the grid, each with every draw (the same for all of them, so that they can be compared), as loaded
 * scenarios. Configurations that come out equal are kept once; `dropped` counts the others. Throws one {@link UserError}
 * with everything that is wrong, at the places of the sweep file.
 */
export function makeConfigs(
  file: SweepFile,
  base: LoadedScenario,
  options: LoadSweepOptions,
  trials: { readonly from: number; readonly to: number; readonly draw: DrawTrial } | null = null,
): { readonly configs: readonly Made[]; readonly dropped: number } {
  const fixed = file.fixed.map((field) => settingOf(field, field.value));
  const isWhole = wholeNumbers(base.scenario, options.catalogues);
  const issues: Issue[] = [];
  const byHash = new Map<string, Made>();
  let made = 0;
  let wrong = 0;
  for (const { varied, drawn } of variations(file, isWhole, trials)) {
    if (wrong === MOST_WRONG) break;
    try {
      const settings = [...fixed, ...varied].toSorted((a, b) => a.path.length - b.path.length);
      const loaded = load(file, settings, options);
      const names = varied.map(({ text }) => text);
      // A sweep judges by its metric; the claims of the file are about its own settings.
      const { family: _, ...plain } = loaded.scenario;
      const scenario = { ...plain, variant: names.join(', '), expectations: [] };
      const hash = configHash(scenario);
      made++;
      if (!byHash.has(hash)) {
        byHash.set(hash, { hash, set: settings.map(({ text }) => text), varied: names, drawn, loaded, scenario });
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      wrong++;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(unique(issues));
  return { configs: [...byHash.values()], dropped: made - byHash.size };
}

interface Variation {
  readonly varied: readonly Setting[];
  readonly drawn: readonly unknown[];
}

/** The varied settings of each configuration, the last axis of the grid quickest but for the draws. */
function* variations(
  { fixed, grid, random }: SweepFile,
  isWhole: (draw: Draw) => boolean,
  trials: { readonly from: number; readonly to: number; readonly draw: DrawTrial } | null,
): Generator<Variation> {
  const samples = random?.samples ?? 1;
  const { from, to } = trials ?? { from: 0, to: configCount({ grid, random } as SweepFile) };
  const draw: DrawTrial =
    trials?.draw ?? ((index) => drawValues(random?.draws ?? [], random?.seed ?? 0, index, isWhole));
  for (let number = from; number < to; number++) {
    let rest = Math.floor(number / samples);
    const chosen: (readonly [Field, unknown])[] = [];
    for (const axis of grid.toReversed()) {
      chosen.unshift([axis, axis.values[rest % axis.values.length]]);
      rest = Math.floor(rest / axis.values.length);
    }
    const known = new Map<string, unknown>();
    for (const { name, value } of fixed) known.set(name, value);
    for (const [{ name }, value] of chosen) known.set(name, value);
    const drawn: unknown[] = [];
    const values = random === null ? [] : draw(number % samples, isWhole);
    for (const [i, one] of (random?.draws ?? []).entries()) {
      const holds = one.when === null || one.when.values.some((value) => same(value, known.get(one.when!.name)));
      drawn.push(holds ? values[i] : undefined);
      if (!holds) continue;
      known.set(one.name, values[i]);
      chosen.push([one, values[i]]);
    }
    yield { varied: chosen.map(([field, value]) => settingOf(field, value)), drawn };
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function settingOf({ name, path, at }: Field, value: unknown): Setting {
  return { text: `${name}=${flowText(value)}`, path, at };
}

/** A value as YAML in one line that `--set` reads back as the same; plain words without quotes. */
function flowText(value: unknown): string {
  if (typeof value !== 'string' || !/^[A-Za-z][\w-]*$/.test(value)) return JSON.stringify(value);
  return parseOverride(`loss.x=${value}`, '--set', ['loss']).value === value ? value : JSON.stringify(value);
}

function load(file: SweepFile, settings: readonly Setting[], options: LoadSweepOptions): LoadedScenario {
  try {
    return loadScenarios([file.reference], { ...options, set: settings.map(({ text }) => text) })[0]!;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.issues.map((issue) => placed(issue, file, settings)));
  }
}

/** What the loader says of an option of the command line, at the place of the sweep file that stands behind it. */
function placed(issue: Issue, file: SweepFile, settings: readonly Setting[]): Issue {
  if (issue.file === undefined && issue.path === '') return { ...issue, path: 'scenario', ...file.place(['scenario']) };
  const setting = settings.find(({ text }) => issue.file === `--set ${text}`);
  if (setting === undefined) return issue;
  const names = setting.at[0] === 'set' || issue.message.startsWith('there is no');
  const { file: _, ...rest } = issue;
  return { ...rest, ...file.place(placeOf(setting, file), names && issue.given === undefined ? 'key' : 'value') };
}

/** The value in a list of the grid, else the setting itself. */
function placeOf({ at, text }: Setting, { grid }: SweepFile): Path {
  const axis = grid.find((one) => one.at === at);
  const i = axis?.values.findIndex((value) => settingOf(axis, value).text === text) ?? -1;
  return i === -1 ? at : [...at, i];
}

/** Whether a setting of the scenario takes whole numbers only, for draws that do not say it. */
function wholeNumbers({ learner, loss }: Scenario, catalogues: Catalogues): (draw: Draw) => boolean {
  const names: Readonly<Record<string, string | undefined>> = {
    ...(learner.kind === 'task' ? { task: learner.task.name } : { env: learner.env.name, agent: learner.agent.name }),
    loss: loss?.name,
  };
  return ({ path: [block, setting] }) => {
    if (!isBlock(block)) return true;
    const name = names[block];
    if (name === undefined || setting === undefined) return false;
    const { params }: { readonly params: ParamSpecs } = catalogues[BLOCKS[block]].get(name);
    const spec = Object.hasOwn(params, setting) ? params[setting] : undefined;
    return spec?.kind === 'number' && spec.integer;
  };
}

function unique(issues: readonly Issue[]): readonly Issue[] {
  const key = ({ excerpt: _, ...issue }: Issue) => JSON.stringify(issue);
  return issues.filter((issue, i) => i === issues.findIndex((other) => key(other) === key(issue)));
}

export interface Measure {
  readonly metric: string;
  readonly goal: 'max' | 'min';
}

/**
 * What the sweep ranks by: its metric, or the scenario's focus, and which way is better. `metrics` are those that the
 * scenario records. Throws a {@link UserError} for one that it does not record, or whose better way nobody has said.
 */
export function measureOf(
  file: SweepFile,
  { scenario: { focus } }: LoadedScenario,
  metrics: readonly { readonly name: string; readonly better: 'lower' | 'higher' | 'neither' }[],
): Measure {
  const metric = file.metric ?? focus;
  const spec = metrics.find(({ name }) => name === metric);
  const place = file.place(['metric']);
  if (spec === undefined) {
    const names = metrics.map(({ name }) => name);
    const hint = didYouMean(metric, names);
    const allowed = names.join(', ');
    const issue = { path: 'metric', message: 'is not a metric of this scenario', given: metric, allowed, ...place };
    throw new UserError(hint === undefined ? issue : { ...issue, hint });
  }
  if (file.goal !== null) return { metric, goal: file.goal };
  if (spec.better === 'neither') {
    const message = `is required for ${metric}, which is better neither high nor low`;
    throw new UserError({ path: 'goal', message, allowed: 'max or min', ...place });
  }
  return { metric, goal: spec.better === 'higher' ? 'max' : 'min' };
}
