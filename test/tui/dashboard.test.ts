import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { BINDINGS } from '../../src/tui/input/keys.js';
import { displayWidth } from '../../src/tui/terminal/text-fit.js';
import { FakeSession, gridScope, runsOf, scenario } from './fixture.js';
import { frame, type Opened, openFake } from './stagehand.js';

/** Five seeds on two workers: two done, one diverged, one on its way, one waiting. */
function midway(): FakeSession {
  const runs = runsOf(scenario());
  runs[0]!.advance(20_000);
  runs[1]!.advance(20_000);
  runs[2]!.diverge(6543);
  runs[3]!.advance(9000);
  runs[3]!.scope = gridScope;
  const session = new FakeSession(runs);
  session.events.push(
    { seconds: 0.2, level: 'info', run: 'gridworld-dqn/s0', text: 'started' },
    { seconds: 22.4, level: 'error', run: 'gridworld-dqn/s2', text: 'loss is NaN at step 6543' },
  );
  return session;
}

let opened: Opened | null = null;

function open(session: FakeSession, columns: number, rows: number): Opened {
  opened = openFake(session, columns, rows);
  return opened;
}

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

describe('the whole screen', () => {
  it('at 80x24', () => {
    const { clock, dashboard, frame: shown } = open(midway(), 80, 24);
    clock.ms = 41_000;
    dashboard.tick();
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms         ▶ 1  ○ 1  ✓ 2  ∞ 1  ━━━━━━╸───  69%   0:41  ETA 0:17 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                               |
      |╭─ greedy_return ↑ mean, min-max, n=2/5  env steps ─╮╭─ gridworld seed 3 ──────╮|
      |│     1┤                   ⡀⢀⣀⣀⣀⡠⠤⠤⠤⠔⠢⠤⠤⠒⠤⠔⠒⠒⠒⠢⠤⠤⠤⠤ ││                         │|
      |│      │               ⢀⣀⠤⠔⠉⠁                       ││    ↓  → ░→░███▒→▒▒→▒    │|
      |│     0┤            ⢀⢀⡠⠊⠁                           ││    ↓ ███░●░▒↓▒███▓→▓    │|
      |│      │          ⢀⣀⠔⠁⠁                             ││   ░↓░░→░▒→▒▒↓▒▓→▓███    │|
      |│      │    ⣀⣀⣀⡠⠤⠒⠁⠔⠊                               ││   ░↓░▒→▒▒→▒▓↓▓▓→▓ G     │|
      |│    -1┤ ⠉⠒⠊⠉⠉⠉⠉⠉                                   ││                         │|
      |│      └──────────────✗──────────────────────────── ││ max|Q-Q*| 0.061         │|
      |│       0                   10k                 20k ││ regret 0  V 0..0.700    │|
      |╰─ ━━ last 0.850 [0.807, 0.892], n=2/5 ─── ✗ 6,543 ─╯╰─ → policy  ● agent ─────╯|
      | loss            █▆▄▃▂▂▁▁▁▁▁▁▁    0.022  episode_return  ▁▁▁▃▄▆▇██████    0.543 |
      |▸greedy_return   ▁▁▂▃▅▇███████    0.850  q_error         █▇▅▄▃▂▂▁▁▁▁▁▁    0.046 |
      | epsilon         █▇▆▄▃▁▁▁▁▁▁▁▁    0.050  grad_norm       █▆▄▃▂▂▁▁▁▁▁▁▁    0.626 |
      | runs   greedy_return     best     last        seeds  status            steps/s |
      |▸▾ ━━ ▶ gridworld-dqn    0.896    0.850 n=2/5  2/5    ━━━━╸────   55%   1,200/s |
      |      ✓  seed 0          0.897    0.807        0      ━━━━━━━━━  100%   1,200/s |
      |      ✓  seed 1          0.895    0.892        1      ━━━━━━━━━  100%   1,200/s |
      |      ∞  seed 2         -0.367   -0.367  loss is NaN at step 6543               |
      |…     ▶  seed 3          0.646    0.646        3      ━━━━─────   45%   1,200/s |
      | 0:22 ✗ gridworld-dqn s2  loss is NaN at step 6543                              |
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin     |
      | / filter  o sort  g group  w why  x axis  l/L log  s smooth  ? help  q quit    |
    `),
    );
  });

  it('at 140x40', () => {
    const session = midway();
    const cart = scenario({
      name: 'cartpole-reinforce',
      title: 'REINFORCE on CartPole',
      seeds: [0, 1, 2],
      steps: 9000,
    });
    const both = new FakeSession([...session.runs, ...runsOf(cart)]);
    both.runs[5]!.advance(4000, 3000);
    both.events.push(...session.events);
    expect(open(both, 140, 40).frame()).toEqual(
      frame(`
      | DQN on four rooms              ▶ 2 running  ○ 3 queued  ✓ 2 done  ∞ 1 diverged   2 workers  ━━━━━━━━━━━━━╸──────────  57%   0:00  ETA 0:17 |
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                                                                                           |
      |╭─ Runs 8 ─────────────────────────────────────────────────╮╭─ greedy_return ↑ mean, min-max, n=2/5 ─────────────────────────── env steps ─╮|
      |│        greedy_return          best     last              ││      │                                     ⡀   ⡠⠤⠤⣀⣀⠔⠒⠢⠤⣀⠔⠒⠢⠤⠤⠔⠊⠒⠒⠒⠒⠒⠤⠤⠤⠤⠤⠤⠤ │|
      |│▸▾ ━━ ▶ gridworld-dqn         0.896    0.850 n=2/5  ━━╸── ││      │                               ⡀ ⢀⡠⠔⠊⠒⠒⠒⠉                              │|
      |│      ✓  seed 0               0.897    0.807        ━━━━━ ││      │                              ⢀⠔⠊⠁⠁                                    │|
      |│      ✓  seed 1               0.895    0.892        ━━━━━ ││   0.5┤                          ⢀⠤⢀⠤⠊⠂                                       │|
      |│      ∞  seed 2              -0.367   -0.367  loss is NaN…││      │                         ⡰⢠⠊⠁⠂⠁                                        │|
      |│      ▶  seed 3               0.646    0.646        ━━─── ││      │                       ⢀⠜⡠⠃                                            │|
      |│      ○  seed 4                   —                 ───── ││      │                      ⣀⠎⡰⠁⠁                                            │|
      |│ ▾ ━━ ▶ cartpole-reinforce    0.679    0.679 n=1/3  ╸──── ││   0.0┤                    ⢠⠊⡠⠊⠅                                              │|
      |│      ▶  seed 0               0.679    0.679        ━━─── ││      │                   ⡰⠁⡰⠁                                                │|
      |│      ○  seed 1                   —                 ───── ││      │                  ⡜⢀⠜⡂                                                 │|
      |│      ○  seed 2                   —                 ───── ││      │                ⣀⣀⠔⠊⠅⢠⠊                                                │|
      |╰──────────────────────────────────────────────────────────╯│  -0.5┤              ⢀⢀⠔⠁⠁⢀⠔⠁                                                 │|
      |╭─ Lesson DQN on four rooms ───────────────────────────────╮│      │             ⣀⠔⠁⠁⣀⠔⠁                                                   │|
      |│ Does a falling TD loss mean that the policy gets better? ││      │      ⢀⣀⣀⢀⡠⠒⠉⠂⢀⠔⠉                                                      │|
      |│ The loss is small at once while Q is still wrong         ││  -1.0┤ ⠠⠤⣀⣀⣀⠤⠤⠔⠁⠒⠒⠤⠒⠊                                                        │|
      |│ everywhere. Watch the regret: it falls in jumps.         ││      │ ⠘⠁ ⠁                                                                  │|
      |│                                                          ││      └──────────────────────✗─────────────────────────────────────────────── │|
      |│                                                          ││       0               5k                10k              15k             20k │|
      |│                                                          ││ mean return of greedy episodes                              higher is better │|
      |│                                                          │╰─ ━━ last 0.850 [0.807, 0.892], n=2/5 ────────────────────────────── ✗ 6,543 ─╯|
      |│                                                          │╭─ gridworld seed 3 ─── 9,000 ─╮╭─ Metrics 3/6 ────────────────────────────────╮|
      |│                                                          ││                              ││ loss            0.022  episode_return  0.543 │|
      |╰──────────────────────────────────────────────────────────╯│    ↓   →  ░→░░████▒→▒▒▒→▒▒   ││ ⠑⡄                              ⣀⠤⠢⠒⠒⠊⠒⠑⠉⠊⠑⠒ │|
      |╭─ Alerts 1 ✗ ─────────────────────────────────────────────╮│           ░░░░████▒▒▒▒▒▒▒▒   ││  ⠈⠒⢄⡀                        ⣀⡠⠋             │|
      |│ ✗  6.5k gridworld-dqn s2 loss is NaN at step 6543        ││    ↓  ████░●░░▒↓▒▒████▓→▓▓   ││     ⠈⠉⠒⠒⠤⠤⠤⠤⢄⣀⣀⣀⣀⣀⣀⣀⣀  ⣀⣀⢄⠤⠢⠋                │|
      |│                                                          ││       ████░░░░▒▒▒▒████▓▓▓▓   ││▸greedy_return   0.850  q_error         0.046 │|
      |│                                                          ││   ░↓░░░→░░▒→▒▒▒↓▒▒▓→▓▓████   ││         ⣀⠔⠒⠒⠊⠉⠉⠉⠉⠉⠉⠉⠉  ⠈⠑⢄                   │|
      |╰──────────────────────────────────────────────────────────╯│   ░░░░░░░░▒▒▒▒▒▒▒▒▓▓▓▓████   ││       ⡠⠊                  ⠑⠤⠤⣀               │|
      |╭─ System ─────────────────────────────────────────────────╮│   ░↓░░▒→▒▒▒→▒▒▓↓▓▓▓→▓▓ G     ││ ⢀⣀⣀⠤⠒⠉                        ⠉⠑⠒⠒⠤⠤⠤⠤⣀⣀⣀⣀⣀⣀ │|
      |│ workers ───────────────────────────────────────── — of 2 ││   ░░░░▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓       ││ epsilon         0.050  grad_norm       0.626 │|
      |│ ui      ───────────────────────────────────────────    — ││                              ││ ⠑⠢⢄⡀                   ⠱⢄                    │|
      |│ memory  rss 148 MB  heap 41 MB                           ││ max|Q-Q*| 0.061  regret 0    ││    ⠈⠑⠤⣀                  ⠓⠤⢄⣀                │|
      |│ queue   3  lost 0 frames, 0 points                       ││ V 0..0.700                   ││        ⠉⠢⢄⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀        ⠓⠒⠢⠔⠤⠤⠤⠤⠤⢄⢄⣀⣀⣀⢄ │|
      |╰──────────────────────────────────────────────────────────╯╰─ → policy  ● agent  G goal ──╯╰──────────────────────────────────────────────╯|
      | 0:22 ✗ gridworld-dqn s2  loss is NaN at step 6543                                                                                          |
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  Space show  * pin  / filter  o sort  g group  w why  x axis  l/L log  s smooth    |
      | b band  z/Z zoom  m metric  c overlay  f full  e export  Tab pane  1-5 view  : command  ? help  q quit                                     |
    `),
    );
  });

  it('with the help at 80x24', () => {
    const { press, frame: shown } = open(midway(), 80, 24);
    press('?');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms         ▶ 1  ○ 1  ✓ 2  ∞ 1  ━━━━━━╸───  69%   0:00  ETA 0:17|
      | 1 Charts  2 Compare  3 Scenario  4 Config  5 Log                              |
      | p P       pause selected, all runs     b         CI, std, min-max, seeds      |
      | .         one single step, then pause  z Z i     zoom in, out, to typed steps |
      | + -       faster or slower             S-← S-→   pan, also { }                |
      | t         fork with settings changed   0         whole axis, no cursor        |
      | R X       same seed again; stop (asks) m ] [     next or previous metric      |
      | n         start another scenario       c         more metrics in this chart   |
      | Enter     seeds; jump to an alert      f         the chart alone              |
      | Space     show or hide in the charts   e E       chart as SVG, runs as CSV    |
      | *         baseline in every chart      Tab S-Tab next or previous pane        |
      | / o       filter by a regex; sort      ← ↓ ↑ →   move, also hjk; the cursor   |
      | g         by variant, or run by run    PgUp PgDn a page                       |
      | a         jump to the next alert       Home End  to the ends                  |
      | d         only settings that differ    1-5       views, from charts to log    |
      | w         why it differs, what broke   :         any of these by name         |
      | y         copy the command of this run M T       mouse on or off; next theme  |
      | x         steps, episodes/epochs, time ? Esc     this list; Esc goes back     |
      | l L       logarithmic values, steps    ^L ^Z     redraw; to the shell         |
      | s S       more or less smoothing       q ^C      quit, asks if live; at once  |
      | ○ queued  ▶ running  ‖ paused  ✓ done  ∞ diverged  ✗ failed  ■ stopped        |
      | 0:22 ✗ gridworld-dqn s2  loss is NaN at step 6543                             |
      | Esc close                                                                     |
      |                                                                               |
    `),
    );
  });

  it('with the chart alone, logarithmic and smoothed', () => {
    const { press, frame: shown } = open(midway(), 80, 20);
    press('[', '[', 'l', 's', 'f');
    expect(shown()).toEqual(
      frame(`
      | DQN on four rooms         ▶ 1  ○ 1  ✓ 2  ∞ 1  ━━━━━━╸───  69%   0:00  ETA 0:17 |
      |╭─ loss ↓ mean, min-max, n=2/5 ─────────────────── log  smooth 0.6  env steps ─╮|
      |│     1┤⠤⢄⣀                                                                    │|
      |│      │  ⠉⠉⠒⠢⢄⡀                                                               │|
      |│   0.5┤      ⠈⠈⠉⠒⠤⣀                                                           │|
      |│      │          ⠈⠉⠉⠑⠢⢄⡀                                                      │|
      |│      │              ⠁⠈⠈⠑⠒⠤⢄⡀                                                 │|
      |│   0.2┤                  ⠁⠂⠈⠈⠉⠒⠤⣀⣀⡀                                           │|
      |│   0.1┤                      ⠁ ⠁⠉⠉⠉⠒⠒⠤⢄⣀⡀                                     │|
      |│      │                            ⠁⠂⠁⠈⠈⠈⠑⠒⠤⠤⣀⣀⠄⡀ ⡀                           │|
      |│  0.05┤                                 ⠂⠁⠂⠅⠂⠉⠉⠉⠉⠒⠤⠤⠤⣀⣀⡀⡀ ⡀                   │|
      |│      │                                      ⠁ ⠁ ⠅⠂⠅⡂⠈⠈⠈⠉⠒⠒⠤⠤⣀⣀⠄⡀⠄⡀           │|
      |│      │                                              ⠁ ⠁⠂⠁⠂⠅⡂⠉⠉⠉⠉⠉⠒⠒⠒⠤⠤⣀⣀     │|
      |│  0.02┤                                                            ⠁ ⠁ ⠁⠉⠉⠉⠑⠒ │|
      |│      └──────────────────────✗─────────────────────────────────────────────── │|
      |│       0               5k                10k              15k             20k │|
      |│ mean TD loss of the batch                                    lower is better │|
      |╰─ ━━ last 0.022 [0.022, 0.022], n=2/5 ────────────────────────────── ✗ 6,543 ─╯|
      | 0:22 ✗ gridworld-dqn s2  loss is NaN at step 6543                              |
      | p pause  . step  +/- speed  t tweak  n new  Enter seeds  ? help  q quit        |
    `),
    );
  });

  it('with a failed run selected says why', () => {
    const { press, frame: shown } = open(midway(), 80, 24);
    press('down', 'down', 'down');
    expect(shown()[21]).toBe(' ✗ gridworld-dqn s2  loss is NaN at step 6543');
    expect(shown()[18]).toMatch(/^▸ {2}━━ ∞ {2}seed 2 .* loss is NaN at step 6543$/);
  });

  it('while it asks whether to quit', () => {
    const { press, frame: shown } = open(midway(), 80, 24);
    press('q');
    expect(shown()[21]).toBe(' Runs are live. Stop them and quit?  y yes  n no');
    expect(shown()[22]).toBe(' y yes  n no');
  });

  it('without any run', () => {
    expect(open(new FakeSession([]), 80, 24).frame()[2]).toMatch(/^╭─ no runs ─+/);
  });

  it('makes names from files harmless and cuts them by their width', () => {
    const name = '学習率\x1b[2J実験の長い名前は途中で切られる';
    const { frame: shown } = open(new FakeSession(runsOf(scenario({ name, title: name, seeds: [0] }))), 80, 24);
    expect(shown().join('\n')).not.toContain('\x1b');
    expect(shown().find((row) => row.startsWith('▸'))).toContain('学習率\\x1b[2J実…途中で切られる');
    for (const row of shown()) expect(displayWidth(row)).toBeLessThanOrEqual(80);
  });
});

