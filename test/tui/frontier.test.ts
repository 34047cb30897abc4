import { describe, expect, it } from 'vitest';
import type { FrontierScope } from '../../src/core/scope.js';
import { paintScope } from '../../src/tui/scopes/scopes.js';
import { makeTheme } from '../../src/tui/terminal/theme.js';
import { FakeSession, runsOf, scenario } from './fixture.js';
import { drawn } from './stagehand.js';
import { shownAfter } from './views/sessions.js';

const scope: FrontierScope = {
  kind: 'frontier',
  frontier: Array.from({ length: 20 }, (_, i) => ({ kl: i / 10, reward: Math.sqrt(i / 10) })),
  optimum: { kl: 1.367, reward: 1.169, beta: 0.5 },
  bestOf: [{ kl: 0.3, reward: 0.5, n: 2 }],
  path: [
    { kl: 0, reward: -0.01 },
    { kl: 1.476, reward: 1.2 },
  ],
  proxy: null,
  belowFrontier: 0.03,
  klOptimum: 0.063,
  prompts: [[{ text: 'bbc', reward: 1.9, policy: 0.23, reference: 0.02, optimum: 0.22, seen: true }]],
  otherPrompts: 3,
};

describe('the frontier', () => {
  it.each([24, 30, 38, 42, 60, 76, 86, 110])('at a width of %i has both axes apart, or the reward alone', (width) => {
    const rows = drawn(width, 20, (region) => paintScope(region, scope, makeTheme(0)));
    const axes = rows.find((row) => row.startsWith('reward') && row.includes('..'))!;
    expect(axes).toMatch(/^reward -0\.\d+\.\.1\.\d+( {2,}KL( to the reference)? 0\.\.1\.\d+)?(?= {2}|$)/);
  });

  it('names its horizontal axis in full where that fits, and shorter where it does not', () => {
    const at = (width: number) => drawn(width, 20, (region) => paintScope(region, scope, makeTheme(0))).join('\n');
    expect(at(70)).toContain('KL to the reference 0..');
    expect(at(40)).toMatch(/ KL 0\.\./);
  });
});

it('view 3 lists the answers once: in the reading, or below the picture where there is no reading', () => {
  const made = new FakeSession(runsOf(scenario({ seeds: [0] })));
  made.runs[0]!.advance(9000).scope = scope;
  for (const [columns, rows] of [
    [140, 40],
    [80, 24],
    [50, 30],
  ] as const) {
    const shown = shownAfter(made, columns, rows, '3').filter((line) => line.includes('bbc'));
    expect(shown, `${columns}x${rows}`).toHaveLength(1);
  }
});
