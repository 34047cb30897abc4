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
    expect(shortNames(names, 25)).toEqual(['…agent.optimizer.lr=0.001', '…agent.optimizer.lr=0.01']);
    expect(shortNames(['agent.lr=0.1 s0', 'as written s1'], 11)).toEqual(['agent….1 s0', 'as wr…en s1']);
    expect(shortNames(['short', 'names'], 10)).toEqual(['short', 'names']);
  });

  it('keep the numbers that they differ in whole', () => {
    const names = ['agent.lr=250e-5', 'agent.lr=260e-5'];
    expect(shortNames(names, 15)).toEqual(names);
    expect(shortNames(names, 14)).toEqual(['…ent.lr=250e-5', '…ent.lr=260e-5']);
    expect(shortNames(names, 7)).toEqual(['…250e-5', '…260e-5']);
    expect(shortNames(['agent.gamma=0.991, loss=mse', 'agent.gamma=0.992, loss=mse'], 8)).toEqual([
      '…=0.991…',
      '…=0.992…',
    ]);
  });

  it('fit, and stay as different as they were', () => {
    const part = fc.constantFrom('loss=', 'focal', 'agent.lr=', '0.001', ', ', '模型', 'é', 'x', '1', '2');
    const name = fc.array(part, { minLength: 1, maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 6, max: 40 }),
        (names, width) => {
          const short = shortNames(names, width);
          expect(new Set(short).size).toBe(names.length);
          for (const one of short) expect(displayWidth(one)).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 500 },
    );
  });
});
