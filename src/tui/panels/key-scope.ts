import type { Action, Binding } from '../input/keys.js';
import { isLive } from '../state/outline.js';
import type { State, ViewName } from '../state/state.js';

/** What only the charts draw; in every other view these keys would change nothing that is seen. */
const ONLY_CHARTS: readonly Action[] = [
  ...(['open', 'show', 'filter', 'sort', 'group', 'axis', 'logY', 'logX', 'smooth', 'sharpen', 'band'] as const),
  ...([
    'zoomIn',
    'zoomOut',
    'zoomTo',
    'panLeft',
    'panRight',
    'reset',
    'overlay',
    'fullChart',
    'nextPane',
    'previousPane',
  ] as const),
];
const METRIC: readonly Action[] = ['nextMetric', 'previousMetric'];
/** What needs runs of this session: watched ones belong to another program. */
const ONLY_OWN: readonly Action[] = [
  ...(['pause', 'pauseAll', 'step', 'faster', 'slower', 'tweak', 'rerun', 'stop', 'newRun'] as const),
];

/** What needs a run that has not ended. */
const ONLY_LIVE: readonly Action[] = ['pause', 'pauseAll', 'step', 'faster', 'slower', 'stop'];

const WITHOUT: Readonly<Record<ViewName, readonly Action[]>> = {
  charts: [],
  compare: ONLY_CHARTS,
  scenario: [...ONLY_CHARTS.filter((action) => action !== 'reset'), ...METRIC],
  config: [...ONLY_CHARTS, ...METRIC],
  log: [...ONLY_CHARTS, ...METRIC],
};

/** The word of the footer and the line of the help; `keys` where the footer has others than the help, or has them only here. */
type Own = readonly [word: string, help: string, keys?: string];

/** Keys that do something of its own in a view. */
const OWN: Readonly<Partial<Record<ViewName, Readonly<Partial<Record<Action, Own>>>>>> = {
  compare: {
    pin: ['reference', 'compare against the selected'],
    diff: ['settings', 'which settings matter, or intervals', 'd'],
  },
  scenario: {
    reset: ['', 'stop reading a cell or point'],
    left: ['time', '←→ time, ↑↓ cell or point', '←→'],
    up: ['read', '', '↑↓'],
    first: ['', 'first or newest picture'],
    pageUp: ['', 'previous or next run'],
  },
  log: {
    filter: ['search', 'only lines that contain a text'],
    logY: ['level', 'lowest level that is shown'],
    open: ['jump', 'to the run and step of the line'],
  },
};

/** The keys that work in the view and for the runs that are shown, as footer and help tell them. */
export function bindingsIn({
  bindings,
  view,
  outline,
}: Pick<State, 'bindings' | 'view' | 'outline'>): readonly Binding[] {
  const own = OWN[view] ?? {};
  const runs = outline.groups.flatMap((group) => group.runs);
  const over = runs.length > 0 && !runs.some(({ status }) => isLive(status));
  return bindings.flatMap((binding) => {
    const { action, where, footer, shown } = binding;
    if (where !== 'panels') return [binding];
    if (outline.watching && ONLY_OWN.includes(action)) return [];
    if (over && ONLY_LIVE.includes(action)) return [];
    const told = own[action];
    if (told === undefined) return WITHOUT[view].includes(action) ? [] : [binding];
    const [word, help, keys] = told;
    return [
      {
        ...binding,
        help,
        line: help,
        footer: word === '' || (footer === null && keys === undefined) ? null : `${keys ?? shown} ${word}`,
      },
    ];
  });
}
