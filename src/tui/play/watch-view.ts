import { onPlane } from '../../core/grid-plane.js';
import type { Scope } from '../../core/scope.js';
import { formatValue, grouped } from '../format.js';
import { paintBar } from '../panels/bar.js';
import { paintFrame } from '../panels/frame.js';
import { paintScope } from '../scopes/scopes.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth, fit, wrap } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import type { GridPicture } from './grid-picture.js';
import { formatScore, type Hint, paintLines, paintStage, type SideLine } from './stage.js';
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

const FOOTER: readonly Hint[] = [
  ['space', 'pause'],
  ['.', 'step'],
  ['+/-', 'speed'],
  ['n', 'next'],
  ['r', 'restart'],
  ['s', 'seed'],
];

/** The whole screen: whose weights and how far above, the picture, what the agent thinks beside or below it, keys at the foot. */
export function paintWatch(region: Region, model: WatchModel): void {
  const { watched, episode, seen, score } = model.state;
  const of = watched.episodes === null ? '' : `/${watched.episodes}`;
  paintStage(region, model.theme, {
    name: watched.run,
    about: watched.weights,
    figures: `episode ${episode}${of}  step ${seen.elapsed}/${watched.limit}  return ${formatScore(score)}`,
    answer: answerOf(model),
    hints: FOOTER,
    sideLines: (width) => watched.actions.length + linesBelow(model, width).length,
    picture: (place) => paintPicture(place, model),
    side: (place) => paintSide(place, model),
  });
}

function answerOf({ state, theme }: WatchModel): SideLine | null {
  if (state.notice !== null) return { text: state.notice, style: theme.warning };
  if (state.typed === null) return null;
  return { text: `seed: ${state.typed}_   Enter accepts, Esc cancels`, style: theme.accent };
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
  paintLines(inner, seen.lines, '');
}

/** The env's picture with the policy in a grid, and the figures of this screen under a body. */
function pictured({ state, grid }: WatchModel): Scope | null {
  const { scope, elapsed } = state.seen;
  if (scope?.kind === 'grid') return grid === null ? scope : onPlane(scope, grid);
  if (scope?.kind !== 'body') return scope;
  return { ...scope, episode: state.episode, step: elapsed, episodeReturn: state.score, actions: [] };
}

function paintSide(region: Region, model: WatchModel): void {
  if (region.height === 0) return;
  const { state, theme } = model;
  const { watched, thought, phase } = state;
  const title = { Q: 'Q-values', probability: 'Probabilities', action: 'Action' }[watched.figures];
  const inner = paintFrame(region, { title, focused: false }, theme);
  const { figures } = thought;
  // A probability is a share of 1; of Q-values the best fills its bar.
  const most = watched.figures === 'probability' ? 1 : Math.max(...figures);
  const least = watched.figures === 'probability' ? 0 : Math.min(0, ...figures);
  const names = Math.min(10, Math.max(...watched.actions.map(displayWidth)));
  const below = linesBelow(model, inner.width - 2);
  const rows = Math.min(figures.length, Math.max(1, inner.height - 2));
  for (let i = 0; i < rows; i++) {
    const chosen = phase === 'playing' && (watched.figures === 'action' || i === thought.action);
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

/** What happened last, and how the episodes went. */
function linesBelow({ state, theme }: WatchModel, width: number): readonly SideLine[] {
  const { watched, seen, phase, score, finished } = state;
  const lines: SideLine[] = [{ text: '', style: '' }];
  const say = (text: string, style = ''): void => {
    for (const line of wrap(text, width)) lines.push({ text: line, style });
  };
  if (seen.action === null) say('a new episode', theme.dim);
  else if (watched.figures === 'action') say(`reward ${formatScore(seen.reward)}`);
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
  if (isOver(state)) say('All played. q quits.', theme.accent);
  return lines;
}
