import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { session, shownAfter, takenApart } from './sessions.js';

describe('the scenario', () => {
  it('with a cell that is read at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '3', 'right', 'right', 'right', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ gridworld gridworld-dqn seed 0  20,000 ─╮╭─ Reading cell 0, 1 ──────────────╮|
      |│                                          ││ free, 3 visits                   │|
      |│                                          ││ V 0.100, V* 0.237                │|
      |│     ↓ █   → █   → █ ██████  → █   → █    ││         Q       Q*   Q - Q*      │|
      |│     0   0.100 0.200 ██████0.400 0.500    ││  ←   0.150    0.158   -0.008     │|
      |│   ┏ ↓ █┓██████  ● █   ↓ █ ██████  → █    ││ ▸↓   0.175    0.184   -0.009     │|
      |│   ┗.100┛██████0.300 0.400 ██████0.600    ││  →   0.200    0.211   -0.011     │|
      |│     ↓ █   → █   → █   ↓ █   → █ ██████   ││  ↑   0.225    0.237   -0.012     │|
      |│   0.200 0.300 0.400 0.500 0.600 ██████   │╰──────────────────────────────────╯|
      |│     ↓ █   → █   → █   ↓ █   → █   G █    │╭─ Figures done ─── 20,000/20,000 ─╮|
      |│   0.300 0.400 0.500 0.600 0.700          ││ greedy_return  ▁▂▅▇████    0.807 │|
      |│                                          ││ loss           █▄▃▂▁▁▁▁    0.022 │|
      |│                                          ││ episode_return ▁▁▃▆████    0.468↓│|
      |╰─ → policy  ● agent  ░▓ V low, high ──────╯╰──────────────────────────────────╯|
      |╭─ Lesson DQN on four rooms ───────────────────────────────────────────────────╮|
      |│ Does a falling TD loss mean that the policy gets better?                     │|
      |│ The loss is small at once while Q is still wrong everywhere. Watch the       │|
      |│ regret: it falls in jumps.                                                   │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
    `),
    );
  });

  it('with a cell that is read at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '3', 'right', 'right', 'right', 'down', 'down')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ gridworld gridworld-dqn seed 0 ────────── ←↓↑→ cell  Esc time  PgUp PgDn run  20,000 ─╮╭─ Reading cell 0, 1 ────────────────────────────╮|
      |│                                                                                        ││ free, 3 visits                                 │|
      |│                                                                                        ││ V 0.100, V* 0.237                              │|
      |│                                                                                        ││         Q       Q*   Q - Q*                    │|
      |│                                                                                        ││  ←   0.150    0.158   -0.008                   │|
      |│                                                                                        ││ ▸↓   0.175    0.184   -0.009                   │|
      |│                                                                                        ││  →   0.200    0.211   -0.011                   │|
      |│                                                                                        ││  ↑   0.225    0.237   -0.012                   │|
      |│                                                                                        ││                                                │|
      |│                                            ███████████                                 ││                                                │|
      |│                ↓   █      →   █      →   █ ███████████     →   █      →   █            │╰────────────────────────────────────────────────╯|
      |│                0        0.100      0.200   ███████████   0.400      0.500              │╭─ Figures done ───────────────── 20,000/20,000 ─╮|
      |│                                            ███████████                                 ││ greedy_return  ▁▁▁▁▂▃▄▅▆▇████████████    0.807 │|
      |│           ┏         ┓███████████                      ███████████                      ││ loss           █▇▅▄▃▃▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁    0.022 │|
      |│           ┃    ↓   █┃███████████     ●   █      ↓   █ ███████████     →   █            ││ episode_return ▁▁▁▁▂▂▃▄▅▆▆██▇████████    0.468 │|
      |│           ┃  0.100  ┃███████████   0.300      0.400   ███████████   0.600              ││ q_error        ██▇▆▄▄▄▃▃▂▂▂▁▁▁▁▁▁▁▁▁▁    0.046 │|
      |│           ┗         ┛███████████                      ███████████                      ││ epsilon        ██▇▆▅▅▄▃▂▁▁▁▁▁▁▁▁▁▁▁▁▁    0.050 │|
      |│                                                                  ███████████           ││ grad_norm      █▇▆▄▄▄▃▃▁▁▂▁▁▁▁▁▁▁▁▁▁▁    0.241 │|
      |│                ↓   █      →   █      →   █      ↓   █      →   █ ███████████           ││                                                │|
      |│              0.200      0.300      0.400      0.500      0.600   ███████████           ││                                                │|
      |│                                                                  ███████████           ││                                                │|
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
      |╰─ → policy  ● agent  ░▓ V low, high  G goal  █ wall ────────────────────────────────────╯╰────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                                 |
    `),
    );
  });

  it('with its update in place of the figures at 80x24', () => {
    expect(shownAfter(takenApart(), 80, 24, '3')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ gridworld gridworld-dqn seed 0  20,000 ─╮╭─ Reading agent at 2, 1 ──────────╮|
      |│                                          ││ free, 3 visits                   │|
      |│                                          ││ V 0.300, V* 0.289                │|
      |│     ↓ █   → █   → █ ██████  → █   → █    ││         Q       Q*   Q - Q*      │|
      |│     0   0.100 0.200 ██████0.400 0.500    ││  ←   0.200    0.211   -0.011     │|
      |│     ↓ █ ██████  ● █   ↓ █ ██████  → █    ││  ↓   0.225    0.237   -0.012     │|
      |│   0.100 ██████0.300 0.400 ██████0.600    ││ ▸→   0.250    0.263   -0.013     │|
      |│     ↓ █   → █   → █   ↓ █   → █ ██████   ││  ↑   0.275    0.289   -0.014     │|
      |│   0.200 0.300 0.400 0.500 0.600 ██████   │╰──────────────────────────────────╯|
      |│     ↓ █   → █   → █   ↓ █   → █   G █    │╭─ Update step 18,420  n 241, 252 ─╮|
      |│   0.300 0.400 0.500 0.600 0.700          ││ loss ▁▂▅█▅▂▁ ▁ 1.2e-6..3.400 log │|
      |│                                          ││ grad ▄ █▃▁▁  24% 0, 0.012..0.980 │|
      |│                                          ││ p99 0.310 step/w 0.002 dead 63%  │|
      |╰─ → policy  ● agent  ░▓ V low, high ──────╯╰──────────────────────────────────╯|
      |╭─ Lesson DQN on four rooms ───────────────────────────────────────────────────╮|
      |│ Does a falling TD loss mean that the policy gets better?                     │|
      |│ The loss is small at once while Q is still wrong everywhere. Watch the       │|
      |│ regret: it falls in jumps.                                                   │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
    `),
    );
  });

  it('with its update below the picture at 140x40', () => {
    expect(shownAfter(takenApart(), 140, 40, '3')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ gridworld gridworld-dqn seed 0 ────────────────────── ↑↓ cell  PgUp PgDn run  20,000 ─╮╭─ Reading agent at 2, 1 ────────────────────────╮|
      |│                                                                                        ││ free, 3 visits                                 │|
      |│                                            ███████████                                 ││ V 0.300, V* 0.289                              │|
      |│                ↓   █      →   █      →   █ ███████████     →   █      →   █            ││         Q       Q*   Q - Q*                    │|
      |│                0        0.100      0.200   ███████████   0.400      0.500              ││  ←   0.200    0.211   -0.011                   │|
      |│                                            ███████████                                 ││  ↓   0.225    0.237   -0.012                   │|
      |│                      ███████████                      ███████████                      ││ ▸→   0.250    0.263   -0.013                   │|
      |│                ↓   █ ███████████     ●   █      ↓   █ ███████████     →   █            ││  ↑   0.275    0.289   -0.014                   │|
      |│              0.100   ███████████   0.300      0.400   ███████████   0.600              ││                                                │|
      |│                      ███████████                      ███████████                      ││                                                │|
      |│                                                                  ███████████           │╰────────────────────────────────────────────────╯|
      |│                ↓   █      →   █      →   █      ↓   █      →   █ ███████████           │╭─ Figures done ───────────────── 20,000/20,000 ─╮|
      |│              0.200      0.300      0.400      0.500      0.600   ███████████           ││ greedy_return  ▁▁▁▁▂▃▄▅▆▇████████████    0.807 │|
      |│                                                                  ███████████           ││ loss           █▇▅▄▃▃▂▂▂▁▁▁▁▁▁▁▁▁▁▁▁▁    0.022 │|
      |│                                                                                        ││ episode_return ▁▁▁▁▂▂▃▄▅▆▆██▇████████    0.468 │|
      |│                ↓   █      →   █      →   █      ↓   █      →   █      G   █            ││ q_error        ██▇▆▄▄▄▃▃▂▂▂▁▁▁▁▁▁▁▁▁▁    0.046 │|
      |│              0.300      0.400      0.500      0.600      0.700                         ││ epsilon        ██▇▆▅▅▄▃▂▁▁▁▁▁▁▁▁▁▁▁▁▁    0.050 │|
      |│                                                                                        ││ grad_norm      █▇▆▄▄▄▃▃▁▁▂▁▁▁▁▁▁▁▁▁▁▁    0.241 │|
      |│                                                                                        ││                                                │|
      |│                                                                                        ││                                                │|
      |╰─ → policy  ● agent  ░▓ V low, high  G goal  █ wall ────────────────────────────────────╯│                                                │|
      |╭─ Update step 18,420 ───────────────────────────────────────────────────────────────────╮│                                                │|
      |│ loss (focal)     log  n 241  gradient weight       n 252  TD errors of a batch  n 118  ││                                                │|
      |│         ▁▆█▆▁                █ █                                      ▃█▃              │╰────────────────────────────────────────────────╯|
      |│        ▂█████▃               █ ██▂                                   ▁███▁             │╭─ Lesson DQN on four rooms ─────────────────────╮|
      |│       ▂███████▃              █ ███▅▁                                 █████             ││ Does a falling TD loss mean that the policy    │|
      |│      ▄█████████▅             █ █████▆▃▁                             ▇█████▇            ││ gets better?                                   │|
      |│  ▁▂▄█████████████▅▃▁    ▃▅▅  █ █████████▆▄▄▃▃▁▁▁▁▁▁              ▁▃▇███████▇▃▁         ││ The loss is small at once while Q is still     │|
      |│ 1.2e-6     0.002      3.400  0 0.012     0.496     0.980  -2.000       0        2.000  ││ wrong everywhere. Watch the regret: it falls   │|
      |│                                                                                        ││ in jumps.                                      │|
      |│ |grad|              p50     p99  dead  step/w                                          ││                                                │|
      |│ mlp.0  ▁▁▂▄█▅▂▁  1.5e-4   0.021   63%  2.9e-4                                          ││                                                │|
      |│ mlp.1   ▁▁▅▇█▂▁  4.3e-5   0.011    3%  4.1e-4                                          ││                                                │|
      |│ mlp.2  █  ▄   █   0.001   0.310     —   0.002                                          ││                                                │|
      |╰────────────────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                                 |
    `),
    );
  });
});
