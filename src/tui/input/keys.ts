/** What the user can ask for. */
export type Action =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'nextPane'
  | 'previousPane'
  | 'charts'
  | 'compare'
  | 'scenario'
  | 'config'
  | 'log'
  | 'nextMetric'
  | 'previousMetric'
  | 'pause'
  | 'pauseAll'
  | 'step'
  | 'faster'
  | 'slower'
  | 'rerun'
  | 'stop'
  | 'filter'
  | 'sort'
  | 'show'
  | 'pin'
  | 'group'
  | 'alert'
  | 'why'
  | 'tweak'
  | 'newRun'
  | 'diff'
  | 'fullChart'
  | 'overlay'
  | 'logY'
  | 'logX'
  | 'smooth'
  | 'sharpen'
  | 'band'
  | 'axis'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomTo'
  | 'panLeft'
  | 'panRight'
  | 'reset'
  | 'exportChart'
  | 'exportRuns'
  | 'copy'
  | 'palette'
  | 'mouse'
  | 'theme'
  | 'help'
  | 'redraw'
  | 'suspend'
  | 'quit'
  | 'interrupt'
  | 'confirm'
  | 'refuse';

/** Where keys have their meaning: on the panels, in the help, at a question; a text that is typed takes them all. */
export type Where = 'panels' | 'help' | 'question' | 'text';

export type Section = 'Training' | 'Runs' | 'Chart' | 'Moving' | 'Screen' | 'Question';

/** One row of the key table. */
export interface Binding {
  readonly action: Action;
  /** Names as `keyNames` gives them. */
  readonly keys: readonly string[];
  readonly where: Where | 'any';
  readonly section: Section;
  /** How the keys are written for a reader. */
  readonly shown: string;
  /** Keys and one word for the footer; null keeps it out of there. */
  readonly footer: string | null;
  /** What it does. */
  readonly help: string;
  /** What the help says of it and of those behind it that have no line of their own; empty for these. */
  readonly line: string;
}

