import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSession } from '../../src/session/session.js';
import { linePlugin, lineScenario } from '../train/line.js';
import { finished, lineSession, until } from './helpers.js';

const endless = lineScenario({ name: 'endless', steps: 1e12, evaluateEvery: 1e12, work: 100 });
const short = (name: string) => lineScenario({ name, steps: 100 });

describe('a session', () => {
  it('starts the first seed of every variant, then the second of each, and lists runs by variant', async () => {
    const session = lineSession(
      [
        { scenario: short('a'), seeds: [0, 1, 2] },
        { scenario: short('b'), seeds: [7, 8] },
      ],
      { workers: 1 },
    );
    await finished(session);
    const started = session.events.filter(({ text }) => text === 'started').map(({ run }) => run);
    expect(started).toEqual(['a-0', 'b-7', 'a-1', 'b-8', 'a-2']);
    expect(session.runs.map(({ id }) => id)).toEqual(['a-0', 'a-1', 'a-2', 'b-7', 'b-8']);
  });

  it('is done at once when there is nothing to run', async () => {
    for (const plan of [[], [{ scenario: endless, seeds: [] }]]) {
      const session = lineSession(plan);
      await session.done;
      expect(session.results()).toEqual([]);
    }
  });

  it('runs no more threads than workers; the others are queued', async () => {
    const session = lineSession([{ scenario: endless, seeds: [0, 1, 2] }], { workers: 2 });
    await until(session, () => session.runs[1]!.step > 0);
    expect(session.runs.map(({ status }) => status)).toEqual(['running', 'running', 'queued']);
    session.stop('endless-0');
    await until(session, () => session.runs[2]!.step > 0);
    expect(session.runs.map(({ status }) => status)).toEqual(['stopped', 'running', 'running']);
  });

  it('lets all variants advance on one worker when they take turns', async () => {
    const plan = ['a', 'b', 'c'].map((name) => ({ scenario: { ...endless, name }, seeds: [0] }));
    const session = lineSession(plan, { workers: 1, interleave: true });
    await until(session, () => session.runs.every(({ step }) => step > 0));
    const reached = session.runs.map(({ step }) => step);
    await until(session, () => session.runs.every(({ step }, i) => step > reached[i]!));
  });

  it('steps a paused run by exactly what was asked for', async () => {
    const session = lineSession([{ scenario: endless, seeds: [0] }]);
    const [run] = session.runs;
    session.pause(null);
    await until(session, () => run!.status === 'paused');
    expect(run!.step).toBe(0);
    session.step(run!.id, 1);
    await until(session, () => run!.step === 1);
    session.step(run!.id, 12_345);
    await until(session, () => run!.step === 12_346);
    expect(run!.status).toBe('paused');
    session.resume(run!.id);
    await until(session, () => run!.step > 12_346 && run!.status === 'running');
    expect(run!.stepsPerSecond).toBeGreaterThanOrEqual(0);
  });

  it('holds queued runs in a pause, shows them as paused, and starts them when all are resumed', async () => {
    const session = lineSession([{ scenario: endless, seeds: [0, 1, 2] }], { workers: 1 });
    const statuses = () => session.runs.map(({ status }) => status).join();
    await until(session, () => session.runs[0]!.step > 0);
    session.pause(null);
    await until(session, () => statuses() === 'paused,paused,paused');
    session.stop('endless-0');
    await until(session, () => session.runs[0]!.status === 'stopped');
    expect(statuses()).toBe('stopped,paused,paused');
    session.resume('endless-2');
    await until(session, () => session.runs[2]!.step > 0);
    expect(statuses()).toBe('stopped,paused,running');
    session.stop('endless-2');
    session.resume(null);
    await until(session, () => session.runs[1]!.step > 0);
    expect(statuses()).toBe('stopped,running,stopped');
  });

  it('keeps the time that is left through a pause', async () => {
    const session = lineSession([{ scenario: { ...endless, steps: 1e9 }, seeds: [0] }]);
    const [run] = session.runs;
    await until(session, () => run!.stepsPerSecond > 0);
    session.pause(null);
    await until(session, () => run!.status === 'paused');
    await until(session, () => run!.etaSeconds !== null);
    session.setSpeed(null, 0.5);
    expect(run!.speed).toBe(0.5);
    session.resume(null);
    session.drain();
    expect(run!.etaSeconds).not.toBeNull();
  });

  it('measures the speed of a run, and from it the time that is left', async () => {
    const session = lineSession([{ scenario: { ...endless, steps: 1e9 }, seeds: [0] }]);
    const [run] = session.runs;
    await until(session, () => run!.stepsPerSecond > 0);
    expect(run!.etaSeconds).toBe((1e9 - run!.step) / run!.stepsPerSecond);
  });

  it('shows pictures of the watched run only', async () => {
    const session = lineSession([{ scenario: endless, seeds: [0, 1] }]);
    const [first, second] = session.runs;
    session.watch(first!.id);
    await until(session, () => first!.scope !== null && second!.step > 0);
    expect(second!.scope).toBe(null);
    session.pause(null);
    await until(session, () => second!.status === 'paused');
    session.watch(second!.id);
    await until(session, () => second!.scope !== null);
  });

  it('stops running and queued runs, each with its reason', async () => {
    const session = lineSession([{ scenario: endless, seeds: [0, 1] }], { workers: 1 });
    await until(session, () => session.runs[0]!.step > 0);
    session.stop(null);
    await finished(session);
    const [first, second] = session.results();
    expect(first).toMatchObject({ status: 'stopped', reason: `stopped at step ${first!.steps}` });
    expect(first!.final.loss).toBeGreaterThan(0);
    expect(second).toMatchObject({ status: 'stopped', reason: 'stopped before it started', steps: 0 });
  });

  it('ends every thread on close, one in an endless loop too', async () => {
    const loop = lineScenario({ name: 'loop', trouble: 'loop', at: 5 });
    const session = lineSession([
      { scenario: endless, seeds: [0] },
      { scenario: loop, seeds: [0] },
    ]);
    await until(session, () => session.runs[0]!.step > 0);
    await session.close();
    await session.done;
    expect(session.runs.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
  });

  it('gives each run an id of its own', () => {
    const scenario = lineScenario({ name: 'x', variant: 'loss=focal, agent.lr=3e-4' });
    const session = lineSession(Array(3).fill({ scenario, seeds: [1] }));
    const id = 'x-loss-focal-agent-lr-3e-4-1';
    expect(session.runs.map((run) => run.id)).toEqual([id, `${id}-2`, `${id}-3`]);
  });

  it('refuses a number of workers that is none', () => {
    for (const workers of [0, -1, 1.5, Number.NaN]) {
      expect(() => createSession([], { workers, out: null })).toThrow('workers: must be a whole number >= 1');
    }
  });

  it('leaves nothing that keeps the program alive', async () => {
    const program = `
      import { createSession } from ${JSON.stringify(new URL('../../dist/session/session.js', import.meta.url).href)};
      const plan = ${JSON.stringify([{ scenario: endless, seeds: [0, 1, 2] }])};
      const session = createSession(plan, ${JSON.stringify({ workers: 2, out: null, plugins: [linePlugin] })});
      while (session.runs[1].step === 0) {
        session.drain();
        await new Promise(setImmediate);
      }
      await session.close();
      console.log(session.runs.map(({ status }) => status).join());
    `;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      timeout: 30_000,
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'stopped,stopped,stopped\n', stderr: '' });
  });
});
