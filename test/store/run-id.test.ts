import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runId } from '../../src/store/run-id.js';
import { lineScenario } from '../train/line.js';

const idOf = (name: string, variant: string, seed = 0) => runId(lineScenario({ name, variant }), seed);

describe('the id of a run', () => {
  it.each([
    ['dqn-gridworld', '', 3, 'dqn-gridworld-3'],
    ['focal', 'loss=bce', 0, 'focal-loss-bce-0'],
    ['focal', 'loss.gamma=0.5, lr=3e-4', 12, 'focal-loss-gamma-0.5-lr-3e-4-12'],
    ['../../etc/passwd', '', 0, 'etc-passwd-0'],
    ['..', '..', 0, 'run-0'],
    ['1..2...3.', '.5', 0, '1-2-3-5-0'],
    ['ÄÖ\u0000\u001b[31m', '', 0, '31m-0'],
  ])('of %j with %j and seed %i is %j', (name, variant, seed, id) => {
    expect(idOf(name, variant, seed)).toBe(id);
  });

  it('is the name of a folder inside its root, whatever the names are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), fc.string(), fc.integer(), (name, variant, seed) => {
        const id = idOf(name, variant, seed);
        expect(id).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
        expect(id.length).toBeLessThan(128);
      }),
    );
  });

  it('differs for long names that differ only at their end', () => {
    expect(idOf('x'.repeat(200), 'a')).not.toBe(idOf('x'.repeat(200), 'b'));
  });
});
