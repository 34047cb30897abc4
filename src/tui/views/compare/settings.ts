import { growImportances, type Importance, LEAST_CONFIGURATIONS } from '../../../experiment/sweep/importance.js';
import { axesOf, placesOf, type SettingAxis } from '../../../report/sweep/setting-axes.js';
import type { Session } from '../../../session/run-view.js';
import { Canvas } from '../../charts/canvas.js';
import { nameOf } from '../../charts/chart-lines.js';
import { formatPercent, formatValue } from '../../format.js';
import { paintBar } from '../../panels/bar.js';
import { tellWorked } from '../../state/comparison.js';
import { isLive } from '../../state/outline.js';
import type { Group } from '../../state/selectors.js';
import { settingsOf, textOf } from '../../state/settings.js';
import { summaryOf } from '../../state/summary.js';
import type { Region } from '../../terminal/cell-buffer.js';
import { shortNames } from '../../terminal/short-names.js';
import { cut, displayWidth, fit } from '../../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../../terminal/theme.js';
import type { Subject } from './subject.js';

/** Variants from which the settings are shown unless asked otherwise: single curves tell little then. */
export const MANY_VARIANTS = 8;
/** A forest over more would hold up the keys. */
const MOST_JUDGED = 300;
/** Seconds between two readings of the importance while runs are live. */
const BETWEEN = 10;
/** How many times as long as the last reading took the next one waits. */
const SPARE = 30;
/** The best part of the variants, which stands out. */
const BEST = 0.2;
const BARS = { least: 24, most: 40 } as const;
const GAP = 3;
/** Lines that say which line is which. */
const LEGEND = 2;

/** Variants that have a value, the best first, with an axis for each setting in which they differ. */
interface Ranked {
  readonly groups: readonly Group[];
  readonly means: readonly number[];
  readonly axes: readonly SettingAxis[];
}

export function rankedIn({ kin, comparing }: Subject): Ranked {
  const valued = kin.flatMap((group) => {
    const { n, last } = summaryOf(group.runs, comparing.metric);
    return n > 0 && Number.isFinite(last) ? [{ group, mean: last }] : [];
  });
  const sign = comparing.better === 'lower' ? 1 : -1;
  valued.sort((a, b) => sign * (a.mean - b.mean));
  const set = valued.map(({ group }) => new Map(settingsOf(group.scenario).map(({ path, value }) => [path, value])));
  return { groups: valued.map(({ group }) => group), means: valued.map(({ mean }) => mean), axes: axesOf(set) };
}

/** Which settings matter: a line a variant over an axis a setting, and what each setting explains of the metric. */
export function paintSettings(region: Region, subject: Subject): void {
  const { model, kin, comparing } = subject;
  const { theme } = model;
  const ranked = rankedIn(subject);
  const without = kin.length - ranked.groups.length;
  if (ranked.axes.length === 0 || ranked.groups.length < 2) {
    region.write(
      0,
      0,
      cut(`fewer than two variants with different settings have a value of ${comparing.metric}`, region.width),
      theme.dim,
    );
    return;
  }
  const beside = region.width >= 2 * BARS.least + 40;
  const rows = Math.min(ranked.axes.length + LEGEND + 1, Math.floor(region.height / 2));
  const bars = beside ? Math.min(BARS.most, Math.max(BARS.least, Math.floor(region.width * 0.3))) : region.width;
  const plot = beside
    ? region.region(0, 0, region.width - bars - GAP, region.height)
    : region.region(0, 0, region.width, region.height - rows - 1);
  const side = beside
    ? region.region(region.width - bars, 0, bars, region.height)
    : region.region(0, region.height - rows, region.width, rows);
  paintLines(plot, ranked, subject);
  paintImportance(side, ranked, subject, without);
}

function paintLines(region: Region, { groups, means, axes }: Ranked, { model, selected, comparing }: Subject): void {
  const { theme } = model;
  // Above and below the plot the ends of each axis, at the very bottom its name.
  const plot = region.region(0, 1, region.width, region.height - 3);
  if (plot.width < 10 * (axes.length + 1) || plot.height < 3) {
    region.write(0, 0, cut(`${axes.length + 1} axes have no room here`, region.width), theme.dim);
    return;
  }
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const lower = comparing.better === 'lower';
  const last: SettingAxis = {
    name: comparing.metric,
    isLog: false,
    ticks: [
      { at: 0, value: lower ? high : low },
      { at: 1, value: lower ? low : high },
    ],
    at: means.map((mean) => (high === low ? 0.5 : lower ? (high - mean) / (high - low) : (mean - low) / (high - low))),
  };
  const all = [...axes, last];
  const each = Math.floor(plot.width / all.length);
  const column = (i: number): number => Math.floor(each * (i + 0.5));
  const canvas = new Canvas(plot.width, plot.height);
  const best = Math.max(1, Math.round(groups.length * BEST));
  for (const [k, group] of groups.entries()) {
    const own = group === selected;
    const style = own ? theme.accent : k < best ? theme.lines[2]!.color : theme.dim;
    const points = all.flatMap(({ at }, i) => {
      const y = at[k] ?? null;
      return y === null ? [] : [[2 * column(i) + 1, (1 - y) * (canvas.height - 1)] as const];
    });
    for (const [i, [x, y]] of points.entries()) {
      const before = points[i - 1];
      if (before !== undefined) canvas.line(before[0], before[1], x, y, style, own ? 3 : k < best ? 2 : 1);
    }
  }
  canvas.paint(plot);
  const names = shortNames(
    all.map(({ name, isLog }) => (isLog ? `${name} log` : name)),
    each - 1,
  );
  for (const [i, { ticks }] of all.entries()) {
    for (let y = 0; y < plot.height; y++) plot.put(column(i), y, GLYPHS.axisY, theme.border);
    const centred = (y: number, text: string, style: string): void => {
      const shown = cut(text, each - 1);
      region.write(Math.max(0, column(i) - (displayWidth(shown) >> 1)), y, shown, style);
    };
    for (const { at, value } of ticks) {
      const text = typeof value === 'number' ? formatValue(value) : textOf(value);
      if (at === 0 || at === 1) centred(at === 1 ? 0 : region.height - 2, text, theme.dim);
      else plot.write(column(i) + 1, Math.round((1 - at) * (plot.height - 1)), cut(text, each - 3), theme.strong);
    }
    centred(region.height - 1, names[i]!, i === axes.length ? theme.accent : theme.strong);
  }
}

