import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { session, shownAfter } from './sessions.js';

describe('the scenario', () => {
  it('with a cell that is read at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '3', 'right', 'right', 'right', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ gridworld gridworld-dqn seed 0  20,000 ─╮╭─ Reading cell 2, 2 ──────────────╮|
      |│                                          ││ free, 3 visits                   │|
      |│                                          ││ V 0.400, V* 0.447                │|
      |│     ↓ █   → █   → █ ██████  → █   → █    ││         Q       Q*   Q - Q*      │|
      |│     0   0.100 0.200 ██████0.400 0.500    ││  ←   0.350    0.368   -0.018     │|
      |│     ↓ █ ██████  ● █   ↓ █ ██████  → █    ││  ↓   0.375    0.395   -0.020     │|
      |│   0.100 ██████0.300 0.400 ██████0.600    ││ ▸→   0.400    0.421   -0.021     │|
      |│     ↓ █   → █ ┏ → █┓  ↓ █   → █ ██████   ││  ↑   0.425    0.447   -0.022     │|
      |│   0.200 0.300 ┗.400┛0.500 0.600 ██████   │╰──────────────────────────────────╯|
      |│     ↓ █   → █   → █   ↓ █   → █   G █    │╭─ Figures done ─── 20,000/20,000 ─╮|
      |│   0.300 0.400 0.500 0.600 0.700          ││ greedy_return  ▁▂▅▇████    0.807 │|
      |│                                          ││ loss           █▄▃▂▁▁▁▁    0.022 │|
      |│                                          ││ episode_return ▁▁▃▆████    0.468↓│|
      |╰──────────────────────────────────────────╯╰──────────────────────────────────╯|
      |╭─ Lesson DQN on four rooms ───────────────────────────────────────────────────╮|
      |│ Does a falling TD loss mean that the policy gets better?                     │|
      |│ The loss is small at once while Q is still wrong everywhere. Watch the       │|
      |│ regret: it falls in jumps.                                                   │|
      |│                                                                              │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
    `),
    );
  });

  it('with a cell that is read at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '3', 'right', 'right', 'right', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ gridworld gridworld-dqn seed 0 ──────────────────── ←↓↑→ cell  PgUp PgDn run  20,000 ─╮╭─ Reading cell 2, 2 ────────────────────────────╮|
      |│                                                                                        ││ free, 3 visits                                 │|
      |│                                                                                        ││ V 0.400, V* 0.447                              │|
      |│                                                                                        ││         Q       Q*   Q - Q*                    │|
      |│                                                                                        ││  ←   0.350    0.368   -0.018                   │|
      |│                                                                                        ││  ↓   0.375    0.395   -0.020                   │|
      |│                                                                                        ││ ▸→   0.400    0.421   -0.021                   │|
      |│                                                                                        ││  ↑   0.425    0.447   -0.022                   │|
      |│                                                                                        ││                                                │|
      |│                                            ███████████                                 ││                                                │|
      |│                ↓   █      →   █      →   █ ███████████     →   █      →   █            │╰────────────────────────────────────────────────╯|
      |│                0        0.100      0.200   ███████████   0.400      0.500              │╭─ Figures done ───────────────── 20,000/20,000 ─╮|
      |│                                            ███████████                                 ││ greedy_return  ▁▁▁▁▂▃▄▅▆▇████████████    0.807 │|
      |│                      ███████████                      ███████████                      ││ loss           █▇▅▄▃▃▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁    0.022 │|
      |│                ↓   █ ███████████     ●   █      ↓   █ ███████████     →   █            ││ episode_return ▁▁▁▁▂▂▃▄▅▆▆██▇████████    0.468 │|
      |│              0.100   ███████████   0.300      0.400   ███████████   0.600              ││ q_error        ██▇▆▄▄▄▃▃▂▂▂▁▁▁▁▁▁▁▁▁▁    0.046 │|
      |│                      ███████████                      ███████████                      ││ epsilon        ██▇▆▅▅▄▃▂▁▁▁▁▁▁▁▁▁▁▁▁▁    0.050 │|
      |│                                 ┏         ┓                      ███████████           ││ grad_norm      █▇▆▄▄▄▃▃▁▁▂▁▁▁▁▁▁▁▁▁▁▁    0.241 │|
      |│                ↓   █      →   █ ┃    →   █┃     ↓   █      →   █ ███████████           ││                                                │|
      |│              0.200      0.300   ┃  0.400  ┃   0.500      0.600   ███████████           ││                                                │|
      |│                                 ┗         ┛                      ███████████           ││                                                │|
      |│                                                                                        ││                                                │|
      |│                ↓   █      →   █      →   █      ↓   █      →   █      G   █            ││                                                │|
      |│              0.300      0.400      0.500      0.600      0.700                         │╰────────────────────────────────────────────────╯|
      |│                                                                                        │╭─ Lesson DQN on four rooms ─────────────────────╮|
      |│                                                                                        ││ Does a falling TD loss mean that the policy    │|
      |│                                                                                        ││ gets better?                                   │|
      |│                                                                                        ││ The loss is small at once while Q is still     │|
      |│                                                                                        ││ wrong everywhere. Watch the regret: it falls   │|
      |│                                                                                        ││ in jumps.                                      │|
      |│                                                                                        ││                                                │|
      |│                                                                                        ││                                                │|
      |│                                                                                        ││                                                │|
      |│                                                                                        ││                                                │|
      |╰────────────────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
    `),
    );
  });
});
