import { describeAllowed } from '../../core/params.js';
import { parseSeeds, SEEDS_ALLOWED } from '../../scenario/seeds.js';
import { paintFrame } from '../panels/frame.js';
import { type Paragraph, paintTexts } from '../panels/texts.js';
import type { Question } from '../state/desk.js';
import { lineOf, typed } from '../state/line.js';
import { firstVisible } from '../state/list.js';
import { problemOf, type Setting, saysSame, usualOf } from '../state/settings.js';
import { type State, told } from '../state/state.js';
import type { Region } from '../terminal/sheet.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { cut, displayWidth, fit } from '../terminal/widths.js';
import {
  type ModalKind,
  type ModalOf,
  type ModalStep,
  type SettingField,
  type SettingsModal,
  startedText,
  withModal,
} from './modal.js';
import { paintLine } from './prompt.js';

/** Lines below the fields: a rule and what is known of the setting. */
const FOOT = 4;
const WIDTH = 78;

export const fieldOf = (setting: Setting): SettingField => ({
  setting,
  line: lineOf(setting.text),
  problem: null,
  changed: false,
});

/** The seeds of a new run, as a field among the settings. */
export const seedsField = (seeds: string): SettingField =>
  fieldOf({
    path: 'seeds',
    value: seeds,
    text: seeds,
    spec: { kind: 'text', default: seeds, help: 'a run for each' },
    tunable: false,
  });

/** Which of the variants that a file declares are to run. */
export const variantsField = (names: readonly string[]): SettingField =>
  fieldOf({
    path: 'variants',
    value: 'all',
    text: 'all',
    spec: { kind: 'choice', default: 'all', options: ['all', ...names], help: 'all that the file declares, or one' },
    tunable: false,
  });

/** Fields that say what to run and are no settings. */
const PLAN: readonly string[] = ['seeds', 'variants'];

/** The fields that the words of the find line leave. */
export function foundFields({ fields, find }: SettingsModal): readonly SettingField[] {
  const words = find.text.toLowerCase().split(/\s+/).filter(Boolean);
  return fields.filter(({ setting }) => words.every((word) => setting.path.toLowerCase().includes(word)));
}

/** What the form changes, as `--set` takes it; the seeds are no setting. */
export const changesIn = ({ fields }: SettingsModal): readonly string[] =>
  fields
    .filter(({ changed, setting }) => changed && !PLAN.includes(setting.path))
    .map(({ setting, line }) => `${setting.path}=${line.text.trim()}`);

/** Settings to be changed, each checked while it is typed. */
export const settings: ModalKind<ModalOf<'settings'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Enter', 'apply'],
    ['↑↓', 'setting'],
    ['/', 'find'],
    ['Esc', 'close'],
  ],
  size: ({ fields }) => ({ width: WIDTH, height: fields.length + 3 + FOOT }),
  reduce(modal, key, state) {
    const found = foundFields(modal);
    const to = (at: number): ModalStep =>
      withModal(state, { ...modal, at: Math.max(0, Math.min(at, found.length)), fresh: true, problems: [] });
    switch (key) {
      case 'escape':
        return modal.find.text !== '' && modal.at === 0
          ? withModal(state, { ...modal, find: lineOf('') })
          : withModal(state, null);
      case 'tab':
      case 'down':
        return to(modal.at + 1);
      case 'shift+tab':
      case 'up':
        return to(modal.at - 1);
      case 'pageup':
        return to(modal.at - 8);
      case 'pagedown':
        return to(modal.at + 8);
      case 'ctrl+f':
        return to(0);
      case 'enter':
        return modal.at === 0 && modal.find.text !== '' ? to(1) : sent(modal, state);
    }
    if (modal.at === 0) {
      const find = typed(modal.find, key);
      return find === null ? { state, effects: [] } : withModal(state, { ...modal, find, problems: [] });
    }
    const field = found[modal.at - 1];
    if (field === undefined || modal.busy) return { state, effects: [] };
    // The name of a file may have a slash; numbers, choices and seeds have none.
    if (key === '/' && (field.setting.path === 'seeds' || field.setting.spec?.kind !== 'text')) return to(0);
    const replaced = modal.fresh && [...key].length === 1 ? lineOf('') : field.line;
    const line = turnedOption(field, key) ?? typed(replaced, key);
    return line === null ? { state, effects: [] } : withModal(state, withField(modal, field, { ...field, line }));
  },
  take(modal, answer, state) {
    if (!modal.busy) return null;
    if (answer.kind === 'refused') return withModal(state, { ...modal, busy: false, problems: answer.problems });
    if (answer.kind !== 'started') return null;
    const what =
      modal.purpose.kind === 'fork'
        ? `forked ${modal.purpose.name}: ${changesIn(modal).join(', ')}; the original goes on as it was`
        : startedText(answer.runs);
    return told({ ...state, modal: null }, what);
  },
  paint: paintSettings,
};

function withField(modal: SettingsModal, old: SettingField, { setting, line }: SettingField): SettingsModal {
  const problem = setting.path === 'seeds' ? seedsProblem(line.text) : problemOf(setting, line.text);
  const field = { setting, line, problem, changed: !saysSame(setting, line.text) };
  const fields = modal.fields.map((one) => (one === old ? field : one));
  return { ...modal, fields, fresh: false, problems: [] };
}

function seedsProblem(text: string): string | null {
  const seeds = parseSeeds(text);
  return typeof seeds === 'string' ? `${seeds}: ${SEEDS_ALLOWED}` : null;
}

/** Space goes round what can be chosen. */
function turnedOption({ setting: { spec }, line }: SettingField, key: string) {
  if (key !== ' ' || (spec?.kind !== 'choice' && spec?.kind !== 'boolean')) return null;
  const options = spec.kind === 'choice' ? spec.options : ['true', 'false'];
  return lineOf(options[(options.indexOf(line.text) + 1) % options.length] ?? line.text);
}