describe('keys', () => {
  it('arrive from the keyboard, also several at once', async () => {
    const { keyboard, dashboard } = open(midway(), 80, 24);
    expect(keyboard.raw).toBe(true);
    keyboard.write('mb');
    keyboard.write('\x1b[B');
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    expect(dashboard.state).toMatchObject({
      chart: { metric: 'q_error', band: 'std' },
      list: { cursor: { run: 'gridworld-dqn/s0' } },
    });
  });

  it("and the mouse come in the terminal's own reports", async () => {
    const { keyboard, dashboard } = open(midway(), 80, 24);
    keyboard.write('\x1b[<0;5;21M\x1b[<0;5;21m\x1b[<65;60;5M');
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    expect(dashboard.state).toMatchObject({ pane: 'runs', list: { cursor: { run: 'gridworld-dqn/s3' } } });
    keyboard.write('\x1b[<64;30;5M');
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    expect(dashboard.state.chart.zoom).not.toBeNull();
  });

  it('control the session', () => {
    const session = midway();
    const { press } = open(session, 80, 24);
    session.asked.length = 0;
    press('P', 'end', 'up', 'p', '.', '-');
    expect(session.asked).toEqual([
      'pause null',
      'watch gridworld-dqn/s4',
      'watch gridworld-dqn/s3',
      'pause gridworld-dqn/s3',
      'step gridworld-dqn/s3 1',
      'speed gridworld-dqn/s3 0.5',
    ]);
  });

  it('are answered in the same turn', () => {
    const { press, terminal } = open(midway(), 80, 24);
    const before = terminal.written.length;
    press('m');
    expect(terminal.written.length).toBe(before + 1);
  });

  it('end the dashboard as quit or as interrupt', async () => {
    const quit = open(midway(), 80, 24);
    quit.press('q', 'y');
    expect(await quit.dashboard.ended).toBe('quit');
    quit.dashboard.close();
    const interrupted = open(midway(), 80, 24);
    interrupted.press('ctrl+c');
    expect(await interrupted.dashboard.ended).toBe('interrupt');
  });
});

