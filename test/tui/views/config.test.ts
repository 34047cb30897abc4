import { describe, expect, it } from 'vitest';
import { FakeSession, runsOf, scenario } from '../fixture.js';
import { frame } from '../stagehand.js';
import { ended, shownAfter } from './sessions.js';

/** The second variant begins with other parameters in seed 2; the third has begun no run yet. */
function begun(): FakeSession {
  const session = ended();
  for (const run of session.runs.slice(0, 12)) {
    const own = run.scenario.variant !== '' && run.seed === 2 ? 9 : run.seed;
    run.built = {
      initHash: `${own}f3c`.repeat(16),
      dataHash: `${run.seed}1aa`.repeat(16),
      epochs: [],
      understood: null,
    };
  }
  return session;
}

describe('the settings', () => {
  it('of one variant, with what each means at 80x24', () => {
    expect(shownAfter(ended(), 80, 24, '4', 'down', 'down', 'down', 'down', 'down', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Config gridworld-dqn ───────────────────────────────── d only what differs ─╮|
      |│ steps          20000                                                         │|
      |│ evaluateEvery  500                                                           │|
      |│ env            gridworld                                                     │|
      |│ env.layout     four-rooms  default 4x4-trap                                  │|
      |│ env.slip       0                                                             │|
      |│ env.stepReward -0.01  default null                                           │|
      |│ agent          dqn                                                           │|
      |│▸agent.lr       0.001                                                         │|
      |│ agent.gamma    0.95  default 0.99                                            │|
      |│ agent.hidden   [64,64]                                                       │|
      |│ agent.double   false  default true                                           │|
      |│ loss           q-td                                                          │|
      |│ loss.kind      huber  default mse                                            │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ learning rate                                                                │|
      |│ a number > 0 and <= 1000; default 0.001; t can change it in a fork           │|
      |│ config 1744d99d6e29                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results                            |
    `),
    );
  });

  it('of one variant, with what each means at 140x40', () => {
    expect(shownAfter(ended(), 140, 40, '4', 'down', 'down', 'down', 'down', 'down', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms                                                    ✓ 18 done   2 workers  ━━━━━━━━━━━━━━━━━━━━━━━━ 100%          in 0:00|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Config gridworld-dqn ───────────────────────────────────────────────────────────────────────────────────────────── d only what differs ─╮|
      |│ steps          20000                                                                                                                     │|
      |│ evaluateEvery  500                                                                                                                       │|
      |│ env            gridworld                                                                                                                 │|
      |│ env.layout     four-rooms  default 4x4-trap                                                                                              │|
      |│ env.slip       0                                                                                                                         │|
      |│ env.stepReward -0.01  default null                                                                                                       │|
      |│ agent          dqn                                                                                                                       │|
      |│▸agent.lr       0.001                                                                                                                     │|
      |│ agent.gamma    0.95  default 0.99                                                                                                        │|
      |│ agent.hidden   [64,64]                                                                                                                   │|
      |│ agent.double   false  default true                                                                                                       │|
      |│ loss           q-td                                                                                                                      │|
      |│ loss.kind      huber  default mse                                                                                                        │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│ ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── │|
      |│ learning rate                                                                                                                            │|
      |│ a number > 0 and <= 1000; default 0.001; t can change it in a fork                                                                       │|
      |│ config 1744d99d6e29                                                                                                                      │|
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results|
    `),
    );
  });

  it('that differ at 80x24', () => {
    expect(shownAfter(ended(), 80, 24, 'd')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Config 1 of 13 settings differ ──────────────────────────── d all settings ─╮|
      |│            gridworld-dqn    agent.lr=0.1     agent.lr=0.01                   │|
      |│▸agent.lr   0.001          ≠ 0.1            ≠ 0.01                            │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ learning rate                                                                │|
      |│ a number > 0 and <= 1000; default 0.001; t can change it in a fork           │|
      |│ config 1744d99d6e29                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | only settings that differ between the variants                                 |
    `),
    );
  });

  it('that differ at 140x40', () => {
    expect(shownAfter(ended(), 140, 40, 'd')).toEqual(
      frame(`
      | DQN on four rooms                                                    ✓ 18 done   2 workers  ━━━━━━━━━━━━━━━━━━━━━━━━ 100%          in 0:00|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Config 1 of 13 settings differ ──────────────────────────────────────────────────────────────────────────────────────── d all settings ─╮|
      |│            gridworld-dqn    agent.lr=0.1     agent.lr=0.01                                                                               │|
      |│▸agent.lr   0.001          ≠ 0.1            ≠ 0.01                                                                                        │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│                                                                                                                                          │|
      |│ ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── │|
      |│ learning rate                                                                                                                            │|
      |│ a number > 0 and <= 1000; default 0.001; t can change it in a fork                                                                       │|
      |│ config 1744d99d6e29                                                                                                                      │|
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      | only settings that differ between the variants|
    `),
    );
  });

  it('stand above what the runs begin with, which tells whether they differ in nothing else', () => {
    expect(shownAfter(begun(), 80, 14, 'd', 'down')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00|
      |╭─ Config 1 of 13 settings differ ──────────────────────────── d all settings ─╮|
      |│             gridworld-dqn    agent.lr=0.1     agent.lr=0.01                  │|
      |│ agent.lr    0.001          ≠ 0.1            ≠ 0.01                           │|
      |│▸init hash   2f3c2f3c       ≠ 9f3c9f3c         —                              │|
      |│ data hash   01aa01aa         01aa01aa ✓       —                              │|
      |│                                                                              │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ sha256 of the parameters before the first step                               │|
      |│ different for seed 2 of seeds 0-5                                            │|
      |│ config 1744d99d6e29                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results|
    `),
    );
  });

  it('of one variant stand above what each of its seeds begins with', () => {
    expect(shownAfter(begun(), 80, 14, '4', 'end').slice(4, 11)).toEqual(
      frame(`
      |│ loss.kind      huber  default mse                                            │|
      |│ init hash      s0 0f3c0f3c  s1 1f3c1f3c  s2 2f3c2f3c  s3 3f3c3f3c  s4 4f3c4… │|
      |│▸data hash      s0 01aa01aa  s1 11aa11aa  s2 21aa21aa  s3 31aa31aa  s4 41aa4… │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ sha256 of the rows and their split                                           │|
      |│ by seed, the first 8 digits of each                                          │|
      |│ config 1744d99d6e29                                                          │|
    `),
    );
  });

  it('that do not differ are no reason not to compare what the runs begin with', () => {
    const runs = [...runsOf(scenario({ seeds: [0, 1] })), ...runsOf(scenario({ seeds: [1], variant: 'again' }))];
    for (const run of runs) {
      run.advance(20_000);
      run.built = { initHash: `${run.seed}f3c`.repeat(16), dataHash: null, epochs: [], understood: null };
    }
    expect(shownAfter(new FakeSession(runs), 80, 14, 'd').slice(1, 10)).toEqual(
      frame(`
      |╭─ Config 0 of 5 settings differ ───────────────────────────── d all settings ─╮|
      |│             gridworld-dqn    again                                           │|
      |│▸init hash   1f3c1f3c         1f3c1f3c ✓                                      │|
      |│                                                                              │|
      |│ The shown variants have the same settings.                                   │|
      |│                                                                              │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ sha256 of the parameters before the first step                               │|
      |│ the same for seed 1                                                          │|
    `),
    );
  });

  it('of a file of the user end with what was understood of it', () => {
    const session = begun();
    for (const run of session.runs.slice(0, 12))
      run.built = { ...run.built!, understood: '344 rows; 4 numbers; 3 classes of species; 258 rows train, 86 test' };
    expect(shownAfter(session, 80, 14, '4', 'end').slice(5, 11)).toEqual(
      frame(`
      |│ data hash      s0 01aa01aa  s1 11aa11aa  s2 21aa21aa  s3 31aa31aa  s4 41aa4… │|
      |│▸data           344 rows; 4 numbers; 3 classes of species; 258 rows train, 8… │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ how the data was read; details in data.json of the run folder                │|
      |│ 344 rows; 4 numbers; 3 classes of species; 258 rows train, 86 test           │|
      |│ config 1744d99d6e29                                                          │|
    `),
    );
  });
});
