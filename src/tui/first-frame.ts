import type { Session } from '../session/run-view.js';
import { Curves } from './charts/curves.js';
import { Marks } from './charts/marks.js';
import { paintFooter } from './panels/footer.js';
import { paintHeader } from './panels/header.js';
import { laidOut, type RememberedLayout } from './remembered-layout.js';
import type { Model } from './state/model.js';
import { initialState, reduce } from './state/reducer.js';
import { groupsOf, outlineOf } from './state/selectors.js';
import { arrangement, type Setup, USUAL_SETUP } from './state/state.js';
import { Sheet } from './terminal/cell-buffer.js';
import type { Screen } from './terminal/screen.js';
import type { Theme } from './terminal/theme.js';

/** What is shown before anything has happened. */
export function initialModel(
  session: Session,
  title: string,
  theme: Theme,
  { columns, rows }: Screen,
  setup: Setup = USUAL_SETUP,
  layout: Partial<RememberedLayout> = {},
): Model {
  const outline = outlineOf(session);
  const start = initialState(columns, rows, outline, { ...setup, theme: theme.name });
  return {
    title,
    session,
    groups: groupsOf(session),
    state: reduce(laidOut(start, layout), { kind: 'outline', outline }).state,
    theme,
    curves: new Curves(),
    marks: new Marks(),
    elapsed: () => 0,
    machine: null,
  };
}

/**
 * The first frame: header and footer where they will stay. Ink needs a quarter of a second to load (its five hundred
 * modules are mostly one unused library's), which nobody should spend before an empty screen.
 */
export function raiseCurtain(screen: Screen, model: Model): void {
  const { columns, rows } = screen;
  const sheet = new Sheet(columns, rows);
  const { header, footer } = arrangement(model.state);
  if (header > 0) paintHeader(sheet.region(0, 0, columns, header), model);
  if (footer > 0) paintFooter(sheet.region(0, rows - footer, columns, footer), model);
  screen.show(sheet);
}
