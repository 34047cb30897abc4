import { describe, expect, it } from 'vitest';
import { furtherTools, furtherWithout } from './further-tools.js';
import { linesOf } from './reading.js';
import { tools, without } from './tools.js';

describe('what a tool prints or writes, by its source', () => {
  it.each(Object.entries({ ...tools, ...furtherTools }))(
    '%s is read with its last values, places and numbers of points',
    (_, [lines, expected]) => {
      const curves = linesOf(lines);
      const found = Object.fromEntries(
        Object.entries(expected).map(([metric, [last, x, points]]) => {
          const curve = curves.get(metric);
          if (curve === undefined) return [metric, `missing among ${[...curves.keys()].join(', ')}`];
          return [
            metric,
            [last === null ? null : curve.last, x === null ? null : curve.x, points === null ? null : curve.points],
          ];
        }),
      );
      const wanted = Object.entries(expected).map(([metric, [last, x, points]]) => [
        metric,
        [last === null ? null : expect.closeTo(Number(last), 5), x === null ? null : expect.closeTo(x, 9), points],
      ]);
      expect(found).toEqual(Object.fromEntries(wanted));
    },
  );

  it.each(Object.entries({ ...without, ...furtherWithout }))('no metric comes from %s', (_, lines) => {
    expect([...linesOf(lines).keys()]).toEqual([]);
  });
});