describe('new data', () => {
  it('are painted at the next tick, and nothing is written when nothing changed', () => {
    const session = midway();
    const { dashboard, terminal, frame: shown } = open(session, 80, 24);
    dashboard.tick();
    const before = terminal.written.length;
    session.changed = false;
    dashboard.tick();
    expect(terminal.written.length).toBe(before);
    session.runs[3]!.advance(10_000);
    session.changed = true;
    dashboard.tick();
    expect(terminal.written.length).toBe(before + 1);
    expect(shown()[20]).toContain('50%');
  });

  it('rewrite only a small part of the screen', () => {
    const session = midway();
    const { dashboard, terminal } = open(session, 80, 24);
    dashboard.tick();
    session.runs[3]!.advance(9200);
    session.changed = true;
    dashboard.tick();
    expect(terminal.written.at(-1)!.length).toBeLessThan(terminal.written[0]!.length / 4);
    expect(terminal.written.at(-1)).not.toContain('\x1b[2J');
  });

  it('wait for a terminal that is slower than they are', () => {
    const session = midway();
    const { dashboard, terminal, frame: shown } = open(session, 80, 24);
    dashboard.tick();
    terminal.ready = false;
    session.runs[3]!.advance(9500);
    session.changed = true;
    dashboard.tick();
    const before = terminal.written.length;
    session.runs[3]!.advance(12_000);
    session.changed = true;
    dashboard.tick();
    dashboard.tick();
    expect(terminal.written.length).toBe(before);
    terminal.ready = true;
    terminal.emit('drain');
    expect(terminal.written.length).toBe(before + 1);
    expect(shown()[20]).toContain('60%');
  });

  it('stop the clock when every run has ended, and let it go on when a new one starts', () => {
    const session = midway();
    const { dashboard, clock, frame: shown } = open(session, 80, 24);
    const at = (ms: number): string => {
      clock.ms = ms;
      session.changed = true;
      dashboard.tick();
      return shown()[0]!;
    };
    at(60_000);
    for (const run of session.runs) run.advance(20_000);
    expect(at(61_000)).toMatch(/100% +in 1:01$/);
    expect(at(99_000)).toMatch(/100% +in 1:01$/);
    session.runs[4]!.status = 'running';
    at(100_000);
    expect(at(105_000)).toMatch(/1:06$/);
  });

  it('stop clock and ETA while every live run is paused', () => {
    const session = midway();
    const { dashboard, clock, frame: shown } = open(session, 80, 24);
    const at = (ms: number): string => {
      clock.ms = ms;
      session.changed = true;
      dashboard.tick();
      return shown()[0]!.replace(/^.*%/, '');
    };
    const before = at(10_000);
    expect(before).toMatch(/0:10 {2}ETA 0:\d\d$/);
    for (const run of session.runs.slice(3)) run.status = 'paused';
    at(10_000);
    expect(at(50_000)).toBe(before);
    session.runs[3]!.status = 'running';
    at(50_000);
    expect(at(53_000)).toMatch(/0:13 {2}ETA/);
  });

  it('stop the clock while the runs of another program are quiet', () => {
    const session = midway();
    const { dashboard, clock, frame: shown } = open(session, 80, 24);
    const at = (ms: number): string => {
      clock.ms = ms;
      dashboard.tick();
      for (const run of session.runs) run.openEnded = false;
      session.changed = true;
      dashboard.tick();
      return shown()[0]!;
    };
    const quiet = (seconds: number): void => {
      for (const run of session.runs.slice(3))
        Object.assign(run, { status: 'running', openEnded: true, quietFor: seconds });
    };
    quiet(299);
    expect(at(10_000)).toMatch(/ 0:10/);
    quiet(300);
    dashboard.tick();
    expect(at(50_000)).toMatch(/ 0:10/);
  });

  it('show at which speed runs are held, in the header and beside the seed', () => {
    const session = midway();
    Object.assign(session.runs[3]!, { speed: 0.25 });
    const { dashboard, frame: shown } = open(session, 140, 40);
    dashboard.tick();
    expect(shown()[0]).toContain('speed 25%-100%');
    expect(shown().join('\n')).toContain('seed 3 at 25%');
    Object.assign(session.runs[4]!, { speed: 0.25 });
    session.changed = true;
    dashboard.tick();
    expect(shown()[0]).toMatch(/speed 25% /);
  });

  it('make the dashboard fail, not the process, when reading them throws', async () => {
    const session = midway();
    const { dashboard } = open(session, 80, 24);
    session.drain = () => {
      throw new Error('ring is torn');
    };
    dashboard.tick();
    await expect(dashboard.ended).rejects.toThrow('ring is torn');
  });
});

