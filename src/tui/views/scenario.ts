import type { Anatomy, Scope } from '../../core/scope.js';
import type { RunView } from '../../session/run-view.js';
import { grouped } from '../format.js';
import type { Action } from '../input/keys.js';
import { type Frame, paintFrame } from '../panels/frame.js';
import { paintLesson } from '../panels/lesson.js';
import { absence, learnerOf } from '../panels/scope-panel.js';
import { paintTexts, wrapped } from '../panels/texts.js';
import { paintAnatomy, showsErrors } from '../scopes/anatomy.js';
import { matrixCell } from '../scopes/classes.js';
import { mapCell } from '../scopes/embedding.js';
import { filterColumns, paintFilters } from '../scopes/filters.js';
import { fitCell } from '../scopes/fit.js';
import { paintPlot } from '../scopes/frontier.js';
import { countOf, paintHistogram } from '../scopes/histogram.js';
import { paintLargeGrid } from '../scopes/large-grid.js';
import { paintScopeLegend } from '../scopes/legend.js';
import { curveCell } from '../scopes/precision-recall.js';
import { paintScope } from '../scopes/scopes.js';
import type { Model } from '../state/model.js';
import { moveInList } from '../state/navigation.js';
import { picturedRun, selectionOf } from '../state/selectors.js';
import { type State, still } from '../state/state.js';
import type { Region } from '../terminal/cell-buffer.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintFigures } from './scenario/figures.js';
import { type Looked, pictureOf, turnPicture } from './scenario/past.js';
import { answerAt, cellAt, fromLeft, pointAt, readingOf } from './scenario/reading.js';
import type { Box, Panel, View } from './view.js';

/** The learner's picture in large, its last update, what stands at the probe, the run's figures, and the lesson. */
export const scenario: View = {
  panes: () => ['page'],
  move: moveProbe,
  act(state, action) {
    if (action !== 'back' && action !== 'reset') return null;
    if (state.probe !== null) return still({ ...state, probe: null });
    return state.past === null ? null : still({ ...state, past: null });
  },
  panels(_state, { x, y, width, height }) {
    const aside = asideWidth(width);
    const wide = width >= 112 && height >= 26;
    const below = wide ? 0 : height >= 18 ? Math.min(7, Math.floor(height * 0.3)) : 0;
    const body = height - below;
    const reading = aside === 0 ? 0 : Math.min(wide ? 11 : 9, Math.max(0, body - 5));
    const lesson = wide ? Math.min(14, Math.floor(height * 0.34)) : below;
    const right = { x: x + width - aside, width: aside };
    const left = { x, y, width: width - aside, height: body };
    // Where the update has no room below the picture, it takes that of the figures, which other views show as well.
    const under = updateRows(left) > 0;
    const at = (top: number, rows: number): Box => ({ ...right, y: y + top, height: rows });
    const all: Panel[] = [
      {
        id: 'picture',
        box: left,
        pane: 'page',
        paint: under ? paintPictureAndUpdate : paintPicture,
        mouse: (now, { what }) => still(what === 'press' ? now : moveInList(now, what === 'wheelUp' ? 'up' : 'down')),
      },
      {
        id: 'aside',
        box: at(0, body - (wide ? lesson : 0)),
        pane: null,
        paint: (region, model) => paintAside(region, model, { reading, under }),
      },
      {
        id: 'lesson',
        box: wide ? at(body - lesson, lesson) : { x, y: y + body, width, height: lesson },
        pane: null,
        paint: paintLesson,
      },
    ];
    return all.filter(({ box }) => box.height > 0 && box.width > 0);
  },
};

/** Columns of the reading and the figures; 0 where they have no room. */
function asideWidth(width: number): number {
  if (width < 60) return 0;
  return width >= 112 ? Math.min(64, Math.floor(width * 0.36)) : Math.floor(width * 0.45);
}

/**
 * Left and right go through the kept pictures of the run. Up and down put a probe onto the picture, which all arrows then move
 * until Esc takes it away; pages go through the runs.
 */
function moveProbe(state: State, action: Action): State {
  const by: Partial<Record<Action, readonly [number, number]>> = {
    ...{ left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] },
  };
  const [dx, dy] = by[action] ?? [0, 0];
  const reads = state.probe !== null;
  switch (action) {
    case 'left':
      if (!reads) return turnPicture(state, -1);
      break;
    case 'right':
      if (!reads) return turnPicture(state, 1);
      break;
    case 'first':
      return turnPicture(state, Number.NEGATIVE_INFINITY);
    case 'last':
      return turnPicture(state, Number.POSITIVE_INFINITY);
    case 'pageUp':
      return moveInList(state, 'up');
    case 'pageDown':
      return moveInList(state, 'down');
  }
  if (state.painted.pictures?.readable === false) return state;
  return {
    ...state,
    probe: state.probe === null ? { x: 0, y: 0 } : { x: state.probe.x + dx, y: state.probe.y + dy },
  };
}

