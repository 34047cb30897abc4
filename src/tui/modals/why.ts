import type { RunView } from '../../run/view.js';
import { grouped } from '../format.js';
import type { Model } from '../model.js';
import { paintFrame } from '../panels/frame.js';
import { selectionOf } from '../selectors.js';
import { nameOf, type State } from '../state.js';
import { GLYPHS } from '../theme.js';
import { wrap } from '../widths.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';

export const openWhy = (state: State): ModalStep => withModal(state, { kind: 'why', first: 0 });

/** How the selected runs ended and what their detectors saw: signs, likely causes, advice. */
export const why: ModalKind<ModalOf<'why'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Esc', 'close'],
    ['↑↓', 'scroll'],
  ],
  size: () => ({ width: 76, height: 18 }),
  reduce(modal, key, state) {
    if (['escape', 'enter', 'q', 'w', ' '].includes(key)) return withModal(state, null);
    const by = { up: -1, k: -1, down: 1, j: 1, pageup: -10, pagedown: 10, home: -1e6 }[key];
    if (by === undefined) return { state, effects: [] };
    return withModal(state, { ...modal, first: Math.max(0, modal.first + by) });
  },
  paint(region, { first }, model) {
    const { theme, state } = model;
    const inner = paintFrame(region, { title: 'Why', note: nameOf(state), focused: true }, theme);
    const lines = linesFor(model, inner.width - 2);
    const from = Math.max(0, Math.min(first, lines.length - inner.height));
    for (const [y, [text, style]] of lines.slice(from, from + inner.height).entries()) inner.write(1, y, text, style);
    if (from + inner.height < lines.length) inner.put(inner.width - 1, inner.height - 1, GLYPHS.lower, theme.accent);
  },
};

function linesFor({ groups, state, theme }: Model, width: number): (readonly [string, string])[] {
  const group = selectionOf(groups, state)?.group;
  const runs: readonly RunView[] =
    group?.runs.filter((run) => state.list.cursor.run === null || run.id === state.list.cursor.run) ?? [];
  const lines: (readonly [string, string])[] = [];
  const say = (text: string, style = '', indent = ''): void => {
    for (const line of wrap(text, width - indent.length)) lines.push([indent + line, style]);
  };
  for (const run of runs) {
    if (run.reason === null && run.alerts.length === 0) continue;
    say(`seed ${run.seed}: ${run.status} at step ${grouped(run.step)}`, theme.strong);
    if (run.reason !== null) say(run.reason, run.status === 'stopped' ? '' : theme.bad, '  ');
    for (const alert of run.alerts) {
      say(`step ${grouped(alert.step)}: ${alert.text}`, alert.level === 'error' ? theme.bad : theme.warning, '  ');
      say(alert.cause, '', '    ');
      say(alert.advice, theme.good, '    ');
    }
    lines.push(['', '']);
  }
  if (lines.length === 0) say('Nothing looks wrong in the selected runs.', theme.good);
  return lines;
}
