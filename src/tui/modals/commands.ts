import { parseSeeds, SEEDS_ALLOWED } from '../../scenario/seeds.js';
import type { Action } from '../input/keys.js';
import { laidOut, USUAL_LAYOUT } from '../remembered-layout.js';
import { AXES, BANDS, overlaysOf, SMOOTHING, toggleOverlay } from '../state/chart.js';
import { SORTS } from '../state/list.js';
import { WATCHED } from '../state/run-control.js';
import { problemOf } from '../state/settings.js';
import { nameOf, type State, selectedGroup, selectedRuns, shownMetric, told, VIEW_NAMES } from '../state/state.js';
import { THEMES } from '../terminal/theme.js';
import type { ModalStep } from './modal.js';

/** A command of the palette that takes words behind its name. */
interface Command {
  readonly name: string;
  /** What stands for the words. */
  readonly takes: string;
  readonly help: string;
  /** The words that there are; null for a text of the user's own. */
  readonly options: (state: State) => readonly string[] | null;
  readonly run: (state: State, words: string) => ModalStep;
}

/** What the palette offers for what was typed. */
export interface Entry {
  readonly shown: string;
  readonly name: string;
  readonly help: string;
  /** A key's action, or a command with its words; a command without is completed instead. */
  readonly does: { readonly action: Action } | { readonly command: Command; readonly words: string | null };
}

const OUTLIERS = ['show', 'ignore'] as const;

