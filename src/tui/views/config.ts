import { describeAllowed } from '../../core/params.js';
import { decisive } from '../../scenario/canonical.js';
import type { Scenario } from '../../scenario/scenario.js';
import { visibility } from '../charts/chart-lines.js';
import { paintFrame } from '../panels/frame.js';
import { type Paragraph, paintTexts } from '../panels/texts.js';
import { hashOnce } from '../state/comparison.js';
import { dataRows, type HashRow, hashRows } from '../state/hash-rows.js';
import { firstVisible } from '../state/list.js';
import type { Model } from '../state/model.js';
import type { OutlineGroup } from '../state/outline.js';
import { selectionOf } from '../state/selectors.js';
import { type Setting, settingRows, usualOf } from '../state/settings.js';
import { kinOf, type State, selectedGroup, still, turnVariant } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, cutMiddle, displayWidth, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { scrolled, type View } from './view.js';

const PAGE = 10;
/** Lines below the settings: a rule and what is known of the one with the cursor. */
const FOOT = 4;

/** The settings of the selected variant with what each means, or those that differ between the shown variants. */
export const config: View = {
  panes: () => ['page'],
  move(state, action) {
    if (action === 'left' || action === 'right') return turnVariant(state, action === 'left' ? -1 : 1);
    return scrolled(state, action, configRows(state).length, PAGE);
  },
  panels: (_state, box) => [
    {
      id: 'config',
      box,
      pane: 'page',
      paint: paintConfig,
      mouse: (now, { what }) => still(what === 'press' ? now : config.move(now, what === 'wheelUp' ? 'up' : 'down')),
    },
  ],
};

/** The variants that stand side by side. */
function columnsOf(state: State): readonly OutlineGroup[] {
  const selected = selectedGroup(state);
  if (selected === null) return [];
  if (!state.onlyDifferent) return [selected];
  const visible = visibility(state);
  return kinOf(state).filter((group) => group === selected || visible(group.id));
}

/** A setting of the variants, or a hash of what their runs begin with. */
interface ConfigRow {
  readonly path: string;
  /** By variant: what to show, null for nothing, undefined where the variant has no such setting. */
  readonly texts: readonly (string | null | undefined)[];
  readonly marks: readonly ('none' | 'same' | 'differs')[];
  readonly what: Setting | HashRow;
}

/** The lines of the view. */
export function configRows(state: State): readonly ConfigRow[] {
  const columns = columnsOf(state);
  const rows = settingRows(columns.map(({ settings }) => settings)).map(({ path, texts, setting }): ConfigRow => {
    return { path, texts, what: setting, marks: texts.map((text) => (text === texts[0] ? 'none' : 'differs')) };
  });
  // One variant alone differs from nothing.
  if (state.onlyDifferent && columns.length < 2) return [];
  const hashes = [...hashRows(columns), ...dataRows(columns)].map((what): ConfigRow => {
    const marks = what.same.map((same) => (same === null ? 'none' : same ? 'same' : 'differs'));
    return { path: what.path, texts: what.texts, marks, what };
  });
  return [...(state.onlyDifferent ? rows.filter(isDiffering) : rows), ...hashes];
}

const isDiffering = ({ marks, what }: ConfigRow): boolean => 'spec' in what && marks.includes('differs');

function paintConfig(region: Region, model: Model): void {
  const { groups, state, theme } = model;
  const group = selectionOf(groups, state)?.group;
  const rows = configRows(state);
  const shown = columnsOf(state);
  const note = state.onlyDifferent
    ? `${rows.filter(isDiffering).length} of ${selectedGroup(state)?.settings.length ?? 0} settings differ`
    : (group?.label ?? '');
  const right = state.onlyDifferent ? 'd all settings' : 'd only what differs';
  const inner = paintFrame(region, { title: 'Config', note, right, focused: state.pane === 'page' }, theme);
  if (group === undefined) return;
  const head = state.onlyDifferent && inner.height >= 3 ? 1 : 0;
  const foot = inner.height >= FOOT + 4 ? FOOT : 0;
  const list = inner.region(0, head, inner.width, inner.height - head - foot);
  const at = Math.min(state.scroll.config ?? 0, Math.max(0, rows.length - 1));
  const first = firstVisible(at, rows.length, list.height);
  const names = Math.min(Math.max(8, ...rows.map(({ path }) => displayWidth(path))), Math.max(8, inner.width >> 1)) + 2;
  const table = tableOf(shown, rows, state, inner.width - names - 1);
  for (const one of table) {
    if (head === 1) inner.write(names + one.x + 2, 0, cutMiddle(one.name, one.width - 3), one.style(theme));
  }
  for (const [y, row] of rows.slice(first, first + list.height).entries()) {
    const here = first + y === at;
    if (here) list.put(0, y, GLYPHS.cursor, theme.accent);
    list.write(1, y, fit(row.path, names - 2), here ? theme.accent : theme.dim);
    if (state.onlyDifferent) paintTexted(list.region(names, y, list.width - names, 1), row, table, theme);
    else paintValue(list.region(names, y, list.width - names, 1), row, theme);
  }
  if (state.onlyDifferent && !rows.some(isDiffering)) {
    const y = head + (rows.length === 0 ? 0 : rows.length + 1);
    paintTexts(inner.region(1, y, inner.width - 2, 3), [[nothingText(shown), theme.dim]], theme);
  }
  if (foot === 0) return;
  const below = inner.region(1, inner.height - foot, inner.width - 2, foot);
  for (let x = 0; x < below.width; x++) below.put(x, 0, GLYPHS.axisX, theme.border);
  const facts = state.outline.watching ? '' : factsOf(group.scenario);
  paintTexts(below.region(0, 1, below.width, foot - 1), helpTexts(rows[at]?.what, facts, theme), theme);
}

