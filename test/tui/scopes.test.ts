import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoardScope, BodyScope, EmbeddingScope, FitScope, GridScope, Scope } from '../../src/core/scope.js';
import { paintScope } from '../../src/tui/scopes/scopes.js';
import { Sheet } from '../../src/tui/terminal/cell-buffer.js';
import { type ColorDepth, makeTheme } from '../../src/tui/terminal/theme.js';
import { gridScope } from './fixture.js';
import { drawn, frame } from './stagehand.js';

const paint = (scope: Scope, width: number, height: number, depth: ColorDepth = 0): string[] =>
  drawn(width, height, (region) => paintScope(region, scope, makeTheme(depth)));

const grid = gridScope as GridScope;

describe('a grid world', () => {
  it('without colours shades its cells with dots around the arrows', () => {
    expect(paint(gridScope, 24, 7)).toEqual(
      frame(`
      | ↓   →  ░→░░████▒→▒▒▒→▒▒|
      | ↓  ████░●░░▒↓▒▒████▓→▓▓|
      |░↓░░░→░░▒→▒▒▒↓▒▒▓→▓▓████|
      |░↓░░▒→▒▒▒→▒▒▓↓▓▓▓→▓▓ G  |
      |                        |
      |max|Q-Q*| 0.061         |
      |regret 0  V 0..0.700    |
    `),
    );
  });

  it('with colours has the shade behind the arrow, the wall solid', () => {
    const sheet = new Sheet(24, 7);
    paintScope(sheet.region(), gridScope, makeTheme(8));
    const { chars, styles } = sheet;
    const goal = chars.indexOf('G');
    expect(styles[goal]).toBe(makeTheme(8).good);
    expect(styles.filter((style) => style.includes('48;5;17'))).not.toHaveLength(0);
    expect(chars.filter((char) => char === '░')).toHaveLength(0);
  });

  it('has larger cells where there is room', () => {
    expect(paint(gridScope, 32, 14)).toEqual(
      frame(`
      |           ░░░░░█████▒▒▒▒▒▒▒▒▒▒|
      |   ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒|
      |           ░░░░░█████▒▒▒▒▒▒▒▒▒▒|
      |      █████░░░░░▒▒▒▒▒█████▓▓▓▓▓|
      |   ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓|
      |      █████░░░░░▒▒▒▒▒█████▓▓▓▓▓|
      | ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████|
      | ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████|
      | ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████|
      | ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓     |
      | ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G  |
      | ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓     |
      |                               |
      |max|Q-Q*| 0.061  regret 0      |
    `),
    );
  });

  it('that is too tall has two cells in a character, or the part around the agent', () => {
    const tall: GridScope = { ...grid, width: 3, height: 8, agent: 22 };
    expect(paint(tall, 10, 4, 8)).toEqual(
      frame(`
      |  ▀▀▀▀▀▀ |
      |  ▀▀▀▀▀▀ |
      |  ▀▀▀▀▀▀ |
      |  ▀▀▀▀▀▀ |
    `),
    );
    // Where most of it fits, arrows are shown and it scrolls.
    expect(paint(tall, 10, 5, 8).join('')).toMatch(/[↓→].*●/);
    expect(paint(tall, 10, 5, 0)).toEqual(
      frame(`
      |▒↓▒███▓→▓…|
      |░↓░░→░▒→▒|
      |▒↓▒▓→▓███|
      |░↓░▒→▒▒→▒|
      |▓↓▓▓●▓ G |
    `),
    );
  });
});