/** What each setting explains of the metric, the largest first. */
function paintImportance(region: Region, ranked: Ranked, subject: Subject, without: number): void {
  const { theme } = subject.model;
  const { groups, axes } = ranked;
  const told = importanceIn(ranked, subject);
  region.write(0, 0, cut('importance (fANOVA)', region.width), theme.strong);
  const note = typeof told === 'string' ? told : '';
  if (note !== '') region.write(0, 1, cut(note, region.width), theme.dim);
  const rows = typeof told === 'string' ? [] : told.slice(0, Math.max(1, region.height - LEGEND - 1));
  const named = Math.min(region.width >> 1, Math.max(...axes.map(({ name }) => displayWidth(name))));
  const names = shortNames(
    rows.map(({ name }) => name),
    named,
  );
  for (const [i, { share }] of rows.entries()) {
    region.write(0, 1 + i, fit(names[i]!, named), '');
    const end = region.writeEnd(region.width, 1 + i, formatPercent(share).padStart(4), theme.strong);
    paintBar(region.region(named + 1, 1 + i, Math.max(0, end - named - 2), 1), share, theme.accent, theme);
  }
  paintLegend(
    region.region(0, 1 + Math.max(rows.length, 1), region.width, LEGEND + 1),
    groups,
    without,
    subject,
    theme,
  );
}

function paintLegend(
  region: Region,
  groups: readonly Group[],
  without: number,
  { selected }: Subject,
  theme: Theme,
): void {
  const best = Math.max(1, Math.round(groups.length * BEST));
  const lines: readonly (readonly [string, string])[] = [
    [`${GLYPHS.lineSample} ${nameOf(selected)}`, theme.accent],
    [`${GLYPHS.lineSample} the best ${best} of ${groups.length}`, theme.lines[2]!.color],
    ...(without === 0 ? [] : [[`${without} without a value yet`, theme.dim] as const]),
  ];
  for (const [y, [text, style]] of lines.entries()) region.write(0, y, cut(text, region.width), style);
}

interface Kept {
  readonly key: string;
  readonly signature: string;
  /** On the session's clock, when it was begun, and until when it holds while runs are live. */
  until: number;
  told: readonly Importance[] | string;
}

const kept = new WeakMap<Session, Kept>();

/**
 * The importance of the settings, or why there is none. It is worked out tree by tree between the keys; of live runs anew
 * every so often.
 */
function importanceIn(ranked: Ranked, { model, kin, comparing }: Subject): Kept['told'] {
  const { session } = model;
  const { groups, means } = ranked;
  const key = `${comparing.metric}\n${kin[0]!.id}`;
  const signature = `${means.join()} ${groups.map(({ id }) => id).join()}`;
  const before = kept.get(session);
  const same = before?.key === key;
  if (same) {
    const live = kin.some(({ runs }) => runs.some(({ status }) => isLive(status)));
    if (before.signature === signature || (live && model.elapsed() < before.until)) return before.told;
  }
  const refused = refusalOf(means);
  const now: Kept = {
    key,
    signature,
    until: Number.POSITIVE_INFINITY,
    told: refused ?? (same ? before.told : 'being computed'),
  };
  kept.set(session, now);
  if (refused !== null) now.until = model.elapsed() + BETWEEN;
  else workOut(now, ranked, model);
  return now.told;
}

function refusalOf(means: readonly number[]): string | null {
  if (means.length < LEAST_CONFIGURATIONS) return `needs at least ${LEAST_CONFIGURATIONS} variants`;
  return means.length > MOST_JUDGED ? `of more than ${MOST_JUDGED}: in losscope report` : null;
}

/** One tree at a time. It takes a small part of the time until the next one is due. */
function workOut(own: Kept, ranked: Ranked, { session, elapsed }: Subject['model']): void {
  const names = ranked.axes.map(({ name }) => name);
  const work = growImportances(names, placesOf(ranked), ranked.means);
  const begun = elapsed();
  const step = (): void => {
    // Another metric or scenario has been asked for.
    if (kept.get(session) !== own) return;
    const { done, value } = work.next();
    if (done !== true) {
      setImmediate(step);
      return;
    }
    own.told = value.length === 0 ? 'all variants have the same value' : value;
    own.until = elapsed() + Math.max(BETWEEN, SPARE * (elapsed() - begun));
    tellWorked(session);
  };
  setImmediate(step);
}