const nothingText = (shown: readonly OutlineGroup[]): string =>
  shown.length < 2
    ? 'Only one variant is shown: nothing to compare it with. t forks a run with another setting.'
    : 'The shown variants have the same settings.';

/** A value, and the default where it is another. */
function paintValue(line: Region, { what, texts }: ConfigRow, theme: Theme): void {
  const text = texts[0] ?? '';
  const usual = 'spec' in what ? usualOf(what) : null;
  const own = usual !== null && usual !== text;
  const end = line.write(0, 0, cut(text === '' ? GLYPHS.none : text, line.width - 1), own ? theme.strong : '');
  if (own && end + 3 < line.width)
    line.write(end + 2, 0, cut(`default ${usual === '' ? GLYPHS.none : usual}`, line.width - end - 3), theme.dim);
}

interface Place {
  readonly name: string;
  /** Which of the row's texts stands there. */
  readonly index: number;
  readonly x: number;
  readonly width: number;
  readonly style: (theme: Theme) => string;
}

/** Columns of a width that shows every value, as many as fit, the selected variant among them. */
function tableOf(
  shown: readonly OutlineGroup[],
  rows: readonly ConfigRow[],
  state: State,
  room: number,
): readonly Place[] {
  const selected = shown.findIndex(({ id }) => id === state.list.cursor.group);
  const wanted = shown.map(
    ({ label }, i) =>
      Math.max(
        8,
        Math.min(28, displayWidth(label) + 2),
        ...rows.map(({ texts, marks }) => Math.min(30, displayWidth(texts[i] ?? '') + (marks[i] === 'same' ? 4 : 2))),
      ) + 2,
  );
  const each = Math.min(Math.max(10, ...wanted), Math.max(10, room));
  const fits = Math.max(1, Math.floor(room / each));
  const from = firstVisible(Math.max(0, selected), shown.length, fits);
  return shown.slice(from, from + fits).map(({ label }, i) => ({
    name: label,
    index: from + i,
    x: i * each,
    width: each,
    style: (theme) => (from + i === selected ? theme.accent : theme.strong),
  }));
}

/** The values of a setting side by side; those unlike the first are marked, and hashes like the first one. */
function paintTexted(line: Region, { texts, marks }: ConfigRow, table: readonly Place[], theme: Theme): void {
  for (const { index, x, width } of table) {
    const text = texts[index];
    const differs = marks[index] === 'differs';
    line.write(x, 0, differs ? '≠ ' : '  ', theme.warning);
    const end = line.write(
      x + 2,
      0,
      cut(text === undefined ? 'not there' : text || GLYPHS.none, width - 3),
      text === undefined ? theme.dim : differs ? theme.warning : '',
    );
    if (marks[index] === 'same') line.write(end + 1, 0, GLYPHS.done, theme.good);
  }
}

function helpTexts(what: ConfigRow['what'] | undefined, facts: string, theme: Theme): readonly Paragraph[] {
  if (what === undefined) return [[facts, theme.dim]];
  if (!('spec' in what)) {
    return [
      [what.help, ''],
      [what.verdict, theme.dim],
      [facts, theme.dim],
    ];
  }
  const { spec, path, tunable } = what;
  const usual = usualOf(what);
  const help = spec?.help ?? HELP[path] ?? '';
  const parts = [
    spec === null ? '' : describeAllowed(spec),
    usual === null || usual === '' ? '' : `default ${usual}`,
    tunable ? 't can change it in a fork' : '',
  ];
  return [
    [help === '' ? path : help, ''],
    [parts.filter(Boolean).join('; '), theme.dim],
    [facts, theme.dim],
  ];
}

const HELP: Readonly<Record<string, string>> = {
  env: 'what the agent acts in',
  agent: 'what learns',
  task: 'what is learned, and from which data',
};

/** Hash of the configuration, and of the data where a file gives them. */
function factsOf(scenario: Scenario): string {
  const config = `config ${hashOnce(scenario).slice(0, 12)}`;
  const { learner } = scenario;
  const file = learner.kind === 'task' ? learner.task.params.data : undefined;
  if (typeof file !== 'string' || file === '') return config;
  return `${config}  data file ${dataHash(scenario).slice(0, 12)}`;
}

const dataHashes = new WeakMap<Scenario, string>();

function dataHash(scenario: Scenario): string {
  const known = dataHashes.get(scenario);
  if (known !== undefined) return known;
  const { learner } = decisive(scenario) as { learner: { task: { params: { data: unknown } } } };
  const hash = String(learner.task.params.data);
  dataHashes.set(scenario, hash);
  return hash;
}
