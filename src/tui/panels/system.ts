import type { RunView } from '../../session/run-view.js';
import { formatPercent, grouped } from '../format.js';
import type { Machine } from '../meter.js';
import type { Model } from '../state/model.js';
import { runNames } from '../state/outline.js';
import { isAtWork, standingOf } from '../state/standing.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cutMiddle, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintBar } from './bar.js';
import { paintFrame } from './frame.js';

/** Columns from which two figures share a line. */
const BESIDE = 64;
const GAP = 3;
/** Columns of the names of figures, and the most for those of runs. */
const NAMES = 8;
const RUN_NAMES = 24;

/** How busy workers and drawing are, what memory it takes, what waits or was lost; then each run that has a worker. */
export function paintSystem(region: Region, model: Model): void {
  const { session, theme, machine, state } = model;
  const inner = paintFrame(region, { title: 'System', focused: false }, theme);
  if (machine === null) {
    inner.write(1, 0, 'not measured yet', theme.dim);
    return;
  }
  const names = runNames(state.outline.groups);
  const figures = figuresOf(session.runs, session.workers, machine);
  const all = [
    ...figures,
    ...trainingIn(session.runs, machine).map(({ id, share }) => {
      return { name: names.get(id) ?? id, share, text: percent(share) };
    }),
  ];
  const columns = inner.width >= BESIDE ? 2 : 1;
  const width = Math.floor((inner.width - 2 - GAP * (columns - 1)) / columns);
  const shown = all.slice(0, columns * inner.height);
  for (const [i, figure] of shown.entries()) {
    const x = 1 + (i % columns) * (width + GAP);
    paintFigure(inner.region(x, Math.floor(i / columns), width, 1), figure, theme);
  }
  // Where no run has room, nothing is missing.
  const more = shown.length > figures.length && shown.length < all.length;
  if (more) inner.put(inner.width - 1, inner.height - 1, GLYPHS.lower, theme.accent);
}

interface Figure {
  readonly name: string;
  /** Of the whole; null for what has no whole. */
  readonly share: number | null;
  readonly text: string;
}

/** Runs at work and their shares; a reading outlives the runs. */
function trainingIn(runs: readonly RunView[], { busy }: Machine): readonly { id: string; share: number }[] {
  return runs.flatMap((run) =>
    standingOf(run) === 'running' ? [{ id: run.id, share: busy.get(run.id) ?? Number.NaN }] : [],
  );
}

function figuresOf(runs: readonly RunView[], workers: number, machine: Machine): readonly Figure[] {
  // Once all has ended only keys draw: the last reading says nothing about that.
  const live = runs.some(isAtWork);
  const share = live ? Math.min(1, machine.trained / workers) : 0;
  const ui = live ? machine.ui : Number.NaN;
  const queued = runs.filter(({ status }) => status === 'queued').length;
  const points = runs.reduce((sum, { dropped }) => sum + dropped, 0);
  return [
    workers === 0
      ? { name: 'workers', share: null, text: 'of another program' }
      : { name: 'workers', share, text: `${percent(share)} of ${workers}` },
    { name: 'ui', share: ui, text: percent(ui) },
    { name: 'memory', share: null, text: `rss ${megabytes(machine.rss)}  heap ${megabytes(machine.heap)}` },
    {
      name: 'queue',
      share: null,
      text: `${queued}  lost ${grouped(machine.droppedFrames)} frames, ${grouped(points)} points`,
    },
  ];
}

const percent = (share: number): string => (Number.isNaN(share) ? GLYPHS.none : formatPercent(share));

const megabytes = (bytes: number): string => `${grouped(Math.round(bytes / 1e6))} MB`;

function paintFigure(line: Region, { name, share, text }: Figure, theme: Theme): void {
  const names = Math.max(NAMES, Math.min(name.length + 1, RUN_NAMES, line.width >> 1));
  line.write(0, 0, fit(cutMiddle(name, names - 1), names), theme.dim);
  if (share === null) {
    line.write(names, 0, text);
    return;
  }
  const end = line.writeEnd(line.width, 0, text.padStart(4));
  const bar = Math.max(0, end - 1 - names);
  paintBar(line.region(names, 0, bar, 1), Number.isNaN(share) ? 0 : share, theme.accent, theme);
}
