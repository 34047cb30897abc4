import { printableLine } from '../../core/printable.js';
import type { PluginFile } from '../../train/plugins/plugin-code.js';
import { paintFrame } from '../panels/frame.js';
import { type Paragraph, paintTexts, wrapped } from '../panels/texts.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth, eachGrapheme } from '../terminal/text-fit.js';
import { makeTheme, type Theme } from '../terminal/theme.js';
import { type ModalKind, type ModalOf, withModal } from './modal.js';

const WIDTH = 76;
/** As many digits of a hash tell one file from another. */
const DIGITS = 12;
const TITLE = 'Run code that the scenario names?';
const PLAIN = makeTheme(0);

/** What a key answers; null when it answers nothing. Whatever is usual for getting on means no here. */
export function consentOf(key: string): boolean | null {
  if (key === 'y' || key === 'Y') return true;
  return ['n', 'N', 'q', 'escape', 'enter'].includes(key) ? false : null;
}

/** Lines that a key scrolls by. */
export const scrolledBy = (key: string): number => ({ up: -1, down: 1, pageup: -8, pagedown: 8 })[key] ?? 0;

/** The box that asks, and which files it asks about: their whole names, so that no end of one is hidden. */
export function paintConsent(region: Region, plugins: readonly PluginFile[], first: number, theme: Theme): void {
  const inner = paintFrame(region, { title: TITLE, right: 'Enter: no', focused: true }, theme);
  const page = inner.region(1, 0, inner.width - 2, inner.height);
  paintTexts(page, consentTexts(plugins, page.width, theme), theme, first);
}

/** Columns and rows that the box wants, its frame included. */
export function consentSize(plugins: readonly PluginFile[], columns: number) {
  const width = Math.min(WIDTH, columns);
  return { width, height: wrapped(consentTexts(plugins, width - 4, PLAIN), width - 4).length + 2 };
}

function consentTexts(plugins: readonly PluginFile[], width: number, theme: Theme): readonly Paragraph[] {
  const [modules, them] = plugins.length === 1 ? ['a module', 'it'] : [`${plugins.length} modules`, 'them'];
  return [
    [`The scenario names ${modules} that would run with your rights:`, ''],
    ['', ''],
    ...plugins.flatMap(({ file, sha256 }): Paragraph[] => [
      ...brokenAnywhere(file, width - 2).map((part): Paragraph => [`  ${part}`, theme.strong, 'fixed']),
      sha256 === null ? ['cannot be read', theme.bad, 4] : [`sha256 ${sha256.slice(0, DIGITS)}`, theme.dim, 4],
    ]),
    ['', ''],
    [`Nothing of ${them} has run yet. Load ${them} only if you trust ${them}.`, theme.warning],
  ];
}

/** A file name as lines of at most `width` columns; it may have no spaces, and its spaces count. */
function brokenAnywhere(name: string, width: number): readonly string[] {
  const lines = [''];
  eachGrapheme(printableLine(name), (grapheme) => {
    const longer = `${lines.at(-1)}${grapheme}`;
    if (displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(grapheme);
  });
  return lines;
}

/** The question before a scenario of the list is looked at with the code that it names. */
export const consent: ModalKind<ModalOf<'consent'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['y', 'load'],
    ['n', 'back'],
  ],
  size: ({ plugins }, { columns }) => consentSize(plugins, columns),
  reduce(modal, key, state) {
    const { reference, plugins, picker, first } = modal;
    const answer = consentOf(key);
    if (answer === null) {
      return withModal(state, { ...modal, first: Math.max(0, Math.min(first + scrolledBy(key), 8 * plugins.length)) });
    }
    const back = withModal(state, picker);
    if (!answer) return back;
    return { ...back, effects: [{ kind: 'ask', question: { kind: 'settings', reference, trusted: plugins } }] };
  },
  paint: (region, { plugins, first }, { theme }) => paintConsent(region, plugins, first, theme),
};
