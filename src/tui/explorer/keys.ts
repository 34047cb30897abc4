/** What the user of the explorer can ask for. */
export type ExplorerAction =
  | 'up'
  | 'down'
  | 'less'
  | 'more'
  | 'muchLess'
  | 'muchMore'
  | 'first'
  | 'last'
  | 'example'
  | 'reset'
  | 'resetAll'
  | 'page'
  | 'help'
  | 'back'
  | 'redraw'
  | 'quit'
  | 'interrupt';

export interface ExplorerBinding {
  readonly action: ExplorerAction;
  /** Names as `keyNames` gives them. */
  readonly keys: readonly string[];
  /** How the keys are written for a reader. */
  readonly shown: string;
  /** One or two words for the footer; null keeps it out of there. */
  readonly footer: string | null;
  readonly help: string;
}

const bind = (
  action: ExplorerAction,
  keys: readonly string[],
  shown: string,
  footer: string | null,
  help: string,
): ExplorerBinding => ({ action, keys, shown, footer, help });

/** Every key: the handlers, the footer and the help are made from this. */
export const EXPLORER_BINDINGS: readonly ExplorerBinding[] = [
  bind('up', ['up', 'k'], '↑ k', null, 'the setting above; scrolls the page'),
  bind('down', ['down', 'j', 'tab'], '↓ j', '↑↓ select', 'the setting below; scrolls the page'),
  bind('less', ['left', 'h', '-'], '← h', null, 'a step less: moves the point or changes the setting'),
  bind('more', ['right', 'l', '+', '='], '→ l', '←→ change', 'a step more'),
  bind('muchLess', ['pagedown', 'H'], 'PgDn H', null, 'ten steps less'),
  bind('muchMore', ['pageup', 'L'], 'PgUp L', null, 'ten steps more'),
  bind('first', ['home', 'g'], 'Home g', null, 'to the lower end of the range, where it has one'),
  bind('last', ['end', 'G'], 'End G', null, 'to the upper end of the range, where it has one'),
  bind('example', ['e', ' '], 'e', 'e example', 'the next kind of example'),
  bind('reset', ['0'], '0', '0 default', 'the selected setting back to its start'),
  bind('resetAll', ['R'], 'R', null, 'everything back to its start'),
  bind('page', ['i', 'enter'], 'i', 'i about', 'inputs, parameters, sources, traps'),
  bind('help', ['?'], '?', '? help', 'this list'),
  bind('back', ['escape'], 'Esc', null, 'back; from the curves it quits'),
  bind('redraw', ['ctrl+l'], '^L', null, 'redraw everything'),
  bind('quit', ['q'], 'q', 'q quit', 'quit'),
  bind('interrupt', ['ctrl+c'], '^C', null, 'quit at once'),
];

export function explorerAction(key: string): ExplorerAction | null {
  return EXPLORER_BINDINGS.find(({ keys }) => keys.includes(key))?.action ?? null;
}