const COMMANDS: readonly Command[] = [
  {
    ...{ name: 'sort', takes: '<column>', help: 'sort the runs', options: () => SORTS },
    run: (state, words) => {
      const sort = SORTS.find((one) => one === words);
      if (sort === undefined) return told(state, `sort takes ${SORTS.join(', ')}`);
      return told({ ...state, list: { ...state.list, sort } }, `sorted: ${sort}`);
    },
  },
  {
    ...{ name: 'x', takes: '<axis>', help: 'what the curves are drawn over', options: () => AXES },
    run: (state, words) => {
      const axis = AXES.find((one) => one === words);
      if (axis === undefined) return told(state, `x takes ${AXES.join(', ')}`);
      return told({ ...state, chart: { ...state.chart, axis } }, `x axis: ${axis}`);
    },
  },
  {
    ...{ name: 'band', takes: '<kind>', help: 'the band around the mean', options: () => BANDS },
    run: (state, words) => {
      const band = BANDS.find((one) => one === words);
      if (band === undefined) return told(state, `band takes ${BANDS.join(', ')}`);
      return told({ ...state, chart: { ...state.chart, band } }, `band: ${band}`);
    },
  },
  {
    ...{ name: 'smooth', takes: '<weight>', help: 'smoothing of the curves', options: () => SMOOTHING.map(String) },
    run: (state, words) => {
      const smoothing = Number(words);
      if (words === '' || !(smoothing >= 0 && smoothing < 1))
        return told(state, 'smooth takes a number from 0 to 1, 1 excluded');
      return told({ ...state, chart: { ...state.chart, smoothing } }, `smoothing ${smoothing}`);
    },
  },
  {
    ...{ name: 'y', takes: '<from> <to>', help: 'ends of the value axis; auto for one or both', options: () => null },
    run: limitTo,
  },
  {
    ...{ name: 'outliers', takes: '<how>', help: 'ignore: the 5th to the 95th percentile', options: () => OUTLIERS },
    run: (state, words) => {
      const how = OUTLIERS.find((one) => one === words);
      if (how === undefined) return told(state, `outliers takes ${OUTLIERS.join(', ')}`);
      const ignoreOutliers = how === 'ignore';
      const notice = ignoreOutliers ? 'value axis: 5th to 95th percentile' : 'value axis: all values';
      return told({ ...state, chart: { ...state.chart, ignoreOutliers } }, notice);
    },
  },
  {
    name: 'metric',
    ...{
      takes: '<name>',
      help: 'the metric of the large chart',
      options: (state) => selectedGroup(state)?.metrics ?? [],
    },
    run: (state, words) => {
      const metric = selectedGroup(state)?.metrics.find((one) => one === words);
      if (metric === undefined) return told(state, `there is no metric ${words} here`);
      return { state: { ...state, chart: { ...state.chart, metric } }, effects: [] };
    },
  },
  {
    ...{ name: 'theme', takes: '<name>', help: 'colours of the dashboard', options: () => THEMES },
    run: (state, words) => {
      const theme = THEMES.find((one) => one === words);
      return theme === undefined
        ? told(state, `theme takes ${THEMES.join(', ')}`)
        : told({ ...state, theme }, `theme: ${theme}`);
    },
  },
  {
    ...{
      name: 'layout',
      takes: 'reset',
      help: 'view, charts and list as without a saved layout',
      options: () => ['reset'],
    },
    run: (state, words) => {
      if (words !== 'reset') return told(state, 'layout takes reset');
      const { theme, mouse } = state;
      return told(laidOut(state, { ...USUAL_LAYOUT, theme, mouse }), 'layout reset');
    },
  },
  {
    name: 'overlay',
    ...{ takes: '<metric>', help: 'add a metric to this chart, or remove it', options: othersOf },
    run: (state, words) => {
      const metric = shownMetric(state);
      if (!othersOf(state).includes(words)) return told(state, `there is no other metric ${words} here`);
      const chart = toggleOverlay(state.chart, metric, words);
      const all = overlaysOf(chart, metric);
      return told({ ...state, chart }, `chart: ${[metric, ...all].join(' + ')}`);
    },
  },
  {
    ...{ name: 'view', takes: '<name>', help: 'one of the five views', options: () => VIEW_NAMES },
    run: (state, words) => {
      const view = VIEW_NAMES.find((one) => one === words);
      return view === undefined
        ? told(state, `view takes ${VIEW_NAMES.join(', ')}`)
        : { state, effects: [], next: view };
    },
  },
  {
    ...{ name: 'filter', takes: '<regex>', help: 'only runs that match; empty for all', options: () => null },
    run: (state, words) =>
      told({ ...state, list: { ...state.list, filter: words } }, words === '' ? 'all runs' : `filter ${words}`),
  },
  {
    name: 'variants',
    takes: '<pattern>',
    help: 'logs: how paths give variant and seed, {variant}/seed_{seed}/metrics.csv; empty to guess',
    options: () => null,
    run: (state, words) => {
      if (!state.outline.watching) return told(state, 'these runs have scenarios, which define the variants');
      const pattern = words === '' ? null : words;
      return told(state, `variants: ${pattern ?? 'by what the paths suggest'}`, { kind: 'regroup', pattern });
    },
  },
  {
    name: 'set',
    takes: '<setting> <value>',
    help: 'fork the selected with a setting changed',
    options: (state) => {
      const settings = selectedGroup(state)?.settings ?? [];
      return settings.filter(({ tunable }) => tunable).map(({ path }) => path);
    },
    run: setTo,
  },
  {
    ...{ name: 'seeds', takes: '<seeds>', help: 'run the selected variant with more seeds', options: () => null },
    run: (state, words) => {
      const seeds = parseSeeds(words);
      const [run] = selectedRuns(state);
      if (state.outline.watching) return told(state, WATCHED);
      if (selectedGroup(state)?.isFork === true)
        return told(state, 'a fork has the seeds of its parent: give the parent more seeds, then fork it (t)');
      if (typeof seeds === 'string') return told(state, `seeds ${seeds}: ${SEEDS_ALLOWED}`);
      const there = new Set(selectedGroup(state)?.runs.map(({ seed }) => seed));
      const fresh = seeds.filter((seed) => !there.has(seed));
      if (run === undefined || fresh.length === 0) return told(state, 'these seeds already exist: R runs them again');
      return { state, effects: [{ kind: 'ask', question: { kind: 'seeds', run, seeds: fresh } }] };
    },
  },
];

/** The metrics beside the shown one. */
function othersOf(state: State): readonly string[] {
  return selectedGroup(state)?.metrics.filter((metric) => metric !== shownMetric(state)) ?? [];
}

/** `0 1`, `auto 1`, `0 auto`: the ends of the value axis for the metric that is shown; `auto` or nothing takes them back. */
function limitTo(state: State, words: string): ModalStep {
  const metric = shownMetric(state);
  const texts = words.split(/[\s,]+/).filter(Boolean);
  const ends = texts.map((text) => (text === 'auto' ? null : Number(text)));
  const [low = null, high = null] = ends;
  const right =
    (ends.length === 2 || texts.every((text) => text === 'auto')) &&
    ends.length <= 2 &&
    ends.every((end) => end === null || Number.isFinite(end)) &&
    (low === null || high === null || low < high);
  if (!right) return told(state, 'y takes two numbers, the lower one first; auto for one or both');
  const limits = low === null && high === null ? null : { metric, low, high };
  const notice = limits === null ? 'value axis: all values' : `${metric}: y from ${low ?? 'auto'} to ${high ?? 'auto'}`;
  return told({ ...state, chart: { ...state.chart, limits } }, notice);
}

