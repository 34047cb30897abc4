import { describe, expect, it } from 'vitest';
import { frame, openFake } from '../stagehand.js';
import { session, shownAfter } from '../views/sessions.js';

describe('the commands', () => {
  it('by part of a name at 80x24', () => {
    expect(shownAfter(session(), 80, 24, ':', 'z', 'o', 'o', 'm')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ greedy_return ↑ mean, min-max, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                   ⣀⡀⢀⣀⣀⡠⠤⠤⠤⠔⠢⠤⠔⠒⠤⠤⠒⠢⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │╭─ Commands 3 ─────────────────────────────────────────────────╮▒→▒    │|
      |│     0┤│ : zoom                                                       │▓→▓    │|
      |│      ││▸z       zoomIn          zoom in at the cursor                │███    │|
      |│      ││ Z       zoomOut         zoom out                             │ G     │|
      |│    -1┤│ i       zoomTo          zoom to typed steps                  │       │|
      |│      └│                                                              │       │|
      |│       │                                                              │700    │|
      |╰─ ━━ as│                                                              │t ─────╯|
      | loss   │                                                              │  0.596 |
      |▸greedy_│                                                              │  0.046 |
      | epsilon│                                                              │  1.018 |
      | runs   │                                                              │steps/s |
      |▸▹ ━━ ✓ │                                                              │        |
      | ▹ ╍╍ ▶ │                                                              │1,200/s |
      |        ╰──────────────────────────────────────────────────────────────╯        |
      |                                                                                |
      |                                                                                |
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
      | Enter do  Tab complete  ↑↓ choose  Esc close                                   |
      |                                                                                |
    `),
    );
  });

  it('by part of a name at 140x40', () => {
    expect(shownAfter(session(), 140, 40, ':', 'z', 'o', 'o', 'm')).toEqual(
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
      |│                                     ╭─ Commands 3 ─────────────────────────────────────────────────╮                                     │|
      |│                                     │ : zoom                                                       │                                     │|
      |╰─────────────────────────────────────│▸z       zoomIn          zoom in at the cursor                │                                     │|
      |╭─ Lesson DQN on four rooms ──────────│ Z       zoomOut         zoom out                             │                                     │|
      |│ Does a falling TD loss mean that the│ i       zoomTo          zoom to typed steps                  │                                     │|
      |│ The loss is small at once while Q is│                                                              │                                     │|
      |│ everywhere. Watch the regret: it fal│                                                              │                                     │|
      |│                                     │                                                              │──────────────────────────────────── │|
      |│                                     │                                                              │10k              15k             20k │|
      |│                                     │                                                              │                    higher is better │|
      |│                                     │                                                              │  ╍╍ agent.lr=0.1 0.807, n=1/3 ──────╯|
      |│                                     │                                                              │ 3/6 ────────────────────────────────╮|
      |│                                     │                                                              │        0.022  episode_return  0.596 │|
      |╰─────────────────────────────────────│                                                              │                        ⣀⠔⠢⠒⠒⠒⠑⠑⠑⠒⠑⠒ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ────────────────────╰──────────────────────────────────────────────────────────────╯                     ⡠⠔⠉⠈            │|
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
      | Enter do  Tab complete  ↑↓ choose  Esc close                                                                                               |
      |                                                                                                                                            |
    `),
    );
  });

  it('with words of their own at 80x24', () => {
    expect(shownAfter(session(), 80, 24, ':', ...'set agent.lr 1e-9x')).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ greedy_return ↑ mean, min-max, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                   ⣀⡀⢀⣀⣀⡠⠤⠤⠤⠔⠢⠤⠔⠒⠤⠤⠒⠢⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │╭─ Commands 1 ─────────────────────────────────────────────────╮▒→▒    │|
      |│     0┤│ : set agent.lr 1e-9x                                         │▓→▓    │|
      |│      ││▸:       set agent.lr 1e-9x must be a number > 0 and <= 1000  │███    │|
      |│      ││                                                              │ G     │|
      |│    -1┤│                                                              │       │|
      |│      └│                                                              │       │|
      |│       │                                                              │700    │|
      |╰─ ━━ as│                                                              │t ─────╯|
      | loss   │                                                              │  0.596 |
      |▸greedy_│                                                              │  0.046 |
      | epsilon│                                                              │  1.018 |
      | runs   │                                                              │steps/s |
      |▸▹ ━━ ✓ │                                                              │        |
      | ▹ ╍╍ ▶ │                                                              │1,200/s |
      |        ╰──────────────────────────────────────────────────────────────╯        |
      |                                                                                |
      |                                                                                |
      | 0:22 ✗ agent.lr=0.1 s1  diverged: loss is NaN at step 6543                     |
      | Enter do  Tab complete  ↑↓ choose  Esc close                                   |
      |                                                                                |
    `),
    );
  });

  it('with words of their own at 140x40', () => {
    expect(shownAfter(session(), 140, 40, ':', ...'set agent.lr 1e-9x')).toEqual(
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
      |│                                     ╭─ Commands 1 ─────────────────────────────────────────────────╮                                     │|
      |│                                     │ : set agent.lr 1e-9x                                         │                                     │|
      |╰─────────────────────────────────────│▸:       set agent.lr 1e-9x must be a number > 0 and <= 1000  │                                     │|
      |╭─ Lesson DQN on four rooms ──────────│                                                              │                                     │|
      |│ Does a falling TD loss mean that the│                                                              │                                     │|
      |│ The loss is small at once while Q is│                                                              │                                     │|
      |│ everywhere. Watch the regret: it fal│                                                              │                                     │|
      |│                                     │                                                              │──────────────────────────────────── │|
      |│                                     │                                                              │10k              15k             20k │|
      |│                                     │                                                              │                    higher is better │|
      |│                                     │                                                              │  ╍╍ agent.lr=0.1 0.807, n=1/3 ──────╯|
      |│                                     │                                                              │ 3/6 ────────────────────────────────╮|
      |│                                     │                                                              │        0.022  episode_return  0.596 │|
      |╰─────────────────────────────────────│                                                              │                        ⣀⠔⠢⠒⠒⠒⠑⠑⠑⠒⠑⠒ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ────────────────────╰──────────────────────────────────────────────────────────────╯                     ⡠⠔⠉⠈            │|
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
      | Enter do  Tab complete  ↑↓ choose  Esc close                                                                                               |
      |                                                                                                                                            |
    `),
    );
  });
});

