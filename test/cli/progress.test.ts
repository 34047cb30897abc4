import { describe, expect, it } from 'vitest';
import { followPlainly } from '../../src/cli/kit/progress.js';
import type { RunView, Session, SessionEvent } from '../../src/session/run-view.js';
import { fakeTerminal } from './fake-terminal.js';

const run = (part: Partial<RunView>): RunView =>
  ({
    id: 'demo-0',
    scenario: { name: 'demo', variant: 'loss=bce', focus: 'loss' },
    seed: 0,
    status: 'done',
    reason: null,
    step: 2000,
    steps: 2000,
    stepsPerSecond: 1000,
    etaSeconds: null,
    seconds: 2,
    series: new Map([['loss', { points: 3, last: 0.25 }]]),
    ...part,
  }) as RunView;

const session = (runs: readonly RunView[], events: readonly SessionEvent[] = []): Session =>
  ({ runs, events, drain: () => true, done: Promise.resolve() }) as unknown as Session;

describe('plain progress', () => {
  it('has a line for the end of each run, with the reason of a failure', async () => {
    const { terminal, out, err } = fakeTerminal();
    const runs = [
      run({}),
      run({ id: 'demo-1', seed: 1, status: 'failed', reason: 'out of \u001b[2Jmemory', step: 1500, series: new Map() }),
      run({ id: 'demo-2', seed: 2, status: 'diverged', reason: 'loss is NaN at step 7', step: 7, series: new Map() }),
      run({ id: 'demo-3', seed: 3, status: 'stopped', reason: 'stopped before it started', series: new Map() }),
    ];
    await followPlainly(session(runs), terminal);
    await terminal.flush();
    expect(out()).toBe('');
    expect(err().split('\n')).toEqual([
      'demo [loss=bce] seed 0  done  2.0 s  loss 0.25',
      'demo [loss=bce] seed 1  failed at step 1,500: out of \\x1b[2Jmemory  2.0 s',
      'demo [loss=bce] seed 2  diverged: loss is NaN at step 7  2.0 s',
      'demo [loss=bce] seed 3  stopped before it started  2.0 s',
      '',
    ]);
  });

  it('passes warnings on', async () => {
    const { terminal, err } = fakeTerminal();
    const events: SessionEvent[] = [
      { seconds: 0, level: 'info', run: 'demo-0', text: 'started' },
      { seconds: 1, level: 'warning', run: 'demo-0', text: 'the batch has duplicates' },
    ];
    await followPlainly(session([], events), terminal);
    expect(err()).toBe('demo-0: the batch has duplicates\n');
  });
});

describe('the terminal', () => {
  it('falls silent when its reader has gone, and stays alive', async () => {
    const { terminal, streams, err } = fakeTerminal();
    streams[0].emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    terminal.out('lost');
    terminal.err('heard');
    await terminal.flush();
    expect(err()).toBe('heard\n');
  });

  it('has colours on a terminal only, and none with NO_COLOR', () => {
    const paint = (isTTY: boolean, noColor: string) => {
      const { terminal, streams, out } = fakeTerminal();
      Object.assign(streams[0], { isTTY });
      const before = { NO_COLOR: process.env.NO_COLOR, TERM: process.env.TERM };
      Object.assign(process.env, { NO_COLOR: noColor, TERM: 'xterm' });
      terminal.out([{ text: 'pass', tone: 'good' }, ' \u001b[31m']);
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      return out();
    };
    expect(paint(true, '')).toBe('\u001b[32mpass\u001b[0m \\x1b[31m\n');
    expect(paint(true, '1')).toBe('pass \\x1b[31m\n');
    expect(paint(false, '')).toBe('pass \\x1b[31m\n');
  });
});