/** `agent.lr 1e-4` or `agent.lr=1e-4`: the same as the form of `t`. */
function setTo(state: State, words: string): ModalStep {
  if (state.outline.watching) return told(state, WATCHED);
  const [, path = '', text = ''] = /^([^\s=]*)[\s=]*(.*)$/.exec(words) ?? [];
  const setting = selectedGroup(state)?.settings.find((one) => one.path === path);
  if (setting === undefined) return told(state, `there is no setting ${path} here`);
  if (!setting.tunable) return told(state, `${path} cannot change during a run`);
  const problem = problemOf(setting, text);
  if (problem !== null) return told(state, `${path} ${problem}`);
  return told(state, `forking ${nameOf(state)}: ${path}=${text}`, {
    kind: 'ask',
    question: { kind: 'fork', runs: selectedRuns(state), set: [`${path}=${text}`] },
  });
}

/** Commands and actions for what was typed, the likeliest first. */
export function entriesFor(text: string, state: State): readonly Entry[] {
  const [, head = '', space = '', words = ''] = /^(\S*)(\s*)(.*)$/.exec(text) ?? [];
  const command = COMMANDS.find(({ name }) => name === head);
  if (command !== undefined && space !== '') return entriesOf(command, words.trim(), state);
  const actions = state.bindings
    .filter(({ where, action }) => (where === 'panels' || where === 'any') && action !== 'palette')
    .map(({ action, shown, help }): Entry => ({ shown, name: action, help, does: { action } }));
  const commands = COMMANDS.map((one): Entry => {
    return { shown: ':', name: `${one.name} ${one.takes}`, help: one.help, does: { command: one, words: null } };
  });
  const ranked = [...actions, ...commands].map((entry) => ({ entry, rank: rankOf(text, entry) }));
  return ranked
    .filter(({ rank }) => rank < NOT_AT_ALL)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

/** A command with the words that there are for it, or with those that were typed. */
function entriesOf(command: Command, words: string, state: State): readonly Entry[] {
  const entry = (own: string, help = command.help): Entry => {
    return { shown: ':', name: `${command.name} ${own}`.trim(), help, does: { command, words: own } };
  };
  const options = command.options(state);
  if (options === null) return [entry(words)];
  const [option = ''] = words.split(/[\s=]/);
  // A setting is chosen first and gets its value then.
  if (command.name === 'set' && options.includes(option)) return [entry(words, valueHelp(option, words, state))];
  const fitting = options.filter((one) => one.toLowerCase().includes(option.toLowerCase()));
  if (fitting.length > 0)
    return fitting.map((one) => (command.name === 'set' ? partly(command, one, state) : entry(one)));
  return [entry(words)];
}

/** A setting without its value yet. */
function partly(command: Command, path: string, state: State): Entry {
  const setting = selectedGroup(state)?.settings.find((one) => one.path === path);
  return { shown: ':', name: `set ${path}`, help: `now ${setting?.text ?? ''}`, does: { command, words: null } };
}

function valueHelp(path: string, words: string, state: State): string {
  const setting = selectedGroup(state)?.settings.find((one) => one.path === path);
  const text = words.slice(path.length).replace(/^[\s=]+/, '');
  if (setting === undefined) return '';
  return text === '' ? `now ${setting.text}; type a value` : (problemOf(setting, text) ?? `was ${setting.text}`);
}

const NOT_AT_ALL = 9;

/** How well an entry fits: begins so, has it in its name, in its meaning, its letters in order. */
function rankOf(text: string, { name, help }: Entry): number {
  const wanted = text.trim().toLowerCase();
  const own = name.toLowerCase();
  const words = wanted.split(/\s+/);
  if (wanted === '' || own.startsWith(wanted)) return 0;
  if (own.includes(wanted)) return 1;
  if (words.every((word) => `${own} ${help.toLowerCase()}`.includes(word))) return 2;
  return hasInOrder(own, wanted.replaceAll(/\s/g, '')) ? 3 : NOT_AT_ALL;
}

function hasInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
