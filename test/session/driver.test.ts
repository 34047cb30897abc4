import { describe, expect, it } from 'vitest';
import { Driver } from '../../src/session/thread/driver.js';
import { type Command, Control, type FromWorker } from '../../src/session/thread/protocol.js';
import { createRing, RingReader } from '../../src/session/thread/ring.js';
import { endOf, type LineOptions, lineRegistries, lineScenario } from '../train/line.js';

interface Given {
  /** Milliseconds of a step on a clock on which nothing else takes time but pictures and sleep. */
  readonly stepMs: number;
  /** Milliseconds of a picture. @default 0 */
  readonly pictureMs?: number;
  /** Commands that come when the run is at a step. */
  readonly at?: Readonly<Record<number, Command>>;
  /** Commands that come in turn when the thread sleeps without an end. */
  readonly asleep?: readonly Command[];
}

/** Drives a run on this thread. */
function driveHere(options: LineOptions, { stepMs, pictureMs = 0, at = {}, asleep = [] }: Given) {
  const control = new Control();
  const ring = createRing(1 << 16);
  const registries = lineRegistries();
  const posted: { message: FromWorker; ms: number }[] = [];
  const commands = [...asleep];
  const sleptAt: number[] = [];
  let ms = 0;
  let slept = 0;
  let steps = 0;
  const line = registries.tasks.get('line');
  registries.tasks.add({
    ...line,
    name: 'timed',
    create(context) {
      const learner = line.create(context);
      return {
        advance() {
          const command = at[steps++];
          if (command !== undefined) control.send(command);
          ms += stepMs;
          learner.advance();
        },
        evaluate: (final) => learner.evaluate(final),
        scope() {
          ms += pictureMs;
          return learner.scope();
        },
        weights: () => learner.weights(),
        shapes: () => learner.shapes(),
        load: (weights) => learner.load(weights),
        save: () => learner.save(),
        restore: (saved) => learner.restore(saved),
      };
    },
  });
  const scenario = {
    ...lineScenario(options),
    learner: { kind: 'task', task: { name: 'timed', params: {} } },
  } as const;
  const driver = new Driver(
    { id: 'x', scenario, seed: 0, control: control.buffer, ring, folder: null, plugins: [] },
    {
      registries,
      folder: null,
      post: (message) => posted.push({ message, ms }),
      now: () => ms,
      sleep(_, __, milliseconds) {
        if (milliseconds === Number.POSITIVE_INFINITY) {
          sleptAt.push(driver.step);
          control.send(commands.shift() ?? { kind: 'stop' });
        } else {
          slept += milliseconds;
          ms += milliseconds;
        }
      },
    },
  );
  const outcome = driver.drive();
  const pictures = posted.flatMap((post) => (post.message.kind === 'scope' ? [post.ms] : []));
  return { outcome, posted, pictures, sleptAt, slept, ticks: control.activity, reader: new RingReader(ring) };
}

