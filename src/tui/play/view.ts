import { onPlane } from '../../core/grid-plane.js';
import type { Scope } from '../../core/scope.js';
import { directions } from '../../env/grid/grid-table.js';
import type { EnvOptimum } from '../../report/envs/optimum.js';
import { formatValue } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import { paintScope } from '../scopes/scopes.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth, wrap } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { formatScore, type Hint, paintLines, paintStage, SIDE, type SideLine } from './stage.js';
import type { PlayState } from './state.js';

/** What a frame is painted from. */
export interface PlayModel {
  readonly state: PlayState;
  /** Settings of the env, for pictures that depend on them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly optimum: EnvOptimum | null;
  readonly theme: Theme;
}

const FOOTER: readonly Hint[] = [
  ['r', 'reset'],
  ['o', 'optimum'],
];

/** The whole screen: who and how far above, the picture, actions and scores beside or below it, keys at the foot. */
export function paintPlay(region: Region, model: PlayModel): void {
  const { env, episode, seen, score, notice } = model.state;
  paintStage(region, model.theme, {
    name: env.name,
    about: env.title,
    figures: `episode ${episode}  step ${seen.elapsed}/${env.limit}  score ${formatScore(score)}`,
    answer: notice === null ? null : { text: notice, style: model.theme.warning },
    hints: hintsOf(model.state),
    sideLines: () => sideLines(model).length,
    picture: (place) => paintPicture(place, model),
    side: (place) => paintSide(place, model),
  });
}

function hintsOf({ keys, env }: PlayState): readonly Hint[] {
  const arrows = keys.flatMap((key) => key?.shown ?? []).join('');
  const last = env.actions.length - 1;
  const numbers = last > 9 ? `0-${last} Enter` : `0-${last}`;
  return [[[arrows, numbers].filter(Boolean).join(' '), 'act'], ...FOOTER];
}

function paintPicture(region: Region, model: PlayModel): void {
  const { state, theme, settings } = model;
  const { env, phase, seen } = state;
  const note = phase === 'playing' ? '' : phase;
  const inner = paintFrame(region, { title: `seed ${env.seed}`, note, focused: phase === 'playing' }, theme);
  // The picture of an env with one state gives away what there is to find out.
  const scope = env.states === 1 ? null : pictured(model);
  if (scope !== null) {
    paintScope(inner.region(1, 0, inner.width - 2, inner.height), scope, theme, settings);
    return;
  }
  const secret = env.states === 1 && !state.optimumShown;
  const lines = secret ? ['one state: there is nothing to see'] : seen.lines;
  paintLines(inner, lines, secret ? theme.dim : '');
}

/** The env's picture; a grid has the values and the best actions in it while the optimum is shown. */
function pictured({ state, optimum }: PlayModel): Scope | null {
  const { scope } = state.seen;
  const names: readonly string[] = directions;
  const shown = state.optimumShown ? optimum : null;
  if (shown === null || scope?.kind !== 'grid') return scope;
  const policy = shown.best.map(([action]) => (action === undefined ? -1 : names.indexOf(state.env.actions[action]!)));
  return onPlane(scope, { values: shown.V, policy });
}

function paintSide(region: Region, model: PlayModel): void {
  if (region.height === 0) return;
  const inner = paintFrame(region, { title: 'Actions', focused: false }, model.theme);
  for (const [y, { text, style }] of sideLines(model).entries()) {
    if (y < inner.height) inner.write(1, y, cut(text, inner.width - 2), style);
  }
}

function sideLines(model: PlayModel): readonly SideLine[] {
  const { state, theme } = model;
  const { env, seen, phase, finished } = state;
  const lines: SideLine[] = env.actions.map((_, action) => actionLine(model, action));
  const say = (text: string, style = ''): void => {
    for (const line of wrap(text, SIDE - 4)) lines.push({ text: line, style });
  };
  lines.push({ text: '', style: '' });
  if (state.typed !== '') say(`action ${state.typed}_`, theme.accent);
  if (seen.action === null) say('a new episode', theme.dim);
  else say(`${env.actions[seen.action]}: reward ${formatScore(seen.reward)}`);
  for (const [name, value] of Object.entries(env.states === 1 ? {} : seen.info)) {
    say(`${name} ${formatScore(value)}`, theme.dim);
  }
  if (phase === 'terminated') say(`The end: score ${formatScore(state.score)}. r starts another.`, theme.strong);
  if (phase === 'truncated') say(`Time is up: score ${formatScore(state.score)}. r starts another.`, theme.strong);
  if (finished.length > 0) {
    const mean = finished.reduce((sum, score) => sum + score, 0) / finished.length;
    say(
      `finished ${finished.length}: best ${formatScore(Math.max(...finished))}, mean ${formatScore(mean)}`,
      theme.dim,
    );
  }
  if (state.optimumShown && model.optimum !== null) {
    say(
      `Q* at gamma ${model.optimum.gamma}; at best ${formatScore(model.optimum.optimalReturn)} an episode`,
      theme.dim,
    );
  }
  return lines;
}

/** Key, number and name; with the optimum Q*, in an env of one state what the action brought so far. */
function actionLine({ state, optimum, theme }: PlayModel, action: number): SideLine {
  const { env, keys, seen, phase } = state;
  const widest = Math.max(...env.actions.map(displayWidth));
  const name = env.actions[action]!;
  let text = `${keys[action]?.shown ?? ' '} ${action} ${name}${' '.repeat(widest - displayWidth(name))}`;
  const { count, sum } = state.tally[action]!;
  if (env.states === 1 && count > 0) text += `  ${count}x ${formatValue(sum / count)}`;
  if (!state.optimumShown || optimum === null || phase !== 'playing') return { text, style: '' };
  const best = optimum.best[seen.state]?.includes(action) === true;
  text += `  ${formatValue(optimum.Q[seen.state]![action]!)}${best ? ` ${GLYPHS.done}` : ''}`;
  return { text, style: best ? theme.good : '' };
}