describe('the ends of the value axis, typed', () => {
  const typing = (...commands: string[]) => {
    const opened = openFake(session(), 140, 40);
    for (const command of commands) opened.press(':', ...command, 'enter');
    const text = opened.frame().join('\n');
    const { state } = opened.dashboard;
    opened.dashboard.close();
    return { text, state };
  };

  it('hold for the metric that they were typed for, and are told beside it with what they cut off', () => {
    const { text, state } = typing('y 0 0.5');
    expect(state.chart.limits).toEqual({ metric: 'greedy_return', low: 0, high: 0.5 });
    expect(text).toMatch(/y 0 to 0\.500, \d+% outside {2}env steps/);
    expect(typing('y 0 0.5', 'metric loss').text).not.toContain('outside');
  });

  it('go back to the values with auto, and are refused where they are none', () => {
    expect(typing('y 0 0.5', 'y auto').state.chart.limits).toBeNull();
    expect(typing('y auto 0.5').state.chart.limits).toEqual({ metric: 'greedy_return', low: null, high: 0.5 });
    for (const wrong of ['y 1 0', 'y 1', 'y a b', 'y 0 1 2']) {
      const { state } = typing('y 0 0.5', wrong);
      expect(state.chart.limits).toEqual({ metric: 'greedy_return', low: 0, high: 0.5 });
      expect(state.notice).toContain('y takes two numbers');
    }
  });

  it('go back to the values with the key for the whole axis', () => {
    const opened = openFake(session(), 140, 40);
    opened.press(':', ...'y 0 0.5', 'enter', '0');
    expect(opened.dashboard.state.chart.limits).toBeNull();
    expect(opened.frame().join('\n')).not.toContain('outside');
    opened.dashboard.close();
  });

  it('leave outliers out when asked to, and show them again', () => {
    expect(typing('outliers ignore').text).toMatch(/no outliers, \d+% outside {2}env steps/);
    expect(typing('outliers ignore', 'outliers show').text).not.toContain('no outliers');
  });
});
