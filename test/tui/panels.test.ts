import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.js';
import { raiseCurtain } from '../../src/tui/first-frame.js';
import { paintFocusChart } from '../../src/tui/panels/focus-chart.js';
import { paintHeader } from '../../src/tui/panels/header.js';
import { paintLesson } from '../../src/tui/panels/lesson.js';
import { paintLogLine } from '../../src/tui/panels/log-line.js';
import { paintRunList } from '../../src/tui/panels/run-list.js';
import { paintScopePanel } from '../../src/tui/panels/scope-panel.js';
import { paintSmallCharts } from '../../src/tui/panels/small-charts.js';
import { Screen } from '../../src/tui/terminal/screen.js';
import { agentMetrics, FakeSession, gridScope, runsOf, scenario } from './fixture.js';
import { type Changes, drawn, FakeTerminal, frame, modelOf } from './stagehand.js';

/** Two variants of one scenario with three seeds each, all done; the second learns less. */
function variants(): FakeSession {
  const weaker = agentMetrics.map((metric) => ({
    ...metric,
    at: (share: number, seed: number, step: number) => 0.6 * metric.at(share, seed, step),
  }));
  const seeds = [0, 1, 2];
  const runs = [...runsOf(scenario({ seeds })), ...runsOf(scenario({ seeds, variant: 'loss=mse' }), weaker)];
  for (const run of runs) run.advance(20_000);
  return new FakeSession(runs);
}

function single(changes: Partial<Scenario> = {}): FakeSession {
  const session = new FakeSession(runsOf(scenario({ seeds: [7], ...changes })));
  session.runs[0]!.advance(12_000);
  return session;
}

const chart = (session: FakeSession, changes: Changes = {}, width = 60, height = 12): string[] =>
  drawn(width, height, (region) => paintFocusChart(region, modelOf(session, changes)));

describe('the large chart', () => {
  it('has the other variants beside the selected one, which alone has a band', () => {
    expect(chart(variants())).toEqual(
      frame(`
      |╭─ greedy_return ↑ mean, min-max, n=3 ───────── env steps ─╮|
      |│     1┤                         ⡀⠄⡀⢀⣀⢄⣀⣀⠤⠤⡠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⡠⠤⠤⠤ │|
      |│      │                     ⡀⣀⠤⠒⠉⠉⠉⠁⡀⣀⣀ ⣀⣀⡀⣀⣀ ⣀⣀⡀⣀⣀ ⣀⣀⡀⣀⣀ │|
      |│      │                  ⠄⡠⠔⠊⠤⡂⠒⠉⠁⠉⠉                      │|
      |│     0┤               ⡀⣀⡠⠊⠉⠁⠂⠁                            │|
      |│      │           ⡀⣀⠤⢀⠔⠉⠂⠁                                │|
      |│      │ ⠤⠄⠤⠤ ⠤⠒⠅⠒⠉⣀⠤⠒⠁⠂⠁                                  │|
      |│    -1┤ ⡀ ⡀⢀⣀⣀⠤⠤⠒⠊⠂⠁                                      │|
      |│      │ ⠉⠉⠉⠁ ⠁                                            │|
      |│      └────────────────────────────────────────────────── │|
      |│       0                       10k                    20k │|
      |╰─ ━━ as written 0.836  ╍╍ loss=mse 0.502 ─────────────────╯|
    `),
    );
  });

  it('has one line a seed when asked for', () => {
    const shown = chart(variants(), { chart: { band: 'seeds', metric: 'q_error' } });
    expect(shown).toEqual(
      frame(`
      |╭─ q_error ↓ n=3, one line a seed ───────────── env steps ─╮|
      |│      │ ⣁⢶⣄                                               │|
      |│      │ ⠉ ⠈⠓⡄                                             │|
      |│      │    ⠑⠈⢶⢄                                           │|
      |│   0.5┤      ⠈⢆⢳ ⢄⡀                                       │|
      |│      │         ⠑⠊⠈⢷⠤⣀⡀                                   │|
      |│      │              ⠑⠙⠭⠒⣤⣄⡀                              │|
      |│      │                    ⠉⠓⠒⠒⠶⠲⠤⣤⣀⣀⣀⣀⣀                  │|
      |│   0.0┤                                ⠉⠉⠉⠉⠉⠉⠙⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒ │|
      |│      └────────────────────────────────────────────────── │|
      |│       0                       10k                    20k │|
      |╰─ ━━ seed 0 0.046  ╍╍ seed 1 0.047  ┅┅ seed 2 0.045 ──────╯|
    `),
    );
  });

  it('has a single run before the mean of its scenario', () => {
    const cursor = { group: 'gridworld-dqn', run: 'gridworld-dqn/s1' };
    const shown = chart(variants(), { list: { cursor } });
    expect(shown[0]).toMatch(/^╭─ greedy_return ↑ seed 1, mean of n=3 dimmed ─/);
    expect(shown[11]).toMatch(/^╰─ ━━ seed 1 0\.892 ─+╯$/);
  });

  it('of one seed has the extremes of its points as a band', () => {
    expect(chart(single(), { chart: { metric: 'grad_norm' } })).toEqual(
      frame(`
      |╭─ grad_norm seed 7 ─────────────────────────── env steps ─╮|
      |│      │⠇⡂                                                 │|
      |│     4┤⢇⡂⠅⡀ ⡀                                             │|
      |│      │⠘⠉⠢⣀⠅⡂⠅⡂ ⡀                                         │|
      |│      │  ⠅⠁⠉⠞⠦⢄ ⡂⢀⡂⠄⡀⠄⡀ ⡀ ⡀                               │|
      |│     2┤   ⠂⠁⡂⠅⠘⡴⠊⠹⡀⡠⡀⡄⡂⠅⡂⠅⡃⠅⡈⠄⡀ ⡂ ⡂⠄⠠                     │|
      |│      │      ⠁ ⠅⠂⡅⠟⠅⢱⠹⠋⠑⠱⢢⢄⠴⣠⡀⡰⣀⢦⠅⢀⢀⡠⡀                    │|
      |│      │           ⠂⠁⠂⠁⠂⠅⡂⠅⡂⠅⠁⠘⠁⠁⡂⠉⠁⠁⡂                     │|
      |│     0┤                        ⠁ ⠁⠂⠅                      │|
      |│      └────────────────────────────────────────────────── │|
      |│       0                       10k                    20k │|
      |╰─ ━━ last 1.261, n=1 ─────────────────────────────────────╯|
    `),
    );
  });

  it('names what the band is', () => {
    const notes = (['ci', 'std', 'range', 'seeds'] as const).map((band) => chart(variants(), { chart: { band } })[0]!);
    expect(notes.map((note) => /↑ (.*?) ─/.exec(note)?.[1])).toEqual([
      'mean, min-max, n=3',
      'mean ± std, n=3',
      'mean, min-max, n=3',
      'n=3, one line a seed',
    ]);
  });

  it('reads the values at the reading line', () => {
    const shown = chart(variants(), { chart: { reading: 1 } });
    expect(shown[11]).toMatch(/^╰─ at 20k: ━━ as written 0\.836 {2}╍╍ lo\S* [0-9.]+ ─+╯$/);
  });

  it('as far as reached ends a little behind the furthest run', () => {
    expect(chart(single())[10]).toContain('20k');
    expect(chart(single(), { chart: { axis: 'reached', extent: 0.6 } })[10]).toMatch(/ 10k +│$/);
  });

  it('says that there is nothing yet', () => {
    const session = new FakeSession(runsOf(scenario()));
    expect(chart(session).join('\n')).toContain('waiting for a worker');
    session.runs[0]!.advance(1);
    expect(chart(session).join('\n')).toContain('no values yet');
  });
});

