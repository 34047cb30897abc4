import { describeAllowed } from '../../core/params.js';
import { parseSeeds, SEEDS_ALLOWED } from '../../scenario/seeds.js';
import { paintFrame } from '../panels/frame.js';
import { type Paragraph, paintTexts } from '../panels/texts.js';
import { aboutOption, blockAt, optionsFor } from '../state/blocks.js';
import { firstVisible } from '../state/list.js';
import type { SettingField, SettingsModal } from '../state/modal.js';
import type { Problem, Question } from '../state/scenario-offers.js';
import { problemOf, saysSame, usualOf } from '../state/settings.js';
import { type State, told } from '../state/state.js';
import { lineOf, typed } from '../state/text-input.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { openChooser } from './chooser.js';
import { fieldOf, nameIn, ownerOf } from './exchange.js';
import { type ModalKind, type ModalOf, type ModalStep, startedText, withModal } from './modal.js';
import { paintLine } from './prompt.js';

/** Lines below the fields: a rule and what is known of the setting. */
const FOOT = 4;
const WIDTH = 78;

/** The seeds of a new run, as a field among the settings. */
export const seedsField = (seeds: string): SettingField =>
  fieldOf({
    path: 'seeds',
    value: seeds,
    text: seeds,
    spec: { kind: 'text', default: seeds, help: 'a run for each' },
    tunable: false,
  });

/** The metric that is looked at first. */
export const focusField = (focus: string): SettingField =>
  fieldOf({
    path: 'focus',
    value: focus,
    text: focus,
    spec: { kind: 'text', default: focus, help: 'the metric that the dashboard shows first' },
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
    const block = modal.purpose.kind === 'start' ? blockAt(field.setting.path) : null;
    if (block !== null) {
      const text = key === ' ' ? '' : (typed(lineOf(''), key)?.text ?? null);
      return text === null ? { state, effects: [] } : openChooser(modal, block, text, state);
    }
    const replaced = modal.fresh && [...key].length === 1 ? lineOf('') : field.line;
    const line = turnedOption(field, key) ?? typed(replaced, key);
    return line === null ? { state, effects: [] } : withModal(state, withField(modal, field, { ...field, line }));
  },
  take(modal, answer, state) {
    if (!modal.busy) return null;
    if (answer.kind === 'refused') return withModal(state, withRefusals({ ...modal, busy: false }, answer.problems));
    if (answer.kind !== 'started') return null;
    const what =
      modal.purpose.kind === 'fork'
        ? `${modal.purpose.name}: ${answer.note ?? `forked: ${changesIn(modal).join(', ')}`}; the original stays as it was`
        : startedText(answer.runs);
    return told({ ...state, modal: null }, what);
  },
  paint: paintSettings,
};

function withField(modal: SettingsModal, old: SettingField, { setting, line }: SettingField): SettingsModal {
  const problem = setting.path === 'seeds' ? seedsProblem(line.text) : problemOf(setting, line.text);
  const field = { setting, line, problem, refusals: [], changed: !saysSame(setting, line.text) };
  const fields = modal.fields.map((one) => (one === old ? field : one));
  return { ...modal, fields, fresh: false, problems: [] };
}

/** What was refused, at the fields that it is about; the rest below them. The cursor goes to the first. */
function withRefusals(modal: SettingsModal, problems: readonly Problem[]): SettingsModal {
  const fields = modal.fields.map((field) => {
    const { path } = field.setting;
    return { ...field, refusals: problems.filter((one) => one.path === path || one.path === `${path}.name`) };
  });
  const others = problems.filter((problem) => !fields.some(({ refusals }) => refusals.includes(problem)));
  const marked = { ...modal, fields, problems: others.map(({ text }) => text) };
  const first = fields.find(({ refusals }) => refusals.length > 0);
  return first === undefined ? marked : toField(marked, first);
}

/** The form with the cursor on a field, found or not. */
function toField(modal: SettingsModal, field: SettingField): SettingsModal {
  const find = foundFields(modal).includes(field) ? modal.find : lineOf('');
  const found = { ...modal, find };
  return { ...found, at: foundFields(found).indexOf(field) + 1, fresh: true };
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
  if (wrong !== undefined) return withModal(state, toField(modal, wrong));
  const set = changesIn(modal);
  if (modal.purpose.kind === 'fork' && set.length === 0) {
    return withModal(state, { ...modal, problems: ['nothing changed yet: a fork needs at least one changed setting'] });
  }
  return {
    ...withModal(state, { ...modal, fields: modal.fields.map(unrefused), busy: true, problems: [] }),
    effects: [{ kind: 'ask', question: questionOf(modal, set) }],
  };
}

const unrefused = (field: SettingField): SettingField => ({ ...field, refusals: [] });

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
  if (found.length === 0) list.write(1, 0, 'no setting with that name', theme.dim);
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
  const { setting, changed } = field;
  const problem = field.problem ?? field.refusals[0]?.beside ?? null;
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
        ? `Continues each run from its current step, with your changes. ${modal.purpose.name} itself continues unchanged.`
        : 'Starts in this session, beside the current runs.';
    return [[what, theme.dim]];
  }
  const { spec, path } = field.setting;
  const wrong = field.refusals.map(({ text }): Paragraph => [text, theme.bad]);
  const block = modal.purpose.kind === 'start' ? blockAt(path) : null;
  if (block !== null) {
    const owner = ownerOf(modal.fields);
    const others = optionsFor(block, owner).length - 1;
    const choose = others < 1 ? 'There is no other.' : `Space, or a part of a name, for another of ${others + 1}.`;
    return [...wrong, [aboutOption(block, nameIn(modal.fields, block) ?? '', owner), ''], [choose, theme.dim]];
  }
  const help = spec?.help ?? '';
  const allowed = spec === null ? '' : path === 'seeds' ? SEEDS_ALLOWED : describeAllowed(spec);
  const usual = usualOf(field.setting);
  const known = usual === null || usual === '' ? '' : `; default ${usual}`;
  return [...wrong, [help === '' ? path : help, ''], [`${allowed}${known}`, theme.dim]];
}
