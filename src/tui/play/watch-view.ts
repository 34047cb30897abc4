import type { Scope } from '../../core/scope.js';
import { formatValue, grouped } from '../format.js';
import { paintBar } from '../panels/bar.js';
import { paintFrame } from '../panels/frame.js';
import { paintScope } from '../scopes/scopes.js';
import type { Region } from '../sheet.js';
import { GLYPHS, type Theme } from '../theme.js';
import { cut, displayWidth, fit, wrap } from '../widths.js';
import type { GridPicture } from './grid-picture.js';
import { isOver, SPEEDS, type WatchState } from './watch-state.js';

/** What a frame is painted from. */
export interface WatchModel {
  readonly state: WatchState;
  /** Settings of the env, for pictures that depend on them. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the policy does in each cell of a grid; null for other envs. */
  readonly grid: GridPicture | null;
  readonly theme: Theme;
}

const SIDE = 34;
/** Below this the actions stand under the picture. */
const NARROWEST_BESIDE = 72;
const FOOTER: readonly (readonly [keys: string, word: string])[] = [
  ['space', 'pause'],
  ['.', 'step'],
  ['+/-', 'speed'],
  ['n', 'next'],
  ['r', 'restart'],
  ['s', 'seed'],
];
const QUIT = ['q', 'quit'] as const;

/** The whole screen: whose weights and how far above, the picture, what the agent thinks beside or below it, keys at the foot. */
export function paintWatch(region: Region, model: WatchModel): void {
  const { width, height } = region;
  paintHeader(region.region(0, 0, width, 1), model);
  if (height > 2) paintFooter(region.region(0, height - 1, width, 1), model);
  const body = region.region(0, 1, width, height - 2);
  if (width >= NARROWEST_BESIDE) {
    paintPicture(body.region(0, 0, width - SIDE, body.height), model);
    paintSide(body.region(width - SIDE, 0, SIDE, body.height), model);
  } else {
    const wanted = model.state.watched.actions.length + linesBelow(model, width - 4).length + 2;
    const below = body.height >= 12 ? Math.min(wanted, body.height >> 1) : 0;
    paintPicture(body.region(0, 0, width, body.height - below), model);
    paintSide(body.region(0, body.height - below, width, below), model);
  }
}

function paintHeader(region: Region, { state, theme }: WatchModel): void {
  const { watched, episode, seen, score } = state;
  const end = region.width - 1;
  const of = watched.episodes === null ? '' : `/${watched.episodes}`;
  const figures = `episode ${episode}${of}  step ${seen.elapsed}/${watched.limit}  return ${formatScore(score)}`;
  const start = region.width >= displayWidth(figures) + 12 ? region.writeEnd(end, 0, figures) : end;
  const x = region.write(1, 0, cut(watched.run, start - 3), theme.strong);
  region.write(x + 2, 0, cut(watched.weights, start - x - 4), theme.dim);
}

function paintFooter(region: Region, { state, theme }: WatchModel): void {
  if (state.notice !== null) {
    region.write(1, 0, cut(state.notice, region.width - 2), theme.warning);
    return;
  }
  if (state.typed !== null) {
    region.write(1, 0, cut(`seed: ${state.typed}_   Enter takes it, Esc leaves it`, region.width - 2), theme.accent);
    return;
  }
  const size = ([keys, word]: readonly [string, string]): number => keys.length + word.length + 3;
  // The way out stays in sight; of the rest what fits.
  let room = region.width - size(QUIT);
  const fitting = FOOTER.filter((entry) => {
    if (size(entry) > room) return false;
    room -= size(entry);
    return true;
  });
  let x = 1;
  for (const [keys, word] of [...fitting, QUIT]) {
    x = region.write(x, 0, keys, theme.strong);
    x = region.write(x + 1, 0, word, theme.dim) + 2;
  }
}