describe('the run list', () => {
  const list = (session: FakeSession, width: number, height: number, changes: Changes = {}) =>
    drawn(width, height, (region) => paintRunList(region, modelOf(session, changes), false));

  it('scrolls to keep the cursor in sight', () => {
    const session = variants();
    const open = new Set(['gridworld-dqn', 'gridworld-dqn loss=mse']);
    const cursor = { group: 'gridworld-dqn loss=mse', run: 'gridworld-dqn loss=mse/s2' };
    expect(list(session, 78, 5, { list: { open, cursor } })).toEqual(
      frame(`
      | runs   greedy_return     best     last        seeds  status          steps/s|
      | ▾ ╍╍ ✓ loss=mse         0.537    0.502 n=3    0-2    ━━━━━━━  100%          |
      |      ✓  seed 0          0.538    0.484        0      ━━━━━━━  100%   1,200/s|
      |      ✓  seed 1          0.537    0.535        1      ━━━━━━━  100%   1,200/s|
      |▸  ━━ ✓  seed 2          0.536    0.486        2      ━━━━━━━  100%   1,200/s|
    `),
    );
  });

  it('gives up its columns one by one as it gets narrower', () => {
    expect([100, 78, 60, 50, 40, 28].map((width) => list(single(), width, 3)[1])).toEqual([
      '▸▾ ━━ ▶ gridworld-dqn    0.817    0.804        7      ━━━━━━━━━━━━━─────────   60%   1,200/s   0:07',
      '▸▾ ━━ ▶ gridworld-dqn    0.817    0.804        7      ━━━━───   60%   1,200/s',
      '▸▾ ━━ ▶ gridworld-dqn    0.817    0.804        ━━━╸──   60%',
      '▸▾ ━━ ▶ gridworld-dqn    0.817    0.804 ━━━━╸───',
      '▸▾ ━━ ▶ gridworld-dqn    0.804 ━━━━───',
      '▸▾ ━━ ▶ grid…dqn    0.804',
    ]);
  });
});

