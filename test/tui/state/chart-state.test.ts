import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ChartState,
  INITIAL_CHART,
  moveReading,
  pan,
  placeReading,
  screenPlace,
  shareOnScreen,
  zoom,
} from '../../../src/tui/state/chart.js';

const chart = (changes: Partial<ChartState> = {}): ChartState => ({ ...INITIAL_CHART, ...changes });

describe('zooming', () => {
  it('halves what is shown around the cursor, or around the middle', () => {
    expect(zoom(chart(), 0.5).zoom).toEqual({ from: 0.25, to: 0.75 });
    expect(zoom(chart({ reading: 0 }), 0.5).zoom).toEqual({ from: 0, to: 0.5 });
    expect(zoom(chart({ reading: 1 }), 0.5).zoom).toEqual({ from: 0.5, to: 1 });
  });

  it('comes back to the whole axis and goes no further than there are points', () => {
    expect(zoom(zoom(chart(), 0.5), 2).zoom).toBeNull();
    let at = chart();
    for (let i = 0; i < 20; i++) at = zoom(at, 0.5);
    expect(at.zoom!.to - at.zoom!.from).toBeGreaterThanOrEqual(16 / 1024);
  });

  it('leaves the cursor where it stands on the screen', () => {
    for (const logX of [false, true]) {
      const before = chart({ reading: 0.3, logX });
      expect(screenPlace(0.3, zoom(before, 0.5))).toBeCloseTo(screenPlace(0.3, before), 6);
    }
  });

  it('keeps to what is reached when the axis ends there', () => {
    expect(zoom(chart({ extent: 0.4 }), 0.5).zoom).toEqual({ from: 0.1, to: 0.30000000000000004 });
    expect(zoom(zoom(chart({ extent: 0.4 }), 0.5), 2).zoom).toBeNull();
  });
});

describe('panning', () => {
  it('moves by a part of the width and stops at the ends', () => {
    const shown = chart({ zoom: { from: 0.4, to: 0.6 } });
    expect(pan(shown, 0.5).zoom!.from).toBeCloseTo(0.5);
    expect(pan(shown, -10).zoom!.from).toBe(0);
    expect(pan(shown, 10).zoom!.to).toBe(1);
    expect(pan(chart(), 1)).toEqual(chart());
  });

  it('follows a cursor that is moved over the edge', () => {
    const shown = chart({ zoom: { from: 0.4, to: 0.6 }, reading: 0.6 });
    const moved = moveReading(shown, 0.1);
    expect(moved.reading).toBeCloseTo(0.62);
    expect(moved.zoom!.to).toBeCloseTo(0.62);
  });
});

it('a place on the screen and its share of the budget belong together, whatever is shown', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(unit, unit, unit, fc.boolean(), (a, b, place, logX) => {
      const [from, to] = [Math.min(a, b) * 0.9, Math.max(a, b) * 0.9 + 0.05];
      const shown = chart({ zoom: { from, to }, logX });
      expect(screenPlace(shareOnScreen(place, shown), shown)).toBeCloseTo(place, 4);
      expect(placeReading(shown, place).reading).toBeLessThanOrEqual(1);
    }),
  );
});
