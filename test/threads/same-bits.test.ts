import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/run-view.js';
import { endOf, lineScenario, trainHere } from '../train/line.js';
import { finished, lineSession, until } from './helpers.js';

const scenarios = [
  lineScenario({ name: 'a', steps: 3000, lr: 0.02, evaluateEvery: 100 }),
  lineScenario({ name: 'b', steps: 2000, lr: 0.05, evaluateEvery: 70 }),
];
const seeds = [0, 1, 2];
const plan = scenarios.map((scenario) => ({ scenario, seeds }));
const expected = scenarios.flatMap((scenario) => seeds.map((seed) => endOf(scenario, seed)));

const digestsOf = (session: Session) => session.runs.map(({ digest, reason }) => digest ?? reason);

describe('a run in a thread has the digest of the plain loop', () => {
  const digests = expected.map(({ digest }) => digest);

  it.each([1, 4])('with %i workers, undrained', async (workers) => {
    const session = lineSession(plan, { workers });
    await finished(session);
    expect(digestsOf(session)).toEqual(digests);
    expect(session.results().map(({ final }) => final)).toEqual(expected.map(({ final }) => final));
  });

  it('with workers that take turns', async () => {
    const session = lineSession(plan, { workers: 1, interleave: true });
    await finished(session);
    expect(digestsOf(session)).toEqual(digests);
  });

  it('drained, watched, paused, stepped and throttled', async () => {
    const session = lineSession(plan, { workers: 2 });
    const [first] = session.runs;
    session.watch(first!.id);
    session.step(null, 100);
    await until(session, () => first!.step === 100 && first!.status === 'paused');
    session.step(null, 7);
    await until(session, () => first!.step === 107);
    session.setSpeed(null, 0.5);
    session.resume(null);
    await until(session, () => first!.status === 'done');
    session.setSpeed(null, 1);
    await finished(session);
    expect(first!.scope?.kind).toBe('fit');
    expect(digestsOf(session)).toEqual(digests);
  });
});

describe('the curves of a drained run', () => {
  it('hold every point that the plain loop records', async () => {
    const scenario = lineScenario({ steps: 5000, trouble: 'late-metric', at: 4000, work: 200 });
    const session = lineSession([{ scenario, seeds: [5] }]);
    const [run] = session.runs;
    await until(session, () => run!.status === 'done');
    const { points } = trainHere(scenario, 5);
    expect(run!.dropped).toBe(0);
    for (const [id, name] of ['loss', 'slope_error', 'late'].entries()) {
      const values = points.filter((point) => point[0] === id).map((point) => point[2]);
      const series = run!.series.get(name)!;
      expect(series.points).toBe(values.length);
      expect(series.last).toBe(values.at(-1));
      expect(series.lowest).toBe(Math.min(...values));
      expect(series.count.reduce((sum, n) => sum + n)).toBe(values.length);
    }
  });

  it('lack exactly the points that were dropped when nobody drained', async () => {
    const scenario = lineScenario({ steps: 100_000, evaluateEvery: 100_000 });
    const session = lineSession([{ scenario, seeds: [0] }]);
    const [run] = await finished(session);
    const points = [...run!.series.values()].reduce((sum, series) => sum + series.points, 0);
    expect(points + run!.dropped).toBe(100_001);
    expect(run!.dropped).toBeGreaterThan(0);
  });
});