describe('the header', () => {
  const header = (width: number) => drawn(width, 1, (region) => paintHeader(region, modelOf(variants())))[0];

  it('says more the wider it is', () => {
    expect([1, 12, 30, 60, 90, 130].map(header)).toEqual([
      '✓',
      ' DQN on fo…',
      ' DQN on four rooms       100%',
      ' DQN on four rooms                ✓ 6 100%          in 0:41',
      ' DQN on four rooms                                  ✓ 6  ━━━━━━━━━━ 100%          in 0:41',
      ' DQN on four rooms                                           ✓ 6 done   2 workers  ━━━━━━━━━━━━━━━━━━━━━━━━ 100%          in 0:41',
    ]);
  });
});

describe('the small charts', () => {
  it('have a name, a line and a value, and mark the one that is shown large', () => {
    const shown = drawn(60, 4, (region) =>
      paintSmallCharts(region, modelOf(single(), { chart: { metric: 'epsilon' } }), 2, false),
    );
    expect(shown).toEqual(
      frame(`
      | loss        █▄▂▁▁      0.073  episode_re… ▁▂▅▇█      0.800|
      | greedy_ret… ▁▂▅██      0.804  q_error     █▅▂▁▁      0.107|
      |▸epsilon     █▆▃▁▁      0.050  grad_norm   █▄▂▁▁      1.261|
      |                                                           |
    `),
    );
  });
});

describe('the lesson', () => {
  it('breaks its lines and marks where it is cut', () => {
    const lesson = { question: 'Which loss?', watch: 'The gradient of the rare class. '.repeat(5), measured: '' };
    const session = single({ lesson });
    expect(drawn(30, 6, (region) => paintLesson(region, modelOf(session)))).toEqual(
      frame(`
      |╭─ Lesson DQN on four rooms ─╮|
      |│ Which loss?                │|
      |│ The gradient of the rare   │|
      |│ class. The gradient of the │|
      |│ rare class. The gradient…  │|
      |╰────────────────────────────╯|
    `),
    );
  });

  it('is the summary for a scenario without one', () => {
    const shown = drawn(40, 4, (region) => paintLesson(region, modelOf(single({ lesson: null }))));
    expect(shown[0]).toMatch(/^╭─ Scenario DQN on four rooms ─+╮$/);
    expect(shown[1]).toContain('A network learns Q-values on a grid.');
  });
});

describe('the scope panel', () => {
  const panel = (session: FakeSession) => drawn(32, 8, (region) => paintScopePanel(region, modelOf(session)));

  it('says why there is no picture', () => {
    const session = new FakeSession(runsOf(scenario({ seeds: [0] })));
    expect(panel(session)[2]).toContain('waiting for a worker');
    session.runs[0]!.advance(100);
    expect(panel(session)[2]).toContain('no picture yet');
    session.runs[0]!.advance(20_000);
    expect(panel(session).join('\n')).toMatch(/ended before a picture/);
  });

  it('names the env, the seed and the step', () => {
    const session = single();
    session.runs[0]!.scope = gridScope;
    expect(panel(session)[0]).toBe('╭─ gridworld seed 7 ── 12,000 ─╮');
  });
});

describe('the log line', () => {
  const line = (session: FakeSession, changes: Changes = {}) =>
    drawn(60, 1, (region) => paintLogLine(region, modelOf(session, changes)))[0];

  it('has the latest event, and before it the answer to a key', () => {
    const session = single();
    const roomy = { columns: 140, rows: 40 };
    expect(line(session, roomy)).toBe('');
    session.events.push({ seconds: 3, level: 'info', run: null, text: 'all done' });
    expect(line(session, roomy)).toBe(' 0:03 all done');
    // Where the lesson has no room of its own, its question is more than that a run has begun or ended.
    expect(line(session)).toMatch(/^ Does a falling TD loss mean.*… +3 lesson$/);
    session.events.push({ seconds: 64, level: 'warning', run: 'a/s1', text: '12 points dropped' });
    expect(line(session)).toBe(' 1:04 ✗ a/s1  12 points dropped');
    expect(line(session, { notice: 'paused all runs' })).toBe(' paused all runs');
  });

  it('says in the end how to go on', () => {
    expect(line(variants())).toBe(' all runs have ended: q quits and prints the results');
  });
});

it('the curtain has header and footer where they stay', () => {
  const terminal = new FakeTerminal(80, 24);
  raiseCurtain(new Screen(terminal), modelOf(single()));
  expect(terminal.written).toHaveLength(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  const rows = [...terminal.written[0]!.matchAll(/\x1b\[(\d+);\d+H/g)].map((match) => Number(match[1]));
  expect(rows).toEqual([1, 23, 24]);
});
