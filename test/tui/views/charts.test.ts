import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { session, shownAfter } from './sessions.js';

describe('the charts', () => {
  it('with a baseline and the cursor at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'down', '*', 'up', 'tab', 'left', 'left', 'left', 'left')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ greedy_return ↑ mean, min-max, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                   ⡀⡀⢀⣀⣀⡠⠤⠤⠤⠔⠢⠤⠔⠒⠤⠤⠒⠢⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │                ⠄⣀⡠⠒⠊⠁⠁               ┊     ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│     0┤            ⢀⡠⢀⠔⠊⠂⠁                   ┊     ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│      │          ⡀⢀⡠⠊⠁⠂                      ┊     ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │     ⡀⣀⣀⡠⠔⠊⠁⠁                         ┊     ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│    -1┤ ⠒⠒⠊⠉⠉⠁ ⠁                             ┊     ││                         │|
      |│      └─────────────────────────────────────────── ││ max|Q-Q*| 0.061         │|
      |│       0                   10k                 20k ││ regret 0  V 0..0.700    │|
      |╰─ at 18.1k: ━━ as w…ten 0.838  ┄┄ agen…0.1 0.879 ──╯╰─ → policy  ● agent ─────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.028  episode_return  ▁▁▂▃▄▆▇██████    0.893 |
      |▸greedy_return   ▁▁▁▃▅▆███████    0.838  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.056 |
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▂▁▁▁▁▁▁▁    0.642 |
      | runs   greedy_return     best     last        seeds  status            steps/s |
      |▸▹ ━━ ✓ gridworld-dqn    0.895    0.836 n=3    0-2    ━━━━━━━━━  100%           |
      | ▹*┄┄ ▶ agent.lr=0.1     0.897    0.807 n=1/3  1/3    ━━━━━────   59%   1,200/s |
      |                                                                                |
      |                                                                                |
      |                                                                                |
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
    `),
    );
  });

  it('with a baseline and the cursor at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'down', '*', 'up', 'tab', 'left', 'left', 'left', 'left')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ mean, min-max, n=3 ───────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                                    ⡠⣀  ⢀⡠⠤⣀⣀⣀⠔⠒⠤⡠⠤⠔⠒⠢⠤⠤⠔⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤ │|
      |│▸▾ ━━ ✓ gridworld-dqn    0.895    0.836 n=3    ━━━━━  100%││      │                               ⣀⡀⡠⠔⡠⠤⠤⠤⠒⠉    ⠁    ⠈              ┊     │|
      |│  *┄┄ ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                             ⢀⠔⠁⣀⠔⠉⠂⠁ ⠁                          ┊     │|
      |│      ✓  seed 1          0.895    0.892        ━━━━━  100%││   0.5┤                           ⡠⠒⡂⢠⠊⠅⡂⠁                              ┊     │|
      |│      ✓  seed 2          0.894    0.809        ━━━━━  100%││      │                         ⢠⠂⡂⡠⠒⠁⡂⠅                                ┊     │|
      |│ ▾ ╍╍ ▶ agent.lr=0.1     0.897    0.807 n=1/3  ━━╸──   59%││      │                        ⡠⠃⡠⠊⠅⡂⠅                                  ┊     │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                      ⢀⡂⠅⡰⠁⡂⠁                                    ┊     │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││   0.0┤                     ⡰⠁⢀⠔⠁⠅                                      ┊     │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                   ⢀⠄⡂⡔⠁⠅⠂⠁                                      ┊     │|
      |│                                                          ││      │                  ⡠⠊⢀⠜⠅⡂⠁                                        ┊     │|
      |│                                                          ││      │                ⢠⡊⠅⡠⠃⡂⠅                                          ┊     │|
      |╰──────────────────────────────────────────────────────────╯│  -0.5┤             ⢀⡀⠔⢀⠔⠊⡂⠅                                            ┊     │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│      │            ⡠⠊⢀⠔⠁⡂⠅⠂                                             ┊     │|
      |│ Does a falling TD loss mean that the policy gets better? ││      │         ⡠⣀⡠⠤⠒⠁⡂⠁                                                ┊     │|
      |│ The loss is small at once while Q is still wrong         ││  -1.0┤ ⢀⣀⣀⣀⡠⠤⠤⠒⠊⠁⠂⠅⠂⠁                                                  ┊     │|
      |│ everywhere. Watch the regret: it falls in jumps.         ││      │  ⠁ ⠁                                                            ┊     │|
      |│                                                          ││      └────────────────────────────────────────────────────────────────────── │|
      |│                                                          ││       0               5k                10k              15k             20k │|
      |│                                                          ││ mean return of greedy episodes                              higher is better │|
      |│                                                          │╰─ at 18.9k: ━━ as written 0.826  ╍╍ agent…r=0.1 0.838  ┄┄ as wr…en s0 0.838 ──╯|
      |│                                                          │╭─ gridworld seed 0 ── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────────╮|
      |│                                                          ││                              ││ loss            0.027  episode_return  0.591 │|
      |╰──────────────────────────────────────────────────────────╯│    ↓   →  ░→░░████▒→▒▒▒→▒▒   ││ ⠑⡄                 ┊            ⣀⠔⠢⠒⠒⠒⠑⠑⠑⠒⠑⠒ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│           ░░░░████▒▒▒▒▒▒▒▒   ││  ⠈⠒⢄⡀              ┊         ⡠⠔⠉⠈         ┊  │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││    ↓  ████░●░░▒↓▒▒████▓→▓▓   ││     ⠈⠉⠒⠒⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀  ⢄⡠⢄⠤⠒⠉             ┊  │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││       ████░░░░▒▒▒▒████▓▓▓▓   ││▸greedy_return   0.826  q_error         0.052 │|
      |│                                                          ││   ░↓░░░→░░▒→▒▒▒↓▒▒▓→▓▓████   ││        ⢀⢀⡠⠔⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉  ⠈⠑⢄                ┊  │|
      |╰──────────────────────────────────────────────────────────╯│   ░░░░░░░░▒▒▒▒▒▒▒▒▓▓▓▓████   ││       ⡠⠔⠁          ┊      ⠑⠤⢄⡀            ┊  │|
      |╭─ System ─────────────────────────────────────────────────╮│   ░↓░░▒→▒▒▒→▒▒▓↓▓▓▓→▓▓ G     ││ ⢀⣀⣀⠤⠔⠊             ┊         ⠈⠉⠒⠒⠢⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀ │|
      |│ workers ───────────────────────────────────────── — of 2 ││   ░░░░▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓       ││ epsilon         0.050  grad_norm       0.773 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⢄⡀               ┊   ⠱⢄                 ┊  │|
      |│ memory  rss 148 MB  heap 41 MB                           ││ max|Q-Q*| 0.061  regret 0    ││    ⠈⠑⠤⣀            ┊    ⠈⠒⠤⢄⣀             ┊  │|
      |│ queue   0  lost 0 frames, 0 points                       ││ V 0..0.700                   ││        ⠉⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀        ⠉⠒⠒⠔⠔⠢⠤⠤⠤⠤⠤⢄⠤⢄⠤ │|
      |╰──────────────────────────────────────────────────────────╯╰─ → policy  ● agent  G goal ──╯╰──────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                                 |
    `),
    );
  });

  it('zoomed in, over each run alone, in steps reached at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'g', 'z', 'z', 'x')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log       each run alone   zoomed |
      |╭─ greedy_return ↑ each run alone  zoom  env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│      │                      ⣀⣀⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⠤⠤⠒⠒⠒⠒⠒⠒ ││                         │|
      |│      │         ⢀⣀⠤⠒⠒⠒⠒⠒⠒⠊⠉⠉⠉⠶ ⠶⠒⠤⠒⠶ ⠚⠉⠉⠉⠁         ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│   0.5┤ ⣀⣀⡠⠤⠔⠒⠒⠉⠁⡠ ⠒⠊ ⠁⢀ ⠔ ⠁                       ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│      │⠉⣀ ⠔⠒ ⠒⠉ ⠁⣀⡠⠤ ⠊ ⠁                           ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │⠉  ⣀⠤⠤⠔⠒⠊⠉                                  ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│   0.0┤⠤⠒⠉                                         ││                         │|
      |│      └─────────────────────────────────────────── ││ max|Q-Q*| 0.061         │|
      |│          8k               10k              12k    ││ regret 0  V 0..0.700    │|
      |╰─ ━━ …tten s0 0.807  ╍╍ …tten s1 0.892 ── +4 more ─╯╰─ → policy  ● agent ─────╯|
      | loss            █▇▆▅▄▄▃▃▂▂▁▁▁    0.022  episode_return  ▁▁▃▄▃▄▆▇▇▅█▆▇    0.468 |
      |▸greedy_return   ▁▂▃▅▅▆▆█▇▇▇██    0.807  q_error         █▇▅▄▃▃▄▃▂▁▁▁▁    0.046 |
      | epsilon         █▇▅▃▂▁▁▁▁▁▁▁▁    0.050  grad_norm       ▇▇▇▃█▆▆▆▅▁▄▅▃    0.241 |
      | runs   greedy_return         best     last        seeds  status        steps/s |
      |▸  ━━ ✓ gridworld-dqn s0     0.897    0.807        0      ━━━━━  100%   1,200/s |
      |   ╍╍ ✓ gridworld-dqn s1     0.895    0.892        1      ━━━━━  100%   1,200/s |
      |   ┅┅ ✓ gridworld-dqn s2     0.894    0.809        2      ━━━━━  100%   1,200/s |
      |   ━╸ ✓ agent.lr=0.1 s0      0.897    0.807        0      ━━━━━  100%   1,200/s |
      |…  ┉┉ ∞ agent.lr=0.1 s1     -0.114   -0.114  loss is NaN at step 6543           |
      | steps: up to the furthest run                                                       |
    `),
    );
  });

  it('zoomed in, over each run alone, in steps reached at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'g', 'z', 'z', 'x')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                   each run alone   zoomed |
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ each run alone ─────────────────────────── zoom  env steps ─╮|
      |│        greedy_return         best     last               ││      │                                         ⢀                 ⢀⣀⠤⠒⠑⠒⠒⠒⠒⠢⠤ │|
      |│▸  ━━ ✓ gridworld-dqn s0     0.897    0.807        ━━━━━━ ││   0.8┤                                     ⣀⡠⠔⠊⠉⠉⠉⠒⠒⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀⠤⠔⠊⠁⠶⠊⠔⠈⠛ ⠒⠒⠒⠤ │|
      |│   ╍╍ ✓ gridworld-dqn s1     0.895    0.892        ━━━━━━ ││      │                              ⣀⣀⡠⠤⠔⠒⠉              ⣀⢤ ⠖⠒⠉⠁             │|
      |│   ┅┅ ✓ gridworld-dqn s2     0.894    0.809        ━━━━━━ ││      │                   ⡠⠒⠒⠒⠒⠒⠒⠒⠒⠊⠉   ⣀⡠ ⠤⠔ ⠒⠊ ⣉⠉⣀⠉⣉ ⣉⠉⠒ ⠁                  │|
      |│   ━╸ ✓ agent.lr=0.1 s0      0.897    0.807        ━━━━━━ ││   0.6┤                ⣀⠔⠉      ⢀ ⠔⠒ ⠉⠉  ⡠ ⠒ ⠉ ⠉                              │|
      |│   ┉┉ ∞ agent.lr=0.1 s1     -0.114   -0.114  loss is NaN …││      │            ⣀⡠⠔⠉     ⣀⡠ ⠉⠁      ⠔                                      │|
      |│   ━━ ▶ agent.lr=0.1 s2      0.306    0.306        ━━╸─── ││      │      ⢀⣀⠤⠔⠒⠉      ⣀⠔          ⠔                                        │|
      |│                                                          ││   0.4┤  ⣀⠤⠔⠊⠁        ⢀⠤         ⢀ ⠊                                          │|
      |│                                                          ││      │⠊⠉       ⣀⣀ ⠤⠤ ⠁        ⠔ ⠁                                            │|
      |│                                                          ││      │    ⢀ ⠊⠉           ⢀⠤ ⠉                                                │|
      |│                                                          ││      │ ⢀ ⠊⠁           ⣀⠔⠊⠁                                                   │|
      |╰──────────────────────────────────────────────────────────╯│   0.2┤⠊⠁          ⣀⠤⠒⠉                                                       │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│      │       ⣀⠤⠔⠊⠉                                                           │|
      |│ Does a falling TD loss mean that the policy gets better? ││      │    ⢀⠔⠊                                                                │|
      |│ The loss is small at once while Q is still wrong         ││   0.0┤  ⣀⠔⠁                                                                  │|
      |│ everywhere. Watch the regret: it falls in jumps.         ││      │⡠⠊                                                                     │|
      |│                                                          ││      └────────────────────────────────────────────────────────────────────── │|
      |│                                                          ││             8k            9k            10k          11k           12k       │|
      |│                                                          ││ mean return of greedy episodes                              higher is better │|
      |│                                                          │╰─ ━━ …n s0 0.807  ╍╍ …n s1 0.892  ┅┅ …n s2 0.809  ━╸ agen… 0.807 ─── +2 more ─╯|
      |│                                                          │╭─ gridworld seed 0 ── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────────╮|
      |│                                                          ││                              ││ loss            0.022  episode_return  0.468 │|
      |╰──────────────────────────────────────────────────────────╯│    ↓   →  ░→░░████▒→▒▒▒→▒▒   ││ ⠑⠤⡠⡠⡀⢀                          ⢠⡀⡀⡠⢆⣀⡄⣦⡸⡆⢀⢀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│           ░░░░████▒▒▒▒▒▒▒▒   ││  ⠈ ⠉⠑⠊⠓⢢⠤⢆⡠⣀⡀⢀         ⢀⡰ ⣀⣀⠶⣠⣀⡰⠎⠱⠙⠁⠈⠘⠻⠒⠁⠸⠊⠁ │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││    ↓  ████░●░░▒↓▒▒████▓→▓▓   ││          ⠈⠉ ⠈⠉⠑⠉⠒⠤⠳⢄⠦  ⠎⢆⠔⠁⠈ ⠁⠁              │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││       ████░░░░▒▒▒▒████▓▓▓▓   ││▸greedy_return   0.807  q_error         0.046 │|
      |│                                                          ││   ░↓░░░→░░▒→▒▒▒↓▒▒▓→▓▓████   ││     ⢀⣀⠤⠤⠤⠤⠔⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉  ⠉⠒⠢⡀                  │|
      |╰──────────────────────────────────────────────────────────╯│   ░░░░░░░░▒▒▒▒▒▒▒▒▓▓▓▓████   ││ ⠔⠒⠒⠉⠁⣀⡩⠁⠒               ⠈⠒⠈⠒⠤⣀⣀⣀⣀⠤⣀          │|
      |╭─ System ─────────────────────────────────────────────────╮│   ░↓░░▒→▒▒▒→▒▒▓↓▓▓▓→▓▓ G     ││ ⡡⠔⠒⠊⠉                          ⠉ ⠉ ⠉⠒⠤⠤⠤⠤⠤⠤⣀ │|
      |│ workers ───────────────────────────────────────── — of 2 ││   ░░░░▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓       ││ epsilon         0.050  grad_norm       0.241 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⣀                    ⢄⣤⡄⣄⡀⡄⡴⡜⡆ ⢠⣄⡄⢠⡄⢀⡀⢀⢠⢀⡄ │|
      |│ memory  rss 148 MB  heap 41 MB                           ││ max|Q-Q*| 0.061  regret 0    ││    ⠑⠢⣀                 ⠈⠁⠛⠈⠈⢆⠗⠁⠘⠊⠙ ⠸⠎⢷⢰⢣⠎⡎⡦⠒ │|
      |│ queue   0  lost 0 frames, 0 points                       ││ V 0..0.700                   ││       ⠑⠢⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠘  ⠁ ⠇    ⡏⠈     │|
      |╰──────────────────────────────────────────────────────────╯╰─ → policy  ● agent  G goal ──╯╰──────────────────────────────────────────────╯|
      | steps: up to the furthest run                                                                                                                   |
    `),
    );
  });

  it('with the keys on the alerts at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 'shift+tab', 'up')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ greedy_return ↑ mean, min-max, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                   ⣀⡀⢀⣀⣀⡠⠤⠤⠤⠔⠢⠤⠔⠒⠤⠤⠒⠢⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │               ⢀⠤⣀⡠⠒⠊⠁⠁                     ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│     0┤            ⢀⡠⢀⠔⠊⠂⠁                         ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│      │          ⡠⢀⡠⠊⠁⠂                            ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │     ⡀⣀⣀⡠⠔⠊⠁⠁                               ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│    -1┤ ⠒⠒⠊⠉⠉⠁ ⠁                                   ││                         │|
      |│      └─────────────────────────────────────────── ││ max|Q-Q*| 0.061         │|
      |│       0                   10k                 20k ││ regret 0  V 0..0.700    │|
      |╰─ ━━ as written 0.836  ╍╍ agent.lr=0.1 0.807 ──────╯╰─ → policy  ● agent ─────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.022  episode_return  ▁▁▂▃▄▆▇██████    0.596 |
      |▸greedy_return   ▁▁▁▃▅▆███████    0.836  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.046 |
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▂▁▁▁▁▁▁▁    1.018 |
      | runs   greedy_return     best     last        seeds  status            steps/s |
      |▸▹ ━━ ✓ gridworld-dqn    0.895    0.836 n=3    0-2    ━━━━━━━━━  100%           |
      | ▹ ╍╍ ▶ agent.lr=0.1     0.897    0.807 n=1/3  1/3    ━━━━━────   59%   1,200/s |
      |                                                                                |
      |                                                                                |
      |                                                                                |
      |▸⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01        Enter jump  w why |
    `),
    );
  });

  it('with the keys on the alerts at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 'shift+tab', 'up')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ mean, min-max, n=3 ───────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                                    ⡠⣀  ⢀⡠⠤⣀⣀⣀⠔⠒⠤⡠⠤⠔⠒⠢⠤⠤⠔⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤ │|
      |│▸▾ ━━ ✓ gridworld-dqn    0.895    0.836 n=3    ━━━━━  100%││      │                               ⣀ ⡠⠔⡠⠤⠤⠤⠒⠉    ⠁    ⠈                    │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                             ⢀⠔⠁⣀⠔⠉⠂⠁ ⠁                                │|
      |│      ✓  seed 1          0.895    0.892        ━━━━━  100%││   0.5┤                           ⡠⠒⡂⢠⠊⠅⡂⠁                                    │|
      |│      ✓  seed 2          0.894    0.809        ━━━━━  100%││      │                         ⢠⠅⡂⡠⠒⠁⡂⠅                                      │|
      |│ ▾ ╍╍ ▶ agent.lr=0.1     0.897    0.807 n=1/3  ━━╸──   59%││      │                        ⡠⠃⡠⠊⠅⡂⠅                                        │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                      ⢀⡂⠅⡰⠁⡂⠁                                          │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││   0.0┤                     ⡰⠁⢀⠔⠁⠅                                            │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                   ⢀⠄⡂⡔⠁⠅⠂⠁                                            │|
      |│                                                          ││      │                  ⡠⠊⢀⠜⠅⡂⠁                                              │|
      |│                                                          ││      │                ⢠⡊⠅⡠⠃⡂⠅                                                │|
      |╰──────────────────────────────────────────────────────────╯│  -0.5┤             ⢀⠄⠔⢀⠔⠊⡂⠅                                                  │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│      │            ⡠⠊⢀⠔⠁⡂⠅⠂                                                   │|
      |│ Does a falling TD loss mean that the policy gets better? ││      │         ⡠⣀⡠⠤⠒⠁⡂⠁                                                      │|
      |│ The loss is small at once while Q is still wrong         ││  -1.0┤ ⢀⣀⣀⣀⡠⠤⠤⠒⠊⠁⠂⠅⠂⠁                                                        │|
      |│ everywhere. Watch the regret: it falls in jumps.         ││      │  ⠁ ⠁                                                                  │|
      |│                                                          ││      └────────────────────────────────────────────────────────────────────── │|
      |│                                                          ││       0               5k                10k              15k             20k │|
      |│                                                          ││ mean return of greedy episodes                              higher is better │|
      |│                                                          │╰─ ━━ as written 0.836 [0.807, 0.892], n=3  ╍╍ agent.lr=0.1 0.807, n=1/3 ──────╯|
      |│                                                          │╭─ gridworld seed 0 ── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────────╮|
      |│                                                          ││                              ││ loss            0.022  episode_return  0.596 │|
      |╰──────────────────────────────────────────────────────────╯│    ↓   →  ░→░░████▒→▒▒▒→▒▒   ││ ⠑⡄                              ⣀⠔⠢⠒⠒⠒⠑⠑⠑⠒⠑⠒ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ───────────────────── Enter jump  w why ─╮│           ░░░░████▒▒▒▒▒▒▒▒   ││  ⠈⠒⢄⡀                        ⡠⠔⠉⠈            │|
      |│▸⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││    ↓  ████░●░░▒↓▒▒████▓→▓▓   ││     ⠈⠉⠒⠒⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀  ⢄⡠⢄⠤⠒⠉                │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││       ████░░░░▒▒▒▒████▓▓▓▓   ││▸greedy_return   0.836  q_error         0.046 │|
      |│                                                          ││   ░↓░░░→░░▒→▒▒▒↓▒▒▓→▓▓████   ││        ⢀⢀⡠⠔⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉  ⠈⠑⢄                   │|
      |╰──────────────────────────────────────────────────────────╯│   ░░░░░░░░▒▒▒▒▒▒▒▒▓▓▓▓████   ││       ⡠⠔⠁                 ⠑⠤⢄⡀               │|
      |╭─ System ─────────────────────────────────────────────────╮│   ░↓░░▒→▒▒▒→▒▒▓↓▓▓▓→▓▓ G     ││ ⢀⣀⣀⠤⠔⠊                       ⠈⠉⠒⠒⠢⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀ │|
      |│ workers ───────────────────────────────────────── — of 2 ││   ░░░░▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓       ││ epsilon         0.050  grad_norm       1.018 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⢄⡀                   ⠱⢄                    │|
      |│ memory  rss 148 MB  heap 41 MB                           ││ max|Q-Q*| 0.061  regret 0    ││    ⠈⠑⠤⣀                 ⠈⠒⠤⢄⣀                │|
      |│ queue   0  lost 0 frames, 0 points                       ││ V 0..0.700                   ││        ⠉⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀        ⠉⠒⠒⠔⠔⠢⠤⠤⠤⠤⠤⢄⠤⢄⠤ │|
      |╰──────────────────────────────────────────────────────────╯╰─ → policy  ● agent  G goal ──╯╰──────────────────────────────────────────────╯|
      |▸⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01                                                                    Enter jump  w why |
    `),
    );
  });

  it('with a filter at 80x24', () => {
    expect(shownAfter(session(), 80, 24, '/', 'l', 'r')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                           /lr |
      |╭─ greedy_return ↑ n=1/3, others dimmed  env steps ─╮╭─ gridworld seed 2 ──────╮|
      |│     1┤                   ⣀⡀⣀⠤⠠⠤⠔⠠⠤⠔⠂⠤⠤⠂⠤⠤⠂⠒⠒⠐⠢⠤⠠⠤ ││                         │|
      |│      │               ⢀⠤⠄⠊⡀                        ││  no picture yet         │|
      |│     0┤            ⢀⡠ ⠁⡠⠒⠊                         ││                         │|
      |│      │          ⡠⠐⠉⣊⠔⠉                            ││                         │|
      |│      │      ⠤⠤⣀⠉⠮⠝⠊                               ││                         │|
      |│    -1┤ ⠉⠛⠉⠉⠋⠉⠉⠉                                   ││                         │|
      |│      └──────────────✗──────────────────────────── ││                         │|
      |│       0                   10k                 20k ││                         │|
      |╰─ ╍╍ last 0.807, n=1/3 ────────────────── ✗ 6,543 ─╯╰─────────────────────────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.022  episode_return  ▁▁▁▂▄▆▇██████    0.468 |
      |▸greedy_return   ▁▁▂▃▅▇███████    0.807  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.046 |
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▁▁▁▁▁▁▁▁    0.241 |
      | runs   greedy_return     best     last        seeds  status            steps/s |
      |▸▹ ╍╍ ▶ agent.lr=0.1     0.897    0.807 n=1/3  1/3    ━━━━━────   59%   1,200/s |
      |                                                                                |
      |                                                                                |
      |                                                                                |
      |                                                                                |
      | / lr  1 line                                                                   |
      | Enter keep  Esc as before  ^U clear                                            |
      |                                                                                |
    `),
    );
  });

  it('with a filter at 140x40', () => {
    expect(shownAfter(session(), 140, 40, '/', 'l', 'r')).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                       /lr |
      |╭─ Runs 4 of 6 ────────────────────────────────────── /lr ─╮╭─ greedy_return ↑ n=1/3, others dimmed ─────────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                                    ⡠⣀  ⢀ ⠒⠢ ⣀⠔⠁⠒⠤ ⡠⠒ ⢄⣀⡀⠊⠉⠈⠑⠒⠈⠑⠤ ⠤⠤⠄⢄ │|
      |│▸▾ ╍╍ ▶ agent.lr=0.1     0.897    0.807 n=1/3  ━━╸──   59%││      │                               ⣀ ⡠⠔⠂  ⠈⠉⠁    ⠁    ⠈                    │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                             ⢀⠔⠁                                       │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││   0.5┤                           ⡠⠒                                          │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                         ⢠⠁    ⡀                                       │|
      |│                                                          ││      │                        ⡠⠃   ⣀⠎                                        │|
      |│                                                          ││      │                      ⢀    ⢠⠊                                          │|
      |│                                                          ││   0.0┤                     ⡰⠁   ⡰⠁                                           │|
      |│                                                          ││      │                   ⢀  ⡜ ⢀⠎                                             │|
      |│                                                          ││      │                  ⡠⠊ ⡜ ⡰⠁                                              │|
      |│                                                          ││      │                ⢠⠈ ⢀⠜⢠⠊                                                │|
      |╰──────────────────────────────────────────────────────────╯│  -0.5┤             ⢀ ⠔⠁⠔⠒⢊⠔⠁                                                 │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│      │            ⡠⠊ ⡰⠁⣀⠔⠁                                                   │|
      |│ Does a falling TD loss mean that the policy gets better? ││      │         ⡠⠋⡠⠒⠤⢊⠔⠉                                                      │|
      |│ The loss is small at once while Q is still wrong         ││  -1.0┤ ⠠⢄⠤⠤⢤⠔⠊⣒⠖⠚⠒⠤⠒⠊                                                        │|
      |│ everywhere. Watch the regret: it falls in jumps.         ││      │ ⠐⠁⠉⠉⠁                                                                 │|
      |│                                                          ││      └──────────────────────✗─────────────────────────────────────────────── │|
      |│                                                          ││       0               5k                10k              15k             20k │|
      |│                                                          ││ mean return of greedy episodes                              higher is better │|
      |│                                                          │╰─ ╍╍ last 0.807, n=1/3 ───────────────────────────────────────────── ✗ 6,543 ─╯|
      |│                                                          │╭─ gridworld seed 2 ─── 9,000 ─╮╭─ Metrics 3/6 ────────────────────────────────╮|
      |│                                                          ││                              ││ loss            0.022  episode_return  0.468 │|
      |╰──────────────────────────────────────────────────────────╯│  no picture yet              ││ ⠑⡄                              ⡀⡤ ⠢⠒ ⠊⠑ ⠉⠊  │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│                              ││  ⠈ ⢄⡀                        ⣀⡠ ⠈            │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                              ││     ⠈ ⠒⠒ ⠤⠤ ⢄⣀ ⣀⣀ ⣀⣀   ⢄⡠ ⢄⠦                 │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││                              ││▸greedy_return   0.807  q_error         0.046 │|
      |│                                                          ││                              ││        ⢀ ⠔⠒ ⠉⠉ ⠊⠑ ⠉⠉   ⠈⠑                    │|
      |╰──────────────────────────────────────────────────────────╯│                              ││       ⠔⠁                  ⠑⠤ ⣀               │|
      |╭─ System ─────────────────────────────────────────────────╮│                              ││ ⢀⣀ ⠤⠊                         ⠉ ⠒⠒ ⠤⠤ ⢄⣀ ⣀⣀  │|
      |│ workers ───────────────────────────────────────── — of 2 ││                              ││ epsilon         0.050  grad_norm       0.241 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢ ⡀                   ⠑⠤                    │|
      |│ memory  rss 148 MB  heap 41 MB                           ││                              ││    ⠈⠑ ⣀                   ⠖⢄                 │|
      |│ queue   0  lost 0 frames, 0 points                       ││                              ││        ⠉ ⢄⣀ ⣀⣀ ⣀⣀ ⣀⣀         ⠉⠑ ⠔⠔ ⠤⠒ ⠤⠤ ⠤⠤  │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────╯╰──────────────────────────────────────────────╯|
      | / lr  4 lines                                                                                                                              |
      | Enter keep  Esc as before  ^U clear                                                                                                        |
      |                                                                                                                                            |
    `),
    );
  });
});
