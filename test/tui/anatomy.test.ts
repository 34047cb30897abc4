import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Anatomy, Histogram } from '../../src/core/scope.js';
import { paintAnatomy } from '../../src/tui/scopes/anatomy.js';
import { makeTheme } from '../../src/tui/terminal/theme.js';
import { anatomy, errors } from './fixture.js';
import { drawn, frame } from './stagehand.js';

const paint = (of: Anatomy, width: number, height: number, more: Histogram | undefined = errors): string[] =>
  drawn(width, height, (region) => paintAnatomy(region, of, more, makeTheme(0)));

describe('an update taken apart', () => {
  it('has its histograms side by side, exact zeros in a bar of their own, and a row a layer', () => {
    expect(paint(anatomy, 86, 12)).toEqual(
      frame(`
      |loss (focal)     log  n 241  gradient weight       n 252  TD errors of a batch  n 118|
      |        ▁▆█▆▁                █ █                                      ▃█▃|
      |       ▂█████▃               █ ██▂                                   ▁███▁|
      |      ▂███████▃              █ ███▅▁                                 █████|
      |     ▄█████████▅             █ █████▆▃▁                             ▇█████▇|
      | ▁▂▄█████████████▅▃▁    ▃▅▅  █ █████████▆▄▄▃▃▁▁▁▁▁▁              ▁▃▇███████▇▃▁|
      |1.2e-6     0.002      3.400  0 0.012     0.496     0.980  -2.000       0        2.000|
      ||
      ||grad|              p50     p99  dead  step/w|
      |mlp.0  ▁▁▂▄█▅▂▁  1.5e-4   0.021   63%  2.9e-4|
      |mlp.1   ▁▁▅▇█▂▁  4.3e-5   0.011    3%  4.1e-4|
      |mlp.2  █  ▄   █   0.001   0.310     —   0.002|
    `),
    );
  });

  it('leaves the errors out where there is no room for three', () => {
    expect(paint(anatomy, 52, 9)).toEqual(
      frame(`
      |loss (focal)   log  n 241  gradient weight     n 252|
      |       ▃▆█▇▄               █ █▃|
      |     ▁▅██████▃             █ ██▇▄▂|
      | ▁▂▃▆█████████▇▄▂▁    ▁▃▃  █ █████▇▆▅▄▃▂▂▂▁▁▁▁▁|
      |1.2e-6    0.002     3.400  0 0.012    0.496    0.980|
      ||
      ||grad|              p50     p99  dead  step/w|
      |mlp.0  ▁▁▂▄█▅▂▁  1.5e-4   0.021   63%  2.9e-4|
      |mlp.1   ▁▁▅▇█▂▁  4.3e-5   0.011    3%  4.1e-4      ↓|
    `),
    );
  });

  it('has one figure below equal values, and none but the 0 below zeros', () => {
    const counts = [0, 0, 64, 0];
    const zeros: Histogram = { title: 'loss', low: 0, high: 0, counts: [0, 0, 0, 0], zeros: 64 };
    const equal: Histogram = { title: 'gradient weight', low: 0.5, high: 0.5, counts, zeros: 0 };
    const made: Anatomy = { ...anatomy, losses: zeros, weights: equal };
    const wide = drawn(60, 12, (region) => paintAnatomy(region, made, undefined, makeTheme(0)));
    expect(wide.find((row) => row.includes('0.500'))).toMatch(/^0 +0\.500$/);
    const small = drawn(40, 4, (region) => paintAnatomy(region, made, undefined, makeTheme(0)));
    expect(small[0]).toMatch(/^loss █ +all 0$/);
    expect(small[1]).toMatch(/ 0\.500$/);
  });

  it('has a line a histogram in a small region, and the median of the gradients goes first', () => {
    expect(paint(anatomy, 32, 6)).toEqual(
      frame(`
      |loss ▁▂▅█▅▂▁ ▁ 1.2e-6..3.400 log|
      |grad ▄ █▃▁▁  24% 0, 0.012..0.980|
      ||grad|     p99  dead  step/w|
      |mlp.0    0.021   63%  2.9e-4|
      |mlp.1    0.011    3%  4.1e-4|
      |mlp.2    0.310     —   0.002|
    `),
    );
  });

  it('has the worst of all layers in the last line when there is but one for them', () => {
    expect(paint(anatomy, 32, 3)).toEqual(
      frame(`
      |loss ▁▂▅█▅▂▁ ▁ 1.2e-6..3.400 log|
      |grad ▄ █▃▁▁  24% 0, 0.012..0.980|
      |p99 0.310 step/w 0.002 dead 63%|
    `),
    );
  });

  it('keeps the spread of losses and pulls longest', () => {
    expect(paint(anatomy, 20, 2)).toEqual(
      frame(`
      | ▁█▇▁▁ 1.2e-6..3.400|
      | ▃ █▂▁▁ 0.012..0.980|
    `),
    );
  });

  it('shows the pulls alone where the loss has no value an example', () => {
    const rows = paint({ ...anatomy, losses: null }, 32, 2);
    expect(rows[0]).toContain('grad ');
    expect(rows[1]).toContain('p99 0.310');
  });

  it('says where the first bin holds all that is smaller', () => {
    const open = { ...anatomy, losses: { ...anatomy.losses!, open: true } };
    expect(paint(open, 86, 12)[6]).toContain('≤1.2e-6');
    expect(paint(open, 40, 2)[0]).toContain('≤1.2e-6..3.400 log');
  });

  it('never throws in any region, whatever its numbers', () => {
    const value = fc.oneof(fc.double(), fc.constant(0));
    const histogram: fc.Arbitrary<Histogram> = fc.record({
      title: fc.string({ unit: 'binary', maxLength: 30 }),
      low: value,
      high: value,
      counts: fc.array(fc.nat(1000), { maxLength: 40 }),
      log: fc.boolean(),
      zeros: fc.nat(1000),
    });
    const layer = fc.record({
      name: fc.string({ maxLength: 20 }),
      median: value,
      high: value,
      spread: fc.array(fc.nat(99), { maxLength: 8 }),
      dead: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      ratio: value,
    });
    const made = fc.record({
      step: fc.nat(),
      losses: fc.option(histogram),
      weights: fc.option(histogram),
      layers: fc.array(layer, { maxLength: 12 }),
    });
    fc.assert(
      fc.property(
        made,
        fc.option(histogram, { nil: undefined }),
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 20 }),
        (of, more, width, height) => {
          expect(paint(of, width, height, more)).toHaveLength(height);
        },
      ),
      { numRuns: 300 },
    );
  });
});
