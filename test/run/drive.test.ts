import { describe, expect, it } from 'vitest';
import { Driver } from '../../src/run/drive.js';
import { type Command, Control, type FromWorker, type Job } from '../../src/run/protocol.js';
import { createRing, RingReader } from '../../src/run/ring.js';
import { endOf, type LineOptions, lineRegistries, lineScenario } from './line.js';

interface Clock {
  ms: number;
}

/**
 * Drives a run on this thread by a clock on which one step takes `stepMs` and nothing else takes time. `at` gives a
 * command when the run comes to that step.
 */
function driveHere(options: LineOptions, stepMs: number, at: Readonly<Record<number, Command>> = {}) {
  const clock: Clock = { ms: 0 };
  const control = new Control();
  const scenario = lineScenario(options);
  const ring = createRing(1 << 16);
  const job: Job = { id: 'x', scenario, seed: 0, control: control.buffer, ring, folder: null, plugins: [] };
  const posted: { message: FromWorker; ms: number }[] = [];
  const ticks: number[] = [];
  const registries = lineRegistries();
  const line = registries.tasks.get('line');
  const { create } = line;
  let steps = 0;
  const timed = {
    ...line,
    name: 'timed',
    create: (context: Parameters<typeof create>[0]) => {
      const learner = create(context);
      const advance = () => {
        const command = at[steps];
        if (command !== undefined) control.send(command);
        steps++;
        clock.ms += stepMs;
        learner.advance();
      };
      return {
        advance,
        evaluate: (final: boolean) => learner.evaluate(final),
        scope: () => learner.scope(),
        weights: () => learner.weights(),
      };
    },
  };
  registries.tasks.add(timed);
  const driver = new Driver(
    { ...job, scenario: { ...scenario, learner: { kind: 'task', task: { name: 'timed', params: {} } } } },
    {
      registries,
      folder: null,
      post: (message) => posted.push({ message, ms: clock.ms }),
      now: () => {
        if (ticks.at(-1) !== control.activity) ticks.push(control.activity);
        return clock.ms;
      },
    },
  );
  const outcome = driver.drive();
  return { outcome, posted, ticks: ticks.length, control, reader: new RingReader(ring), clock };
}

describe('a driven run', () => {
  it('ends as the plain loop does and counts the seconds of its steps', () => {
    const { outcome, reader } = driveHere({ steps: 500 }, 2);
    const { digest, final } = endOf(lineScenario({ steps: 500 }), 0);
    expect(outcome).toEqual({ status: 'done', reason: null, step: 500, seconds: expect.closeTo(1, 9), digest, final });
    let points = 0;
    expect(reader.drain(() => points++)).toBe(510);
  });

  it.each([
    { stepMs: 0.01, ms: 10 },
    { stepMs: 0.5, ms: 10 },
    { stepMs: 50, ms: 50 },
  ])('ticks about every $ms ms when a step takes $stepMs ms', ({ stepMs, ms }) => {
    const steps = Math.round(4000 / stepMs);
    const { ticks } = driveHere({ steps, evaluateEvery: steps }, stepMs);
    expect(4000 / ticks).toBeGreaterThan(0.8 * ms);
    expect(4000 / ticks).toBeLessThan(1.2 * ms);
  });

  it('posts pictures when watched, at most 5 a second, and one of the end', () => {
    const { posted } = driveHere({ steps: 2000 }, 1, { 0: { kind: 'watch', on: true } });
    const times = posted.flatMap(({ message, ms }) => (message.kind === 'scope' ? [ms] : []));
    expect(times.length).toBeGreaterThanOrEqual(9);
    expect(times.at(-1)).toBe(2000);
    for (const [i, ms] of times.slice(1, -1).entries()) expect(ms - times[i]!).toBeGreaterThanOrEqual(200);
  });

  it('posts no picture when not watched', () => {
    const { posted } = driveHere({ steps: 2000 }, 1);
    expect(posted.filter(({ message }) => message.kind === 'scope')).toEqual([]);
  });

  it('stops at the next tick', () => {
    const { outcome } = driveHere({ steps: 10_000 }, 1, { 1000: { kind: 'stop' } });
    expect(outcome.status).toBe('stopped');
    expect(outcome.step).toBeGreaterThan(1000);
    expect(outcome.step).toBeLessThanOrEqual(1015);
    expect(outcome.reason).toBe(`stopped at step ${outcome.step}`);
  });

  it('tells metrics before the points of their first tick are over, and every evaluation', () => {
    const { posted } = driveHere({ steps: 100, evaluateEvery: 30 }, 1);
    expect(posted.map(({ message }) => message.kind)).toEqual(['metric', 'metric', ...Array(4).fill('evaluated')]);
  });

  it('keeps how far it came when the learner throws', () => {
    const control = new Control();
    const job = { id: 'x', seed: 0, folder: null, plugins: [], control: control.buffer, ring: createRing(1024) };
    const driver = new Driver(
      { ...job, scenario: lineScenario({ trouble: 'throw', at: 120 }) },
      { registries: lineRegistries(), folder: null, post: () => {}, now: () => performance.now() },
    );
    expect(() => driver.drive()).toThrow('the planted error');
    expect(driver.step).toBeGreaterThan(0);
    expect(driver.step).toBeLessThan(120);
  });
});