function paintPicture(region: Region, model: WatchModel): void {
  const { state, theme, settings } = model;
  const { phase, seen, seed, paused } = state;
  const note = phase === 'playing' ? (paused ? 'paused' : '') : phase;
  const right = `${SPEEDS[state.speed]} steps/s`;
  const inner = paintFrame(region, { title: `seed ${seed}`, note, right, focused: !paused && !isOver(state) }, theme);
  const scope = pictured(model);
  if (scope !== null) {
    paintScope(inner.region(1, 0, inner.width - 2, inner.height), scope, theme, settings);
    return;
  }
  const widest = Math.max(0, ...seen.lines.map(displayWidth));
  const left = Math.max(0, (inner.width - widest) >> 1);
  const top = Math.max(0, (inner.height - seen.lines.length) >> 1);
  for (const [i, line] of seen.lines.entries()) if (i < inner.height) inner.write(left, top + i, line);
}

/** The env's picture with the policy in a grid, and the figures of this screen under a body. */
function pictured({ state, grid }: WatchModel): Scope | null {
  const { scope, elapsed } = state.seen;
  if (scope?.kind === 'grid') return { ...scope, ...grid };
  if (scope?.kind !== 'body') return scope;
  return { ...scope, episode: state.episode, step: elapsed, episodeReturn: state.score, actions: [] };
}

function paintSide(region: Region, model: WatchModel): void {
  if (region.height === 0) return;
  const { state, theme } = model;
  const { watched, thought, phase } = state;
  const title = watched.figures === 'Q' ? 'Q-values' : 'Probabilities';
  const inner = paintFrame(region, { title, focused: false }, theme);
  const { figures } = thought;
  // A probability is a share of 1; of Q-values the best fills its bar.
  const most = watched.figures === 'Q' ? Math.max(...figures) : 1;
  const least = watched.figures === 'Q' ? Math.min(0, ...figures) : 0;
  const names = Math.min(10, Math.max(...watched.actions.map(displayWidth)));
  const below = linesBelow(model, inner.width - 2);
  const rows = Math.min(figures.length, Math.max(1, inner.height - 2));
  for (let i = 0; i < rows; i++) {
    const chosen = phase === 'playing' && i === thought.action;
    const name = fit(watched.actions[i]!, names);
    inner.write(1, i, `${chosen ? GLYPHS.cursor : ' '} ${name}`, chosen ? theme.strong : theme.dim);
    const bar = inner.region(names + 4, i, inner.width - names - 14, 1);
    paintBar(bar, (figures[i]! - least) / (most - least || 1), chosen ? theme.accent : theme.dim, theme);
    inner.writeEnd(inner.width - 1, i, formatValue(figures[i]!), chosen ? '' : theme.dim);
  }
  // Where there is little room, what happened last is worth more than a blank line.
  const room = inner.height - rows;
  const told = room < below.length ? below.filter(({ text }) => text !== '') : below;
  for (const [i, { text, style }] of told.slice(0, room).entries()) inner.write(1, rows + i, text, style);
}

interface SideLine {
  readonly text: string;
  readonly style: string;
}

/** What happened last, and how the episodes went. */
function linesBelow({ state, theme }: WatchModel, width: number): readonly SideLine[] {
  const { watched, seen, phase, score, finished } = state;
  const lines: SideLine[] = [{ text: '', style: '' }];
  const say = (text: string, style = ''): void => {
    for (const line of wrap(text, width)) lines.push({ text: line, style });
  };
  if (seen.action === null) say('a new episode', theme.dim);
  else say(`${watched.actions[seen.action]}: reward ${formatScore(seen.reward)}`);
  if (phase !== 'playing') {
    const why = phase === 'terminated' ? 'The end' : 'Time is up';
    say(`${why}: return ${formatScore(score)} in ${grouped(seen.elapsed)} steps`, theme.strong);
  }
  if (finished.size > 0) {
    const returns = [...finished.values()];
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    lines.push({ text: '', style: '' });
    say(`${returns.length} played, mean return ${formatScore(mean)}`);
    say(returns.slice(-8).map(formatScore).join(' '), theme.dim);
  }
  if (isOver(state)) say('All are played. q quits.', theme.accent);
  return lines;
}

/** Whole scores as they are, others in few digits. */
function formatScore(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : formatValue(value);
}