/** Every key of the dashboard: the handlers, the footer, the help screen and the documentation are made from this. */
export const BINDINGS: readonly Binding[] = [
  bind('pause', ['p'], 'Training', 'p', 'p pause', 'pause or resume the selected', 'pause selected, all runs'),
  bind('pauseAll', ['P'], 'Training', 'P', null, 'pause or resume all runs', ''),
  bind('step', ['.'], 'Training', '.', '. step', 'one single step, then pause'),
  bind('faster', ['+', '='], 'Training', '+', '+/- speed', 'faster', 'faster or slower'),
  bind('slower', ['-', '_'], 'Training', '-', null, 'slower', ''),
  bind('tweak', ['t'], 'Training', 't', 't tweak', 'fork with settings changed'),
  bind('rerun', ['R'], 'Training', 'R', null, 'run the same seed again', 'same seed again; stop (asks)'),
  bind('stop', ['X'], 'Training', 'X', null, 'stop the selected, asks', ''),
  bind('newRun', ['n'], 'Runs', 'n', 'n new', 'start another scenario'),
  bind('open', ['enter'], 'Runs', 'Enter', 'Enter seeds', 'seeds; jump to an alert'),
  bind('show', [' '], 'Runs', 'Space', 'Space show', 'show or hide in the charts'),
  bind('pin', ['*'], 'Runs', '*', '* pin', 'baseline in every chart'),
  bind('filter', ['/'], 'Runs', '/', '/ filter', 'only runs that match a regex', 'filter by a regex; sort'),
  bind('sort', ['o'], 'Runs', 'o', 'o sort', 'sort by the next column', ''),
  bind('group', ['g'], 'Runs', 'g', 'g group', 'by variant, or run by run'),
  bind('alert', ['a'], 'Runs', 'a', null, 'jump to the next alert'),
  bind('diff', ['d'], 'Runs', 'd', null, 'only settings that differ'),
  bind('why', ['w'], 'Runs', 'w', 'w why', 'why it differs, what broke'),
  bind('copy', ['y'], 'Runs', 'y', null, 'copy the command of this run'),
  bind('axis', ['x'], 'Chart', 'x', 'x axis', 'steps, episodes/epochs, time'),
  bind('logY', ['l'], 'Chart', 'l', 'l/L log', 'logarithmic values', 'logarithmic values, steps'),
  bind('logX', ['L'], 'Chart', 'L', null, 'logarithmic steps', ''),
  bind('smooth', ['s'], 'Chart', 's', 's smooth', 'more smoothing', 'more or less smoothing'),
  bind('sharpen', ['S'], 'Chart', 'S', null, 'less smoothing', ''),
  bind('band', ['b'], 'Chart', 'b', 'b band', 'CI, std, min-max, seeds'),
  bind('zoomIn', ['z'], 'Chart', 'z', 'z/Z zoom', 'zoom in at the cursor', 'zoom in, out, to typed steps'),
  bind('zoomOut', ['Z'], 'Chart', 'Z', null, 'zoom out', ''),
  bind('zoomTo', ['i'], 'Chart', 'i', null, 'zoom to typed steps', ''),
  bind('panLeft', ['shift+left', '{'], 'Chart', 'S-←', null, 'pan to the left', 'pan, also { }'),
  bind('panRight', ['shift+right', '}'], 'Chart', 'S-→', null, 'pan to the right', ''),
  bind('reset', ['0'], 'Chart', '0', null, 'whole axis, no cursor'),
  bind('nextMetric', ['m', ']'], 'Chart', 'm ]', 'm metric', 'next metric', 'next or previous metric'),
  bind('previousMetric', ['['], 'Chart', '[', null, 'previous metric', ''),
  bind('overlay', ['c'], 'Chart', 'c', 'c overlay', 'more metrics in this chart'),
  bind('fullChart', ['f'], 'Chart', 'f', 'f full', 'the chart alone'),
  bind('exportChart', ['e'], 'Chart', 'e', 'e export', 'chart as SVG', 'chart as SVG, runs as CSV'),
  bind('exportRuns', ['E'], 'Chart', 'E', null, 'runs as CSV', ''),
  bind('nextPane', ['tab'], 'Moving', 'Tab', 'Tab pane', 'next pane', 'next or previous pane'),
  bind('previousPane', ['shift+tab'], 'Moving', 'S-Tab', null, 'previous pane', ''),
  bind('left', ['left', 'h'], 'Moving', '←', null, 'left', 'move, also hjk; the cursor'),
  bind('down', ['down', 'j'], 'Moving', '↓', null, 'down', ''),
  bind('up', ['up', 'k'], 'Moving', '↑', null, 'up', ''),
  bind('right', ['right'], 'Moving', '→', null, 'right', ''),
  bind('pageUp', ['pageup'], 'Moving', 'PgUp', null, 'a page up', 'a page'),
  bind('pageDown', ['pagedown'], 'Moving', 'PgDn', null, 'a page down', ''),
  bind('first', ['home'], 'Moving', 'Home', null, 'to the first', 'to the ends'),
  bind('last', ['end', 'G'], 'Moving', 'End', null, 'to the last', ''),
  bind('charts', ['1'], 'Screen', '1-5', '1-5 view', 'view 1: charts', 'views, from charts to log'),
  bind('compare', ['2'], 'Screen', '', null, 'view 2: compare', ''),
  bind('scenario', ['3'], 'Screen', '', null, 'view 3: scenario', ''),
  bind('config', ['4'], 'Screen', '', null, 'view 4: config', ''),
  bind('log', ['5'], 'Screen', '', null, 'view 5: log', ''),
  bind('palette', [':'], 'Screen', ':', ': command', 'any of these by name'),
  bind('mouse', ['M'], 'Screen', 'M', null, 'mouse on or off', 'mouse on or off; next theme'),
  bind('theme', ['T'], 'Screen', 'T', null, 'dark, light or contrast colours', ''),
  bind('help', ['?'], 'Screen', '?', '? help', 'this list; Esc goes back'),
  bind('back', ['escape'], 'Screen', 'Esc', null, 'back', ''),
  bind('redraw', ['ctrl+l'], 'Screen', '^L', null, 'redraw', 'redraw; to the shell', 'any'),
  bind('suspend', ['ctrl+z'], 'Screen', '^Z', null, 'to the shell; fg comes back', '', 'any'),
  bind('quit', ['q'], 'Screen', 'q', 'q quit', 'quit, asks if live', 'quit, asks if live; at once'),
  bind('interrupt', ['ctrl+c'], 'Screen', '^C', null, 'quit at once', '', 'any'),
  bind('back', ['?', 'q', 'escape', 'enter', ' '], 'Screen', '? Esc', null, 'close the help', undefined, 'help'),
  bind('confirm', ['y', 'Y', 'enter'], 'Question', 'y', null, 'yes', undefined, 'question'),
  bind('refuse', ['n', 'N', 'q', 'escape'], 'Question', 'n', null, 'no', undefined, 'question'),
];

function bind(
  action: Action,
  keys: readonly string[],
  section: Section,
  shown: string,
  footer: string | null,
  help: string,
  line: string = help,
  where: Where | 'any' = 'panels',
): Binding {
  return { action, keys, section, shown, footer, help, line, where };
}

/** Columns that the whole footer takes on one line. */
export const FOOTER_WIDTH = BINDINGS.reduce((sum, { footer }) => sum + (footer === null ? 0 : footer.length + 2), 0);

/** What a key asks for there; null when it has no meaning. */
export function actionOf(key: string, where: Where, bindings: readonly Binding[] = BINDINGS): Action | null {
  const binding = bindings.find((one) => (one.where === 'any' || one.where === where) && one.keys.includes(key));
  return binding?.action ?? null;
}

/** The parts of Ink's key object that are looked at. */
export interface PressedKey {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
}

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  // Terminals send DEL for the backspace key, which Ink calls delete.
  ['delete', 'backspace'],
] as const;

const SINGLE: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x03': 'ctrl+c',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

/** Names of the keys in one event of Ink; several when they were typed faster than they were read. */
export function keyNames(input: string, key: PressedKey): string[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const named = NAMED.find(([property]) => key[property])?.[1];
  if (named === 'left' || named === 'right') return [key.shift ? `shift+${named}` : named];
  if (named !== undefined) return [named];
  if (key.ctrl) return [`ctrl+${input}`];
  if (key.meta) return [`meta+${input}`];
  return [...input].map((one) => SINGLE[one] ?? one);
}
