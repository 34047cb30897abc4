import { paintFrame } from '../panels/frame.js';
import { shownSpan } from '../state/chart.js';
import type { Field } from '../state/modal.js';
import { type State, selectedGroup, told } from '../state/state.js';
import { lineOf, typed } from '../state/text-input.js';
import { fit } from '../terminal/text-fit.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';

const LABEL = 8;

/** Asks for the steps to zoom in on. */
export function openForm(state: State): ModalStep {
  const steps = selectedGroup(state)?.steps ?? 0;
  if (steps === 0) return { state, effects: [] };
  const { from, to } = shownSpan(state.chart);
  const field = (name: string, share: number): Field => ({
    name,
    line: lineOf(String(Math.round(share * steps))),
    problem: null,
  });
  return withModal(state, {
    kind: 'form',
    title: 'Zoom to steps',
    fields: [field('from', from), field('to', to)],
    at: 0,
  });
}

/** The fields with what is wrong with each, and the steps when nothing is. */
function checked(
  fields: readonly Field[],
  steps: number,
): { fields: readonly Field[]; steps: readonly number[] | null } {
  const numbers = fields.map(({ line }) => (line.text.trim() === '' ? Number.NaN : Number(line.text)));
  const problems = numbers.map((value, i) => {
    if (!(value >= 0 && value <= steps)) return `a step from 0 to ${steps}`;
    return i > 0 && !(value - numbers[0]! >= steps / 64) ? `at least ${Math.ceil(steps / 64)} steps later` : null;
  });
  const with_ = fields.map((field, i) => ({ ...field, problem: problems[i]! }));
  return { fields: with_, steps: problems.every((one) => one === null) ? numbers : null };
}

/** Fields that are filled in and sent off together. */
export const form: ModalKind<ModalOf<'form'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Enter', 'apply'],
    ['Tab', 'next field'],
    ['Esc', 'close'],
  ],
  size: ({ fields }) => ({ width: 52, height: fields.length + 2 }),
  reduce(modal, key, state) {
    const { fields, at } = modal;
    const turn = (by: number): ModalStep =>
      withModal(state, { ...modal, at: (at + by + fields.length) % fields.length });
    switch (key) {
      case 'escape':
        return withModal(state, null);
      case 'tab':
      case 'down':
        return turn(1);
      case 'shift+tab':
      case 'up':
        return turn(-1);
      case 'enter': {
        const budget = selectedGroup(state)?.steps ?? 1;
        const result = checked(fields, budget);
        if (result.steps === null) return withModal(state, { ...modal, fields: result.fields });
        const [from, to] = result.steps as readonly [number, number];
        const zoom = { from: from / budget, to: to / budget };
        return told({ ...state, modal: null, chart: { ...state.chart, zoom } }, `steps ${from} to ${to}`);
      }
    }
    const field = fields[at];
    const line = field === undefined ? null : typed(field.line, key);
    if (field === undefined || line === null) return { state, effects: [] };
    return withModal(state, { ...modal, fields: fields.with(at, { ...field, line, problem: null }) });
  },
  paint(region, { title, fields, at }, { theme }) {
    const inner = paintFrame(region, { title, focused: true }, theme);
    for (const [y, { name, line, problem }] of fields.entries()) {
      inner.write(1, y, fit(name, LABEL), y === at ? theme.accent : theme.dim);
      const x = LABEL + 2;
      const end = y === at ? paintLine(inner, x, y, line, '', theme) : inner.write(x, y, line.text);
      if (problem !== null) inner.write(end + 1, y, problem, theme.bad);
    }
  },
};
