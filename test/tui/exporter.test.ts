import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../src/report/shell-command.js';
import { chartSvg } from '../../src/report/svg/chart.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { chartPicture } from '../../src/tui/charts/picture.js';
import { Exporter } from '../../src/tui/exporter.js';
import { answerTo } from '../../src/tui/state/scenario-offers.js';
import { groundOf } from '../../src/tui/terminal/background-color.js';
import { clipboardText } from '../../src/tui/terminal/clipboard.js';
import { FakeRun, FakeSession, runsOf, scenario } from './fixture.js';
import { modelOf } from './stagehand.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'losscope-exporter-'));
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
});

function trained(): FakeSession {
  const runs = [...runsOf(scenario({ seeds: [0, 1, 2] })), ...runsOf(scenario({ variant: 'a <b>', seeds: [0, 1] }))];
  for (const run of runs) run.advance(20_000);
  return new FakeSession(runs);
}

describe('the chart as a file', () => {
  it('has title, what the band is, n, a legend, both axes and the version', () => {
    const svg = chartSvg(chartPicture(modelOf(trained()))!);
    expect(svg).toContain('>DQN on four rooms: gridworld-dqn: greedy_return</text>');
    expect(svg).toContain('mean, min-max, n=3');
    expect(svg).toMatch(/>a &lt;b&gt; [\d.]+ \[[\d.]+, [\d.]+\], n=2</);
    expect(svg).toContain('>env steps</text>');
    expect(svg).toContain('>20k</text>');
    expect(svg).toMatch(/>losscope \d+\.\d+\.\d+/);
    expect(svg.match(/fill-opacity="0\.14"/g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
  });

  it('follows smoothing, band, logarithmic axes and zoom as they are shown', () => {
    const session = trained();
    const smooth = chartPicture(modelOf(session, { chart: { smoothing: 0.9, metric: 'loss', logY: true } }))!;
    expect(smooth.about).toContain('smoothing 0.9');
    expect(smooth.curves.filter(({ faint }) => faint)).toHaveLength(1);
    expect(smooth.y).toMatchObject({ log: true, name: 'loss' });
    const zoomed = chartPicture(modelOf(session, { chart: { zoom: { from: 0.25, to: 0.5 } } }))!;
    expect(zoomed.x).toMatchObject({ from: 5000, to: 10_000, log: false });
    expect(chartPicture(modelOf(session, { chart: { band: 'seeds' } }))!.curves).toHaveLength(3);
    expect(chartPicture(modelOf(new FakeSession([])))).toBeNull();
  });

  it('is written under a name that is free, which is told', () => {
    const model = modelOf(trained());
    const exporter = new Exporter({ exportTo: folder });
    expect(exporter.chart(model)).toBe('wrote DQN-on-four-rooms-greedy-return.svg');
    expect(exporter.chart(model)).toBe('wrote DQN-on-four-rooms-greedy-return-2.svg');
    expect(readdirSync('.').sort()).toEqual([
      'DQN-on-four-rooms-greedy-return-2.svg',
      'DQN-on-four-rooms-greedy-return.svg',
    ]);
  });
});

const rows = (file: string): string[] => readFileSync(file, 'utf8').trimEnd().split('\r\n');

describe('the runs as a file', () => {
  it('has every recorded point, and of runs without a record the means that are drawn', async () => {
    const session = trained();
    const [first] = session.runs;
    mkdirSync('record');
    const block =
      '{"define":0,"name":"loss","help":"","better":"lower"}\n{"metric":[0,0],"step":[1,2],"value":[0.5,0.25]}\n';
    writeFileSync(join('record', 'metrics.jsonl'), block);
    const exporter = new Exporter({ exportTo: folder, folderOf: (run) => (run === first ? 'record' : null) });
    expect(await exporter.runs(modelOf(session), () => {})).toMatch(
      /^wrote DQN-on-four-rooms\.csv: [\d,]+ points of 5 runs; 4 not recorded/,
    );
    const all = rows('DQN-on-four-rooms.csv');
    expect(all[0]).toBe('run,scenario,variant,seed,metric,step,value');
    expect(all.filter((row) => row.startsWith('gridworld-dqn/s0,'))).toEqual([
      'gridworld-dqn/s0,gridworld-dqn,,0,loss,1,0.5',
      'gridworld-dqn/s0,gridworld-dqn,,0,loss,2,0.25',
    ]);
    const greedy = all.filter((row) => row.startsWith('gridworld-dqn/s1,') && row.includes('greedy_return'));
    expect(greedy).toHaveLength(40);
    expect(greedy.at(-1)).toContain(`,20000,${session.runs[1]!.series.get('greedy_return')!.last}`);
  });

  it('is not written where there is no folder for it, such as in a test of all keys', async () => {
    expect(new Exporter({}).chart(modelOf(trained()))).toBe('no folder to write to');
    expect(await new Exporter({}).runs(modelOf(trained()), () => {})).toBe('no folder to write to');
    expect(readdirSync('.')).toEqual([]);
  });

  it('leaves out what is hidden, and says so where nothing is left', async () => {
    const session = trained();
    const hidden = new Set(['gridworld-dqn', 'gridworld-dqn a <b>']);
    const none = modelOf(session, { list: { hidden } });
    expect(await new Exporter({}).runs(none, () => {})).toBe('no run to export');
    expect(readdirSync('.')).toEqual([]);
  });
});

describe('a long export', () => {
  /** A record of so many points. */
  function recorded(points: number): Exporter {
    mkdirSync('record');
    const block = 2000;
    const lines = Array.from({ length: points / block }, (_, i) => {
      const steps = Array.from({ length: block }, (_, k) => i * block + k);
      return JSON.stringify({ metric: steps.map(() => 0), step: steps, value: steps.map((step) => step / 8) });
    });
    const define = '{"define":0,"name":"loss","help":"","better":"lower"}';
    writeFileSync(join('record', 'metrics.jsonl'), `${[define, ...lines].join('\n')}\n`);
    return new Exporter({ exportTo: folder, folderOf: () => 'record' });
  }
  const left = () => readdirSync('.').filter((name) => name !== 'record');

  it('lets keys and frames come in between, and has no name before it is whole', async () => {
    const exporter = recorded(40_000);
    const model = modelOf(trained());
    let turns = 0;
    let early: readonly string[] = [];
    const turn = (): void => {
      turns++;
      early = left();
      if (!ended) setImmediate(turn);
    };
    let ended = false;
    setImmediate(turn);
    const answer = await exporter.runs(model, () => {});
    ended = true;
    expect(answer).toBe('wrote DQN-on-four-rooms.csv: 200,000 points of 5 runs');
    expect(turns).toBeGreaterThan(5);
    expect(early.join()).toMatch(/^\.losscope\.[0-9a-f]+\.tmp$/);
    expect(left()).toEqual(['DQN-on-four-rooms.csv']);
    expect(rows('DQN-on-four-rooms.csv')).toHaveLength(200_001);
  });

  it('says how far it is', async () => {
    const exporter = recorded(40_000);
    const notes: string[] = [];
    await exporter.runs(modelOf(trained()), (note) => notes.push(note));
    expect(notes[0]).toMatch(/^writing run \d of 5: [\d,]+ points; E stops$/);
  });

  it('is stopped by asking again, and by leaving: there is no file', async () => {
    const exporter = recorded(200_000);
    const model = modelOf(trained());
    const first = exporter.runs(model, () => {});
    expect(left()).toHaveLength(1);
    expect(await exporter.runs(model, () => {})).toBe('export stopped: no file was written');
    expect(await first).toBe('export stopped: no file was written');
    expect(left()).toEqual([]);
    const second = exporter.runs(model, () => {});
    expect([exporter.stop(), exporter.stop()]).toEqual([true, false]);
    expect(await second).toBe('export stopped: no file was written');
    expect(left()).toEqual([]);
  });

  it('that cannot be written says why', async () => {
    const exporter = new Exporter({ exportTo: join(folder, 'nowhere') });
    expect(await exporter.runs(modelOf(trained()), () => {})).toMatch(/cannot be written: .*no such file/);
  });
});

describe('the command of a run', () => {
  const copying = (commandOf: (seed: number) => string | null) => {
    const copied: string[] = [];
    const exporter = new Exporter({
      commandOf: ({ seed }) => commandOf(seed),
      onCopy: (text) => copied.push(text) > 0,
    });
    return { copied, exporter };
  };

  it('goes into the clipboard; of a fork with what was changed and when', () => {
    const session = trained();
    const [first, second] = session.runs;
    second!.fork = { parent: first!.id, step: 500, set: ['agent.lr=0.1'] };
    const { copied, exporter } = copying((seed) => (seed === 0 ? 'losscope run x --seeds 0' : null));
    exporter.copy(first!.id, session);
    exporter.copy(second!.id, session);
    expect(copied).toEqual(['losscope run x --seeds 0', 'losscope run x --seeds 0 # at step 500: agent.lr=0.1']);
    expect(exporter.copy(session.runs[2]!.id, session)).toBe('no command is known that reproduces this run');
  });

  it('that was started in the dashboard is the one that starts it in a shell, quoted', async () => {
    const session = new FakeSession([]);
    const started: { readonly scenario: Scenario; readonly seeds: readonly number[] }[] = [];
    session.add = (entries) => {
      started.push(...entries);
      return ['new'];
    };
    const question = {
      ...({ kind: 'start', reference: 'imbalance-losses', variant: 'focal', seeds: [3] } as const),
      set: ['steps=100', 'task.hidden=[8, 8]'],
    };
    expect(await answerTo(question, session)).toEqual({ kind: 'started', runs: ['new'] });
    const run = new FakeRun(started[0]!.scenario, 3, []);
    const copied: string[] = [];
    const exporter = new Exporter({
      commandOf: ({ seed }, here) =>
        here === null ? null : runCommand(here.loaded, seed, { plugins: here.plugins, init: null }),
      onCopy: (text) => copied.push(text) > 0,
    });
    exporter.copy(run.id, new FakeSession([run]));
    expect(copied).toEqual([
      "losscope run imbalance-losses --variant focal --set steps=100 --set 'task.hidden=[8, 8]' --seeds 3",
    ]);
  });

  it('passes tmux in both ways that it may allow, GNU screen in pieces, and is refused when too long', () => {
    const plain = '\u001b]52;c;bG9zcw==\u0007';
    expect(clipboardText('loss', {})).toBe(plain);
    expect(clipboardText('loss', { TMUX: '/tmp/x' })).toBe(
      `${plain}\u001bPtmux;\u001b\u001b]52;c;bG9zcw==\u0007\u001b\\`,
    );
    const pieces = clipboardText('x'.repeat(2000), { STY: '1' })!.split('\u001b\\').filter(Boolean);
    expect(pieces.length).toBe(4);
    for (const piece of pieces) expect(piece.length).toBeLessThan(768);
    expect(clipboardText('x'.repeat(60_000), {})).toBeNull();
  });
});

describe('the ground of the terminal', () => {
  const asking = async (answer: string, env: Record<string, string> = {}) => {
    const stdin = new PassThrough();
    const written: string[] = [];
    const stdout = {
      write: (text: string) => {
        written.push(text);
        if (answer !== '') stdin.write(answer);
      },
    };
    const theme = await groundOf('auto', stdin, stdout, env);
    return { theme, written, left: (stdin.read() as Buffer | null)?.toString() ?? '' };
  };

  it('is what COLORFGBG says, without a question', async () => {
    expect(await asking('', { COLORFGBG: '0;15' })).toMatchObject({ theme: 'light', written: [] });
    expect(await asking('', { COLORFGBG: '15;default;0' })).toMatchObject({ theme: 'dark', written: [] });
  });

  it('is what the terminal answers, and keys pressed meanwhile are kept', async () => {
    expect(await asking('p\u001b]11;rgb:fdfd/f6f6/e3e3\u001b\\q')).toMatchObject({ theme: 'light', left: 'pq' });
    expect(await asking('\u001b]11;rgb:00/2b/36\u0007')).toMatchObject({ theme: 'dark', left: '' });
    expect(await asking('')).toMatchObject({ theme: 'dark', written: ['\u001b]11;?\u001b\\'] });
  });
});
