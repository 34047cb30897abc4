import type { BodyScope, Scope } from '../../core/scope.js';
import type { Region } from '../terminal/cell-buffer.js';
import { displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

/** A sign of the picture as it is drawn there, and what it stands for; one that says nothing alone needs the next. */
type Sign = readonly [sign: string, style: string, meaning: string, needs?: 'next'];

const BODIES: Readonly<Record<BodyScope['env'], string>> = {
  cartpole: 'cart and pole on a track of ±2.4 m',
  'mountain-car': 'car, hill and goal',
  'mountain-car-continuous': 'car, hill and goal',
  pendulum: 'pendulum, upright is best',
  acrobot: 'two links, and the height to reach',
  catch: 'ball and paddle',
  bandit: 'estimate of each arm',
};

/** What the signs of a picture mean, the most important ones first. */
function signsOf(scope: Scope, theme: Theme): readonly Sign[] {
  const line = (index: number): string => theme.lines[index]!.color;
  switch (scope.kind) {
    case 'grid': {
      const there = (kind: string): boolean => scope.cells.includes(kind);
      const values: readonly Sign[] =
        theme.heat(0) === ''
          ? [[`${GLYPHS.shades[1]}${GLYPHS.shades[3]}`, '', 'V low, high']]
          : [
              [' ', theme.heat(0), 'V low', 'next'],
              [' ', theme.heat(1), 'high'],
            ];
      return [
        [GLYPHS.policy[2], '', 'policy'],
        [GLYPHS.agent, theme.strong, 'agent'],
        ...values,
        ...(there('G') ? [['G', theme.good, 'goal'] as const] : []),
        ...(there('X') ? [['X', theme.bad, 'pit'] as const] : []),
        ...(there('#') ? [[GLYPHS.wall, theme.border, 'wall'] as const] : []),
        ...(there('~') ? [['~', '', 'wind or ice'] as const] : []),
      ];
    }
    case 'body': {
      const own: Sign = ['', '', BODIES[scope.env]];
      return scope.env === 'bandit' ? [own] : [own, [GLYPHS.barFull, theme.accent, 'each action']];
    }
    case 'board':
      return scope.pieces.flatMap(({ name, sign }, piece) =>
        scope.cells.includes(piece) ? [[sign, line(piece % theme.lines.length), name] as const] : [],
      );
    case 'precision-recall':
      return [
        [GLYPHS.lineSample, line(0), 'precision'],
        ['··', theme.band, 'base rate'],
        [GLYPHS.points[3], theme.good, 'right'],
        [GLYPHS.points[3], theme.warning, 'wrong at p 0.5'],
      ];
    case 'classes':
      return [
        ['', '', 'rows: true, columns: answers'],
        ...(theme.heat(0) === ''
          ? []
          : [[' ', theme.heat(0), ''] as const, [' ', theme.heat(1), 'none to all of the class'] as const]),
        [GLYPHS.points[0], line(0), 'share right'],
        ['··', theme.band, 'calibrated'],
        [GLYPHS.points.slice(1, 3).join(''), '', 'classes, PCA to 2-D'],
      ];
    case 'embedding':
      return [
        [GLYPHS.points.slice(0, 3).join(''), '', 'classes, PCA to 2-D'],
        ...(scope.query === null
          ? []
          : [[GLYPHS.done, theme.good, 'right'] as const, [GLYPHS.failed, theme.bad, 'wrong'] as const]),
      ];
    case 'fit':
      return [
        [GLYPHS.lineSample, line(0), 'fit'],
        ['·', theme.dim, 'data'],
        ...(scope.outlier.some(Boolean) ? [['×', line(4), 'outlier'] as const] : []),
      ];
    case 'frontier':
      return [
        [GLYPHS.lineSample, line(0), 'policy'],
        [GLYPHS.lineSample, theme.dim, 'frontier'],
        [GLYPHS.queued, theme.good, 'optimum'],
        ...(scope.proxy === null ? [] : [[GLYPHS.lineSample, line(1), 'reward model'] as const]),
        ['×', theme.dim, 'best of n'],
      ];
  }
}

/** Writes the legend into the lower edge of the picture's frame: as many signs as there is room for. */
export function paintScopeLegend(frame: Region, scope: Scope, theme: Theme): void {
  if (frame.height < 3) return;
  const y = frame.height - 1;
  let x = 2;
  const signs = signsOf(scope, theme);
  const widths = signs.map(
    ([sign, , meaning]) => displayWidth(` ${meaning} `) + (sign === '' ? 0 : displayWidth(sign) + 1),
  );
  let left = false;
  for (const [i, [sign, style, meaning, needs]] of signs.entries()) {
    const text = ` ${meaning} `;
    // What has no room takes along the sign that it belongs to.
    const belongs = signs[i - 1]?.[3] === 'next';
    const width = widths[i]! + (needs === 'next' ? (widths[i + 1] ?? 0) : 0);
    left = (belongs && left) || x + width > frame.width - 2;
    if (left) continue;
    if (sign !== '') x = frame.write(frame.write(x, y, ' '), y, sign, style);
    x = frame.write(x, y, text, theme.dim);
  }
}