/** Asks for what the form says, unless something is wrong with it: then the cursor goes there. */
function sent(modal: SettingsModal, state: State): ModalStep {
  if (modal.busy) return { state, effects: [] };
  const wrong = modal.fields.find(({ problem }) => problem !== null);
  if (wrong !== undefined) {
    const find = foundFields(modal).includes(wrong) ? modal.find : lineOf('');
    return withModal(state, { ...modal, find, at: foundFields({ ...modal, find }).indexOf(wrong) + 1 });
  }
  const set = changesIn(modal);
  if (modal.purpose.kind === 'fork' && set.length === 0) {
    return withModal(state, { ...modal, problems: ['nothing is changed yet: a fork needs a setting of its own'] });
  }
  return {
    ...withModal(state, { ...modal, busy: true, problems: [] }),
    effects: [{ kind: 'ask', question: questionOf(modal, set) }],
  };
}

function questionOf({ purpose, fields }: SettingsModal, set: readonly string[]): Question {
  if (purpose.kind === 'fork') return { kind: 'fork', runs: purpose.runs, set };
  const plan = (path: string): string | null => {
    return fields.find(({ setting }) => setting.path === path)?.line.text.trim() ?? null;
  };
  const seeds = parseSeeds(plan('seeds'));
  const { reference } = purpose;
  return { kind: 'start', reference, variant: plan('variants'), seeds: typeof seeds === 'string' ? [0] : seeds, set };
}

function paintSettings(region: Region, modal: SettingsModal, { theme }: { readonly theme: Theme }): void {
  const found = foundFields(modal);
  const changed = modal.fields.filter((field) => field.changed).length;
  const right = modal.busy ? 'at it' : changed === 0 ? '' : `${changed} changed`;
  const inner = paintFrame(region, { title: modal.title, right, focused: true }, theme);
  const find = modal.at === 0;
  const x = inner.write(1, 0, 'find ', find ? theme.accent : theme.dim);
  const end = find ? paintLine(inner, x, 0, modal.find, '', theme) : inner.write(x, 0, modal.find.text);
  if (modal.find.text === '') inner.write(end + 1, 0, cut('part of a name', inner.width - end - 2), theme.dim);
  const foot = inner.height >= FOOT + 3 ? FOOT : 0;
  const list = inner.region(0, 1, inner.width, inner.height - 1 - foot);
  const name = Math.min(
    Math.max(10, ...modal.fields.map(({ setting }) => displayWidth(setting.path))),
    inner.width >> 1,
  );
  const first = firstVisible(Math.max(0, modal.at - 1), found.length, list.height);
  for (const [y, field] of found.slice(first, first + list.height).entries()) {
    const here = first + y + 1 !== modal.at ? 'no' : modal.fresh ? 'fresh' : 'typing';
    paintField(list.region(0, y, list.width, 1), field, name, here, theme);
  }
  if (found.length === 0) list.write(1, 0, 'no setting of that name', theme.dim);
  if (foot > 0)
    paintFoot(inner.region(1, inner.height - foot, inner.width - 2, foot), modal, found[modal.at - 1], theme);
}

function paintField(
  line: Region,
  field: SettingField,
  name: number,
  cursor: 'no' | 'fresh' | 'typing',
  theme: Theme,
): void {
  const here = cursor !== 'no';
  const { setting, problem, changed } = field;
  if (here) line.put(0, 0, GLYPHS.cursor, theme.accent);
  line.write(1, 0, fit(setting.path, name), here ? theme.accent : theme.dim);
  const style = problem !== null ? theme.bad : changed ? theme.strong : '';
  const x = name + 3;
  if (changed) line.write(x - 2, 0, '≠', problem === null ? theme.good : theme.bad);
  const end =
    cursor === 'typing'
      ? paintLine(line, x, 0, field.line, style, theme)
      : // What the next character replaces stands out.
        line.write(x, 0, field.line.text, cursor === 'fresh' ? `${style}\x1b[7m` : style);
  const note = problem ?? (changed ? `was ${setting.text}` : '');
  if (note !== '') line.write(end + 2, 0, cut(note, line.width - end - 3), problem === null ? theme.dim : theme.bad);
}

/** What is wrong with the whole, or what is known of the setting under the cursor. */
function paintFoot(region: Region, modal: SettingsModal, field: SettingField | undefined, theme: Theme): void {
  for (let x = 0; x < region.width; x++) region.put(x, 0, GLYPHS.axisX, theme.border);
  paintTexts(region.region(0, 1, region.width, region.height - 1), footTexts(modal, field, theme), theme);
}

function footTexts(modal: SettingsModal, field: SettingField | undefined, theme: Theme): readonly Paragraph[] {
  if (modal.problems.length > 0) return modal.problems.map((text) => [text, theme.bad] as const);
  if (field === undefined) {
    const what =
      modal.purpose.kind === 'fork'
        ? `Goes on from where each run stands, with what you change. ${modal.purpose.name} goes on untouched.`
        : 'Starts in this session, beside what runs.';
    return [[what, theme.dim]];
  }
  const { spec, path } = field.setting;
  const help = spec?.help ?? (path === 'env' || path === 'agent' || path === 'task' ? 'what learns, and in what' : '');
  const allowed = spec === null ? '' : path === 'seeds' ? SEEDS_ALLOWED : describeAllowed(spec);
  const usual = usualOf(field.setting);
  const known = usual === null || usual === '' ? '' : `; default ${usual}`;
  return [
    [help === '' ? path : help, ''],
    [`${allowed}${known}`, theme.dim],
  ];
}
