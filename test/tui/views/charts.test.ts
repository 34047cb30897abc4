import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { session, shownAfter } from './sessions.js';

describe('the charts', () => {
  it('with a baseline and the cursor at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'down', '*', 'up', 'tab', 'left', 'left', 'left', 'left')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ mean ± 95% CI, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                 ⡀⠄⡂⠄⡀⢀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │               ⡂⠅⡂⢀⠤⠒⠉⠁⠂⠁         ⠁   ┊     ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│      │             ⡂⠅⢀⠔⠊⠁⡂⠅                 ┊     ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│     0┤           ⡂⠅⢀⠔⠁⠅⡂⠁                   ┊     ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │       ⡀⠄⡂⢀⡠⠊⠁⠅⡂⠁                     ┊     ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│    -1┤ ⡀ ⡀⠄⢀⣀⠤⠤⠊⠁⡂⠅⠂⠁                       ┊     ││                         │|
      |│      │ ⠉⠉⠉⠉⠁⠁⠂⠅⠂⠁ ⠁                         ┊     ││ max|Q-Q*| 0.061         │|
      |│      └─────────────────────────────────────────── ││ regret 0  V 0..0.700    │|
      |│       0                   10k                 20k ││                         │|
      |╰─ at 18.1k: ━━ 0.838 [0.751, 0.926]  ┄┄ 0.879 ─────╯╰─────────────────────────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.028  episode_return  ▁▁▂▃▄▆▇██████    0.893|
      |▸greedy_return   ▁▁▁▃▅▆███████    0.838  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.056|
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▂▁▁▁▁▁▁▁    0.642|
      | runs   greedy_return     best     last        seeds  status            steps/s|
      |▸▹ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  0-2    ━━━━━━━━━  100%|
      | ▹*┄┄ ▶ agent.lr=0.1     0.363    0.807        0-2    ━━━━━━━──   81%   1,200/s|
      ||
      ||
      ||
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin|
      | / filter  o sort  g group  w why  x axis  l/L log  s smooth  ? help  q quit|
    `),
    );
  });

  it('with a baseline and the cursor at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'down', '*', 'up', 'tab', 'left', 'left', 'left', 'left')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ mean ± 95% CI, n=3 ───────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                             ⡀⠄⡂⠅⡂⠄⡂⣀⣀⠄⡀⢀⣀⢄⣀⣀⣀⠔⠒⢄⣀⠤⠔⠒⠢⠤⠤⠔⠒⠒⠢⠤⠤⠤⠤⢄⣀⠤⠤⠤⠤ │|
      |│▸▾ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  ━━━━━  100%││      │                          ⠄⡂⠅⡂⠅⢀⡀⣀⠤⣀⠤⠤⠤⠔⠊⠂⠁⠂⠁⠁⠁ ⠁⠂⠁⠂   ⠂⠅   ⠁⠂⠁⠂⠁┊⠁ ⠁  │|
      |│  *┄┄ ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                         ⡀⠅⡂⠅⡂⡀⡸⢀⡠⠊⡂⠅⡂⠅⠂                         ┊     │|
      |│      ✓  seed 1          0.895    0.892        ━━━━━  100%││   0.5┤                         ⡂⠅⡂⠄⡂⢀⠔⠁⡂⠅⠂⠁⠂⠁                          ┊     │|
      |│      ✓  seed 2          0.894    0.809        ━━━━━  100%││      │                       ⡂⠅⡂⠄⡂⢀⡠⠊⡂⠅⡂⠅                              ┊     │|
      |│ ▾ ╍╍ ▶ agent.lr=0.1     0.363    0.807        ━━━━─   81%││      │                     ⡀⠅⡂⠅⡂⢀⠔⠁⡂⠅⡂⠅⡂                               ┊     │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                    ⠄⡂⠅⡂⠂⢀⠎⡂⠅⡂⠅⡂⠅                                ┊     │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││   0.0┤                   ⡂⠅⡂⠄⡂⢠⠊⠅⡂⠅⡂⠅⠂                                 ┊     │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                 ⡀⠅⡂⠅⡂⢀⠔⠁⡂⠅⡂⠅⠂⠁                                  ┊     │|
      |│                                                          ││      │                 ⡂⠅⡂⠁⢠⠊⡂⠅⡂⠅⡂⠁                                    ┊     │|
      |│                                                          ││      │              ⠄⡀⠅⡂⠂⡂⡠⠃⠅⡂⠅⡂⠅                                      ┊     │|
      |│                                                          ││  -0.5┤             ⡂⠅⡂⡀⡂⣀⠔⠁⡂⠅⡂⠅⡂⠁                                      ┊     │|
      |│                                                          ││      │           ⡀⠄⡂⠄⡂⡠⠊⠅⡂⠅⡂⠅⡂⠁                                        ┊     │|
      |│                                                          ││      │         ⡀⠅⡂⡀⡂⡠⠊⠅⡂⠅⡂⠅⡂⠅                                          ┊     │|
      |│                                                          ││      │       ⡀⠄⡂⡠⠤⠔⠊⠅⡂⠅⡂⠅⡂⠅⡂                                           ┊     │|
      |│                                                          ││  -1.0┤ ⢀⡠⠤⠤⠤⠤⠒⠒⠉⠅⡂⠅⡂⠅⡂⠅⡂⠅⠂⠁                                            ┊     │|
      |│                                                          ││      │  ⠅⠂⠁ ⠁⠂⠁⠂⠁⠂⠅⡂⠅⠂                                                 ┊     │|
      |╰──────────────────────────────────────────────────────────╯│      └────────────────────────────────────────────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│       0               5k                10k              15k             20k │|
      |│ Does a falling TD loss mean that the policy gets better? │╰─ at 18.9k: ━━ 0.826 [0.776, 0.876]  ╍╍ 0.838  ┄┄ 0.838 ──────────────────────╯|
      |│ The loss is small at once while Q is still wrong         │╭─ gridworld seed 0 ────── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: it falls in jumps.         ││                                  ││ loss          0.027  episode_retu… 0.591 │|
      |│                                                          ││    ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒  ││ ⠑⡄               ┊           ⡀⡠⠤⠤⠔⠒⠒⠒⠢⠒⠒ │|
      |│                                                          ││            ░░░░░█████▒▒▒▒▒▒▒▒▒▒  ││  ⠈⠢⢄             ┊        ⢀⡠⠒⠉        ┊  │|
      |│                                                          ││    ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓  ││     ⠉⠑⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀  ⢄⡠⠤⠔⠊⠁           ┊  │|
      |│                                                          ││       █████░░░░░▒▒▒▒▒█████▓▓▓▓▓  ││▸greedy_return 0.826  q_error       0.052 │|
      |│                                                          ││  ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████  ││        ⢀⡠⠔⠒⠉⠉⠉⠉⠉⠉⠉⠉  ⠉⠢⡀              ┊  │|
      |│                                                          ││  ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████  ││      ⢀⠔⠁         ┊     ⠈⠒⠤⣀⡀          ┊  │|
      |╰──────────────────────────────────────────────────────────╯│  ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G    ││ ⣀⣀⡠⠤⠒⠁           ┊         ⠉⠑⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│  ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓       ││ epsilon       0.050  grad_norm     0.773 │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││ ⠑⠢⢄              ┊   ⠱⡀               ┊  │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││ max|Q-Q*| 0.061  regret 0        ││    ⠉⠢⢄⡀          ┊    ⠈⠒⠤⣀⡀           ┊  │|
      |│                                                          ││ V 0..0.700                       ││       ⠈⠒⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠈⠑⠒⠒⠔⠢⠢⠤⠤⠤⠤⠤⢄⠤ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth|
      | b band  z/Z zoom  m metric  f full  e export  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('zoomed in, over each run alone, in steps reached at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'g', 'z', 'z', 'x')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ each run alone  zoom  env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│      │                       ⣀⣀⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀⠤⠔⠒⠒⠒⠒⠒ ││                         │|
      |│      │           ⣀⠤⠤⠤⠤⠤⠤⠒⠒⠒⠉⠉ ⣤⠤⣀⠒⣒ ⠶⠒⠒⠉⠉         ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│   0.5┤     ⣀⣀⠤⠤⠒⠉ ⡠⠤ ⠒⠉ ⢀ ⠒ ⠁                     ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│      │⠤⠒⠒⠉⠉ ⣀⡠ ⠔⠊   ⣀ ⠔ ⠁                         ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │⡠⠤ ⠉    ⢀⡠⠤⠒⠊                               ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│   0.0┤  ⢀⡠⠔⠒⠊⠉⠁                                   ││                         │|
      |│      │⠤⠒⠁                                         ││ max|Q-Q*| 0.061         │|
      |│      └─────────────────────────────────────────── ││ regret 0  V 0..0.700    │|
      |│          8k               10k              12k    ││                         │|
      |╰─ ━━ as written s0 0.807  ╍╍ as written s1 0.892 ──╯╰─────────────────────────╯|
      | loss            █▇▆▅▄▄▃▃▂▂▁▁▁    0.022  episode_return  ▁▁▃▄▃▄▆▇▇▅█▆▇    0.468|
      |▸greedy_return   ▁▂▃▅▅▆▆█▇▇▇██    0.807  q_error         █▇▅▄▃▃▄▃▂▁▁▁▁    0.046|
      | epsilon         █▇▅▃▂▁▁▁▁▁▁▁▁    0.050  grad_norm       ▇▇▇▃█▆▆▆▅▁▄▅▃    0.241|
      | runs   greedy_return         best     last        seeds  status        steps/s|
      |▸  ━━ ✓ gridworld-dqn s0     0.897    0.807        0      ━━━━━  100%   1,200/s|
      |   ╍╍ ✓ gridworld-dqn s1     0.895    0.892        1      ━━━━━  100%   1,200/s|
      |   ┅┅ ✓ gridworld-dqn s2     0.894    0.809        2      ━━━━━  100%   1,200/s|
      |   ━╸ ✓ agent.lr=0.1 s0      0.897    0.807        0      ━━━━━  100%   1,200/s|
      |…  ┉┉ ∞ agent.lr=0.1 s1     -0.114   -0.114  loss is NaN at step 6543|
      | steps: as far as reached|
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin|
      | / filter  o sort  g group  w why  x axis  l/L log  s smooth  ? help  q quit|
    `),
    );
  });

  it('zoomed in, over each run alone, in steps reached at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'g', 'z', 'z', 'x')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                   each run alone   zoomed|
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ each run alone ─────────────────────────── zoom  env steps ─╮|
      |│        greedy_return         best     last               ││      │                                                            ⣀⠤⠒⠒⠒⠒⠒⠒⠤⠤ │|
      |│▸  ━━ ✓ gridworld-dqn s0     0.897    0.807        ━━━━━━ ││   0.8┤                                     ⢀⡠⠤⠒⠉⠉⠑⠒⠢⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀⡠⠤⠊⠉⣔⠊⠤⠉⠭ ⠶⠒⠤⠤ │|
      |│   ╍╍ ✓ gridworld-dqn s1     0.895    0.892        ━━━━━━ ││      │                               ⢀⣀⡠⠤⠔⠊⠁             ⢀⣀ ⠤⠔⠉⠉⠁            │|
      |│   ┅┅ ✓ gridworld-dqn s2     0.894    0.809        ━━━━━━ ││      │                   ⢀⠤⠒⠒⠒⠒⠒⠒⠒⠒⠊⠉⠁  ⢀ ⣀⠤ ⠤⠒ ⠒⠒ ⠒⠒ ⠒⠊⠤⠁⠉                  │|
      |│   ━╸ ✓ agent.lr=0.1 s0      0.897    0.807        ━━━━━━ ││      │                 ⡠⠒⠁       ⡠⠤ ⠒⠒ ⠉⢁ ⠤ ⠒ ⠊ ⠉ ⠉ ⠉ ⠉                      │|
      |│   ┉┉ ∞ agent.lr=0.1 s1     -0.114   -0.114  loss is NaN …││   0.6┤              ⣀⠔⠉     ⢀ ⠔⠊      ⢀ ⠁                                    │|
      |│   ━━ ▶ agent.lr=0.1 s2      0.306    0.306        ━━╸─── ││      │         ⣀⡠⠔⠒⠉⠁    ⢀ ⠊⠁       ⣀ ⠁                                      │|
      |│                                                          ││      │    ⣀⡠⠔⠒⠉         ⠊⠁        ⡠                                          │|
      |│                                                          ││   0.4┤⡠⠤⠒⠉           ⠔⠉       ⢀ ⠔                                            │|
      |│                                                          ││      │      ⡠⠤ ⠒⠒ ⠉⠉        ⡠ ⠁                                              │|
      |│                                                          ││      │   ⣀⠔             ⣀⠤⠊                                                  │|
      |│                                                          ││   0.2┤⢀⠤             ⡠⠔⠊                                                     │|
      |│                                                          ││      │⠁         ⢀⣀⠤⠒⠉                                                        │|
      |│                                                          ││      │      ⢀⠤⠔⠊⠁                                                            │|
      |│                                                          ││      │    ⢀⠔⠁                                                                │|
      |│                                                          ││   0.0┤  ⡠⠊⠁                                                                  │|
      |│                                                          ││      │⡠⠊                                                                     │|
      |╰──────────────────────────────────────────────────────────╯│      └────────────────────────────────────────────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│             8k            9k            10k          11k           12k       │|
      |│ Does a falling TD loss mean that the policy gets better? │╰─ ━━ as written s0 0.807  ╍╍ as written s1 0.892  ┅┅ as written s2 0.809  …───╯|
      |│ The loss is small at once while Q is still wrong         │╭─ gridworld seed 0 ────── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: it falls in jumps.         ││                                  ││ loss          0.022  episode_retu… 0.468 │|
      |│                                                          ││    ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒  ││ ⠑⢄⢄⢄⡀⡀                  ⢀   ⢀⢠⡀⡄⡦⢆⡀⡸⡴⢣⢠⡠ │|
      |│                                                          ││            ░░░░░█████▒▒▒▒▒▒▒▒▒▒  ││    ⠙⠓⠱⠳⡠⢆⡠⣀⡀⡀        ⢠⡤⢀⢆⡰⢢⣀⡠⠎⠈⠘ ⠈⠈⠃⠉⠈⠎⠙ │|
      |│                                                          ││    ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓  ││         ⠈⠉⠉⠘⠉⠊⠱⠢⠢⡠⠤  ⠎⡞⠊⠈⠁ ⠘             │|
      |│                                                          ││       █████░░░░░▒▒▒▒▒█████▓▓▓▓▓  ││▸greedy_return 0.807  q_error       0.046 │|
      |│                                                          ││  ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████  ││     ⣀⡠⠤⠤⠤⠔⠒⠒⠒⠒⠒⠒⠉⠉⠉  ⠉⠒⢄                 │|
      |│                                                          ││  ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████  ││ ⠔⠒⠊⠉⢒⣀⠥ ⠉             ⠑⠒⠑⠢⢄⣀⣀⣀⠤⣀         │|
      |╰──────────────────────────────────────────────────────────╯│  ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G    ││ ⡡⠔⠒⠉⠁                        ⠉ ⠙⠉⠒⠤⠤⠤⠤⠤⣀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│  ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓       ││ epsilon       0.050  grad_norm     0.241 │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││ ⠑⠢⡀                  ⡀⢀⢀⡀⣀ ⢸⡆ ⢀  ⡄  ⡀⣄ ⢠ │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││ max|Q-Q*| 0.061  regret 0        ││   ⠈⠑⢄⡀               ⠈⠊⠎⠓⢱⡸⡇⠘⠢⠓⠉⢦⢳⡇⡴⡸⠖⢄⠔ │|
      |│                                                          ││ V 0..0.700                       ││      ⠈⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠃  ⠁⠁ ⠘ ⢸⠁⠁    │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      | steps: as far as reached|
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth|
      | b band  z/Z zoom  m metric  f full  e export  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('with the keys on the alerts at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'shift+tab', 'up')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ mean ± 95% CI, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                 ⡀⠄⡂⠄⣀⢀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │               ⡂⠅⡂⢀⠤⠒⠉⠁⠂⠁         ⠁         ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│      │             ⡂⠅⢀⠔⠊⠁⡂⠅                       ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│     0┤           ⡂⠅⢀⠔⠁⠅⡂⠁                         ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │       ⡀⠄⡂⢀⡠⠊⠁⠅⡂⠁                           ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│    -1┤ ⡀ ⡀⠄⢀⣀⠤⠤⠊⠁⡂⠅⠂⠁                             ││                         │|
      |│      │ ⠉⠉⠉⠉⠁⠁⠂⠅⠂⠁ ⠁                               ││ max|Q-Q*| 0.061         │|
      |│      └─────────────────────────────────────────── ││ regret 0  V 0..0.700    │|
      |│       0                   10k                 20k ││                         │|
      |╰─ ━━ as written 0.836 ±0.12  ╍╍ agent.lr=0.1 0.8… ─╯╰─────────────────────────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.022  episode_return  ▁▁▂▃▄▆▇██████    0.596|
      |▸greedy_return   ▁▁▁▃▅▆███████    0.836  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.046|
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▂▁▁▁▁▁▁▁    1.018|
      | runs   greedy_return     best     last        seeds  status            steps/s|
      |▸▹ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  0-2    ━━━━━━━━━  100%|
      | ▹ ╍╍ ▶ agent.lr=0.1     0.363    0.807        0-2    ━━━━━━━──   81%   1,200/s|
      ||
      ||
      ||
      |▸⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01        Enter jump  w why|
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin|
      | / filter  o sort  g group  w why  x axis  l/L log  s smooth  ? help  q quit|
    `),
    );
  });

  it('with the keys on the alerts at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'shift+tab', 'up')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ mean ± 95% CI, n=3 ───────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                             ⡀⠄⡂⠅⡂⠄⡂⣀⣀⠄⡀⢀⣀⢄⣀⣀⣀⠔⠒⢄⣀⠤⠔⠒⠢⠤⠤⠔⠒⠒⠢⠤⠤⠤⠤⢄⣀⠤⠤⠤⠤ │|
      |│▸▾ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  ━━━━━  100%││      │                          ⠄⡂⠅⡂⠅⢀⠅⣀⠤⣀⠤⠤⠤⠔⠊⠂⠁⠂⠁⠁⠁ ⠁⠂⠁⠂   ⠂⠅   ⠁⠂⠁⠂⠁ ⠁ ⠁  │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                         ⡀⠅⡂⠅⡂⠅⡸⢀⡠⠊⡂⠅⡂⠅⠂                               │|
      |│      ✓  seed 1          0.895    0.892        ━━━━━  100%││   0.5┤                         ⡂⠅⡂⠅⡂⢀⠔⠁⡂⠅⠂⠁⠂⠁                                │|
      |│      ✓  seed 2          0.894    0.809        ━━━━━  100%││      │                       ⡂⠅⡂⠅⡂⢀⡠⠊⡂⠅⡂⠅                                    │|
      |│ ▾ ╍╍ ▶ agent.lr=0.1     0.363    0.807        ━━━━─   81%││      │                     ⡀⠅⡂⠅⡂⢀⠔⠁⡂⠅⡂⠅⡂                                     │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                    ⠄⡂⠅⡂⠅⢀⠎⡂⠅⡂⠅⡂⠅                                      │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││   0.0┤                   ⡂⠅⡂⠅⡂⢠⠊⠅⡂⠅⡂⠅⠂                                       │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                 ⡀⠅⡂⠅⡂⢀⠔⠁⡂⠅⡂⠅⠂⠁                                        │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⢠⠊⡂⠅⡂⠅⡂⠁                                          │|
      |│                                                          ││      │              ⠄⡀⠅⡂⠅⡂⡠⠃⠅⡂⠅⡂⠅                                            │|
      |│                                                          ││  -0.5┤             ⡂⠅⡂⠅⡂⣀⠔⠁⡂⠅⡂⠅⡂⠁                                            │|
      |│                                                          ││      │           ⡀⠄⡂⠅⡂⡠⠊⠅⡂⠅⡂⠅⡂⠁                                              │|
      |│                                                          ││      │         ⡀⠅⡂⠅⡂⡠⠊⠅⡂⠅⡂⠅⡂⠅                                                │|
      |│                                                          ││      │       ⡀⠄⡂⡠⠤⠔⠊⠅⡂⠅⡂⠅⡂⠅⡂                                                 │|
      |│                                                          ││  -1.0┤ ⢀⡠⠤⠤⠤⠤⠒⠒⠉⠅⡂⠅⡂⠅⡂⠅⡂⠅⠂⠁                                                  │|
      |│                                                          ││      │  ⠅⠂⠁ ⠁⠂⠁⠂⠁⠂⠅⡂⠅⠂                                                       │|
      |╰──────────────────────────────────────────────────────────╯│      └────────────────────────────────────────────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│       0               5k                10k              15k             20k │|
      |│ Does a falling TD loss mean that the policy gets better? │╰─ ━━ as written 0.836 ±0.12  ╍╍ agent.lr=0.1 0.807 ───────────────────────────╯|
      |│ The loss is small at once while Q is still wrong         │╭─ gridworld seed 0 ────── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: it falls in jumps.         ││                                  ││ loss          0.022  episode_retu… 0.596 │|
      |│                                                          ││    ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒  ││ ⠑⡄                           ⡀⡠⠤⠤⠔⠒⠒⠒⠢⠒⠒ │|
      |│                                                          ││            ░░░░░█████▒▒▒▒▒▒▒▒▒▒  ││  ⠈⠢⢄                      ⢀⡠⠒⠉           │|
      |│                                                          ││    ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓  ││     ⠉⠑⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀  ⢄⡠⠤⠔⠊⠁              │|
      |│                                                          ││       █████░░░░░▒▒▒▒▒█████▓▓▓▓▓  ││▸greedy_return 0.836  q_error       0.046 │|
      |│                                                          ││  ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████  ││        ⢀⡠⠔⠒⠉⠉⠉⠉⠉⠉⠉⠉  ⠉⠢⡀                 │|
      |│                                                          ││  ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████  ││      ⢀⠔⠁               ⠈⠒⠤⣀              │|
      |╰──────────────────────────────────────────────────────────╯│  ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G    ││ ⣀⣀⡠⠤⠒⠁                     ⠉⠑⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ───────────────────── Enter jump  w why ─╮│  ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓       ││ epsilon       0.050  grad_norm     1.018 │|
      |│▸⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││ ⠑⠢⢄                  ⠱⡀                  │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││ max|Q-Q*| 0.061  regret 0        ││    ⠉⠢⢄⡀               ⠈⠒⠤⣀⡀              │|
      |│                                                          ││ V 0..0.700                       ││       ⠈⠒⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠈⠑⠒⠒⠔⠢⠢⠤⠤⠤⠤⠤⢄⠤ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      |▸⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01                                                                    Enter jump  w why|
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth|
      | b band  z/Z zoom  m metric  f full  e export  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('with a filter at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '/', 'l', 'r')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ mean ± 95% CI, n=3 ── env steps ─╮╭─ gridworld seed 2 ──────╮|
      |│     1┤              ⠅⡂⠅⡂⠅⡂ ⣀⠤ ⣀⠤ ⢄⠤ ⠤⡠ ⠤⠤ ⠒⠒ ⠤⠤ ⠤ ││                         │|
      |│      │              ⠅⡂⠅⡂⢀⠜                        ││  no picture yet         │|
      |│      │             ⡂⠅⢀⠤⡂⠁⡂                        ││                         │|
      |│     0┤           ⡂⠅⢀⠅⠁⠅⡂⠅⡂                        ││                         │|
      |│      │       ⡀⠄⡂⢀⡂⠊⠁⠅⡂⠅⡂⠅⡂                        ││                         │|
      |│    -1┤ ⡀ ⡀⠄⡀⣀⠤⠅⠊⠁⡂⠅⠂⠅⡂⠅⡂⠅⡂                        ││                         │|
      |│      │ ⠉⠁⠉⠉⠂⠁⠂⠅⠂⠁ ⠁ ⠅⡂⠅⡂⠅⡂                        ││                         │|
      |│      └──────────────✗──────────────────────────── ││                         │|
      |│       0                   10k                 20k ││                         │|
      |╰─ ╍╍ last 0.807, n=1 ──────────────────── ✗ 6,543 ─╯╰─────────────────────────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.022  episode_return  ▁▁▁▃▄▆▇██████    0.468|
      |▸greedy_return   ▁▁▁▃▅▆███████    0.807  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.046|
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▁▁▁▁▁▁▁▁    0.241|
      | runs   greedy_return     best     last        seeds  status            steps/s|
      |▸▹ ╍╍ ▶ agent.lr=0.1     0.363    0.807        0-2    ━━━━━━━──   81%   1,200/s|
      ||
      ||
      ||
      ||
      | / lr  1 line|
      | Enter keep  Esc as before  ^U clear|
      ||
    `),
    );
  });

  it('with a filter at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '/', 'l', 'r')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                       /lr|
      |╭─ Runs 4 of 6 ────────────────────────────────────── /lr ─╮╭─ greedy_return ↑ mean ± 95% CI, n=3 ───────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                       ⡂⠅⡂⠅⡂⠅⡂⠅⡂    ⣀⣀  ⢀ ⠒⠢ ⢀⠔ ⠒⢄ ⡠⠒ ⢄⣀ ⠊⠉ ⠑⠒ ⠑⠤ ⠤⠤ ⣀ │|
      |│▸▾ ╍╍ ▶ agent.lr=0.1     0.363    0.807        ━━━━─   81%││      │                       ⡂⠅⡂⠅⡂⠅⡂⠅⢀ ⣀⠤    ⠉⠁    ⠁                         │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                       ⡂⠅⡂⠅⡂⠅⡂⠅⡸                                       │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││   0.5┤                       ⡂⠅⡂⠅⡂⠅⡂⢀⠇                                       │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                       ⡂⠅⡂⠅⡂⠅⡂⠊⡂                                       │|
      |│                                                          ││      │                     ⡀⠅⡂⠅⡂⠅⡰⠉⡂⠅⡂                                       │|
      |│                                                          ││      │                    ⠄⡂⠅⡂⠅⢀⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││   0.0┤                   ⡂⠅⡂⠅⡂⢠⠃⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │                 ⡀⠅⡂⠅⡂⢀⡂⠁⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⢠⠊⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │              ⠄⡀⠅⡂⠅⡂⠅⠃⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││  -0.5┤             ⡂⠅⡂⠅⡂⣀⠔⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │           ⡀⠄⡂⠅⡂⡠⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │         ⡀⠅⡂⠅⡂⠅⠊⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │       ⡀⠄⡂⡠⡂⠔⠊⠅⡂⠅⡂⠅⡂⠅⡂ ⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││  -1.0┤ ⢀⠅⠤⠤⡂⠤⠒⠅⠉⠅⡂⠅⡂⠅⡂⠅⡂⠅⠂⠁  ⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |│                                                          ││      │  ⠅⠂⠁ ⠁⠂⠁⠂⠁⠂⠅⡂⠅⠂       ⡂⠅⡂⠅⡂⠅⡂⠅⡂                                       │|
      |╰──────────────────────────────────────────────────────────╯│      └──────────────────────✗─────────────────────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│       0               5k                10k              15k             20k │|
      |│ Does a falling TD loss mean that the policy gets better? │╰─ ╍╍ last 0.807, n=1 ─────────────────────────────────────────────── ✗ 6,543 ─╯|
      |│ The loss is small at once while Q is still wrong         │╭─ gridworld seed 2 ─────── 9,000 ─╮╭─ Metrics 3/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: it falls in jumps.         ││                                  ││ loss          0.022  episode_retu… 0.468 │|
      |│                                                          ││  no picture yet                  ││ ⠑⡄                            ⡠⠤ ⠒⠒ ⠒⠑ ⠒ │|
      |│                                                          ││                                  ││  ⠈ ⢄                       ⠤⠒            │|
      |│                                                          ││                                  ││     ⠉ ⠒⠢ ⠤⠤ ⣀⣀ ⣀⣀ ⣀  ⢄⡠ ⠔⠊               │|
      |│                                                          ││                                  ││▸greedy_return 0.807  q_error       0.046 │|
      |│                                                          ││                                  ││        ⢀ ⠒⠒ ⠉⠉ ⠉⠉ ⠉  ⠉⠢                  │|
      |│                                                          ││                                  ││       ⠔⠁                ⠒⠤               │|
      |╰──────────────────────────────────────────────────────────╯│                                  ││ ⣀⣀ ⠤⠒                      ⠉⠑ ⠒⠤ ⠤⠤ ⣀⣀ ⣀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│                                  ││ epsilon       0.050  grad_norm     0.241 │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││ ⠑⠢                   ⠱⡀                  │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││                                  ││    ⠉⠢ ⡀               ⠈ ⠤⣀               │|
      |│                                                          ││                                  ││       ⠈⠒ ⣀⣀ ⣀⣀ ⣀⣀ ⣀        ⠑⠒ ⠒⢄ ⠢⠤ ⠤⠤ ⢄ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      | / lr  4 lines|
      | Enter keep  Esc as before  ^U clear|
      ||
    `),
    );
  });
});
