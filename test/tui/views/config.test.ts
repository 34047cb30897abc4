import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { ended, shownAfter } from './sessions.js';

describe('the settings', () => {
  it('of one variant, with what each means at 80x24', () => {
    expect(shownAfter(ended(), 80, 24, '4', 'down', 'down', 'down', 'down', 'down', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00|
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
      |│                                                                              │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ learning rate                                                                │|
      |│ a number > 0 and <= 1000; default 0.001; t can change it in a fork           │|
      |│ config 1744d99d6e29                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results|
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
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00|
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
      |│                                                                              │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ learning rate                                                                │|
      |│ a number > 0 and <= 1000; default 0.001; t can change it in a fork           │|
      |│ config 1744d99d6e29                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | only settings that differ between the variants|
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
});
