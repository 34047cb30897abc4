import type { Scope } from '../../core/scope.js';
import { directions } from '../../env/grid.js';
import type { EnvOptimum } from '../../report/envs/optimum.js';
import { formatValue } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import { paintScope } from '../scopes/scopes.js';
import type { Region } from '../sheet.js';
import { GLYPHS, type Theme } from '../theme.js';
import { cut, displayWidth, wrap } from '../widths.js';
import type { PlayState } from './state.js';

/** What a frame is painted from. */
export interface PlayModel {
  readonly state: PlayState;
  /** Settings of the env, for pictures that depend on them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly optimum: EnvOptimum | null;
  readonly theme: Theme;
}

const SIDE = 34;
/** Below this the actions stand under the picture. */
const NARROWEST_BESIDE = 72;
const FOOTER: readonly (readonly [keys: string, word: string])[] = [
  ['r', 'reset'],
  ['o', 'optimum'],
];
const QUIT = ['q', 'quit'] as const;

/** The whole screen: who and how far above, the picture, actions and scores beside or below it, keys at the foot. */
export function paintPlay(region: Region, model: PlayModel): void {
  const { width, height } = region;
  paintHeader(region.region(0, 0, width, 1), model);
  if (height > 2) paintFooter(region.region(0, height - 1, width, 1), model);
  const body = region.region(0, 1, width, height - 2);
  if (width >= NARROWEST_BESIDE) {
    paintPicture(body.region(0, 0, width - SIDE, body.height), model);
    paintSide(body.region(width - SIDE, 0, SIDE, body.height), model);
  } else {
    const below = body.height >= 12 ? Math.min(sideLines(model).length + 2, body.height >> 1) : 0;
    paintPicture(body.region(0, 0, width, body.height - below), model);
    paintSide(body.region(0, body.height - below, width, below), model);
  }
}

function paintHeader(region: Region, { state, theme }: PlayModel): void {
  const { env, episode, seen, score } = state;
  const end = region.width - 1;
  const figures = `episode ${episode}  step ${seen.elapsed}/${env.limit}  score ${formatScore(score)}`;
  const start = region.width >= displayWidth(figures) + 12 ? region.writeEnd(end, 0, figures) : end;
  const x = region.write(1, 0, cut(env.name, start - 3), theme.strong);
  region.write(x + 2, 0, cut(env.title, start - x - 4), theme.dim);
}

function paintFooter(region: Region, { state, theme }: PlayModel): void {
  if (state.notice !== null) {
    region.write(1, 0, cut(state.notice, region.width - 2), theme.warning);
    return;
  }
  const arrows = state.keys.flatMap((key) => key?.shown ?? []).join('');
  const last = state.env.actions.length - 1;
  const numbers = last > 9 ? `0-${last} Enter` : `0-${last}`;
  const entries = [[[arrows, numbers].filter(Boolean).join(' '), 'act'] as const, ...FOOTER];
  const size = ([keys, word]: readonly [string, string]): number => keys.length + word.length + 3;
  // The way out stays in sight; of the rest what fits.
  let room = region.width - size(QUIT);
  const fitting = entries.filter((entry) => {
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
  const widest = Math.max(0, ...lines.map(displayWidth));
  const left = Math.max(0, (inner.width - widest) >> 1);
  const top = Math.max(0, (inner.height - lines.length) >> 1);
  for (const [i, line] of lines.entries()) {
    if (i < inner.height) inner.write(left, top + i, line, secret ? theme.dim : '');
  }
}

/** The env's picture; a grid has the values and the best actions in it while the optimum is shown. */
function pictured({ state, optimum }: PlayModel): Scope | null {
  const { scope } = state.seen;
  const names: readonly string[] = directions;
  const shown = state.optimumShown ? optimum : null;
  if (shown === null || scope?.kind !== 'grid') return scope;
  const policy = shown.best.map(([action]) => (action === undefined ? -1 : names.indexOf(state.env.actions[action]!)));
  return { ...scope, values: shown.V, policy };
}

interface SideLine {
  readonly text: string;
  readonly style: string;
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

/** Whole scores as they are, others in few digits. */
function formatScore(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : formatValue(value);
}
