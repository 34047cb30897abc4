import { afterEach, describe, expect, it } from 'vitest';
import { FakeSession, gridScope, runsOf, scenario } from './fixture.js';
import { frame, type Opened, openFake } from './stagehand.js';

/** Two variants of three seeds; one seed of the second diverged, another warns. */
function session(): FakeSession {
  const seeds = [0, 1, 2];
  const runs = [...runsOf(scenario({ seeds })), ...runsOf(scenario({ seeds, variant: 'agent.lr=0.1' }))];
  for (const run of runs.slice(0, 4)) run.advance(20_000);
  runs[0]!.scope = gridScope;
  runs[4]!.diverge(6543);
  runs[5]!.advance(9000);
  runs[5]!.alerts = [
    {
      ...{ step: 4000, kind: 'no-exploration', level: 'warning' as const, text: 'epsilon is 0.05, entropy 0.01' },
      cause: 'The policy has become greedy before it has seen the goal.',
      advice: 'Let epsilon fall more slowly: agent.epsilonSteps=10000.',
    },
  ];
  const made = new FakeSession(runs);
  made.events.push(
    { seconds: 0.2, level: 'info', run: 'gridworld-dqn/s0', text: 'started' },
    { seconds: 22.4, level: 'error', run: 'gridworld-dqn agent.lr=0.1/s1', text: 'diverged: loss is NaN at step 6543' },
  );
  return made;
}

let opened: Opened | null = null;

function open(columns: number, rows: number): Opened {
  opened = openFake(session(), columns, rows);
  return opened;
}

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