function runOf({ groups, state }: Model): RunView | null {
  const group = selectionOf(groups, state)?.group;
  if (group === undefined) return null;
  // Who looks at an earlier picture stays at its run, whichever runs meanwhile begin or end.
  const { past } = state;
  const own = state.list.cursor.run ?? group.runs.find(({ id }) => id === past?.run)?.id ?? null;
  return picturedRun(group, own);
}

/** The picture that is looked at. */
function lookedAt(model: Model): Looked | null {
  const run = runOf(model);
  return run === null ? null : pictureOf(run, model.state.past);
}

/** Rows of the update below the picture, its frame included; 0 where there is no room for both. */
function updateRows({ width, height }: { readonly width: number; readonly height: number }): number {
  return width >= 54 && height >= 28 ? 14 : 0;
}

function paintPictureAndUpdate(region: Region, model: Model): void {
  const scope = lookedAt(model)?.scope;
  const rows = scope?.anatomy === undefined ? 0 : updateRows(region);
  const told = rows > 0 && showsErrors(region.width - 4, rows - 2);
  paintPicture(region.region(0, 0, region.width, region.height - rows), model, !told);
  if (rows === 0 || scope?.anatomy === undefined) return;
  const below = region.region(0, region.height - rows, region.width, rows);
  const inner = paintFrame(below, updateFrame(scope.anatomy), model.theme);
  paintAnatomy(inner.region(1, 0, inner.width - 2, inner.height), scope.anatomy, scope.errors, model.theme);
}

/** The reading and below it the figures or, unless it stands elsewhere, the update, which then has all that is left. */
function paintAside(
  region: Region,
  model: Model,
  { reading, under }: { readonly reading: number; readonly under: boolean },
): void {
  const { width, height } = region;
  const scope = lookedAt(model)?.scope ?? null;
  if (under || scope?.anatomy === undefined) {
    paintReading(region.region(0, 0, width, reading), model);
    if (height > reading) paintFigures(region.region(0, reading, width, height - reading), model, runOf(model));
    return;
  }
  const lines = wrapped(readingOf(scope, model.state.probe, model.theme).texts, width - 4).length;
  const rows = Math.min(reading, lines + 2);
  paintReading(region.region(0, 0, width, rows), model);
  if (height < rows + 3) return;
  const { losses, weights } = scope.anatomy;
  const examples = new Set([losses, weights].flatMap((one) => (one === null ? [] : [grouped(countOf(one))])));
  const frame = { ...updateFrame(scope.anatomy), right: `n ${[...examples].join(', ')}` };
  const inner = paintFrame(region.region(0, rows, width, height - rows), frame, model.theme);
  paintAnatomy(inner.region(1, 0, inner.width - 2, inner.height), scope.anatomy, undefined, model.theme);
}

const updateFrame = ({ step }: Anatomy): Frame => ({ title: 'Update', note: `step ${grouped(step)}`, focused: false });

/** `errors` tells whether those of the learner stand below the picture, where there is room. */
function paintPicture(region: Region, model: Model, errors = true): void {
  const { theme, state } = model;
  const run = runOf(model);
  const title = run === null ? 'Scenario' : learnerOf(run).name;
  const several = state.outline.groups.length > 1;
  const changes = model.groups.find(({ runs }) => run !== null && runs.includes(run))?.changes;
  const note = run === null ? '' : `${several ? `${changes || run.scenario.name} ` : ''}seed ${run.seed}`;
  const looked = lookedAt(model);
  const right = run === null ? [] : rightTexts(run, looked, state);
  const inner = paintFrame(region, { title, note, right, focused: state.pane === 'page' }, theme);
  if (run === null) return;
  const { pictures = [], id } = run;
  const readable = looked !== null && hasPlaces(looked.scope);
  state.painted.pictures = { run: id, steps: pictures.map((one) => one.step), readable };
  const picture = inner.region(1, 0, inner.width - 2, inner.height);
  if (looked === null) {
    paintTexts(picture.region(1, 1, picture.width - 2, 3), [[absence(run), theme.dim]], theme);
    return;
  }
  const { scope } = looked;
  paintScopeLegend(region, scope, theme);
  const rows = errors ? histogramRows(picture, scope) : 0;
  const large = rows === 0 ? picture.height : picture.height - rows - 1;
  const read = { probe: state.probe, reads: asideWidth(state.columns) > 0 };
  const { filters = [] } = scope.anatomy ?? {};
  const aside = filterColumns(filters, picture.width);
  const width = aside === 0 ? picture.width : picture.width - aside - 2;
  paintLarge(picture.region(0, 0, width, large), scope, run, read, theme);
  if (aside > 0) paintFilters(picture.region(width + 2, 0, aside, large), filters, theme);
  const below = picture.region(0, large + 1, picture.width, rows);
  if (rows > 0 && scope.errors !== undefined) paintHistogram(below, scope.errors, theme);
}

