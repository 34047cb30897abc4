import { expect, it } from 'vitest';
import { BUCKETS } from '../../src/session/curve.js';
import { Pace } from '../../src/session/training-time.js';

it('the seconds between two looks lie on a straight line, those not reached are NaN', () => {
  const pace = new Pace(BUCKETS);
  pace.note(100, 10);
  expect(pace.seconds[0]).toBeCloseTo(0.1);
  expect(pace.seconds[49]).toBeCloseTo(5);
  expect(pace.seconds[99]).toBeCloseTo(10);
  expect(pace.seconds[101]).toBeNaN();
  pace.note(200, 30);
  expect(pace.seconds[149]).toBeCloseTo(20);
  pace.note(BUCKETS, 40);
  expect(pace.seconds[BUCKETS - 1]).toBeCloseTo(40);
});

it('never falls, also for budgets that no bucket divides evenly', () => {
  for (const steps of [7, 300, 1023, 20_000]) {
    const pace = new Pace(steps);
    for (let step = 1; step <= steps; step += Math.max(1, Math.floor(steps / 9))) pace.note(step, step * 0.5);
    pace.note(steps, steps * 0.5);
    for (let i = 1; i < BUCKETS; i++) expect(pace.seconds[i]!).toBeGreaterThanOrEqual(pace.seconds[i - 1]! - 1e-9);
    expect(pace.seconds[BUCKETS - 1]).toBeCloseTo(steps * 0.5);
  }
});

it('of a run that goes on begins where it went on', () => {
  const pace = new Pace(BUCKETS, 500);
  pace.note(600, 10);
  expect(pace.seconds[499]).toBe(0);
  expect(pace.seconds[549]).toBeCloseTo(5);
});
