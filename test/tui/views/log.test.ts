import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { session, shownAfter } from './sessions.js';

describe('the log', () => {
  it('with cause and advice of an alert at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '5', 'up')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Log 3 ───────────────────────────────────────────── End follows the newest ─╮|
      |│    0:00   gridworld-dqn s0  started                                          │|
      |│▸   0:14 ⚠ agent.lr=0.1 s2  4k epsilon is 0.05, entropy 0.01                  │|
      |│    0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│                                                                              │|
      |│ ──────────────────────────────────────────────────────────────────────────── │|
      |│ gridworld-dqn agent.lr=0.1/s2 step 4000                                      │|
      |│ epsilon is 0.05, entropy 0.01                                                │|
      |│ Why: The policy has become greedy before it has seen the goal.               │|
      |│ Try: Let epsilon fall more slowly: agent.epsilonSteps=10000.                 │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      |╭─ System ─────────────────────────────────────────────────────────────────────╮|
      |│ workers ───────────────────── — of 2   ui      ───────────────────────    —  │|
      |│ memory  rss 148 MB  heap 41 MB         queue   0  lost 0 frames, 0 points    │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
    `),
    );
  });

  it('with cause and advice of an alert at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '5', 'up')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Log 3 ───────────────────────────────────────────────────────────────────────────────────────────────────────── End follows the newest ─╮|
      |│    0:00   gridworld-dqn s0  started                                                                                                      │|
      |│▸   0:14 ⚠ agent.lr=0.1 s2  4k epsilon is 0.05, entropy 0.01                                                                              │|
      |│    0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                            │|
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
      |│ gridworld-dqn agent.lr=0.1/s2 step 4000                                                                                                  │|
      |│ epsilon is 0.05, entropy 0.01                                                                                                            │|
      |│ Why: The policy has become greedy before it has seen the goal.                                                                           │|
      |│ Try: Let epsilon fall more slowly: agent.epsilonSteps=10000.                                                                             │|
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      |╭─ System ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮|
      |│ workers ─────────────────────────────────────────────────── — of 2   ui      ─────────────────────────────────────────────────────    —  │|
      |│ memory  rss 148 MB  heap 41 MB                                       queue   0  lost 0 frames, 0 points                                  │|
      |│ agent.lr=0.1 s2 ─────────────────────────────────────────────    —                                                                       │|
      |│                                                                                                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543|
    `),
    );
  });

  it('searched, errors only at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '5', 'l', 'l', '/', 'n', 'a', 'n')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ Log 1 of 3  errors  /nan ─────────────────── l level  / search  Enter jump ─╮|
      |│▸   0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                │|
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
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      |╭─ System ─────────────────────────────────────────────────────────────────────╮|
      |│ workers ───────────────────── — of 2   ui      ───────────────────────    —  │|
      |│ memory  rss 148 MB  heap 41 MB         queue   0  lost 0 frames, 0 points    │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | / nan  1 of 3 lines                                                            |
      | Enter keep  Esc as before  ^U clear                                            |
      |                                                                                |
    `),
    );
  });

  it('searched, errors only at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '5', 'l', 'l', '/', 'n', 'a', 'n')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Log 1 of 3  errors  /nan ─────────────────────────────────────────────────────────────────────────────── l level  / search  Enter jump ─╮|
      |│▸   0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                            │|
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
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      |╭─ System ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮|
      |│ workers ─────────────────────────────────────────────────── — of 2   ui      ─────────────────────────────────────────────────────    —  │|
      |│ memory  rss 148 MB  heap 41 MB                                       queue   0  lost 0 frames, 0 points                                  │|
      |│ agent.lr=0.1 s2 ─────────────────────────────────────────────    —                                                                       │|
      |│                                                                                                                                          │|
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      | / nan  1 of 3 lines|
      | Enter keep  Esc as before  ^U clear|
      ||
    `),
    );
  });
});