const HISTOGRAM_ROWS = 10;

/** Rows below the picture for the histogram of errors; the picture, and the values of a grid's cells, come first. */
function histogramRows({ height }: Region, scope: Scope): number {
  if (scope.errors === undefined) return 0;
  const picture = scope.kind === 'grid' ? 2 * scope.height : 16;
  return height >= picture + HISTOGRAM_ROWS + 1 ? HISTOGRAM_ROWS : 0;
}

/** Whether there are cells or points to read one by one. */
const hasPlaces = ({ kind }: Scope): boolean => kind !== 'body' && kind !== 'board';

/** What is read one by one, where that is no point. */
const PLACES: Partial<Record<Scope['kind'], string>> = { grid: 'cell', classes: 'cell', frontier: 'prompt' };

/** The step of the picture, which of the kept ones it is, and the keys: in full, and as there is less room for them. */
function rightTexts(run: RunView, looked: Looked | null, { probe }: State): readonly string[] {
  if (looked === null) return [grouped(run.step)];
  const { scope, at, of, isNewest, step } = looked;
  const what = PLACES[scope.kind] ?? 'point';
  const reading = probe === null ? (hasPlaces(scope) ? `↑↓ ${what}` : '') : `←↓↑→ ${what}  Esc time`;
  const time = of < 2 || probe !== null ? '' : '←→ time';
  const place = isNewest ? grouped(step) : `picture ${at + 1}/${of}  step ${grouped(step)}`;
  const back = isNewest ? '' : 'Esc live';
  const forms = [
    [time, reading, 'PgUp PgDn run', back, place],
    [time, reading, back, place],
    [time, back, place],
    [place],
  ];
  return [...forms.map((parts) => parts.filter(Boolean).join('  ')), `step ${grouped(step)}`, grouped(step)];
}

/** Where the picture is read, and whether what stands there is told beside it. */
interface Read {
  readonly probe: State['probe'];
  readonly reads: boolean;
}

/** The picture with a mark at the probe. */
function paintLarge(region: Region, scope: Scope, run: RunView, { probe, reads }: Read, theme: Theme): void {
  if (scope.kind === 'grid') {
    paintLargeGrid(region, scope, probe === null ? null : cellAt(scope, probe), theme);
    return;
  }
  // The answers stand in the reading, for every prompt.
  if (scope.kind === 'frontier' && reads) paintPlot(region, scope, theme);
  else paintScope(region, scope, theme, learnerOf(run).params);
  const cell = markedCell(region, scope, probe);
  if (cell !== null) region.put(cell[0], cell[1], GLYPHS.points[3], `${theme.accent}\x1b[7m`);
}

function markedCell(region: Region, scope: Scope, probe: State['probe']): [number, number] | null {
  switch (scope.kind) {
    case 'precision-recall': {
      const at = pointAt(scope.recall.length, probe);
      return at === null ? null : curveCell(region, scope, scope.recall[at]!, scope.precision[at]!);
    }
    case 'classes': {
      const at = answerAt(scope, probe);
      return at === null ? null : matrixCell(region, scope, at[0], at[1]);
    }
    case 'embedding': {
      const at = pointAt(scope.points.length, probe);
      if (at === null) return null;
      const { x, y } = scope.points[fromLeft(scope.points.map((point) => point.x))[at]!]!;
      return mapCell(region, scope, x, y);
    }
    case 'fit': {
      const at = pointAt(scope.x.length, probe);
      return at === null ? null : fitCell(region, scope, fromLeft(scope.x)[at]!);
    }
    default:
      return null;
  }
}

function paintReading(region: Region, model: Model): void {
  const { theme, state } = model;
  const scope = lookedAt(model)?.scope ?? null;
  const reading = scope === null ? null : readingOf(scope, state.probe, theme);
  const inner = paintFrame(region, { title: 'Reading', note: reading?.title ?? '', focused: false }, theme);
  if (reading === null) return;
  paintTexts(inner.region(1, 0, inner.width - 2, inner.height), reading.texts, theme);
}
