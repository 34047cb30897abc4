import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, lineScenario, trainHere } from './line.js';

const withoutTicks = ({ events, points }: ReturnType<typeof trainHere>) => ({
  events: events.filter(({ kind }) => kind !== 'tick' && kind !== 'start'),
  points,
});

describe('the training loop', () => {
  it('gives the same events, points and digest for any budgets', () => {
    const scenario = lineScenario({ steps: 60, evaluateEvery: 25, trouble: 'late-metric', at: 30 });
    const reference = withoutTicks(trainHere(scenario, 3));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 20 }), (budgets) => {
        expect(withoutTicks(trainHere(scenario, 3, budgets))).toEqual(reference);
      }),
      { numRuns: 50 },
    );
  });

  it('ticks exactly when the budget is used up, and first at step 0', () => {
    const { events } = trainHere(lineScenario({ steps: 20, evaluateEvery: 7 }), 0, [3, 1, 10]);
    expect(events.flatMap((event) => (event.kind === 'tick' ? [event.step] : []))).toEqual([0, 3, 4, 14]);
  });

  it.each([
    { steps: 10, evaluateEvery: 4, at: [4, 8, 10] },
    { steps: 10, evaluateEvery: 5, at: [5, 10] },
    { steps: 3, evaluateEvery: 100, at: [3] },
  ])('evaluates $steps steps every $evaluateEvery at $at, only the end as final', ({ steps, evaluateEvery, at }) => {
    const { events, points } = trainHere(lineScenario({ steps, evaluateEvery }), 0);
    const evaluated = events.flatMap((event) => (event.kind === 'evaluated' ? [event] : []));
    expect(evaluated.map(({ step }) => step)).toEqual(at);
    expect(evaluated.map(({ final }) => final)).toEqual(at.map((step) => step === steps));
    expect(points.flatMap(([id, step]) => (id === 1 ? [step] : []))).toEqual(at);
  });

  it('numbers metrics in the order of their definition and tells each before the tick after it', () => {
    const { events, points } = trainHere(lineScenario({ trouble: 'late-metric', at: 50, evaluateEvery: 40 }), 0, [7]);
    const metrics = events.flatMap((event) => (event.kind === 'metric' ? [[event.id, event.spec.name]] : []));
    expect(metrics).toEqual([
      [0, 'loss'],
      [1, 'slope_error'],
      [2, 'late'],
    ]);
    const told = events.findIndex((event) => event.kind === 'metric' && event.id === 2);
    const before = events.slice(0, told).findLast((event) => event.kind === 'tick');
    expect(before).toEqual({ kind: 'tick', step: 49 });
    expect(points.filter(([id]) => id === 2)).toEqual([[2, 50, 50]]);
  });

  it('ends as diverged at the step whose loss is NaN, with everything recorded until then', () => {
    const { events, points } = trainHere(lineScenario({ trouble: 'nan', at: 33 }), 0);
    expect(events.at(-1)).toMatchObject({ kind: 'diverged', step: 33, metric: 'loss', value: Number.NaN });
    expect(points.at(-1)).toEqual([0, 33, Number.NaN]);
  });

  it('ends as diverged at the evaluation that finds an infinite weight', () => {
    const scenario = lineScenario({ trouble: 'infinite-weight', at: 100, evaluateEvery: 100 });
    expect(endOf(scenario, 0)).toMatchObject({ kind: 'diverged', step: 100, metric: 'weights', value: Infinity });
  });

  it('learns: a run away from the optimum at first is near it at the end', () => {
    const { final } = endOf(lineScenario({ steps: 2000 }), 1);
    expect(final.slope_error).toBeLessThan(0.05);
  });

  it('stops where it is when the budget is 0, and its digest is that of a run that was that long', () => {
    const { events } = trainHere(lineScenario({ evaluateEvery: 1000 }), 0, [40, 0]);
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', step: 40 });
    const other = trainHere(lineScenario({ evaluateEvery: 1000, steps: 500 }), 0, [15, 25, 0]).events.at(-1);
    expect(events.at(-1)).toEqual(other);
  });

  it('has another digest for another seed or another setting', () => {
    const digests = [
      endOf(lineScenario(), 0),
      endOf(lineScenario(), 1),
      endOf(lineScenario({ lr: 0.06 }), 0),
      endOf(lineScenario({ steps: 201 }), 0),
    ].map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(4);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('passes on what the learner throws', () => {
    expect(() => trainHere(lineScenario({ trouble: 'throw' }), 0)).toThrow('the planted error');
  });
});
