import { describe, expect, it } from 'vitest';
import type { FilterFigures } from '../../src/core/scope.js';
import { Engine } from '../../src/tensor/engine.js';
import { feedForward } from '../../src/tensor/nn/feed-forward.js';
import { filterFigures } from '../../src/tensor/nn/filter-figures.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';
import { filterColumns, paintFilters } from '../../src/tui/scopes/filters.js';
import { makeTheme } from '../../src/tui/terminal/theme.js';
import { drawn, frame } from './stagehand.js';

/** Two filters of 2 x 2 over a picture of 3 x 4 with two channels; the second filter gives three times as much. */
function figures(): FilterFigures {
  const engine = new Engine('f64');
  const parameters = new ParameterSet(engine);
  // [place, channel, filter]: the first filter looks at its lower right corner in channel 1, the second at the upper left in 0.
  const weights = [0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -1];
  const init = (size: number) => (size === weights.length ? weights : new Float64Array(size));
  const image = { rows: 3, columns: 4, channels: 2 };
  const forward = feedForward(parameters, 'q', [24], {
    ...{ activation: 'relu', init, lastActivation: 'relu' },
    conv: { image, filters: [2], kernel: 2, stride: 1 },
  });
  parameters.seal();
  parameters.units.start();
  const rows = [24, 24].map((size, row) =>
    Array.from({ length: size }, (_, i) => (row === 0 && [0, 15].includes(i) ? 1 : 0)),
  );
  forward(engine.tensor([2, 24], rows.flat()));
  return filterFigures(parameters.units.convolutions()[0]!);
}

describe('filters of a convolution', () => {
  it('are told with the channel that they weigh most and what they give for the first example', () => {
    expect(figures()).toEqual({
      ...{ name: 'q.conv.0', kernel: 2, rows: 2, columns: 3, channels: [1, 0] },
      weights: [0, 0, 0, 1, 3, 0, 0, 0],
      outputs: [0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0],
    });
  });

  it('stand beside the picture, the strongest first, as many as there is room for', () => {
    const layer = figures();
    const painted = (width: number, height: number) =>
      drawn(width, height, (region) => paintFilters(region, [layer], makeTheme(0)));
    expect(painted(40, 3)).toEqual(
      frame(`
      |q.conv.0: 2 filters 2x2, outputs 2x3|
      |▓▒ ▓    ▒▒   ░|
      ||
    `),
    );
    expect(painted(12, 3)[0]).toBe('q.conv.0: 1…');
    expect(filterColumns([layer], 60)).toBe(32);
    expect(filterColumns([layer], 33)).toBe(0);
    expect(filterColumns([], 200)).toBe(0);
  });
});
