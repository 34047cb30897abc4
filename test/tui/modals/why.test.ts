import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { ended, session, shownAfter } from '../views/sessions.js';

describe('why', () => {
  it('runs broke at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'down', 'w')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭╭─ Why agent.lr=0.1 ───────────────────────────────────────────── ↑↓ scroll ─╮╮|
      |││ agent.lr=0.1 against as written                                            ││|
      |││   agent.lr  0.1  ≠  0.001                                                  ││|
      |││   greedy_return: broke (n=2) against 0.836 (n=3)                           ││|
      |││   inconclusive: too few seeds (2 against 3; at least 5 on each side)       ││|
      |││   Not final: runs are still under way.                                     ││|
      |││                                                                            ││|
      |││ Seed 1: diverged at step 6,543                                             ││|
      |││   loss is NaN at step 6543                                                 ││|
      |╰│   step          ~6,455    ~6,475    ~6,494    ~6,514    ~6,533             │╯|
      | │   loss           0.140     0.193     0.190     0.148     0.166             │ |
      |▸│   grad_norm      1.113     2.569     1.109     1.157     0.664             │ |
      | │                                                                            │ |
      | │ Seed 2: running at step 9,000                                              │ |
      | │   step 4,000: epsilon is 0.05, entropy 0.01                                │ |
      |▸│     Why: The policy has become greedy before it has seen the goal.         │ |
      | │     Try: Let epsilon fall more slowly: agent.epsilonSteps=10000.           │ |
      | │                                                                          ↓ │ |
      | ╰────────────────────────────────────────────────────────────────────────────╯ |
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
      | Esc close  ↑↓ scroll                                                           |
      |                                                                                |
    `),
    );
  });

  it('runs broke at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'down', 'w')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ seed 0, mean of n=3 dimmed ───────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                                    ⣀⣀  ⢀⠔⠒⠢⢄⢀⠔⠑⠒⢄⡀⡠⠒⠢⢄⣀⡠⠊⠉⠉⠑⠒⠉⠑⠤⠤⠤⠤⠤⣀ │|
      |│ ▾ ━━ ✓ gridworld-dqn    0.895    0.836 n=3    ━━━━━  100%││      │                               ⢀⣀⣀⠤⠊⠄⠠⠉⠉⠁    ⠁    ⠈     ⠁              │|
      |│▸  ━━ ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                              ⡰⠁ ⡀⠈                                    │|
      |│      ✓  seed 1    ╭─ Why gridworld-dqn seed 0 ───────────────────────────────────────────────────────────────────────╮                   │|
      |│      ✓  seed 2    │ as written against agent.lr=0.1                                                                  │                   │|
      |│ ▾ ╍╍ ▶ agent.lr=0.│   agent.lr  0.001  ≠  0.1                                                                        │                   │|
      |│      ✓  seed 0    │   greedy_return: 0.836 (n=3) against broke (n=2)                                                 │                   │|
      |│      ∞  seed 1    │   inconclusive: too few seeds (3 against 2; at least 5 on each side)                             │                   │|
      |│      ▶  seed 2    │   Not final: runs are still under way.                                                           │                   │|
      |│                   │                                                                                                  │                   │|
      |│                   │ Nothing looks wrong in the selected runs.                                                        │                   │|
      |╰───────────────────│                                                                                                  │                   │|
      |╭─ Lesson DQN on fou│ Lesson: Does a falling TD loss mean that the policy gets better?                                 │                   │|
      |│ Does a falling TD │   The loss is small at once while Q is still wrong everywhere. Watch the regret: it falls in     │                   │|
      |│ The loss is small │   jumps.                                                                                         │                   │|
      |│ everywhere. Watch │                                                                                                  │                   │|
      |│                   │                                                                                                  │────────────────── │|
      |│                   │                                                                                                  │5k             20k │|
      |│                   │                                                                                                  │  higher is better │|
      |│                   │                                                                                                  │───────────────────╯|
      |│                   │                                                                                                  │───────────────────╮|
      |│                   │                                                                                                  │sode_return  0.468 │|
      |╰───────────────────│                                                                                                  │      ⡀⡤⠢⠢⠒⠉⠊⠑⠊⠉⠊⠒ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ──│                                                                                                  │   ⣀⡠⠊⠈            │|
      |│ ⚠    4k agent.lr=0│                                                                                                  │⢄⠦⠋                │|
      |│ ✗  6.5k agent.lr=0│                                                                                                  │rror         0.046 │|
      |│                   │                                                                                                  │                   │|
      |╰───────────────────│                                                                                                  │⠑⠤⢄⣀               │|
      |╭─ System ──────────╰──────────────────────────────────────────────────────────────────────────────────────────────────╯    ⠉⠑⠒⠒⠤⠤⠤⢄⢄⣀⣀⣀⣀⣀ │|
      |│ workers ───────────────────────────────────────── — of 2 ││   ░░░░▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓       ││ epsilon         0.050  grad_norm       0.241 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⢄⡀                   ⠑⠤⡀                   │|
      |│ memory  rss 148 MB  heap 41 MB                           ││ max|Q-Q*| 0.061  regret 0    ││    ⠈⠑⠤⣀                  ⠉⠖⢄⣀                │|
      |│ queue   0  lost 0 frames, 0 points                       ││ V 0..0.700                   ││        ⠉⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀        ⠉⠑⠒⠔⠔⠤⠤⠒⠤⠤⠤⠤⠤⠤⢄ │|
      |╰──────────────────────────────────────────────────────────╯╰─ → policy  ● agent  G goal ──╯╰──────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                                 |
      | Esc close  ↑↓ scroll                                                                                                                       |
      |                                                                                                                                            |
    `),
    );
  });

  it('variants differ at 80x24', () => {
    expect(shownAfter(ended(), 80, 24, 'down', 'w')).toEqual(
      frame(`
      | DQN on four rooms                       ✓ 18  ━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭╭─ Why agent.lr=0.1 ─────────────────────────────────────────────────────────╮╮|
      |││ agent.lr=0.1 against as written                                            ││|
      |││   agent.lr  0.1  ≠  0.001                                                  ││|
      |││   greedy_return: 0.433 (n=6, 95 % 0.397 – 0.469) against 0.833 (n=6, 95 %  ││|
      |││   0.797 – 0.869)                                                           ││|
      |││   regressed: greedy_return is lower by 0.4 (0.4 to 0.4), p < 1e-6, beyond  ││|
      |││   the margin of 0                                                          ││|
      |││                                                                            ││|
      |││ Nothing looks wrong in the selected runs.                                  ││|
      |╰│                                                                            │╯|
      | │ Lesson: Does a falling TD loss mean that the policy gets better?           │ |
      |▸│   The loss is small at once while Q is still wrong everywhere. Watch the   │ |
      | │   regret: it falls in jumps.                                               │ |
      | │                                                                            │ |
      | │                                                                            │ |
      |▸│                                                                            │ |
      | │                                                                            │ |
      | │                                                                            │ |
      | ╰────────────────────────────────────────────────────────────────────────────╯ |
      | all runs have ended: q quits and prints the results                            |
      | Esc close  ↑↓ scroll                                                           |
      |                                                                                |
    `),
    );
  });

  it('variants differ at 140x40', () => {
    expect(shownAfter(ended(), 140, 40, 'down', 'w')).toEqual(
      frame(`
      | DQN on four rooms                                                    ✓ 18 done   2 workers  ━━━━━━━━━━━━━━━━━━━━━━━━ 100%          in 0:00 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Runs 18 ────────────────────────────────────────────────╮╭─ greedy_return ↑ mean ± 95% CI, n=6 ───────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││   1.0┤                                               ⡀   ⡀     ⡀ ⡀ ⡀ ⡀       │|
      |│ ▹ ━━ ✓ gridworld-dqn    0.897    0.833 ±0.036 ━━━━━  100%││      │                                   ⡀ ⡀⠄⡀⣀⠔⠒⠒⠤⠔⠒⠒⠒⠒⠒⠊⠉⠑⠒⠒⠊⠉⠉⠉⠉⠊⠉⠉⠑⠒⠒⠒⠒⠒ │|
      |│▸▹ ╍╍ ✓ agent.lr=0.1     0.897    0.433 ±0.036 ━━━━━  100%││      │                               ⡀⠄⡂⣀⠔⠊⠉⠉⠉⠁                            ⠣ │|
      |│ ▹ ┅┅ ✓ agent.lr=0.╭─ Why agent.lr=0.1 ───────────────────────────────────────────────────────────────────────────────╮                   │|
      |│                   │ agent.lr=0.1 against as written                                                                  │                   │|
      |│                   │   agent.lr  0.1  ≠  0.001                                                                        │                   │|
      |│                   │   greedy_return: 0.433 (n=6, 95 % 0.397 – 0.469) against 0.833 (n=6, 95 % 0.797 – 0.869)         │                   │|
      |│                   │   regressed: greedy_return is lower by 0.4 (0.4 to 0.4), p < 1e-6, beyond the margin of 0        │                   │|
      |│                   │                                                                                                  │                   │|
      |│                   │ Nothing looks wrong in the selected runs.                                                        │                   │|
      |│                   │                                                                                                  │                   │|
      |╰───────────────────│ Lesson: Does a falling TD loss mean that the policy gets better?                                 │                   │|
      |╭─ Lesson DQN on fou│   The loss is small at once while Q is still wrong everywhere. Watch the regret: it falls in     │                   │|
      |│ Does a falling TD │   jumps.                                                                                         │                   │|
      |│ The loss is small │                                                                                                  │                   │|
      |│ everywhere. Watch │                                                                                                  │                   │|
      |│                   │                                                                                                  │────────────────── │|
      |│                   │                                                                                                  │5k             20k │|
      |│                   │                                                                                                  │  higher is better │|
      |│                   │                                                                                                  │.01 0.833 ─────────╯|
      |│                   │                                                                                                  │───────────────────╮|
      |│                   │                                                                                                  │sode_return  0.612 │|
      |╰───────────────────│                                                                                                  │      ⣀⠔⠒⠒⠑⠉⠑⠉⠉⠉⠉⠉ │|
      |╭─ Alerts ──────────│                                                                                                  │   ⣀⠔⠉             │|
      |│ none              │                                                                                                  │⠤⠒⠉                │|
      |│                   │                                                                                                  │rror         0.047 │|
      |│                   │                                                                                                  │                   │|
      |╰───────────────────│                                                                                                  │⠑⠢⢄⡀               │|
      |╭─ System ──────────╰──────────────────────────────────────────────────────────────────────────────────────────────────╯   ⠈⠉⠒⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀ │|
      |│ workers ──────────────────────────────────────── 0% of 2 ││                              ││ epsilon         0.050  grad_norm       1.020 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⢄⡀                   ⠑⢄                    │|
      |│ memory  rss 148 MB  heap 41 MB                           ││                              ││    ⠈⠑⠤⣀                 ⠈⠑⠤⣀                 │|
      |│ queue   0  lost 0 frames, 0 points                       ││                              ││        ⠉⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠉⠒⠒⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────╯╰──────────────────────────────────────────────╯|
      | all runs have ended: q quits and prints the results                                                                                        |
      | Esc close  ↑↓ scroll                                                                                                                       |
      |                                                                                                                                            |
    `),
    );
  });
});
