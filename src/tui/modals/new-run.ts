import { grouped } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import { blockAt } from '../state/blocks.js';
import { firstVisible } from '../state/list.js';
import type { PickerModal, SettingField, SettingsModal } from '../state/modal.js';
import { WATCHED } from '../state/run-control.js';
import type { Answer, Offer } from '../state/scenario-offers.js';
import { type State, told } from '../state/state.js';
import { lineOf, typed } from '../state/text-input.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, fit, wrap } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { exchangeable } from './exchange.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';
import { paintLine } from './prompt.js';
import { focusField, seedsField, variantsField } from './settings.js';

/** Asks which scenario to start. */
export function openNewRun(state: State): ModalStep {
  if (state.outline.watching) return told(state, WATCHED);
  return {
    state: { ...state, modal: { kind: 'picker', offers: null, line: lineOf(''), chosen: 0, problems: [] } },
    effects: [{ kind: 'ask', question: { kind: 'offers' } }],
  };
}

/** The scenarios that have every word that was typed in their names or texts; those by name first. */
export function foundOffers({ offers, line }: PickerModal): readonly Offer[] {
  const words = line.text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const all = offers ?? [];
  const named = all.filter(({ reference }) => has(reference));
  const rest = all.filter((offer) => !named.includes(offer));
  return [
    ...named,
    ...rest.filter(({ reference, title, summary, learner, loss }) =>
      has(`${reference} ${title} ${summary} ${learner} ${loss ?? ''}`),
    ),
  ];
}

/** The bundled scenarios and the files of the folder, to choose one from. */
export const picker: ModalKind<ModalOf<'picker'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Enter', 'choose'],
    ['↑↓', 'move'],
    ['Esc', 'close'],
  ],
  size: (_modal, { columns, rows }) => ({ width: columns >= 112 ? 110 : 78, height: rows >= 36 ? 30 : 20 }),
  reduce(modal, key, state) {
    const found = foundOffers(modal);
    const at = Math.min(modal.chosen, Math.max(0, found.length - 1));
    const to = (chosen: number): ModalStep =>
      withModal(state, { ...modal, chosen: Math.max(0, Math.min(chosen, found.length - 1)), problems: [] });
    switch (key) {
      case 'escape':
        return withModal(state, null);
      case 'up':
        return to(at - 1);
      case 'down':
      case 'tab':
        return to(at + 1);
      case 'pageup':
        return to(at - 10);
      case 'pagedown':
        return to(at + 10);
      case 'enter': {
        const offer = found[at];
        if (offer === undefined) return { state, effects: [] };
        if (offer.problem !== null) return withModal(state, { ...modal, problems: [offer.problem] });
        return { state, effects: [{ kind: 'ask', question: { kind: 'settings', reference: offer.reference } }] };
      }
    }
    const line = typed(modal.line, key);
    return line === null ? { state, effects: [] } : withModal(state, { ...modal, line, chosen: 0, problems: [] });
  },
  take(modal, answer, state) {
    switch (answer.kind) {
      case 'offers':
        return withModal(state, { ...modal, offers: answer.offers });
      case 'refused':
        return withModal(state, {
          ...modal,
          offers: modal.offers ?? [],
          problems: answer.problems.map(({ text }) => text),
        });
      case 'consent': {
        const { reference, plugins } = answer;
        return withModal(state, { kind: 'consent', reference, plugins, picker: modal, first: 0 });
      }
      case 'settings':
        return withModal(state, formOf(answer));
      default:
        return null;
    }
  },
  paint: paintPicker,
};

/** The form of a new run: what to run, then every setting. */
function formOf(answer: Extract<Answer, { kind: 'settings' }>): SettingsModal {
  const { reference, saysLoss } = answer;
  const written = [...exchangeable(answer.settings), focusField(answer.focus)];
  const isBudget = ({ setting: { path } }: SettingField): boolean => !path.includes('.') && blockAt(path) === null;
  return {
    kind: 'settings',
    title: `New run of ${reference}`,
    purpose: { kind: 'start', reference, written, saysLoss },
    find: lineOf(''),
    fields: [
      seedsField(answer.seeds),
      ...(answer.variants.length === 0 ? [] : [variantsField(answer.variants)]),
      ...written.filter(isBudget),
      ...written.filter((field) => !isBudget(field)),
    ],
    ...{ at: 1, fresh: true, problems: [], busy: false },
  };
}

function paintPicker(region: Region, modal: PickerModal, { theme }: { readonly theme: Theme }): void {
  const found = foundOffers(modal);
  const count = modal.offers === null ? '' : `${found.length}`;
  const inner = paintFrame(region, { title: 'New run', note: count, focused: true }, theme);
  const x = inner.write(1, 0, 'find ', theme.accent);
  paintLine(inner, x, 0, modal.line, '', theme);
  if (modal.offers === null) {
    inner.write(1, 1, 'reading the scenarios', theme.dim);
    return;
  }
  const wide = inner.width >= 100;
  const foot = wide ? 0 : Math.min(6, Math.max(0, inner.height - 4));
  const list = inner.region(0, 1, wide ? 46 : inner.width, inner.height - 1 - foot);
  const at = Math.min(modal.chosen, Math.max(0, found.length - 1));
  const name = Math.min(wide ? 34 : 30, Math.max(8, ...found.map(({ reference }) => reference.length)));
  const first = firstVisible(at, found.length, list.height);
  for (const [y, offer] of found.slice(first, first + list.height).entries()) {
    const here = first + y === at;
    if (here) list.put(0, y, GLYPHS.cursor, theme.accent);
    list.write(1, y, fit(offer.reference, name), here ? theme.accent : offer.problem === null ? '' : theme.bad);
    list.write(name + 2, y, cut(offer.title, list.width - name - 3), theme.dim);
  }
  if (found.length === 0) list.write(1, 0, 'no scenario matches', theme.dim);
  const about = wide
    ? inner.region(48, 1, inner.width - 49, inner.height - 1)
    : inner.region(1, inner.height - foot, inner.width - 2, foot);
  paintOffer(about, modal, found[at], theme);
}

function paintOffer(region: Region, modal: PickerModal, offer: Offer | undefined, theme: Theme): void {
  const lines: (readonly [string, string])[] = modal.problems.map((text) => [text, theme.bad] as const);
  if (offer !== undefined) {
    const budget = offer.steps === null ? '' : `  ${grouped(offer.steps)} steps`;
    lines.push(
      [offer.title, theme.strong],
      [offer.summary, ''],
      [
        `${offer.learner}${offer.loss === null ? '' : `  loss ${offer.loss}`}${budget}  seeds ${offer.seeds}`,
        theme.dim,
      ],
    );
  }
  const wrapped = lines.flatMap(([text, style]) => wrap(text, region.width).map((line) => [line, style] as const));
  for (const [y, [line, style]] of wrapped.slice(0, region.height).entries()) region.write(0, y, line, style);
}
