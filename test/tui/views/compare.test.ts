import { describe, expect, it } from 'vitest';
import { FakeSession, runsOf, scenario } from '../fixture.js';
import { frame, openFake } from '../stagehand.js';
import { ended, session, shownAfter } from './sessions.js';

describe('the comparison', () => {
  it('of runs that have ended at 80x24', () => {
    expect(shownAfter(ended(), 80, 24, '2', 'right')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Compare all runs have ended ──────────────────────── against gridworld-dqn ─╮|
      |│ greedy_return ↑ higher is better     3/6  ↑↓ metric  ←→ variant  * reference │|
      |│                                                                              │|
      |│                     n     mean      IQM     95 % interval difference       p │|
      |│  *as written        6    0.833    0.825     0.797 – 0.869  reference         │|
      |│ ▸ agent.lr=0.1      6    0.433    0.425     0.397 – 0.469     -0.400  < 1e-6 │|
      |│   agent.lr=0.01     6    0.833    0.825     0.797 – 0.869          0       1 │|
      |│                                                                              │|
      |│ agent.lr=0.1 against as written: regressed: greedy_return is lower by 0.4    │|
      |│ (0.4 to 0.4), p < 1e-6, beyond the margin of 0                               │|
      |│   as written                                                  ├───◆───┤      │|
      |│                                                                ●●  ●●   ●    │|
      |│ ▸ agent.lr=0.1       ├───◆──┤                                                │|
      |│                      ●●  ●●    ●                                             │|
      |│   agent.lr=0.01                                               ├───◆───┤      │|
      |│                                                                ●●  ●●   ●    │|
      |│                  ────┬────────────────────┬────────────────────┬──────────── │|
      |│                     0.4                  0.6                  0.8            │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results                            |
    `),
    );
  });

  it('of runs that have ended at 140x40', () => {
    expect(shownAfter(ended(), 140, 40, '2', 'right')).toEqual(
      frame(`
      | DQN on four rooms                                                    ✓ 18 done   2 workers  ━━━━━━━━━━━━━━━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Metrics 6 ────────────────╮╭─ Compare all runs have ended ────────────────────────────────────────────────────── against gridworld-dqn ─╮|
      |│ loss                 0.022 ││ greedy_return ↑ higher is better                                   3/6  ↑↓ metric  ←→ variant  * reference │|
      |│ episode_return       0.612 ││                                                                                                            │|
      |│▸greedy_return        0.433 ││                     n     mean      IQM     95 % interval difference      g better       p        verdict  │|
      |│ q_error              0.047 ││  *as written        6    0.833    0.825     0.797 – 0.869  reference                                       │|
      |│ epsilon              0.050 ││ ▸ agent.lr=0.1      6    0.433    0.425     0.397 – 0.469     -0.400 -10.75    0 %  < 1e-6      regressed  │|
      |│ grad_norm            1.020 ││   agent.lr=0.01     6    0.833    0.825     0.797 – 0.869          0   0.00   50 %       1    no evidence  │|
      |│                            ││                                                                                                            │|
      |│                            ││ agent.lr=0.1 against as written: regressed: greedy_return is lower by 0.4 (0.4 to 0.4), p < 1e-6, beyond   │|
      |│                            ││ the margin of 0                                                                                            │|
      |│                            ││ Intervals: Student's t of the mean. g: Hedges. better: probability that a seed is better. p: Mann-Whitney, │|
      |│                            ││ and pairs of seeds or Welch; Holm.                                                                         │|
      |│                            │╰────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      |│                            │╭─ Intervals mean, 95 %, seeds ─────────────────────────────────────╮╭─ Profile share of seeds ──────────────╮|
      |│                            ││   as written                                         ├───◆──┤     ││ 100%│⠉⡇⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹        │|
      |│                            ││                                                       ●● ●●   ●   ││     │ ⢱                      ⠈⡆       │|
      |│                            ││                                                                   ││     │ ⢸                       ⡇       │|
      |│                            ││ ▸ agent.lr=0.1     ├──◆──┤                                        ││     │ ⢸                       ⡇       │|
      |│                            ││                     ●  ●●  ●                                      ││     │ ⢸                       ⡇       │|
      |│                            ││                                                                   ││     │  ⡇                      ⢸       │|
      |│                            ││   agent.lr=0.01                                      ├───◆──┤     ││     │  ⡇                      ⢸       │|
      |│                            ││                                                       ●● ●●   ●   ││     │  ⠧⡄                     ⠸⢤      │|
      |│                            ││                                                                   ││     │   ⢇                      ⠸⡀     │|
      |│                            ││                 ───┬─────────────────┬────────────────┬────────── ││     │   ⢸⡀                      ⣇     │|
      |│                            ││                   0.4               0.6              0.8          ││     │    ⡇                      ⢸     │|
      |│                            ││                                                                   ││     │    ⢸                       ⡇    │|
      |│                            ││                                                                   ││     │    ⠘⠐⢲                     ⠓⠒⡆  │|
      |│                            ││                                                                   ││     │      ⠘⡄                      ⢣  │|
      |│                            ││                                                                   ││   0%│       ⣇⢀⣀⣀⢀⣀⣀⢀⣀⣀⢀⣀⣀⢀⣀⣀⢀⣀⣀⢀⣀⣀⢀⣀⣀ │|
      |│                            ││                                                                   ││     └──────────────────────────────── │|
      |│                            ││                                                                   ││      0.379                      0.917 │|
      |│                            ││                                                                   ││ ━━ as written                         │|
      |│                            ││                                                                   ││ ╍╍ agent.lr=0.1                       │|
      |│                            ││                                                                   ││ ┅┅ agent.lr=0.01                      │|
      |╰────────────────────────────╯╰───────────────────────────────────────────────────────────────────╯╰───────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results                                                                                        |
    `),
    );
  });

  it('of runs under way, some broken at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '2', 'down')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Compare at step 9k, not final ────────────────────── against gridworld-dqn ─╮|
      |│ q_error ↓ lower is better            4/6  ↑↓ metric  ←→ variant  * reference │|
      |│                                                                              │|
      |│                    n     mean      IQM     95 % interval difference       p  │|
      |│ ▸*as written       3    0.046    0.046                 —  reference          │|
      |│   agent.lr=0.1     2    broke    broke                 —      broke     0.6  │|
      |│                                                                              │|
      |│ agent.lr=0.1 against as written: inconclusive: too few seeds (2 against 3;   │|
      |│ at least 5 on each side)                                                     │|
      |│ Not final: runs are still under way, and their values will change.           │|
      |│ ▸ as written                            ◆                                    │|
      |│                   ●         ●                                             ●  │|
      |│                                                                              │|
      |│   agent.lr=0.1              ●                                             ✗1 │|
      |│                             ●                                                │|
      |│                                                                              │|
      |│                 ──────────┬─────────────────┬────────────────┬────────────── │|
      |│                        0.0455            0.0460           0.0465             │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
    `),
    );
  });

  it('of runs under way, some broken at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '2', 'down')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Metrics 6 ────────────────╮╭─ Compare at step 9k, not final ──────────────────────────────────────────────────── against gridworld-dqn ─╮|
      |│ loss                 0.022 ││ q_error ↓ lower is better                                          4/6  ↑↓ metric  ←→ variant  * reference │|
      |│ episode_return       0.596 ││                                                                                                            │|
      |│ greedy_return        0.836 ││                    n     mean      IQM     95 % interval difference      g better       p        verdict   │|
      |│▸q_error              0.046 ││ ▸*as written       3    0.046    0.046                 —  reference                                        │|
      |│ epsilon              0.050 ││   agent.lr=0.1     2    broke    broke                 —      broke          25 %     0.6   inconclusive   │|
      |│ grad_norm            1.018 ││                                                                                                            │|
      |│                            ││ agent.lr=0.1 against as written: inconclusive: too few seeds (2 against 3; at least 5 on each side)        │|
      |│                            ││ Not final: runs are still under way, and their values will change.                                         │|
      |│                            ││ Intervals: Student's t of the mean. g: Hedges. better: probability that a seed is better. p: Mann-Whitney, │|
      |│                            ││ and pairs of seeds or Welch; Holm.                                                                         │|
      |│                            ││                                                                                                            │|
      |│                            │╰────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      |│                            │╭─ Intervals mean, 95 %, seeds ─────────────────────────────────────╮╭─ Profile share of seeds ──────────────╮|
      |│                            ││ ▸ as written                       ◆                              ││ 100%│                              ⢸⠉ │|
      |│                            ││                   ●       ●                                 ●     ││     │                              ⢸  │|
      |│                            ││                                                                   ││     │                              ⡸  │|
      |│                            ││   agent.lr=0.1            ●                                    ✗1 ││     │                              ⡇  │|
      |│                            ││                           ●                                       ││     │                              ⡇  │|
      |│                            ││                                                                   ││     │       ⡖⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠃  │|
      |│                            ││                 ─────────────────────┬──────────────────────────┬ ││     │       ⡇                         │|
      |│                            ││                                    0.046                    0.047 ││     │       ⡇                         │|
      |│                            ││                                                                   ││     │      ⢸⡏⠈⠉⠉⠈⠉⠉⠈⠉⠉⠈⠉⠉⠈⠉⠉⠈⠉⠉⠈⠉⠉⠈⠉⠉ │|
      |│                            ││                                                                   ││     │      ⢸⡇                         │|
      |│                            ││                                                                   ││     │ ⢠⠤⠤⠤⠤⠼⡇                         │|
      |│                            ││                                                                   ││     │ ⢸     ⡇                         │|
      |│                            ││                                                                   ││     │ ⢸    ⢸                          │|
      |│                            ││                                                                   ││     │ ⡎    ⢸                          │|
      |│                            ││                                                                   ││     │ ⡇    ⢸                          │|
      |│                            ││                                                                   ││   0%│⣀⡇⢀⣀⣀⢀⣸                          │|
      |│                            ││                                                                   ││     └──────────────────────────────── │|
      |│                            ││                                                                   ││      0.045                      0.047 │|
      |│                            ││                                                                   ││ ━━ as written                         │|
      |│                            ││                                                                   ││ ╍╍ agent.lr=0.1                       │|
      |╰────────────────────────────╯╰───────────────────────────────────────────────────────────────────╯╰───────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                                 |
    `),
    );
  });
});

describe('a comparison of more variants than have room', () => {
  /** Nine variants whose names differ in their middle only. */
  const many = (): FakeSession => {
    const seeds = [0, 1, 2, 3, 4];
    const runs = ['', '1', '2', '3', '4', '5', '6', '7', '8'].flatMap((one) =>
      runsOf(
        scenario({ seeds, variant: one === '' ? '' : `agent.optimizer.schedule=warm-${one}-then-cosine-annealing` }),
      ),
    );
    for (const run of runs) run.advance(20_000);
    return new FakeSession(runs);
  };

  it('says in the profile how many it does not draw, and names each one that it draws', () => {
    const lines = shownAfter(many(), 140, 40, '2');
    const profile = lines
      .map((line) => /││ ([━╍┅┉┄╸]{2}|\+\d+) (.*?) *│$/.exec(line))
      .filter((found) => found !== null);
    const drawn = profile.filter(([, mark]) => !mark!.startsWith('+'));
    const left = profile.find(([, mark]) => mark!.startsWith('+'));
    expect(left?.[2]).toBe('more not drawn, ←→ selects one');
    expect(drawn.length + Number(left?.[1])).toBe(9);
    expect(new Set(drawn.map(([, , name]) => name)).size).toBe(drawn.length);
  });

  it('draws the selected one, however far down it stands', () => {
    const lines = shownAfter(many(), 140, 40, '2', 'left');
    expect(lines.join('\n')).toMatch(/││ .. .*-8/);
  });

  it('tells the variants apart in the table and in the list of runs', () => {
    for (const [columns, rows] of [
      [80, 24],
      [140, 40],
    ] as const) {
      const page = shownAfter(many(), columns, rows, '2').join('\n');
      for (const one of [1, 2, 3]) expect(page).toMatch(new RegExp(`-${one}[-…]`));

      const list = shownAfter(many(), columns, rows).join('\n');
      for (const one of [1, 2, 3, 4]) expect(list).toMatch(new RegExp(`▹ .*-${one}[-…]`));
    }
  });

  it('says which part of the table and of the intervals is shown', () => {
    expect(shownAfter(many(), 80, 18, '2').join('\n')).toMatch(/│ {3}1-\d of 9 /);
    const wide = shownAfter(many(), 140, 26, '2').join('\n');
    expect(wide).toMatch(/│ {3}1-\d of 9 /);
  });

  it('keeps the seeds of long names in a list run by run', () => {
    const list = shownAfter(many(), 140, 40, 'g').filter((line) => / s[0-4] /.test(line));
    expect(list.length).toBeGreaterThan(4);
    expect(list.filter((line) => /-1[-…]/.test(line)).length).toBeGreaterThan(3);
  });
});

it('shows what was worked out after the last frame, although nothing else changes any more', async () => {
  const seeds = [0, 1, 2, 3, 4, 5];
  const runs = Array.from({ length: 12 }, (_, i) =>
    runsOf(scenario({ seeds, variant: `agent.lr=0.${10 + i}` })),
  ).flat();
  for (const run of runs) run.advance(20_000);
  const { dashboard, press, frame: shown, clock } = openFake(new FakeSession(runs), 140, 40);
  clock.ms = 5000;
  dashboard.tick();
  press('2');
  const rows = () => shown().filter((line) => /│ {3}…?\S*0\.\d\d {2,}6 {2,}0\.\d/.test(line)).length;
  expect(rows()).toBeLessThan(10);
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
  clock.ms = 6000;
  dashboard.tick();
  expect(rows()).toBe(11);
  dashboard.close();
});
