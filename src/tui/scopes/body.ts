import type { BodyScope } from '../../core/scope.js';
import { Canvas } from '../charts/canvas.js';
import type { Region } from '../terminal/cell-buffer.js';
import type { Theme } from '../terminal/theme.js';
import { paintEpisode } from './episode.js';

/**
 * A body in motion in dots, with the episode so far and what the agent thinks of each action. `settings` are those of
 * the env, for what its state does not tell.
 */
export function paintBody(
  region: Region,
  scope: BodyScope,
  theme: Theme,
  settings: Readonly<Record<string, unknown>> = {},
): void {
  // The picture of a bandit shows the value of every arm already.
  const actions = region.height >= 8 && scope.env !== 'bandit' ? scope.actions.slice(0, 4) : [];
  const drawing = region.region(0, 0, region.width, region.height - 1 - actions.length);
  const canvas = new Canvas(drawing.width, drawing.height);
  drawings[scope.env](canvas, scope.state, theme, settings, scope.actions);
  canvas.paint(drawing);
  paintEpisode(region.region(0, drawing.height, region.width, region.height - drawing.height), scope, actions, theme);
}

type Drawing = (
  canvas: Canvas,
  state: readonly number[],
  theme: Theme,
  settings: Readonly<Record<string, unknown>>,
  actions: BodyScope['actions'],
) => void;

const drawings: Readonly<Record<BodyScope['env'], Drawing>> = {
  cartpole(canvas, [position = 0, , angle = 0], theme) {
    const ground = canvas.height - 2;
    canvas.line(0, ground, canvas.width - 1, ground, theme.border, 1);
    // The track ends where the episode does, at 2.4 m to both sides.
    const x = ((position + 2.4) / 4.8) * (canvas.width - 1);
    const half = Math.max(3, canvas.width / 14);
    const top = ground - Math.max(3, canvas.height / 9);
    for (let y = top; y < ground; y++) canvas.line(x - half, y, x + half, y, theme.lines[0]!.color, 2);
    const length = Math.min(ground * 0.7, canvas.width * 0.45);
    const tipX = x + Math.sin(angle) * length;
    const tipY = top - Math.cos(angle) * length;
    for (const shift of [0, 1]) canvas.line(x + shift, top, tipX + shift, tipY, theme.lines[1]!.color, 3);
    canvas.line(0, ground - 2, 0, ground, theme.bad, 2);
    canvas.line(canvas.width - 1, ground - 2, canvas.width - 1, ground, theme.bad, 2);
  },
  'mountain-car': (canvas, state, theme) => drawHill(canvas, state, theme, 0.5),
  'mountain-car-continuous': (canvas, state, theme) => drawHill(canvas, state, theme, 0.45),
  acrobot(canvas, [upper = 0, lower = 0], theme) {
    const length = Math.max(2, Math.min(canvas.height, canvas.width) / 4 - 1);
    const x = canvas.width / 2;
    const y = canvas.height / 2;
    // The goal: the free end above the line, one link's length over the pivot.
    for (let dot = 0; dot < canvas.width; dot += 3) canvas.dot(dot, Math.round(y - length), theme.good, 1);
    const elbowX = x + Math.sin(upper) * length;
    const elbowY = y + Math.cos(upper) * length;
    canvas.circle(x, y, 1, theme.dim, 2);
    canvas.line(x, y, elbowX, elbowY, theme.lines[0]!.color, 3);
    canvas.line(
      elbowX,
      elbowY,
      elbowX + Math.sin(upper + lower) * length,
      elbowY + Math.cos(upper + lower) * length,
      theme.lines[1]!.color,
      3,
    );
  },
  /** The rod from its pivot, the torque as a bar below: to the left clockwise, negative. */
  pendulum(canvas, [theta = 0, , torque = 0], theme) {
    const length = Math.max(2, Math.min(canvas.height / 2 - 2, canvas.width / 2 - 1));
    const x = canvas.width / 2;
    const y = canvas.height / 2 - 1;
    const tipX = x - Math.sin(theta) * length;
    const tipY = y - Math.cos(theta) * length;
    for (const shift of [0, 1]) canvas.line(x + shift, y, tipX + shift, tipY, theme.lines[0]!.color, 3);
    for (const radius of [1, 2]) canvas.circle(tipX, tipY, radius, theme.lines[1]!.color, 3);
    canvas.circle(x, y, 1, theme.dim, 2);
    const foot = canvas.height - 1;
    canvas.line(x, foot, x + (torque / 2) * (canvas.width / 2 - 1), foot, theme.accent, 2);
  },
  catch(canvas, [ballRow = 0, ballColumn = 0, paddle = 0], theme, settings) {
    const rows = Number(settings.rows ?? 10);
    const width = canvas.width / Number(settings.columns ?? 5);
    const height = canvas.height / rows;
    const block = (column: number, row: number, style: string): void => {
      for (let y = Math.ceil(row * height); y < (row + 1) * height; y++) {
        canvas.line(column * width + 1, y, (column + 1) * width - 2, y, style, 2);
      }
    };
    block(paddle, rows - 1, theme.lines[0]!.color);
    block(ballColumn, ballRow, theme.lines[1]!.color);
  },
  /** The expectation of each arm as a bar from 0, the best one marked, and across it what the agent takes it for. */
  bandit(canvas, means, theme, _settings, actions) {
    const beliefs = actions.map(({ value }) => value);
    const highest = Math.max(0, ...means, ...beliefs);
    const lowest = Math.min(0, ...means, ...beliefs);
    const yOf = (value: number): number =>
      Math.round(((highest - value) / (highest - lowest || 1)) * (canvas.height - 1));
    const width = canvas.width / means.length;
    const best = means.indexOf(Math.max(...means));
    canvas.line(0, yOf(0), canvas.width - 1, yOf(0), theme.border, 1);
    for (const [arm, mean] of means.entries()) {
      const [left, right] = [Math.ceil(arm * width), Math.max(arm * width, (arm + 1) * width - 2)];
      const style = arm === best ? theme.good : theme.lines[0]!.color;
      for (let x = left + 1; x < right; x++) canvas.line(x, yOf(0), x, yOf(mean), style, 2);
      const belief = beliefs[arm];
      if (belief !== undefined) canvas.line(left, yOf(belief), right, yOf(belief), theme.lines[1]!.color, 3);
    }
  },
};

/** The hill with its flag, and the car on it. */
function drawHill(canvas: Canvas, [position = 0]: readonly number[], theme: Theme, flag: number): void {
  const xOf = (place: number): number => ((place + 1.2) / 1.8) * (canvas.width - 1);
  const yOf = (place: number): number => canvas.height - 3 - ((Math.sin(3 * place) + 1) / 2) * (canvas.height - 10);
  for (let x = 0; x < canvas.width - 1; x++) {
    const place = (at: number): number => -1.2 + (at / (canvas.width - 1)) * 1.8;
    canvas.line(x, yOf(place(x)), x + 1, yOf(place(x + 1)), theme.border, 1);
  }
  const goal = Math.round(xOf(flag));
  const foot = yOf(flag);
  canvas.line(goal, foot, goal, foot - 6, theme.good, 2);
  canvas.line(goal, foot - 6, goal + 3, foot - 5, theme.good, 2);
  for (const radius of [1, 2]) canvas.circle(xOf(position), yOf(position) - 3, radius, theme.lines[1]!.color, 3);
}
