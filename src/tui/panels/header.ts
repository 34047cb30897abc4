import type { RunView } from '../../session/run-view.js';
import { formatPercent, formatRate, formatSeconds, formatSpeed, formatValue, grouped } from '../format.js';
import type { Model } from '../state/model.js';
import { isLive } from '../state/outline.js';
import { etaOf, progressOf, rateOf } from '../state/selectors.js';
import { type Standing, standingOf, tally } from '../state/standing.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { paintBar } from './bar.js';
import { statusGlyph, statusStyle } from './status.js';

const SHOWN: readonly Standing[] = ['running', 'quiet', 'paused', 'queued', 'done', 'diverged', 'failed', 'stopped'];

/** One line: what runs, how many in which state, how far, how long still. */
export function paintHeader(region: Region, model: Model): void {
  const { session, theme, title } = model;
  const wide = region.width >= 120;
  const openEnded = session.runs.filter((run) => run.openEnded === true);
  let end = openEnded.length > 0 ? paintSoFar(region, openEnded, theme) : paintProgress(region, model, wide);

  const counts = tally(session.runs);
  const parts = SHOWN.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0
      ? []
      : [{ status, text: wide ? `${statusGlyph(status)} ${count} ${status}` : `${statusGlyph(status)} ${count}` }];
  });
  const workers = `${session.workers} worker${session.workers === 1 ? '' : 's'}`;
  if (wide && session.workers > 0) end = region.writeEnd(end, 0, workers, theme.dim) - 3;
  const slowed = speedText(session.runs);
  if (slowed !== '' && region.width >= 40) end = region.writeEnd(end, 0, slowed, theme.warning) - 2;
  if (region.width >= 50) {
    for (const { status, text } of parts.reverse()) {
      if (end - displayWidth(text) < 12) break;
      end = region.writeEnd(end, 0, text, statusStyle(status, theme)) - 2;
    }
  }
  const room = Math.max(1, end - 1);
  const shown = shownText(session, title, room - 2);
  const name = cut(title, shown === '' ? room : room - displayWidth(shown) - 2);
  region.write(1, 0, fit(name, room), theme.strong);
  if (shown !== '') region.write(1 + displayWidth(name) + 2, 0, shown, theme.dim);
  region.put(0, 0, ' ');
  if (region.width < 3) region.put(0, 0, GLYPHS[tallyGlyph(counts)], theme.strong);
}

/** Columns of a name that is cut for what stands beside it. */
const SHORTEST_TITLE = 8;

/** How many of the runs that are there are shown beside the name, where not all are; nothing where there is no room. */
function shownText({ leftOut = 0, runs }: Model['session'], title: string, room: number): string {
  if (leftOut === 0) return '';
  const count = `${runs.length} of ${runs.length + leftOut}`;
  const whole = `showing ${count} runs`;
  const name = displayWidth(title);
  if (name + whole.length <= room) return whole;
  return Math.min(name, SHORTEST_TITLE) + count.length <= room ? count : '';
}

/** At which part of full speed the live runs are held, as far as any is. */
function speedText(runs: readonly RunView[]): string {
  const speeds = runs.filter(({ status }) => isLive(status)).map(({ speed = 1 }) => speed);
  const [least, most] = [Math.min(...speeds), Math.max(...speeds)];
  if (!(least < 1)) return '';
  return least === most ? `speed ${formatSpeed(least)}` : `speed ${formatSpeed(least)}-${formatSpeed(most)}`;
}

/** How far, how long, how long still. Returns where it begins. */
function paintProgress(region: Region, { session, theme, elapsed }: Model, wide: boolean): number {
  const progress = progressOf(session.runs);
  const eta = etaOf(session.runs, session.workers);
  let end = region.width - 1;
  const time =
    eta === null ? `in ${formatSeconds(elapsed())}` : `${formatSeconds(elapsed())}  ETA ${formatSeconds(eta)}`;
  if (region.width >= 40)
    end = region.writeEnd(end, 0, fit(time, Math.max(16, displayWidth(time)), 'right'), theme.dim) - 1;
  if (region.width >= 20) end = region.writeEnd(end, 0, fit(formatPercent(progress), 4, 'right'), theme.strong) - 1;
  // What is not shown comes before how much of the rest has been done.
  const bar = wide ? 24 : region.width >= 72 && (session.leftOut ?? 0) === 0 ? 10 : 0;
  if (bar === 0) return end;
  paintBar(region.region(end - bar, 0, bar, 1), progress, theme.accent, theme);
  return end - bar - 2;
}

/** Of runs whose length nobody knows: the furthest step, how fast they go, since when nothing has come. Returns where it begins. */
function paintSoFar(region: Region, runs: readonly RunView[], theme: Theme): number {
  let end = region.width - 1;
  const quiet = runs.flatMap(({ quietFor }) => quietFor ?? []);
  const came = quiet.length === 0 ? 'ended' : `${agoText(Math.min(...quiet))} ago`;
  const last = quiet.length > 0 && region.width >= 72 ? lastText(runs, came) : came;
  if (region.width >= 40) end = region.writeEnd(end, 0, last, theme.dim) - 2;
  const rate = rateOf(runs);
  if (rate > 0 && region.width >= 60) end = region.writeEnd(end, 0, paceText(rate), theme.dim) - 2;
  const names = new Set(runs.map(({ axis }) => axis ?? 'step'));
  const name = names.size === 1 ? [...names][0]! : 'step';
  const step = formatPlace(Math.max(...runs.map((run) => run.step)));
  if (region.width >= 20) end = region.writeEnd(end, 0, `${cut(name, 16)} ${step}`, theme.strong) - 2;
  return end;
}

/** When the last point came; where none is known to be at work any more, since when none has come. */
function lastText(runs: readonly RunView[], came: string): string {
  const standings = runs.map(standingOf);
  if (!standings.includes('quiet') || standings.includes('running')) return `last point ${came}`;
  return `no new line for ${came.replace(/ ago$/, '')}`;
}

const DAY = 86_400;

function agoText(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  return seconds < 2 * DAY ? formatSeconds(seconds) : `${grouped(Math.floor(seconds / DAY))} days`;
}

/** Steps of other programs may be epochs, fewer than one a second. */
const paceText = (rate: number): string => (rate < 9.5 ? `${Number(rate.toPrecision(2))}/s` : formatRate(rate));

const formatPlace = (step: number): string => (Number.isInteger(step) ? grouped(step) : formatValue(step));

/** On the smallest screens one sign stands for everything. */
function tallyGlyph(counts: ReadonlyMap<Standing, number>): Standing {
  const order: Standing[] = ['failed', 'diverged', 'running', 'quiet', 'paused', 'queued', 'stopped'];
  return order.find((status) => counts.has(status)) ?? 'done';
}
