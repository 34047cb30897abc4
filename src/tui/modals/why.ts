import { verdictSentence } from '../../report/compare/verdict-words.js';
import { measuredText } from '../../scenario/lesson.js';
import { BUCKETS, type SeriesView } from '../../session/curve.js';
import type { RunView } from '../../session/run-view.js';
import { nameOf as variantOf } from '../charts/chart-lines.js';
import { formatValue, grouped } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import { type Paragraph, paintTexts, wrapped } from '../panels/texts.js';
import { apartText, comparingOf, referenceOf } from '../state/comparison.js';
import type { Model } from '../state/model.js';
import { type Group, selectionOf } from '../state/selectors.js';
import { settingRows, settingsOf } from '../state/settings.js';
import { nameOf, type State, shownMetric } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import type { Theme } from '../terminal/theme.js';
import { figure, intervalText } from '../views/compare/table.js';
import { type ModalKind, type ModalOf, type ModalStep, withModal } from './modal.js';

export const openWhy = (state: State): ModalStep => withModal(state, { kind: 'why', first: 0 });

/** Far enough for any text; painting stops at its last line. */
const MOST_LINES = 400;

/**
 * Why the selected differs from the pinned or first variant: settings, measured difference. After that, how runs broke (the
 * reason, the figures before it, what the detectors saw with likely causes and advice), and the lesson.
 */
export const why: ModalKind<ModalOf<'why'>> = {
  place: 'box',
  where: 'text',
  hints: [
    ['Esc', 'close'],
    ['↑↓', 'scroll'],
  ],
  size: (_modal, { columns, rows }) => ({
    width: columns >= 112 ? 100 : 78,
    height: rows >= 36 ? 26 : 20,
  }),
  reduce(modal, key, state) {
    if (['escape', 'enter', 'q', 'w', ' '].includes(key)) return withModal(state, null);
    const by = { up: -1, k: -1, down: 1, j: 1, pageup: -10, pagedown: 10, home: -MOST_LINES }[key];
    if (by === undefined) return { state, effects: [] };
    return withModal(state, { ...modal, first: Math.max(0, Math.min(modal.first + by, MOST_LINES)) });
  },
  paint(region: Region, { first }, model: Model) {
    const { theme, state } = model;
    const texts = whyTexts(model);
    const inner = region.region(1, 1, region.width - 2, region.height - 2);
    const lines = wrapped(texts, inner.width - 2).length;
    const right = lines > inner.height ? '↑↓ scroll' : '';
    paintFrame(region, { title: 'Why', note: nameOf(state), right, focused: true }, theme);
    paintTexts(inner.region(1, 0, inner.width - 2, inner.height), texts, theme, first);
  },
};

function whyTexts(model: Model): readonly Paragraph[] {
  const { groups, state, theme } = model;
  const group = selectionOf(groups, state)?.group;
  if (group === undefined) return [['No run is selected.', theme.dim]];
  const { run: id } = state.list.cursor;
  const runs = group.runs.filter((run) => id === null || run.id === id);
  const broken = runs.filter((run) => run.reason !== null || run.alerts.length > 0);
  const told = broken.flatMap((run) => runTexts(run, theme));
  const fine: Paragraph[] =
    told.length > 0
      ? []
      : [
          ['Nothing looks wrong in the selected runs.', theme.good],
          ['', ''],
        ];
  return [...differenceTexts(model, group), ...fine, ...told, ...lessonTexts(group, theme)];
}

/** How one run ended, its figures before that, and what its detectors saw. */
function runTexts(run: RunView, theme: Theme): readonly Paragraph[] {
  const broke = run.status === 'failed' || run.status === 'diverged';
  return [
    [`Seed ${run.seed}: ${run.status} at step ${grouped(run.step)}`, theme.strong],
    ...(run.reason === null ? [] : [[run.reason, broke ? theme.bad : '', 2] as const]),
    ...(broke ? figuresBefore(run, theme) : []),
    ...run.alerts.flatMap(({ step, text, level, cause, advice }): Paragraph[] => [
      [`step ${grouped(step)}: ${text}`, level === 'error' ? theme.bad : theme.warning, 2],
      [`Why: ${cause}`, '', 4],
      [`Try: ${advice}`, theme.good, 4],
    ]),
    ['', ''],
  ];
}

const TELLING = ['loss', 'grad_norm', 'q_max', 'q_mean', 'entropy'];
const COLUMNS = 5;

