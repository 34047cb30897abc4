import { describe, expect, it } from 'vitest';
import { FakeSession, type MetricShape, runsOf, scenario } from '../fixture.js';
import { frame, openFake } from '../stagehand.js';
import { shownAfter } from './sessions.js';

/** After the forest has grown between the keys. */
async function grown(made: FakeSession, columns: number, rows: number, ...keys: string[]): Promise<string[]> {
  shownAfter(made, columns, rows, ...keys);
  for (let i = 0; i < 100; i++) await new Promise((done) => setImmediate(done));
  return shownAfter(made, columns, rows, ...keys);
}

/** A sweep in which the learning rate decides and the width does nothing: 4 rates by 3 widths, two seeds each. */
function sweep(rates: readonly number[] = [1e-4, 1e-3, 0.01, 0.1]): FakeSession {
  const runs = rates.flatMap((lr, i) =>
    [8, 16, 32].flatMap((width) => {
      const shape: MetricShape = {
        spec: { name: 'greedy_return', help: 'return', better: 'higher' },
        every: 500,
        at: (share, seed) => share * (i + 1) + 0.01 * seed,
      };
      const learner = {
        kind: 'agent' as const,
        env: { name: 'gridworld', params: {} },
        agent: { name: 'dqn', params: { lr, hidden: [width], gamma: 0.9 } },
      };
      const variant = `agent.lr=${lr}, agent.hidden=[${width}]`;
      return runsOf(scenario({ variant, seeds: [0, 1], learner }), [shape]);
    }),
  );
  for (const run of runs) run.advance(20_000);
  return new FakeSession(runs);
}

