import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortNames } from '../../../src/tui/terminal/short-names.js';
import { displayWidth } from '../../../src/tui/terminal/text-fit.js';

describe('short names', () => {
  it('are shortened at what they share and never where they differ', () => {
    const names = ['loss=focal, agent.optimizer.lr=0.001', 'loss=focal, agent.optimizer.lr=0.01'];
    expect(shortNames(names, 12)).toEqual(['…er.lr=0.001', '…er.lr=0.01']);
    expect(shortNames(['task.data=long/way/to/a/file-a.csv', 'task.data=long/way/to/a/file-b.csv'], 10)).toEqual([
      '…a/file-a…',
      '…a/file-b…',
    ]);
    expect(shortNames(names, 12, true)).toEqual(['…01', '…1']);
    expect(shortNames(['short', 'names'], 10)).toEqual(['short', 'names']);
  });

  it('fit, and stay as different as they were', () => {
    const part = fc.constantFrom('loss=', 'focal', 'agent.lr=', '0.001', ', ', '模型', 'é', 'x', '1', '2');
    const name = fc.array(part, { minLength: 1, maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 6, max: 40 }),
        fc.boolean(),
        (names, width, brief) => {
          const short = shortNames(names, width, brief);
          expect(new Set(short).size).toBe(names.length);
          for (const one of short) expect(displayWidth(one)).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 500 },
    );
  });
});