/** The last means of what tells how it went wrong, by step. */
function figuresBefore(run: RunView, theme: Theme): readonly Paragraph[] {
  const told = TELLING.flatMap((name) => {
    const series = run.series.get(name);
    return series === undefined || series.points === 0 ? [] : [{ name, points: lastPoints(series, run) }];
  }).slice(0, 3);
  const steps = told[0]?.points.map(({ step }) => step) ?? [];
  if (steps.length === 0) return [];
  const line = (name: string, cells: readonly string[]): string =>
    `  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join('')}`;
  return [
    [
      line(
        'step',
        steps.map((step) => `~${grouped(step)}`),
      ),
      theme.dim,
      'fixed',
    ],
    ...told.map(
      ({ name, points }): Paragraph => [
        line(
          name,
          points.map(({ value }) => formatValue(value)),
        ),
        '',
        'fixed',
      ],
    ),
  ];
}

/** Means of the last display buckets that have points; the first non-finite one ends them. */
function lastPoints(
  series: SeriesView,
  { steps, origin = 0 }: RunView,
): readonly { readonly step: number; readonly value: number }[] {
  const points: { step: number; value: number }[] = [];
  for (let i = BUCKETS - 1; i >= 0 && points.length < COLUMNS; i--) {
    const count = series.count[i]!;
    if (count === 0) continue;
    points.push({ step: Math.round(origin + ((i + 0.5) * (steps - origin)) / BUCKETS), value: series.sum[i]! / count });
  }
  return points.reverse();
}

const sameText = ({ runs }: Group): string =>
  runs.every((run) => run.openEnded === true)
    ? 'Settings are not known: another program trained these runs.'
    : 'No setting differs.';

/** What differs between the selected variant and the reference, and by how much that shows. */
function differenceTexts(model: Model, group: Group): readonly Paragraph[] {
  const { groups, state, theme } = model;
  const kin = groups.filter((one) => one.scenario.name === group.scenario.name);
  const pinned = referenceOf(kin, state);
  const reference = pinned === group ? kin.find((one) => one !== group) : pinned;
  if (reference === undefined || reference === null) return [];
  const metric = shownMetric(state);
  const comparing = comparingOf(model, kin, reference, metric);
  const { comparison, apart } = comparing.of(group);
  const differing = settingRows([settingsOf(reference.scenario), settingsOf(group.scenario)]).filter(
    ({ differs }) => differs,
  );
  const width = Math.max(8, ...differing.map(({ path }) => path.length)) + 2;
  return [
    [`${variantOf(group)} against ${variantOf(reference)}`, theme.strong],
    ...differing.map(({ path, texts }): Paragraph => {
      return [
        `  ${path.padEnd(width)}${texts[1] ?? 'not there'}  ≠  ${texts[0] ?? 'not there'}`,
        theme.warning,
        'fixed',
      ];
    }),
    ...(differing.length === 0 ? [[sameText(group), theme.dim, 2] as const] : []),
    ...(apart !== null ? [[apartText(comparing, apart), theme.warning, 2] as const] : []),
    ...(comparison === null && apart === null
      ? [[`${metric}: no values to compare yet`, theme.dim, 2] as const]
      : comparison === null
        ? []
        : figureTexts(comparison.metrics[0]!, verdictSentence(comparison), theme)),
    ...(comparing.live ? [['Not final: runs are still under way.', theme.warning, 2] as const] : []),
    ['', ''],
  ];
}

type Measured = NonNullable<ReturnType<ReturnType<typeof comparingOf>['of']>['comparison']>['metrics'][number];

function figureTexts({ metric, reference, candidate }: Measured, sentence: string, theme: Theme): readonly Paragraph[] {
  const side = ({ n, mean, meanInterval }: typeof reference): string =>
    `${figure(mean)} (n=${n}${meanInterval === null ? '' : `, 95 % ${intervalText(meanInterval)}`})`;
  return [
    [`${metric}: ${side(candidate)} against ${side(reference)}`, '', 2],
    [sentence, theme.accent, 2],
  ];
}

function lessonTexts({ scenario, runs }: Group, theme: Theme): readonly Paragraph[] {
  const { lesson, title, summary } = scenario;
  if (lesson === null)
    return [
      [title, theme.strong],
      [summary, theme.dim, 2],
    ];
  const measured = measuredText(
    scenario,
    runs.map(({ seed }) => seed),
  );
  return [
    [`Lesson: ${lesson.question}`, theme.strong],
    [lesson.watch, '', 2],
    ...(measured === '' ? [] : [[measured, theme.dim, 2] as const]),
  ];
}