describe('a driven run', () => {
  it('ends as the plain loop does and counts the seconds of its steps', () => {
    const { outcome, reader } = driveHere({ steps: 500 }, { stepMs: 2 });
    const { digest, final } = endOf(lineScenario({ steps: 500 }), 0);
    const best = { metric: 'loss', value: expect.any(Number), step: 200 };
    expect(outcome).toEqual({
      status: 'done',
      reason: null,
      step: 500,
      seconds: expect.closeTo(1, 9),
      digest,
      final,
      best,
    });
    let points = 0;
    expect(reader.drain(() => points++)).toBe(510);
  });

  it.each([
    { stepMs: 0.01, ms: 10 },
    { stepMs: 0.5, ms: 10 },
    { stepMs: 50, ms: 50 },
  ])('ticks about every $ms ms when a step takes $stepMs ms', ({ stepMs, ms }) => {
    const steps = Math.round(4000 / stepMs);
    const { ticks } = driveHere({ steps, evaluateEvery: steps }, { stepMs });
    expect(4000 / ticks).toBeGreaterThan(0.8 * ms);
    expect(4000 / ticks).toBeLessThan(1.2 * ms);
  });

  it('posts pictures when watched, at most 5 a second, and one of the end', () => {
    const { pictures } = driveHere({ steps: 2000 }, { stepMs: 1, at: { 0: { kind: 'watch', on: true } } });
    expect(pictures.length).toBeGreaterThanOrEqual(9);
    expect(pictures.at(-1)).toBe(2000);
    for (const [i, ms] of pictures.slice(1, -1).entries()) expect(ms - pictures[i]!).toBeGreaterThanOrEqual(200);
  });

  it('spends at most a hundredth of the time on pictures, and does not make a paused run wait for that', () => {
    const watched = { stepMs: 1, pictureMs: 20 };
    const { pictures } = driveHere({ steps: 10_000 }, { ...watched, at: { 0: { kind: 'watch', on: true } } });
    expect(pictures.length).toBeGreaterThanOrEqual(5);
    for (const [i, ms] of pictures.slice(1, -1).entries()) expect(ms - pictures[i]!).toBeGreaterThanOrEqual(2000);
    const asleep = [{ kind: 'watch', on: true }, { kind: 'step', steps: 3 }, { kind: 'resume' }] as const;
    const paused = driveHere({ steps: 10 }, { ...watched, at: { 0: { kind: 'pause' } }, asleep });
    expect(paused.pictures.slice(0, 2)).toEqual([21, 241]);
  });

  it('posts the last picture only when not watched', () => {
    expect(driveHere({ steps: 2000 }, { stepMs: 1 }).pictures).toEqual([2000]);
  });

  it('shows the last step of a paused run as soon as a picture is due', () => {
    const asleep = [{ kind: 'watch', on: true }, { kind: 'step', steps: 3 }, { kind: 'resume' }] as const;
    const { pictures } = driveHere({ steps: 10 }, { stepMs: 1, at: { 0: { kind: 'pause' } }, asleep });
    expect(pictures).toEqual([1, 201, expect.any(Number)]);
  });

  it('sleeps while it is paused, at exactly the step that it was allowed to', () => {
    const asleep = [{ kind: 'step', steps: 1 }, { kind: 'step', steps: 25 }, { kind: 'resume' }] as const;
    const { sleptAt, outcome } = driveHere({ steps: 500 }, { stepMs: 1, at: { 0: { kind: 'pause' } }, asleep });
    expect(sleptAt).toEqual([1, 2, 27]);
    expect(outcome).toMatchObject({ status: 'done', digest: endOf(lineScenario({ steps: 500 }), 0).digest });
  });

  it.each([0.5, 0.1, 0.02])('trains for a share of %d of the time at that speed', (speed) => {
    const at = { 0: { kind: 'speed', speed } } as const;
    const { outcome, slept } = driveHere({ steps: 2000 }, { stepMs: 0.1, at });
    expect(outcome.seconds).toBeCloseTo(0.2, 9);
    expect(0.2 / (0.2 + slept / 1000)).toBeCloseTo(speed, 1.5 - Math.log10(speed));
  });

  it('stops at the next tick', () => {
    const { outcome } = driveHere({ steps: 10_000 }, { stepMs: 1, at: { 1000: { kind: 'stop' } } });
    expect(outcome.status).toBe('stopped');
    expect(outcome.step).toBeGreaterThan(1000);
    expect(outcome.step).toBeLessThanOrEqual(1015);
    expect(outcome.reason).toBe(`stopped at step ${outcome.step}`);
  });

  it('tells metrics before the points of their first tick are over, and every evaluation', () => {
    const { posted } = driveHere({ steps: 100, evaluateEvery: 30 }, { stepMs: 1 });
    expect(posted.map(({ message }) => message.kind)).toEqual([
      'built',
      'metric',
      'metric',
      ...Array(4).fill('evaluated'),
      'scope',
    ]);
  });

  it('keeps how far it came when the learner throws', () => {
    const memory = { control: new Control().buffer, ring: createRing(1024) };
    const driver = new Driver(
      { id: 'x', scenario: lineScenario({ trouble: 'throw', at: 120 }), seed: 0, folder: null, plugins: [], ...memory },
      { registries: lineRegistries(), folder: null, post() {}, now: () => performance.now(), sleep() {} },
    );
    expect(() => driver.drive()).toThrow('the planted error');
    expect(driver.step).toBeGreaterThan(0);
    expect(driver.step).toBeLessThan(120);
  });
});