describe('views and what lies over them', () => {
  it('the charts with a baseline and the cursor at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('down', '*', 'up', 'tab', 'left', 'left', 'left', 'left');
    expect(shown()).toEqual(
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
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the charts with a baseline and the cursor at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('down', '*', 'up', 'tab', 'left', 'left', 'left', 'left');
    expect(shown()).toEqual(
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
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the charts zoomed in, over each run alone, in steps reached at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('g', 'z', 'z', 'x');
    expect(shown()).toEqual(
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
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the charts zoomed in, over each run alone, in steps reached at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('g', 'z', 'z', 'x');
    expect(shown()).toEqual(
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
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the comparison at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('2');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ Compare gridworld-dqn, last values ─────────────────────────────────────────╮|
      |│                       as written     agent.lr=0.1                            │|
      |│ loss                    0.022 ±0            0.022                            │|
      |│ episode_return       0.596 ±0.30            0.468                            │|
      |│ greedy_return        0.836 ±0.12            0.807                            │|
      |│ q_error            0.046 ±0.0021            0.046                            │|
      |│ epsilon                 0.050 ±0            0.050                            │|
      |│ grad_norm             1.018 ±1.9            0.241                            │|
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
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the comparison at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('2');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Compare gridworld-dqn, last values ─────────────────────────────────────────────────────────────────────────────────────────────────────╮|
      |│                       as written     agent.lr=0.1                                                                                        │|
      |│ loss                    0.022 ±0            0.022                                                                                        │|
      |│ episode_return       0.596 ±0.30            0.468                                                                                        │|
      |│ greedy_return        0.836 ±0.12            0.807                                                                                        │|
      |│ q_error            0.046 ±0.0021            0.046                                                                                        │|
      |│ epsilon                 0.050 ±0            0.050                                                                                        │|
      |│ grad_norm             1.018 ±1.9            0.241                                                                                        │|
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
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the scenario at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('3');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ gridworld seed 0 ────────────────────────────────────────────────── 20,000 ─╮|
      |│                          ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒                        │|
      |│                                  ░░░░░█████▒▒▒▒▒▒▒▒▒▒                        │|
      |│                          ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓                        │|
      |│                             █████░░░░░▒▒▒▒▒█████▓▓▓▓▓                        │|
      |│                        ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████                        │|
      |│                        ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████                        │|
      |│                        ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G                          │|
      |│                        ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓                             │|
      |│                                                                              │|
      |│ max|Q-Q*| 0.061  regret 0  V 0..0.700                                        │|
      |│                                                                              │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      |╭─ Lesson DQN on four rooms ───────────────────────────────────────────────────╮|
      |│ Does a falling TD loss mean that the policy gets better?                     │|
      |│ The loss is small at once while Q is still wrong everywhere. Watch the       │|
      |│ regret: it falls in jumps.                                                   │|
      |│                                                                              │|
      |│                                                                              │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the scenario at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('3');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ gridworld seed 0 ───────────────────────────────────────────────────────── 20,000 ─╮╭─ Lesson DQN on four rooms ────────────────────────╮|
      |│                                                                                     ││ Does a falling TD loss mean that the policy gets  │|
      |│                                                                                     ││ better?                                           │|
      |│                                                                                     ││ The loss is small at once while Q is still wrong  │|
      |│                                                                                     ││ everywhere. Watch the regret: it falls in jumps.  │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                     ░░░░░█████▒▒▒▒▒▒▒▒▒▒                            ││                                                   │|
      |│                             ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒                            ││                                                   │|
      |│                                     ░░░░░█████▒▒▒▒▒▒▒▒▒▒                            ││                                                   │|
      |│                                █████░░░░░▒▒▒▒▒█████▓▓▓▓▓                            ││                                                   │|
      |│                             ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓                            ││                                                   │|
      |│                                █████░░░░░▒▒▒▒▒█████▓▓▓▓▓                            ││                                                   │|
      |│                           ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████                            ││                                                   │|
      |│                           ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████                            ││                                                   │|
      |│                           ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████                            ││                                                   │|
      |│                           ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓                                 ││                                                   │|
      |│                           ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G                              ││                                                   │|
      |│                           ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓                                 ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│ max|Q-Q*| 0.061  regret 0  V 0..0.700                                               ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |│                                                                                     ││                                                   │|
      |╰─────────────────────────────────────────────────────────────────────────────────────╯╰───────────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the settings at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('4');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ Config gridworld-dqn ───────────────────────────────────────────────────────╮|
      |│ scenario       gridworld-dqn                                                 │|
      |│ variant        as written                                                    │|
      |│ steps          20000                                                         │|
      |│ evaluateEvery  500                                                           │|
      |│ focus          greedy_return                                                 │|
      |│ env            gridworld                                                     │|
      |│ agent          dqn                                                           │|
      |│ loss           q-td                                                          │|
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
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the settings at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('4');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Config gridworld-dqn ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮|
      |│ scenario       gridworld-dqn                                                                                                             │|
      |│ variant        as written                                                                                                                │|
      |│ steps          20000                                                                                                                     │|
      |│ evaluateEvery  500                                                                                                                       │|
      |│ focus          greedy_return                                                                                                             │|
      |│ env            gridworld                                                                                                                 │|
      |│ agent          dqn                                                                                                                       │|
      |│ loss           q-td                                                                                                                      │|
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
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the log at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('5');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ Log 2 ──────────────────────────────────────────────────────────────────────╮|
      |│    0:00   gridworld-dqn/s0  started                                          │|
      |│    0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543  │|
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
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────────────────────────╮|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01                        │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543                             │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the log at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('5');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Log 2 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮|
      |│    0:00   gridworld-dqn/s0  started                                                                                                      │|
      |│    0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543                                                              │|
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
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01                                                                                    │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543                                                                                         │|
      |╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the commands at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press(':', 'z', 'o', 'o', 'm');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ mean ± 95% CI, n=3 ── env steps ─╮╭─ gridworld seed 0 ──────╮|
      |│     1┤                 ⡀⠄⡂⠄⣀⢀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠢⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ ││                         │|
      |│      │╭─ Commands 3 ─────────────────────────────────────────────────╮▒→▒    │|
      |│      ││ : zoom                                                       │▓→▓    │|
      |│     0┤│▸z       zoomIn          zoom in at the cursor, out           │███    │|
      |│      ││ Z       zoomOut                                              │ G     │|
      |│    -1┤│ i       zoomTo          zoom to typed steps                  │       │|
      |│      ││                                                              │       │|
      |│      └│                                                              │700    │|
      |│       │                                                              │       │|
      |╰─ ━━ as│                                                              │───────╯|
      | loss   │                                                              │  0.596|
      |▸greedy_│                                                              │  0.046|
      | epsilon│                                                              │  1.018|
      | runs   │                                                              │steps/s|
      |▸▹ ━━ ✓ │                                                              │|
      | ▹ ╍╍ ▶ ╰──────────────────────────────────────────────────────────────╯1,200/s|
      ||
      ||
      ||
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | Enter do  ↑↓ choose  Esc close|
      ||
    `),
    );
  });

  it('the commands at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press(':', 'z', 'o', 'o', 'm');
    expect(shown()).toEqual(
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
      |│                                     ╭─ Commands 3 ─────────────────────────────────────────────────╮                                     │|
      |│                                     │ : zoom                                                       │                                     │|
      |│                                     │▸z       zoomIn          zoom in at the cursor, out           │                                     │|
      |│                                     │ Z       zoomOut                                              │                                     │|
      |│                                     │ i       zoomTo          zoom to typed steps                  │                                     │|
      |│                                     │                                                              │                                     │|
      |│                                     │                                                              │                                     │|
      |│                                     │                                                              │                                     │|
      |╰─────────────────────────────────────│                                                              │──────────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ──────────│                                                              │10k              15k             20k │|
      |│ Does a falling TD loss mean that the│                                                              │0.1 0.807 ───────────────────────────╯|
      |│ The loss is small at once while Q is│                                                              │rics 3/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: it fal│                                                              │          0.022  episode_retu… 0.596 │|
      |│                                     │                                                              │                         ⡀⡠⠤⠤⠔⠒⠒⠒⠢⠒⠒ │|
      |│                                     ╰──────────────────────────────────────────────────────────────╯                      ⢀⡠⠒⠉           │|
      |│                                                          ││    ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓  ││     ⠉⠑⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀⣀  ⢄⡠⠤⠔⠊⠁              │|
      |│                                                          ││       █████░░░░░▒▒▒▒▒█████▓▓▓▓▓  ││▸greedy_return 0.836  q_error       0.046 │|
      |│                                                          ││  ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████  ││        ⢀⡠⠔⠒⠉⠉⠉⠉⠉⠉⠉⠉  ⠉⠢⡀                 │|
      |│                                                          ││  ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████  ││      ⢀⠔⠁               ⠈⠒⠤⣀              │|
      |╰──────────────────────────────────────────────────────────╯│  ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G    ││ ⣀⣀⡠⠤⠒⠁                     ⠉⠑⠒⠢⠤⠤⠤⠤⣀⣀⣀⣀⣀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│  ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓       ││ epsilon       0.050  grad_norm     1.018 │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││ ⠑⠢⢄                  ⠱⡀                  │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││ max|Q-Q*| 0.061  regret 0        ││    ⠉⠢⢄⡀               ⠈⠒⠤⣀⡀              │|
      |│                                                          ││ V 0..0.700                       ││       ⠈⠒⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠈⠑⠒⠒⠔⠢⠢⠤⠤⠤⠤⠤⢄⠤ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | Enter do  ↑↓ choose  Esc close|
      ||
    `),
    );
  });

  it('why at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('down', 'w');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ mean ± 95% CI, n=3 ── env steps ─╮╭─ gridworld seed 2 ──────╮|
      |│ ╭─ Why agent.lr=0.1 ───────────────────────────────────────────────────────╮ │|
      |│ │ seed 1: diverged at step 6,543                                           │ │|
      |│ │   loss is NaN at step 6543                                               │ │|
      |│ │                                                                          │ │|
      |│ │ seed 2: running at step 9,000                                            │ │|
      |│ │   step 4,000: epsilon is 0.05, entropy 0.01                              │ │|
      |│ │     The policy has become greedy before it has seen the goal.            │ │|
      |│ │     Let epsilon fall more slowly: agent.epsilonSteps=10000.              │ │|
      |│ │                                                                          │ │|
      |╰─│                                                                          │─╯|
      | l│                                                                          │8|
      |▸g│                                                                          │6|
      | e│                                                                          │1|
      | r│                                                                          │s|
      | ▹│                                                                          │|
      |▸▹│                                                                          │s|
      |  │                                                                          │|
      |  ╰──────────────────────────────────────────────────────────────────────────╯|
      ||
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | Esc close  ↑↓ scroll|
      ||
    `),
    );
  });

  it('why at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('down', 'w');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log|
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ seed 0, mean of 3 dimmed ─────────────────────── env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                                    ⣀⡀  ⢀⠔⠒⠢⢄⡀⡰⠒⠢⢄⡀⡠⠒⠢⣀⡀⡠⠊⠉⠉⠒⠒⠉⠒⠤⠤⠤⠤⠤⣀ │|
      |│ ▾ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  ━━━━━  100%││      │                               ⢀⣀⣀⠤⠊⡀⠈⠉⠉⠁    ⠉    ⠈    ⠈⠁              │|
      |│▸  ━━ ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                              ⡠⠃ ⡀⠐                                    │|
      |│      ✓  seed 1          0.895    0.892        ━━━━━  100%││   0.5┤                           ⢀⡠⠒⠁⠠                                       │|
      |│      ✓  seed 2          0.894    0.809        ━━━━━  100%││      │                          ⡠⠊  ⠆                                        │|
      |│ ▾ ╍╍ ▶ agent.lr=0.1     0.363    0.807        ━━━━─   81%││      │                         ⡔⠁⡀⠈                                          │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││      │                       ⢀⠜  ⠁                                           │|
      |│      ∞  seed 1         -0.114 ╭─ Why gridworld-dqn seed 0 ───────────────────────────────────────────────╮                               │|
      |│      ▶  seed 2          0.306 │ Nothing looks wrong in the selected runs.                                │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |│                               │                                                                          │                               │|
      |╰───────────────────────────────│                                                                          │────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ────│                                                                          │           15k             20k │|
      |│ Does a falling TD loss mean th│                                                                          │───────────────────────────────╯|
      |│ The loss is small at once whil│                                                                          │/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: │                                                                          │    0.022  episode_retu… 0.468 │|
      |│                               │                                                                          │                    ⡠⠤⠤⠒⠒⠒⠒⠑⠒⠒ │|
      |│                               │                                                                          │                 ⣀⠖⠉           │|
      |│                               ╰──────────────────────────────────────────────────────────────────────────╯⠤⠤⣀⣀⣀⣀⣀⣀⣀  ⣀⠤⢄⡰⠔⠉              │|
      |│                                                          ││       █████░░░░░▒▒▒▒▒█████▓▓▓▓▓  ││▸greedy_return 0.807  q_error       0.046 │|
      |│                                                          ││  ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████  ││        ⡠⠔⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉  ⠊⠑⢄                 │|
      |│                                                          ││  ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████  ││      ⡠⠊                 ⠣⠢⣀⡀             │|
      |╰──────────────────────────────────────────────────────────╯│  ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G    ││ ⣀⣀⡠⠔⠉                      ⠈⠉⠒⠒⠤⠤⠤⠤⣀⣀⣀⣀⣀ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│  ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓       ││ epsilon       0.050  grad_norm     0.241 │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││ ⠑⠢⢄                  ⠱⢄                  │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││ max|Q-Q*| 0.061  regret 0        ││    ⠉⠢⢄⡀                ⠑⠤⢄⡀              │|
      |│                                                          ││ V 0..0.700                       ││       ⠈⠒⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀       ⠈⠉⠒⠔⠒⢄⠦⠢⠤⠤⠤⠤⠤⢄ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn agent.lr=0.1/s1  diverged: loss is NaN at step 6543|
      | Esc close  ↑↓ scroll|
      ||
    `),
    );
  });

  it('the form at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('i', 'tab', 'backspace', 'enter');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 1  ✓ 4  ∞ 1  ━━━━━━━━━─  90%   0:00  ETA 0:09|
      |╭─ greedy_return ↑ mean ± 95% CI, n=3 ──────────────╮╭─ gridworld seed 0 ──────╮|
      |│      │           ⡂                             ⡀⠄ ││                         │|
      |│      │           ⡂⠅⡂                       ⡀⠄⡂⠅⡂⠅ ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│  -0.9┤           ⡂⠅⡂⠅⡂⠄⡀ ⡀⠄⡂⠅⡂⠅⡂⠄⡂⠄⡀⠄⡀⠄⡀⠄⡂⠅⡂⠅⡂⠅⡂⠅ ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│      │           ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⢀⣀⣀⣀ ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │          ⠠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠒⠒⠢⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠒⠒⠉⠉⠉⠁⠅⡂⠅ ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│  -1.0┤           ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅ ││                         │|
      |│      │           ⡂⠅⡂⠅⡂⠅⠂⠁⠂⠅⡂⠅⡂⠅⠂⠅⠂⠅⠂⠁⠂⠁⠂⠁⠂⠁⠂⠅⠂⠅⡂⠅ ││ max|Q-Q*| 0.061         │|
      |│      └─────────────────────────────────────────── ││ regret 0  V 0..0.700    │|
      |│       0                   1k                   2k ││                         │|
      |╰─ ━━ as written 0.836 ±0.12  ╍╍ agent.lr=0.1 0.8… ─╯╰─────────────────────────╯|
      | loss            █▇▇▆▅▅▄▃▃▂▁▁▁    0.022  episode_return  █▄▅▄▁▃▂▅▄▆▃▄█    0.596|
      |▸greedy_return      ▁▁▂▂▂▂▂▄▆█    0.836  q_error            ████▇▆▅▃▂▁    0.046|
      | epsilon         ██▇▇▆▅▅▄▃▂▂▁▁    0.050  grad_norm       ███▆▆▂▅▃▄▂▂▂▁    1.018|
      | runs   greedy_return     best     last        seeds  status            steps/s|
      |▸▹ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  0-2    ━━━━━━━━━  100%|
      | ▹ ╍╍ ▶ agent.lr=0.1     0.363    0.807        0-2    ━━━━━━━──   81%   1,200/s|
      ||
      ||
      ||
      | steps 0 to 2000|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('the form at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('i', 'tab', 'backspace', 'enter');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms                          ▶ 1 running  ✓ 4 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━━━━━━━━━╸──  90%   0:00  ETA 0:09|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                    zoomed|
      |╭─ Runs 6 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ mean ± 95% CI, n=3 ─────────────────────── zoom  env steps ─╮|
      |│        greedy_return     best     last        status     ││      │                 ⡀                                                     │|
      |│▸▾ ━━ ✓ gridworld-dqn    0.895    0.836 ±0.12  ━━━━━  100%││      │                 ⡂⠅                                                  ⡂ │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││ -0.85┤                 ⡂⠅⡂⠄                                            ⡀⠄⡂⠅⡂ │|
      |│      ✓  seed 1          0.895    0.892        ━━━━━  100%││      │                 ⡂⠅⡂⠅⡂                                         ⡀⠄⡂⠅⡂⠅⡂ │|
      |│      ✓  seed 2          0.894    0.809        ━━━━━  100%││      │                 ⡂⠅⡂⠅⡂⠅⡀           ⡀⠄⡀                     ⡀⠄⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│ ▾ ╍╍ ▶ agent.lr=0.1     0.363    0.807        ━━━━─   81%││      │                 ⡂⠅⡂⠅⡂⠅⡂⠄⡀       ⡀⠅⡂⠅⡂⠅⡂⠄⡂⠄⡀ ⡀         ⡀⠄⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│      ✓  seed 0          0.897    0.807        ━━━━━  100%││ -0.90┤                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠄⡀   ⡀⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠄⡂⠄⡂⠄⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│      ∞  seed 1         -0.114   -0.114  loss is NaN at s…││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│      ▶  seed 2          0.306    0.306        ━━───   45%││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││ -0.95┤                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⣀⣀⠤⠤⠔⠒⠒⠉ │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⣀⣀⣀⣀⣀⣀⣀⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⣀⣀⡠⠤⠔⠒⠊⠉⠉⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││      │                 ⠤⠒⠒⠒⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠅⡂⠅⡂⠅⡂⠅⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││ -1.00┤                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠁⠂⠁⠂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⠂⠅⠂⠅⠂⠅⠂⠅⠂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂ │|
      |│                                                          ││      │                 ⡂⠅⡂⠅⡂⠅⡂⠅⠂⠁       ⠅⡂⠅⡂⠅⡂⠅⠂⠁⠂⠁ ⠁               ⠁ ⠁⠂⠅⠂⠅⡂ │|
      |╰──────────────────────────────────────────────────────────╯│      └────────────────────────────────────────────────────────────────────── │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│       0               500               1k              1.5k              2k │|
      |│ Does a falling TD loss mean that the policy gets better? │╰─ ━━ as written 0.836 ±0.12  ╍╍ agent.lr=0.1 0.807 ───────────────────────────╯|
      |│ The loss is small at once while Q is still wrong         │╭─ gridworld seed 0 ────── 20,000 ─╮╭─ Metrics 3/6 ────────────────────────────╮|
      |│ everywhere. Watch the regret: it falls in jumps.         ││                                  ││ loss          0.022  episode_retu… 0.596 │|
      |│                                                          ││    ↓    →  ░░→░░█████▒▒→▒▒▒▒→▒▒  ││ ⠑⠢⠤⢄⢀                ⡰⢄      ⡄  ⢠⡀ ⡀⢀ ⢰⡸ │|
      |│                                                          ││            ░░░░░█████▒▒▒▒▒▒▒▒▒▒  ││     ⠁⠉⠊⠒⠢⡠⣀⡀          ⠘⣄⠞⡤⠳⡀⢠⢇⡰⢣⡎⢣⡜⢣⡜⡦⠃⠁ │|
      |│                                                          ││    ↓  █████░░●░░▒▒↓▒▒█████▓▓→▓▓  ││            ⠈⠉⠒⠒⠢⠤⠤⣀    ⠋   ⠙⡼⢸⠃⠈ ⠘ ⠈     │|
      |│                                                          ││       █████░░░░░▒▒▒▒▒█████▓▓▓▓▓  ││▸greedy_return 0.836  q_error       0.046 │|
      |│                                                          ││  ░░↓░░░░→░░▒▒→▒▒▒▒↓▒▒▓▓→▓▓█████  ││                  ⡠⠊      ⠐⠒⠊⠉⠉⠉⠒⢄⡀       │|
      |│                                                          ││  ░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓█████  ││                ⡠⠊                ⠈⠑⠤⣀    │|
      |╰──────────────────────────────────────────────────────────╯│  ░░↓░░▒▒→▒▒▒▒→▒▒▓▓↓▓▓▓▓→▓▓  G    ││     ⢀⡠⠤⠔⠒⠊⠑⠒⠒⠒⠊                      ⠑⠢⢄ │|
      |╭─ Alerts 1 ✗ 1 ⚠ ─────────────────────────────────────────╮│  ░░░░░▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓▓▓       ││ epsilon       0.050  grad_norm     1.018 │|
      |│ ⚠    4k agent.lr=0.1 s2 epsilon is 0.05, entropy 0.01    ││                                  ││  ⠉⠒⠢⠤⣀⡀              ⠊⠞⣤⠋⢆⢀⡀  ⡀⡀         │|
      |│ ✗  6.5k agent.lr=0.1 s1 loss is NaN at step 6543         ││ max|Q-Q*| 0.061  regret 0        ││       ⠈⠉⠑⠒⠤⢄⣀          ⠁  ⠁⠈⢆⢰⠱⢣⡸⡤⣀⢀⢠⡀⣄  │|
      |│                                                          ││ V 0..0.700                       ││              ⠉⠑⠒⠢⠤⣀         ⠈⠃ ⠘⠁ ⠈⡞⠃⠱⠙⡴ │|
      |╰──────────────────────────────────────────────────────────╯╰──────────────────────────────────╯╰──────────────────────────────────────────╯|
      | steps 0 to 2000|
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });

  it('the filter at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('/', 'l', 'r');
    expect(shown()).toEqual(
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

  it('the filter at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('/', 'l', 'r');
    expect(shown()).toEqual(
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

  it('alerts with the keys at 80x24', () => {
    const { press, frame: shown } = open(80, 24);
    press('shift+tab', 'up');
    expect(shown()).toEqual(
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
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort|
      | g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom  ? help  q quit|
    `),
    );
  });

  it('alerts with the keys at 140x40', () => {
    const { press, frame: shown } = open(140, 40);
    press('shift+tab', 'up');
    expect(shown()).toEqual(
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
      | p pause  . step  +/- speed  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth  b band  z/Z zoom|
      | m metric  f full  Tab pane  1-5 view  : command  ? help  q quit|
    `),
    );
  });
});
