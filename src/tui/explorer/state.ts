import { type PlottedLoss, type Settings, startSettings } from '../../report/losses/loss-curves.js';
import { lossPage } from '../../report/losses/page.js';
import { type ExplorerAction, explorerAction } from './keys.js';
import { type Change, changed, type Slider } from './settings.js';

/** What is looked at: fixed while the explorer is open. */
export interface Subject {
  readonly loss: PlottedLoss;
  readonly scenarios: readonly string[];
  readonly sliders: readonly Slider[];
}

export interface ExplorerState {
  readonly columns: number;
  readonly rows: number;
  readonly example: string;
  /** Where the point stands. */
  readonly x: number;
  readonly params: Settings;
  /** 0 is the point, then the sliders in their order. */
  readonly selected: number;
  readonly view: 'curves' | 'page' | 'help';
  /** First line of the page that is shown. */
  readonly scroll: number;
}

export type ExplorerMessage =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

export type ExplorerEffect = 'quit' | 'interrupt' | 'redraw';

export interface ExplorerStep {
  readonly state: ExplorerState;
  readonly effect: ExplorerEffect | null;
}

export function initialExplorer({ loss }: Subject, columns: number, rows: number): ExplorerState {
  return {
    columns,
    rows,
    example: Object.keys(loss.plot.examples)[0]!,
    x: startPoint(loss),
    params: startSettings(loss),
    selected: 0,
    view: 'curves',
    scroll: 0,
  };
}

/** A quarter of the way: never the middle, where many losses have their corner. */
function startPoint({ plot: { from, to } }: PlottedLoss): number {
  return clean(from + (to - from) / 4);
}

export function reduceExplorer(subject: Subject, state: ExplorerState, message: ExplorerMessage): ExplorerStep {
  if (message.kind === 'resize') {
    return { state: { ...state, columns: message.columns, rows: message.rows }, effect: null };
  }
  const action = explorerAction(message.key);
  return action === null ? { state, effect: null } : act(subject, state, action);
}

function act(subject: Subject, state: ExplorerState, action: ExplorerAction): ExplorerStep {
  const to = (change: Partial<ExplorerState>): ExplorerStep => ({ state: { ...state, ...change }, effect: null });
  switch (action) {
    case 'quit':
    case 'interrupt':
    case 'redraw':
      return { state, effect: action };
    case 'back':
      return state.view === 'curves' ? { state, effect: 'quit' } : to({ view: 'curves' });
    case 'page':
    case 'help':
      return to({ view: state.view === action ? 'curves' : action, scroll: 0 });
    default:
      break;
  }
  if (state.view !== 'curves') return to({ scroll: scrolled(subject, state, action) });
  switch (action) {
    case 'up':
      return to({ selected: Math.max(0, state.selected - 1) });
    case 'down':
      return to({ selected: Math.min(subject.sliders.length, state.selected + 1) });
    case 'example': {
      const names = Object.keys(subject.loss.plot.examples);
      return to({ example: names[(names.indexOf(state.example) + 1) % names.length]! });
    }
    case 'resetAll':
      return to({ x: startPoint(subject.loss), params: startSettings(subject.loss) });
    case 'reset':
      return to(changeSelected(subject, state, null));
    default:
      return to(changeSelected(subject, state, action));
  }
}

/** The selected value after a change; null puts it back to its start. */
function changeSelected(
  { loss, sliders }: Subject,
  state: ExplorerState,
  change: Change | null,
): Partial<ExplorerState> {
  const slider = sliders[state.selected - 1];
  if (slider === undefined) return { x: change === null ? startPoint(loss) : moved(loss, state.x, change) };
  const value = change === null ? slider.start : changed(slider, state.params[slider.name], change);
  return { params: { ...state.params, [slider.name]: value } };
}

/** The point in steps of a hundredth of the range. */
function moved({ plot: { from, to } }: PlottedLoss, x: number, change: Change): number {
  const step = (to - from) / 100;
  const steps = { less: -1, more: 1, muchLess: -10, muchMore: 10, first: -101, last: 101 }[change];
  return Math.max(from, Math.min(to, clean(x + steps * step)));
}

const clean = (value: number): number => Number(value.toPrecision(6)) || 0;

/** Lines of a page that has a header above and a footer below. */
export function pageRoom({ rows }: Pick<ExplorerState, 'rows'>): number {
  return Math.max(1, rows - 2);
}

export function pageLines({ loss, scenarios }: Subject, { columns }: Pick<ExplorerState, 'columns'>) {
  return lossPage(loss, scenarios, Math.max(20, Math.min(100, columns - 2)));
}

function scrolled(subject: Subject, state: ExplorerState, action: ExplorerAction): number {
  if (state.view !== 'page') return 0;
  const room = pageRoom(state);
  const most = Math.max(0, pageLines(subject, state).length - room);
  const lines = new Map<ExplorerAction, number>([
    ['up', -1],
    ['down', 1],
    ['muchMore', -room],
    ['muchLess', room],
    ['first', -Number.MAX_SAFE_INTEGER],
    ['last', Number.MAX_SAFE_INTEGER],
    ['example', room],
  ]);
  return Math.max(0, Math.min(most, state.scroll + (lines.get(action) ?? 0)));
}
