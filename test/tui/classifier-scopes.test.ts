import { describe, expect, it } from 'vitest';
import type { ClassesScope, CurveScope, Scope } from '../../src/core/scope.js';
import { paintScope } from '../../src/tui/scopes/scopes.js';
import { type ColorDepth, makeTheme } from '../../src/tui/terminal/theme.js';
import { drawn, frame } from './stagehand.js';

const paint = (scope: Scope, width: number, height: number, depth: ColorDepth = 0): string[] =>
  drawn(width, height, (region) => paintScope(region, scope, makeTheme(depth)));

it('a classifier has its precision-recall curve, scores by class and confusion matrix', () => {
  const recall = Array.from({ length: 30 }, (_, i) => i / 29);
  const scope: CurveScope = {
    kind: 'precision-recall',
    recall,
    precision: recall.map((one) => 1 - 0.9 * one ** 3),
    baseRate: 0.1,
    averagePrecision: 0.7731,
    confusion: { tp: 123, fp: 45, fn: 67, tn: 9765 },
    histogram: { positives: [0, 1, 2, 4, 8, 16], negatives: [4096, 64, 16, 4, 1, 0] },
  };
  expect(paint(scope, 34, 13)).toEqual(
    frame(`
      |1.0│⠉⠉⠉⠉⠉⠉⠉⠉⠑⠒⠒⠒⠢⠤⠤⣀⣀             |
      |   │                 ⠉⠒⠤⣀         |
      |   │                     ⠉⠒⠤⡀     |
      |   │                        ⠈⠒⢄   |
      |   │                           ⠑⢄ |
      |0.0│⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐⠑|
      |    recall base 0.100     AP 0.773|
      |score 0                          1|
      |pos      ▂▂▂▂▂▃▃▃▃▃▄▄▄▄▄▆▆▆▆▆█████|
      |neg █████▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁     |
      |            said +   said -       |
      |truth +        123       67       |
      |truth -         45     9.8k       |
    `),
  );
});

const calibration = [
  { probability: 0.05, share: 0.1, rows: 400 },
  { probability: 0.45, share: 0.3, rows: 80 },
  { probability: 0.95, share: 1, rows: 20 },
];

it('beside the curve of a classifier stands its calibration where there is room', () => {
  const scope: CurveScope = {
    kind: 'precision-recall',
    recall: [0.5, 1],
    precision: [1, 0.5],
    baseRate: 0.1,
    averagePrecision: 0.7731,
    confusion: { tp: 12, fp: 4, fn: 6, tn: 976 },
    histogram: { positives: [0, 1, 2], negatives: [4, 1, 0] },
    calibration,
  };
  expect(paint(scope, 66, 9)).toEqual(
    frame(`
      |1.0│               ⠈⠑⠒⠤⢄⣀            1.0│                     ⢀⠤●⠂|
      |   │                     ⠉⠑⠒⠤⢄⣀         │                  ⡀⡠⠒⠁   |
      |   │                           ⠉⠑⠒⠤     │               ⠄⣀⠔⠉      |
      |   │                                    │          ⢀ ⠄⢀⠤⠊         |
      |0.0│⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂⠐ ⠂     │       ⢀ ⠂⣀●⠒⠁           |
      |    recall base 0.100      AP 0.773     │ ●⣀⣀⠤⠤⠒⠒⠉⠉               |
      |            said +   said -          0.0│⡀⠉ ⠁                     |
      |truth +         12        6          n   ███       ▄▄▄          ▂▂|
      |truth -          4      976                calibration error 0.066|
    `),
  );
});

describe('a classifier of several classes', () => {
  const scope: ClassesScope = {
    kind: 'classes',
    names: ['setosa', 'versicolor', 'virginica'],
    confusion: [
      [50, 0, 0],
      [0, 1047, 3],
      [0, 4, 46],
    ],
    calibration,
    points: [
      { x: -1, y: -1, group: 0 },
      { x: 1, y: 1, group: 1 },
      { x: 0, y: 0, group: 2 },
    ],
  };

  it('has its confusion matrix, below it the calibration, and the map beside both', () => {
    expect(paint(scope, 64, 12)).toEqual(
      frame(`
      |true       setosa versi… virgi…                                ▲|
      |setosa         50      ·      ·                                 |
      |versicolor      ·  1,047      3                                 |
      |virginica       ·      4     46                                 |
      |                                                                |
      |1.0│                      ⢀⡠⠔⠊●⠁                                |
      |   │                  ⢀⡠⠔⠊⠁                      ■              |
      |   │            ⡀⠠⢀⡠⠔⠊⠁                                         |
      |   │      ⣀⣀⡠⠤⠤⠔●⠊⠁                                             |
      |0.0│⡀●⠒⠉⠉⠉                                                      |
      |n   ███         ▄▄            ▂▂                                |
      |         calibration error 0.066  ●                             |
      `),
    );
  });

  it('has shades in place of counts where a cell is too narrow', () => {
    expect(paint(scope, 12, 5)).toEqual(
      frame(`
      |            |
      |se… ▓ · ·   |
      |ve… · ▓ ░   |
      |vi… · ░ ▓   |
      |            |
      `),
    );
  });

  it('leaves out the classes with the fewest errors where not all fit, and says how many', () => {
    const names = Array.from({ length: 12 }, (_, k) => `c${k}`);
    const confusion = names.map((_, i) => names.map((_, j) => (i === j ? 90 : j === 0 ? i : 0)));
    expect(paint({ ...scope, names, confusion }, 40, 6)).toEqual(
      frame(`
      |     c0  c9 c10 c11                     |
      |c0   90   ·   ·   ·                     |
      |c9    9  90   ·   ·                     |
      |c10  10   ·  90   ·                     |
      |c11  11   ·   ·  90                     |
      |+8 classes with fewer errors            |
      `),
    );
  });
});