describe('the session', () => {
  it('is asked for the picture of the run that is looked at, and for none in the end', () => {
    const session = midway();
    const { dashboard } = open(session, 80, 24);
    expect(session.asked).toEqual(['watch gridworld-dqn/s3']);
    session.runs[3]!.advance(20_000);
    session.runs[4]!.advance(100);
    dashboard.tick();
    expect(session.asked.at(-1)).toBe('watch gridworld-dqn/s4');
    dashboard.close();
    expect(session.asked.at(-1)).toBe('watch null');
  });
});

describe('the size', () => {
  it('is taken over at once, with one clear', () => {
    const { dashboard, terminal, frame: shown } = open(midway(), 80, 24);
    terminal.columns = 140;
    terminal.rows = 40;
    dashboard.resize();
    expect(shown()).toHaveLength(40);
    expect(shown()[2]).toMatch(/^╭─ Runs 5 ─+╮╭─ greedy_return/);
    expect(terminal.written.filter((text) => text.includes('\x1b[2J'))).toHaveLength(2);
    dashboard.resize();
    expect(terminal.written.filter((text) => text.includes('\x1b[2J'))).toHaveLength(2);
  });

  it('may be anything from 1x1 to 300x100, with any keys between', () => {
    const { dashboard, terminal, press, frame: shown } = open(midway(), 80, 24);
    const key = fc.constantFrom(
      ...BINDINGS.filter(({ action }) => !['interrupt', 'confirm'].includes(action)).flatMap((one) => one.keys),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(key, { maxLength: 6 }),
        (columns, rows, keys) => {
          terminal.columns = columns;
          terminal.rows = rows;
          dashboard.resize();
          press(...keys);
          expect(shown()).toHaveLength(rows);
          for (const row of shown()) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
        },
      ),
      { numRuns: 60 },
    );
  });
});