describe('a board', () => {
  const board: BoardScope = {
    kind: 'board',
    rows: 4,
    columns: 3,
    pieces: [
      { name: 'paddle', sign: '=' },
      { name: 'ball', sign: 'o' },
    ],
    cells: [-1, -1, -1, -1, 1, -1, -1, -1, -1, 0, -1, -1],
    agent: 9,
    step: 7,
    episode: 2,
    episodeReturn: 3,
    actions: [
      { name: 'stick', value: 0.25 },
      { name: 'hit', value: 0.75 },
    ],
  };

  it('has a sign for each piece, and the actions below where there is room', () => {
    expect(paint(board, 30, 7)).toEqual(
      frame(`
      |            · · ·             |
      |            · oo·             |
      |            · · ·             |
      |            ==· ·             |
      |episode 2  step 7 return 3.000|
      |stick      ━━━───────    0.250|
      |hit        ━━━━━━━━━━    0.750|
    `),
    );
  });

  it('that is too tall keeps the agent in sight', () => {
    expect(paint(board, 30, 3)).toEqual(
      frame(`
      |            · · ·            …|
      |            ==· ·             |
      |episode 2  step 7 return 3.000|
    `),
    );
  });

  it('shows what an agent would do on free cells, and where it has been', () => {
    const choices = [-1, 0, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1];
    const visits = [4, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    expect(paint({ ...board, choices, visits }, 30, 5)[0]?.trim()).toBe(': s h');
  });
});

function body(env: BodyScope['env'], state: readonly number[]): BodyScope {
  const actions = [
    { name: 'left', value: 0.25 },
    { name: 'right', value: 0.75 },
  ];
  return { kind: 'body', env, state, step: 62, episode: 1204, episodeReturn: 62, actions };
}

describe('a body', () => {
  it('is a cart with its pole, and what the agent thinks of its actions', () => {
    expect(paint(body('cartpole', [0.5, 0, 0.2, 0]), 30, 10)).toEqual(
      frame(`
      |                              |
      |                   ⢰⡆         |
      |                   ⣾⠁         |
      |                  ⢀⡿          |
      |                  ⢸⡇          |
      |               ⢀⣀⣀⣾⠁⡀         |
      |⠇⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠸⠿⠿⠿⠿⠇⠤⠤⠤⠤⠤⠤⠤⠤⠸|
      |episode 1,204     return 62.00|
      |left       ━━━───────    0.250|
      |right      ━━━━━━━━━━    0.750|
    `),
    );
  });

  it('is a car between hills, with the flag to reach', () => {
    expect(paint(body('mountain-car', [-0.8, 0]), 30, 10)).toEqual(
      frame(`
      |                            ⡖⠤|
      |                          ⢀⣀⡇⣀|
      |                       ⡠⠔⠊⠁   |
      |⠑⠤⡀                 ⣀⠔⠉       |
      |  ⠈⠢⢄⢠⡶⣦         ⢀⡠⠊          |
      |     ⠈⠛⠋      ⢀⡠⠔⠁            |
      |        ⠉⠑⠒⠒⠒⠉⠁               |
      |episode 1,204     return 62.00|
      |left       ━━━───────    0.250|
      |right      ━━━━━━━━━━    0.750|
    `),
    );
  });

  it('is two links under the line to reach', () => {
    expect(paint(body('acrobot', [0.6, 1.2, 0, 0]), 30, 12)).toEqual(
      frame(`
      |                              |
      |                              |
      |⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ ⠄⠠ |
      |                              |
      |              ⢰⢄              |
      |               ⠈⠢⡀  ⢀⡀        |
      |                 ⠑⠊⠉⠁         |
      |                              |
      |                              |
      |episode 1,204     return 62.00|
      |left       ━━━───────    0.250|
      |right      ━━━━━━━━━━    0.750|
    `),
    );
  });

  it('is a ball over a paddle on a board of the size set', () => {
    const scope = { ...body('catch', [2, 1, 3]), actions: [] };
    const settings = { rows: 5, columns: 4 };
    expect(drawn(16, 6, (region) => paintScope(region, scope, makeTheme(0), settings))).toEqual(
      frame(`
      |                |
      |                |
      |    ⢸⣿⣿⡇        |
      |                |
      |            ⢸⣿⣿⡇|
      |ep… return 62.00|
    `),
    );
  });

  it('is a bar for the expectation of each arm, with a line across for what the agent takes it for', () => {
    const actions = [0, 2, 1].map((value, arm) => ({ name: `arm ${arm}`, value }));
    const scope = { ...body('bandit', [1, 2, -1]), actions };
    expect(drawn(18, 10, (region) => paintScope(region, scope, makeTheme(0), {}))).toEqual(
      frame(`
      |      ⠉⠉⠉⠉⠉⠁      |
      |      ⢸⣿⣿⣿⣿       |
      |      ⢸⣿⣿⣿⣿       |
      |⢸⣿⣿⣿⣿ ⢸⣿⣿⣿⣿ ⠉⠉⠉⠉⠉⠁|
      |⢸⣿⣿⣿⣿ ⢸⣿⣿⣿⣿       |
      |⣀⣀⣀⣀⣀⡀⢸⣿⣿⣿⣿⣀⢀⣀⣀⣀⣀⣀|
      |            ⢸⣿⣿⣿⣿ |
      |            ⢸⣿⣿⣿⣿ |
      |            ⢸⣿⣿⣿⣿ |
      |epis… return 62.00|
    `),
    );
  });
});

it('embeddings have a map with a sign a group, and the neighbours of a query', () => {
  const scope: EmbeddingScope = {
    kind: 'embedding',
    points: [
      { x: -1, y: -1, group: 0 },
      { x: 1, y: 1, group: 1 },
      { x: 0, y: 0, group: 2 },
      { x: 0.5, y: -0.5, group: 13 },
    ],
    query: 'how do I reset my password',
    neighbours: [
      { text: 'password reset link does not arrive', score: 0.934, correct: true },
      { text: '忘れたパスワードを再設定する', score: 0.913, correct: false },
    ],
  };
  expect(paint(scope, 30, 10)).toEqual(
    frame(`
      |                             ▲|
      |                              |
      |                              |
      |               ■              |
      |                              |
      |                      ▲       |
      |●                             |
      |query how do I reset my passw…|
      |✓ password reset link …  0.934|
      |✗ 忘れたパスワードを再…  0.913          |
    `),
  );
});

it('a regression has its data, its outliers and the fitted curve', () => {
  const x = Array.from({ length: 40 }, (_, i) => i / 39);
  const scope: FitScope = {
    kind: 'fit',
    x,
    y: x.map((one, i) => (i % 13 === 5 ? 2 : one * one)),
    outlier: x.map((_, i) => i % 13 === 5),
    curveX: [0, 0.5, 1],
    curveY: [0, 0.4, 0.9],
  };
  expect(paint(scope, 30, 9)).toEqual(
    frame(`
      |    ×        ×         ×      |
      |                              |
      |                              |
      |                              |
      |                         ⣀⣀⠤⠤⠒|
      |                  ⣀⣀⠤⠔⠒⠊⠉⠁    |
      |         ⣀⣀⡠⠤⠤⠒⠒⠉⠉⠂⠊⠈         |
      |⣀⡠⠤⠤⠒⠒⠊⠉⠉⠄⠒⠐⠁⠁                |
      |y 0..2.000        × 3 outliers|
    `),
  );
});

it('no picture throws in any region, whatever its numbers', () => {
  const value = fc.oneof(fc.double(), fc.integer({ min: -3, max: 30 }));
  const values = fc.array(value, { maxLength: 12 });
  const scope: fc.Arbitrary<Scope> = fc.oneof(
    fc.record({
      kind: fc.constant('grid' as const),
      width: fc.integer({ min: 1, max: 14 }),
      height: fc.integer({ min: 1, max: 14 }),
      cells: fc.string({ maxLength: 60 }),
      values,
      policy: fc.array(fc.integer({ min: -1, max: 3 })),
      visits: values,
      agent: fc.integer({ min: -1, max: 200 }),
      qError: fc.option(value),
      regret: fc.option(value),
    }),
    fc
      .tuple(fc.constantFrom<BodyScope['env']>('cartpole', 'mountain-car', 'acrobot', 'catch', 'bandit'), values)
      .map(([env, state]) => body(env, state)),
    fc.record({
      kind: fc.constant('fit' as const),
      x: values,
      y: values,
      outlier: fc.array(fc.boolean()),
      curveX: values,
      curveY: values,
    }),
    fc.record({
      kind: fc.constant('embedding' as const),
      points: fc.array(fc.record({ x: value, y: value, group: value })),
      query: fc.option(fc.string({ unit: 'binary' })),
      neighbours: fc.array(fc.record({ text: fc.string({ unit: 'binary' }), score: value, correct: fc.boolean() })),
    }),
    fc.record({
      kind: fc.constant('classes' as const),
      names: fc.array(fc.string({ unit: 'binary' }), { maxLength: 30 }),
      confusion: fc.array(values),
      calibration: fc.array(fc.record({ probability: value, share: value, rows: value })),
      points: fc.array(fc.record({ x: value, y: value, group: value })),
    }),
    fc.record({
      kind: fc.constant('precision-recall' as const),
      calibration: fc.array(fc.record({ probability: value, share: value, rows: value })),
      recall: values,
      precision: values,
      baseRate: value,
      averagePrecision: value,
      confusion: fc.record({ tp: value, fp: value, fn: value, tn: value }),
      histogram: fc.record({ positives: values, negatives: values }),
    }),
  );
  fc.assert(
    fc.property(
      scope,
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom<ColorDepth>(0, 8, 24),
      (picture, width, height, depth) => {
        expect(paint(picture, width, height, depth)).toHaveLength(height);
      },
    ),
    {
      numRuns: 300,
      examples: [
        [
          { kind: 'classes', names: [''], confusion: [[Number.POSITIVE_INFINITY]], calibration: [], points: [] },
          4,
          2,
          0,
        ],
      ],
    },
  );
});
