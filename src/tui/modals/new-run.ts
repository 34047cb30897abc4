import { grouped } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import type { Offer } from '../state/desk.js';
import { lineOf, typed } from '../state/line.js';
import { firstVisible } from '../state/list.js';
import { type State, told } from '../state/state.js';
import { WATCHED } from '../state/training.js';
import type { Region } from '../terminal/sheet.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { cut, fit, wrap } from '../terminal/widths.js';
import { type ModalKind, type ModalOf, type ModalStep, type PickerModal, withModal } from './modal.js';
import { paintLine } from './prompt.js';
import { fieldOf, seedsField, variantsField } from './settings.js';

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
        return withModal(state, { ...modal, offers: modal.offers ?? [], problems: answer.problems });
      case 'settings':
        return withModal(state, {
          kind: 'settings',
          title: `New run of ${answer.reference}`,
          purpose: { kind: 'start', reference: answer.reference },
          find: lineOf(''),
          fields: [
            seedsField(answer.seeds),
            ...(answer.variants.length === 0 ? [] : [variantsField(answer.variants)]),
            ...answer.settings.filter(isChangeable).map(fieldOf),
          ],
          ...{ at: 1, fresh: true, problems: [], busy: false },
        });
      default:
        return null;
    }
  },
  paint: paintPicker,
};

/** Which env, agent or task it is makes another scenario; everything else can be set. */
const isChangeable = ({ path }: { readonly path: string }): boolean => !['env', 'agent', 'task'].includes(path);

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
  if (found.length === 0) list.write(1, 0, 'no scenario has these words', theme.dim);
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
