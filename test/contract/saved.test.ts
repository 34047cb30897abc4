import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import type { NamedArrays } from '../../src/core/learner.js';
import { Stream } from '../../src/core/random.js';
import { decodeSaved, encodeSaved } from '../../src/store/state-codec.js';
import { tasks } from '../../src/tasks/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { type Case, cases } from './cases.js';
import { small } from './fixtures.js';

/** A learner with its points so far, as bits. */
function build({ create, steps }: Case) {
  const points: [string, number, bigint][] = [];
  let step = 0;
  const engine = new Engine('f32');
  const learner = create({
    engine,
    steps,
    stream: (purpose, index = 0) => Stream.from(5, purpose, index),
    recorder: {
      define:
        ({ name }) =>
        (value) =>
          void points.push([name, step, bitsOf(value)]),
    },
  });
  const go = (from: number, to: number) => {
    for (step = from + 1; step <= to; step++) {
      learner.advance();
      if (step % 20 === 0 || step === steps) learner.evaluate(step === steps);
    }
  };
  return { learner, points, go };
}

const word = new DataView(new ArrayBuffer(8));
function bitsOf(value: number): bigint {
  word.setFloat64(0, value);
  return word.getBigUint64(0);
}

const copyOf = (arrays: NamedArrays): NamedArrays => new Map([...arrays].map(([name, array]) => [name, array.slice()]));
const bytesOf = (arrays: NamedArrays) =>
  [...arrays].map(([name, { buffer, byteOffset, byteLength }]) => [
    name,
    Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  ]);

describe.each(cases)('$name', (given) => {
  it('goes on from a saved state, at any step, as if it had never stopped', () => {
    const whole = build(given);
    whole.go(0, given.steps);
    const expected = { points: whole.points, weights: bytesOf(whole.learner.weights()) };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: given.steps - 1 }), (at) => {
        const first = build(given);
        first.go(0, at);
        const weights = copyOf(first.learner.weights());
        const saved = encodeSaved(first.learner.save(), 'state');
        // Saving must not shift the training that goes on, nor what was saved follow it.
        first.go(at, given.steps);
        expect(first.points).toEqual(expected.points);

        const second = build(given);
        second.learner.load(weights);
        second.learner.restore(decodeSaved(JSON.parse(JSON.stringify(saved.json)), saved.arrays));
        second.go(at, given.steps);
        expect(second.points).toEqual(expected.points.filter(([, step]) => step > at));
        expect(bytesOf(second.learner.weights())).toEqual(expected.weights);
      }),
      { numRuns: 3 },
    );
  });
});

describe('the states of all learners', () => {
  it('are tried for every registered agent and task', () => {
    const missing = [...agents.names(), ...tasks.names()].filter(
      (name) => !cases.some((other) => other.name.startsWith(`${name} `)),
    );
    expect(missing).toEqual([]);
    // With its usual settings a task would take minutes here, and be left out one day.
    expect(tasks.names().filter((name) => !Object.hasOwn(small, name))).toEqual([]);
  });

  it.each(cases.filter((_, i) => i % 10 === 0))('has the shape of every weight: $name', (given) => {
    const { learner } = build(given);
    const sizes = [...learner.shapes()].map(([name, shape]) => [name, shape.reduce((a, b) => a * b, 1)]);
    expect(sizes).toEqual([...learner.weights()].map(([name, { length }]) => [name, length]));
  });
});
