import { describe, expect, it } from 'vitest';
import { frame } from '../stagehand.js';
import { session, shownAfter } from '../views/sessions.js';

describe('the tweak', () => {
  it('with a change and a mistake at 80x24', () => {
    expect(shownAfter(session(), 80, 24, 't', '1', 'e', '-', '4', 'down', '7')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ greedy_return ↑ mean, min-max, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                   ⣀⡀⢀⣀⣀⡠⠤⠤⠤⠔⠢⠤⠔⠒⠤⠤⠒⠢⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │               ⢀⠤⣀⡠⠒⠊⠁⠁                     ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│╭─ Tweak gridworld-dqn, 3 seeds ───────────────────────────────── 2 changed ─╮│|
      |││ find  part of a name                                                       ││|
      |││ agent.lr     ≠ 1e-4  was 0.001                                             ││|
      |││▸agent.gamma  ≠ 7   must be a number >= 0 and <= 1                          ││|
      |││ agent.double   false                                                       ││|
      |││ loss.kind      huber                                                       ││|
      |╰│ steps          20000                                                       │╯|
      | │ evaluateEvery  500                                                         │ |
      |▸│ ────────────────────────────────────────────────────────────────────────── │ |
      | │ discount of future rewards                                                 │ |
      | │ a number >= 0 and <= 1; default 0.99                                       │ |
      |▸│                                                                            │ |
      | ╰────────────────────────────────────────────────────────────────────────────╯ |
      |                                                                                |
      |                                                                                |
      |                                                                                |
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
      | Enter apply  ↑↓ setting  / find  Esc close                                     |
      |                                                                                |
    `),
    );
  });

  it('with a change and a mistake at 140x40', () => {
    expect(shownAfter(session(), 140, 40, 't', '1', 'e', '-', '4', 'down', '7')).toEqual(
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
      |│                              ╭─ Tweak gridworld-dqn, 3 seeds ───────────────────────────────── 2 changed ─╮                              │|
      |╰──────────────────────────────│ find  part of a name                                                       │                              │|
      |╭─ Lesson DQN on four rooms ───│ agent.lr     ≠ 1e-4  was 0.001                                             │                              │|
      |│ Does a falling TD loss mean t│▸agent.gamma  ≠ 7   must be a number >= 0 and <= 1                          │                              │|
      |│ The loss is small at once whi│ agent.double   false                                                       │                              │|
      |│ everywhere. Watch the regret:│ loss.kind      huber                                                       │                              │|
      |│                              │ steps          20000                                                       │───────────────────────────── │|
      |│                              │ evaluateEvery  500                                                         │          15k             20k │|
      |│                              │ ────────────────────────────────────────────────────────────────────────── │             higher is better │|
      |│                              │ discount of future rewards                                                 │ent.lr=0.1 0.807, n=1/3 ──────╯|
      |│                              │ a number >= 0 and <= 1; default 0.99                                       │──────────────────────────────╮|
      |│                              │                                                                            │ 0.022  episode_return  0.596 │|
      |╰──────────────────────────────╰────────────────────────────────────────────────────────────────────────────╯                 ⣀⠔⠢⠒⠒⠒⠑⠑⠑⠒⠑⠒ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│           ░░░░████▒▒▒▒▒▒▒▒   ││  ⠈⠒⢄⡀                        ⡠⠔⠉⠈            │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││    ↓  ████░●░░▒↓▒▒████▓→▓▓   ││     ⠈⠉⠒⠒⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀⣀  ⢄⡠⢄⠤⠒⠉                │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││       ████░░░░▒▒▒▒████▓▓▓▓   ││▸greedy_return   0.836  q_error         0.046 │|
      |│                                                          ││   ░↓░░░→░░▒→▒▒▒↓▒▒▓→▓▓████   ││        ⢀⢀⡠⠔⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉  ⠈⠑⢄                   │|
      |╰──────────────────────────────────────────────────────────╯│   ░░░░░░░░▒▒▒▒▒▒▒▒▓▓▓▓████   ││       ⡠⠔⠁                 ⠑⠤⢄⡀               │|
      |╭─ System ─────────────────────────────────────────────────╮│   ░↓░░▒→▒▒▒→▒▒▓↓▓▓▓→▓▓ G     ││ ⢀⣀⣀⠤⠔⠊                       ⠈⠉⠒⠒⠢⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀ │|
      |│ workers ───────────────────────────────────────── — of 2 ││   ░░░░▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓       ││ epsilon         0.050  grad_norm       1.018 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⢄⡀                   ⠱⢄                    │|
      |│ memory  rss 148 MB  heap 41 MB                           ││ max|Q-Q*| 0.061  regret 0    ││    ⠈⠑⠤⣀                 ⠈⠒⠤⢄⣀                │|
      |│ queue   0  lost 0 frames, 0 points                       ││ V 0..0.700                   ││        ⠉⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀        ⠉⠒⠒⠔⠔⠢⠤⠤⠤⠤⠤⢄⠤⢄⠤ │|
      |╰──────────────────────────────────────────────────────────╯╰─ → policy  ● agent  G goal ──╯╰──────────────────────────────────────────────╯|
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                                                                                 |
      | Enter apply  ↑↓ setting  / find  Esc close                                                                                                 |
      |                                                                                                                                            |
    `),
    );
  });
});