describe('the settings of a sweep', () => {
  it('are drawn in place of the intervals at 140x40', async () => {
    expect((await grown(sweep(), 140, 40, '2')).slice(14)).toEqual(
      frame(`
      |│                            ││   …0.01, agent.hidden=[32]      2    3.005    3.005                 —     +2.000       1   inconclusive    │|
      |│                            ││   …0.1, agent.hidden=[8]        2    4.005    4.005                 —     +3.000       1   inconclusive    │|
      |│                            ││   …0.1, agent.hidden=[16]       2    4.005    4.005                 —     +3.000       1   inconclusive    │|
      |│                            ││   …0.1, agent.hidden=[32]       2    4.005    4.005                 —     +3.000       1   inconclusive    │|
      |│                            ││                                                                                                            │|
      |│                            ││ agent.lr=0.0001, agent.hidden=[16] against agent.lr=0.0001, agent.hidden=[8]: inconclusive: too few seeds  │|
      |│                            ││ (2 against 2; at least 5 on each side)                                                                     │|
      |│                            ││ Intervals: Student's t of the mean. g: Hedges. better: probability that a seed is better. p: Mann-Whitney↓ │|
      |│                            │╰────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      |│                            │╭─ Settings better is up ─────────────────────────────────────────────── d intervals  ←→ variant  ↑↓ metric ─╮|
      |│                            ││           0.100                                           4.005            importance (fANOVA)             │|
      |│                            ││             │⠓⠦⡤⣀⡀⠢⠤⠤⠤⢄⣀⣀⣀⡀         │         ⢀⣀⣀⣀⡠⠤⠤⠤⠔⠒⣀⡠⡴⠖│              agent.lr     ━━━━━━━━━━━━╸  99% │|
      |│                            ││             │  ⠈⠑⠪⣑⠒⠤⢄⡀   ⠈⠉⠉⠉⢑⣒⣒⣒⣢⣤│[32]⣒⡊⠉⠉⠉⠁   ⢀⣀⠤⠔⢊⡩⠒⠉  │              agent.hidden ─────────────   0% │|
      |│                            ││             │ ⢀⣀⣀⣀⡠⠉⠢⢄⡈⠉⠒⠢⢄⣀⠉⣉⡡⠤⣒⠭⠋⠁│ ⠉⠫⢕⡢⠬⣉⡉⢀⡠⠤⠒⠊⠁⣀⠤⠊⠁⣀⣀⣀⡀ │              ━━ agent.lr=0.0001, agent.hidd… │|
      |│                            ││             │⠙⠓⠶⢖⡒⠢⠤⠤⠤⠈⠒⢄⡀⡒⠊⠉⠑⠢⠤⣀⡀  │   ⣀⡠⠔⠒⠉⠁⢒⣢⡠⠔⠊⠤⠤⠤⠔⠒⣒⠶⠞⠛│              ━━ the best 2 of 12             │|
      |│                            ││             │    ⢈⣉⠶⠶⠶⣉⡁ ⠈⠑⠤⣀⢉⣑⣒⣒⠈⠑⠒│[16]⣒⣊⣉⢀⡠⠔⠉  ⣉⡱⠶⠶⢎⣉    │                                              │|
      |│                            ││             │⣠⣤⠶⠮⠥⠤⠤⠒⠒⢒⠾⠛⠛⠭⢍⣉⠑⠢⢄⠒⠉⠁ │  ⠉⠑⢀⠤⠒⠁⣉⠭⠝⠛⠻⢖⠒⠒⠢⠤⠤⠭⠶⢦⣤│                                              │|
      |│                            ││             │ ⠈⠉⠉⠉⠑⣒⠖⠚⠣⢤⡤⠤⢖⣊⣉⣉⡑⠒⠉⠒⢄⡀│ ⣀⠔⠊⠁⢒⣉⣉⣉⡲⠦⢤⣤⠔⠛⠒⢖⡊⠉⠉⠉⠁ │                                              │|
      |│                            ││             │  ⢀⡠⢔⣉⠤⠔⠒⠉⠁  ⢀⣀⣀⣀⡠⠤⠤⠤⠔⠒│[8]⠤⠤⢄⣀⣀⣀⡀   ⠉⠑⠒⠤⢌⣑⠤⣀  │                                              │|
      |│                            ││             │⣀⡠⠤⠤⠤⠔⠒⠒⠒⠊⠉⠉⠉⠁         │         ⠈⠉⠉⠉⠑⠒⠒⠒⠢⠤⠤⠤⢄⣀│                                              │|
      |│                            ││           1e-4                                            1.005                                            │|
      |│                            ││       agent.lr log            agent.hidden            greedy_return                                        │|
      |╰────────────────────────────╯╰────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results                                                                                        |
    `),
    );
  });

  it('are drawn on the whole page at 80x24', async () => {
    expect(await grown(sweep(), 80, 24, '2', 'd')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 24  ━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Settings better is up ───────────────── d intervals  ←→ variant  ↑↓ metric ─╮|
      |│           0.100                                             4.005            │|
      |│             │⠓⠶⣤⢄⣀⠒⠒⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀       │       ⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠒⠒⢀⣀⢤⡴⠖│              │|
      |│             │   ⠉⠒⠭⣉⠒⠢⠤⣀⡀⣀⣀⣀⣀⣀⠭⠭⠭⠭⣭⣲⡶│[32]⠭⠭⠭⣀⣀⣀⣀⣀ ⣀⡠⠤⠒⢊⡩⠕⠊⠁  │              │|
      |│             │⢤⣤⣒⣒⣒⣒⠒⠉⠒⠤⣀⠈⠉⠒⠢⠤⣀⡀⢒⡪⠝⠊⠁ │  ⠉⠚⠭⣒⠒⣀⡠⠤⠒⠊⠉⢀⡠⠔⠊⠁⢒⣒⣒⣒⣤⣤│              │|
      |│             │  ⠉⠑⠒⠤⠭⣉⣉⣉⠶⠉⠢⢄⡀⡤⠴⠈⠉⠑⠒⠤⢄⣀│⢀⣀⠤⠔⠒⠉⠉⠶⠤⣤⣀⠤⠊⠁⢎⣉⣉⡩⠥⠔⠒⠉⠁ │              │|
      |│             │  ⣀⡠⠤⠒⠒⣉⣉⣉⣒⣢⠴⣮⠈⠑⠢⢄⡀⣒⡲⠶⠛⠛│[16]⣒⡒⣀⠤⠒⠉⣭⡶⣤⣒⣊⣉⣉⠑⠒⠢⠤⣀⡀ │              │|
      |│             │⠚⠛⠭⠭⠭⠭⠭⣀⣤⣒⣉⣀⣀⣀⠬⠝⠒⠫⠈⠑⠢⢄⡀ │  ⣀⠤⠒⠉⠭⠒⠚⠭⢄⣀⣀⣈⣑⣢⣄⡭⠭⠭⠭⠭⠚⠛│              │|
      |│             │   ⣀⠤⢒⣉⠤⠤⠒⠊⠉⠉⠉⠉⠉⠉⣀⣀⣀⣀⣀⠤⠤│[8]⣀⣀⣀⣀⠉⠉⠉⠉⠉⠉⠉⠒⠢⠤⣈⣑⠢⢄⡀  │              │|
      |│             │⣀⣀⠤⠤⠤⠤⠤⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉       │       ⠉⠉⠉⠉⠉⠒⠒⠒⠒⠒⠤⠤⠤⠤⠤⣀⣀│              │|
      |│           1e-4                                              1.005            │|
      |│       agent.lr log             agent.hidden             greedy_return        │|
      |│                                                                              │|
      |│ importance (fANOVA)                                                          │|
      |│ agent.lr     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸  99% │|
      |│ agent.hidden ──────────────────────────────────────────────────────────   0% │|
      |│ ━━ agent.lr=0.0001, agent.hidden=[8]                                         │|
      |│ ━━ the best 2 of 12                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results                            |
    `),
    );
  });

  it('give way to the intervals with d, and are there for few variants when asked for', () => {
    const titles = (made: FakeSession, ...keys: string[]) => {
      const { press, frame: shown, dashboard } = openFake(made, 140, 40);
      press('2', ...keys);
      const text = shown().join('\n');
      dashboard.close();
      return ['Settings', 'Intervals', 'Profile'].filter((title) => text.includes(`─ ${title}`));
    };
    expect(titles(sweep())).toEqual(['Settings']);
    expect(titles(sweep(), 'd')).toEqual(['Intervals', 'Profile']);
    expect(titles(sweep([0.1]))).toEqual(['Intervals', 'Profile']);
    expect(titles(sweep([0.1]), 'd')).toEqual(['Settings']);
  });

  it('have their importance worked out between the keys', () => {
    expect(shownAfter(sweep(), 140, 40, '2').join('\n')).toContain('being computed');
  });

  it('tell why there is no importance', () => {
    expect(shownAfter(sweep([0.1]), 140, 40, '2', 'd').join('\n')).toContain('needs at least 8 variants');
    expect(shownAfter(new FakeSession(sweep().runs.slice(0, 2)), 140, 40, '2', 'd').join('\n')).toContain(
      'fewer than two variants with different settings have a value of greedy_return',
    );
  });
});
