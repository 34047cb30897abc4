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
  | 'nextMetric'
  | 'previousMetric'
  | 'pause'
  | 'pauseAll'
  | 'step'
  | 'faster'
  | 'slower'
  | 'fullChart'
  | 'logY'
  | 'smooth'
  | 'band'
  | 'axis'
  | 'help'
  | 'redraw'
  | 'quit'
  | 'interrupt'
  | 'confirm'
  | 'refuse';

/** What lies over the panels and takes the keys. */
export type Dialog = 'none' | 'help' | 'quit';

/** One row of the key table. */
export interface Binding {
  readonly action: Action;
  /** Names as `keyNames` gives them. */
  readonly keys: readonly string[];
  readonly dialog: Dialog | 'any';
  readonly section: 'Training' | 'Chart' | 'Moving' | 'Screen' | 'Question';
  /** How the keys are written for a reader. */
  readonly shown: string;
  /** Keys and one word for the footer; null keeps it out of there. */
  readonly footer: string | null;
  readonly help: string;
}

/** Every key of the dashboard: the handlers, the footer, the help screen and the documentation are made from this. */
export const BINDINGS: readonly Binding[] = [
  bind('pause', ['p'], 'Training', 'p', 'p pause', 'pause or resume the selected'),
  bind('step', ['.'], 'Training', '.', '. step', 'one single step, then pause'),
  bind('faster', ['+', '='], 'Training', '+', '+/- speed', 'faster, up to full speed'),
  bind('slower', ['-', '_'], 'Training', '-', null, 'slower, down to one percent'),
  bind('pauseAll', ['P'], 'Training', 'P', 'P all', 'pause or resume all runs'),
  bind('nextMetric', ['m', ']'], 'Chart', 'm ]', 'm metric', 'next metric in the large chart'),
  bind('previousMetric', ['['], 'Chart', '[', null, 'previous metric'),
  bind('logY', ['l'], 'Chart', 'l', 'l log', 'logarithmic or linear values'),
  bind('smooth', ['s'], 'Chart', 's', 's smooth', 'smoothing: none, 0.6, 0.9'),
  bind('band', ['b'], 'Chart', 'b', 'b band', 'band: CI, std, min-max, seeds'),
  bind('axis', ['x'], 'Chart', 'x', 'x axis', 'steps: budget, or as reached'),
  bind('fullChart', ['f'], 'Chart', 'f', 'f full', 'the chart alone, or all panels'),
  bind('open', ['enter', ' '], 'Moving', 'Enter', 'Enter seeds', 'show or hide single seeds'),
  bind('nextPane', ['tab'], 'Moving', 'Tab', 'Tab pane', 'next pane'),
  bind('previousPane', ['shift+tab'], 'Moving', 'S-Tab', null, 'previous pane'),
  bind('up', ['up', 'k'], 'Moving', '↑ k', null, 'up'),
  bind('down', ['down', 'j'], 'Moving', '↓ j', null, 'down'),
  bind('left', ['left', 'h'], 'Moving', '← h', null, 'left; moves the reading line'),
  bind('right', ['right'], 'Moving', '→', null, 'right'),
  bind('pageUp', ['pageup'], 'Moving', 'PgUp', null, 'ten up'),
  bind('pageDown', ['pagedown'], 'Moving', 'PgDn', null, 'ten down'),
  bind('first', ['home', 'g'], 'Moving', 'Home g', null, 'to the first'),
  bind('last', ['end', 'G'], 'Moving', 'End G', null, 'to the last'),
  bind('help', ['?'], 'Screen', '?', '? help', 'this list'),
  bind('back', ['escape'], 'Screen', 'Esc', null, 'back'),
  bind('redraw', ['ctrl+l'], 'Screen', '^L', null, 'draw everything anew', 'any'),
  bind('quit', ['q'], 'Screen', 'q', 'q quit', 'quit, asks while runs are live'),
  bind('interrupt', ['ctrl+c'], 'Screen', '^C', null, 'quit at once', 'any'),
  bind('back', ['?', 'q', 'escape', 'enter', ' '], 'Screen', '? Esc', null, 'close the help', 'help'),
  bind('confirm', ['y', 'Y', 'enter'], 'Question', 'y', null, 'yes', 'quit'),
  bind('refuse', ['n', 'N', 'q', 'escape'], 'Question', 'n', null, 'no', 'quit'),
];

function bind(
  action: Action,
  keys: readonly string[],
  section: Binding['section'],
  shown: string,
  footer: string | null,
  help: string,
  dialog: Dialog | 'any' = 'none',
): Binding {
  return { action, keys, section, shown, footer, help, dialog };
}

/** Columns that the whole footer takes on one line. */
export const FOOTER_WIDTH = BINDINGS.reduce((sum, { footer }) => sum + (footer === null ? 0 : footer.length + 2), 0);

/** What a key asks for while this dialog is open; null when it has no meaning there. */
export function actionOf(key: string, dialog: Dialog): Action | null {
  const binding = BINDINGS.find((one) => (one.dialog === 'any' || one.dialog === dialog) && one.keys.includes(key));
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
] as const;

/** Names of the keys in one event of Ink; several when they were typed faster than they were read. */
export function keyNames(input: string, key: PressedKey): string[] {
  if (key.tab) return [key.shift ? 'shift+tab' : 'tab'];
  const named = NAMED.find(([property]) => key[property]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return [`ctrl+${input}`];
  if (key.meta) return [`meta+${input}`];
  return [...input].map((one) =>
    one === '\r' || one === '\n' ? 'enter' : one === '\t' ? 'tab' : one === '\x03' ? 'ctrl+c' : one,
  );
}
