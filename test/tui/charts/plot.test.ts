import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, Series } from '../../../src/session/curve.js';
import { Canvas } from '../../../src/tui/charts/canvas.js';
import { type PlotLine, spanPlace } from '../../../src/tui/charts/columns.js';
import { type Curve, groupCurve } from '../../../src/tui/charts/curves.js';
import { cutOff, GUTTER, type Plot, paintBarePlot, paintPlot, valueAt } from '../../../src/tui/charts/plot.js';
import { paintSparkline } from '../../../src/tui/charts/sparkline.js';
import { makeTheme } from '../../../src/tui/terminal/theme.js';
import { drawn, frame } from '../stagehand.js';

const theme = makeTheme(0);

/** One step a bucket; a point every so many steps. */
function series(at: (share: number, step: number) => number, every = 8, until = BUCKETS): Series {
  const made = new Series({ name: 'loss', help: '', better: 'lower' }, BUCKETS);
  for (let step = 0; step <= until; step += every) made.add(step, at(step / BUCKETS, step));
  return made;
}

function line(curve: Curve, changes: Partial<PlotLine> = {}): PlotLine {
  return { curve, steps: BUCKETS, mark: theme.lines[0]!, layer: 'main', band: 'none', ...changes };
}

const over = (to: number) => ({ from: 0, to, log: false });

function plot(all: readonly PlotLine[], changes: Partial<Plot> = {}): Plot {
  return { lines: all, span: over(BUCKETS), logY: false, broken: [], reading: null, ...changes };
}

const rising = groupCurve([series((x) => x)], 0, 'ci');
const painted = (shown: Plot): string[] => drawn(40, 8, (region) => paintPlot(region, shown, theme));

describe('a plot', () => {
  it('draws a rising line from corner to corner', () => {
    expect(painted(plot([line(rising)]))).toEqual(
      frame(`
      |   1.0┤                            ⣀⡠⠤⠒⠊|
      |      │                      ⢀⡠⠤⠒⠊⠉     |
      |      │                ⢀⣀⠤⠔⠒⠉⠁          |
      |   0.5┤           ⣀⠤⠔⠒⠉⠁                |
      |      │     ⣀⡠⠤⠒⠊⠉                      |
      |   0.0┤⡠⠤⠒⠊⠉                            |
      |      └─────────────────────────────────|
      |       0              500            1k |
    `),
    );
  });

  it('draws an exponential fall as a straight line on a logarithmic axis', () => {
    const falling = groupCurve([series((x) => 10 ** (-4 * x))], 0, 'ci');
    expect(painted(plot([line(falling)], { logY: true }))).toEqual(
      frame(`
      |     1┤⠑⠒⠤⢄⣀                            |
      |      │     ⠉⠑⠒⠤⢄⣀                      |
      |      │           ⠉⠒⠢⠤⣀⡀                |
      |  0.01┤                ⠈⠉⠒⠢⠤⣀⡀          |
      |      │                      ⠈⠑⠒⠤⢄⣀     |
      |  1e-4┤                            ⠉⠑⠒⠤⢄|
      |      └─────────────────────────────────|
      |       0              500            1k |
    `),
    );
  });

  it('loses no spike of a single point among a thousand, and marks where a run broke', () => {
    const spiked = groupCurve([series((_, step) => (step === 512 ? 9 : 1), 1)], 0, 'ci');
    expect(painted(plot([line(spiked, { band: 'whole' })], { broken: [800] }))).toEqual(
      frame(`
      |      │                ⢰                |
      |     8┤                ⢸                |
      |     6┤                ⢸                |
      |     4┤                ⢸                |
      |     2┤                ⢸                |
      |      │⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤|
      |      └─────────────────────────✗───────|
      |       0              500            1k |
    `),
    );
  });

  it('shows a single spike among a million points, wherever it is, at any width, zoomed in, smoothed, on any axis', () => {
    const steps = 1_000_000;
    const flat = new Series({ name: 'loss', help: '', better: 'lower' }, steps);
    for (let step = 0; step < steps; step++) flat.add(step, 1 + (step % 7) / 10);
    const bucket = steps / BUCKETS;
    const shapes = fc.record({
      at: fc.integer({ min: 0, max: steps - 1 }),
      left: fc.double({ min: 0.01, max: 1, noNaN: true }),
      right: fc.double({ min: 0.01, max: 1, noNaN: true }),
      width: fc.integer({ min: 30, max: 160 }),
      smoothing: fc.constantFrom(0, 0.6, 0.97),
      band: fc.constantFrom('ci' as const, 'range' as const),
      logX: fc.boolean(),
      logY: fc.boolean(),
    });
    fc.assert(
      fc.property(shapes, ({ at, left, right, width, smoothing, band, logX, logY }) => {
        const spiked = flat.copy(steps);
        spiked.add(at, 50);
        // Of several seeds, only the extremes tell of a single point.
        const curve = groupCurve(band === 'range' ? [flat, spiked, flat] : [spiked], smoothing, band);
        const from = Math.max(logX ? bucket / 2 : 0, (at - bucket) * (1 - left));
        const span = { from, to: at + bucket + (steps - at) * right, log: logX };
        const shown = { ...plot([line(curve, { steps, band: 'whole' })]), span, logY };
        const rows = drawn(width, 14, (region) => paintPlot(region, shown, theme));
        const middle = (Math.floor(at / bucket) + 0.5) * bucket;
        const column = GUTTER + Math.floor(spanPlace(span, middle) * (width - GUTTER));
        // Zoomed in, the flanks are wider than a cell.
        const seen = (row: string) => /[\u2801-\u28ff]/.test(row.slice(column - 1, column + 2));
        expect(rows.slice(4, 8).every(seen), rows.join('\n')).toBe(true);
        // The axis reaches far beyond all other points, so that what is seen there is the spike.
        const labels = rows.map((row) => Number.parseFloat(row) || 0);
        expect(Math.max(...labels.slice(0, 12)), rows.join('\n')).toBeGreaterThanOrEqual(10);
      }),
      { numRuns: 200 },
    );
  });

  it('draws a band of single dots behind its line, and the reading line', () => {
    const band = groupCurve([series((x) => x), series((x) => 2 * x), series((x) => 3 * x)], 0, 'std');
    expect(painted(plot([line(band, { band: 'whole' })], { reading: 512 }))).toEqual(
      frame(`
      |      │                ┊              ⡀⠄|
      |      │                ┊        ⡀⠄⡂⠅⡂⠅⡂⠅|
      |     2┤                ┊  ⡀⠄⡂⠅⡂⠅⡂⢀⣀⡠⠤⠤⠒⠒|
      |      │             ⡀⠄⡂⠅⣀⣀⡠⠤⠤⠒⠒⠉⠉⠁⡂⠅⡂⠅⡂⠅|
      |      │     ⡀ ⡀⣀⣀⡠⠤⠔⠒⠒⠉⠉⡂⠅⡂⠅⠂⠅⠂⠅⠂⠁⠂⠁⠂⠁ ⠁|
      |     0┤⣀⠤⠤⠔⠒⠒⠉⠉⠁⠂⠁⠂⠁ ⠁ ⠁                |
      |      └─────────────────────────────────|
      |       0              500            1k |
    `),
    );
  });

  it('dashes a second line, and ends a curve where its run stands', () => {
    const falling = groupCurve([series((x) => 1 - x, 8, 600)], 0, 'ci');
    const second = line(rising, { mark: theme.lines[1]!, layer: 'beside' });
    expect(painted(plot([second, line(falling)], { span: over(2 * BUCKETS) }))).toEqual(
      frame(`
      |   1.0┤⠑⠤⡀            ⠔⠁                |
      |      │  ⠈⠒⢄⡀      ⠔⠊                   |
      |      │     ⠈⠒⢄⡀⠔⠊                      |
      |   0.5┤      ⠤⠊⠈⠒                       |
      |      │   ⠤⠊                            |
      |   0.0┤⡠⠒                               |
      |      └─────────────────────────────────|
      |       0              1k             2k |
    `),
    );
  });

  it('without values has axes', () => {
    expect(painted(plot([]))[0]).toBe('   1.0┤');
  });

  it('shows a band no further than any seed went, unless it is to be shown whole', () => {
    const two = groupCurve(
      [1, 2, 1, 2, 1.5].map((value) => series(() => value)),
      0,
      'ci',
    );
    // The interval of these values is 1.5 ± 0.62.
    expect(painted(plot([line(two, { band: 'seen' })]))[0]).toBe('   2.0┤⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅⡂⠅');
    expect(painted(plot([line(two, { band: 'whole' })]))[0]).toMatch(/^ {3}2\.5┤|^ {6}│/);
  });

  it('reads the value of a line at a place of the axis', () => {
    expect(valueAt(line(rising), 512)).toBeCloseTo(0.5, 2);
    expect(valueAt(line(rising), -5)).toBeCloseTo(0, 2);
  });

  it('never throws, whatever the values and however small the region', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(0, 1e-320, 1e308, -1e308));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: BUCKETS }), value), { maxLength: 20 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 0, max: 12 }),
        fc.boolean(),
        (points, width, height, logY) => {
          const made = series(() => 0, 1, -1);
          for (const [step, one] of points) made.add(step, one);
          const curve = groupCurve([made, made], 0.6, 'ci');
          const shown = plot([line(curve, { band: 'whole' })], { logY });
          expect(drawn(width, height, (region) => paintPlot(region, shown, theme))).toHaveLength(height);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a plot without axes', () => {
  it('goes from edge to edge', () => {
    expect(drawn(12, 3, (region) => paintBarePlot(region, plot([line(rising)]), theme))).toEqual(
      frame(`
      |        ⣀⠤⠒⠉|
      |    ⣀⠤⠒⠉    |
      |⣀⠤⠒⠉        |
    `),
    );
  });

  it('is a sparkline in one row', () => {
    expect(drawn(12, 1, (region) => paintSparkline(region, line(rising), over(BUCKETS), ''))).toEqual(['▁▁▂▃▃▄▅▆▆▇██']);
  });
});

describe('the canvas', () => {
  it('draws lines and circles in dots', () => {
    const canvas = new Canvas(10, 3);
    canvas.line(0, 11, 19, 0, '', 1);
    canvas.circle(10, 6, 4, '', 1);
    expect(drawn(10, 3, (region) => canvas.paint(region))).toEqual(['   ⢀⡤⠤⣄⡠⠔⠊', '   ⣏⠤⠒⠉⡇', '⡠⠔⠊⠙⠦⠤⠞⠁']);
  });

  it('gives a cell to the highest layer, and shares it within a layer', () => {
    const canvas = new Canvas(1, 1);
    canvas.dot(0, 0, 'low', 1);
    canvas.dot(1, 3, 'high', 2);
    canvas.dot(0, 1, 'low', 1);
    canvas.dot(0, 3, 'high', 2);
    expect(drawn(1, 1, (region) => canvas.paint(region))).toEqual(['⣀']);
  });

  it('leaves out what lies outside or is no number', () => {
    const canvas = new Canvas(2, 1);
    canvas.line(-1e9, 0, 1e9, 0, '', 1);
    canvas.dot(Number.NaN, 0, '', 1);
    canvas.line(Number.NaN, 0, 3, 3, '', 1);
    expect(drawn(2, 1, (region) => canvas.paint(region))).toEqual(['']);
  });
});

describe('the ends of the value axis', () => {
  /** A ramp with one value a thousand times too high. */
  const spiked = groupCurve([series((x, step) => (step === 400 ? 1000 : x), 8)], 0, 'ci');

  it('given, are where the axis ends, and the curve leaves the plot there', () => {
    const limits = { kind: 'limits', low: 0.25, high: 0.75 } as const;
    const shown = plot([line(rising)], { range: limits });
    expect(painted(shown)).toEqual(
      frame(`
      |      │                      ⢀⠔⠊        |
      |      │                   ⢀⠤⠊⠁         |
      |   0.6┤                ⢀⠤⠊⠁            |
      |      │             ⢀⡠⠒⠁               |
      |   0.4┤           ⡠⠒⠁                  |
      |      │        ⡠⠔⠉                     |
      |      └─────────────────────────────────|
      |       0              500            1k |
    `),
    );
    const { outside, of } = cutOff(shown);
    expect(outside / of).toBeCloseTo(0.5, 2);
  });

  it('given for one side, follow the values on the other', () => {
    const rows = painted(plot([line(rising)], { range: { kind: 'limits', low: -1, high: null } }));
    expect(rows[0]).toMatch(/^ +1┤/);
    expect(rows[5]).toMatch(/^ +-1┤/);
  });

  it('without outliers, show the ramp, and count what they cut off', () => {
    const all = plot([line(spiked)]);
    expect(painted(all).join('\n')).toMatch(/ 500┤/);
    expect(cutOff(all).outside).toBe(0);
    const most = plot([line(spiked)], { range: { kind: 'percentiles' } });
    expect(painted(most).join('\n')).toMatch(/ 0\.5┤/);
    const { outside, of } = cutOff(most);
    expect(outside / of).toBeGreaterThan(0.05);
    expect(outside / of).toBeLessThan(0.11);
  });

  it('of zero or less, leave a logarithmic axis where its values begin', () => {
    const falling = groupCurve([series((x) => 10 ** (-4 * x))], 0, 'ci');
    const rows = painted(plot([line(falling)], { logY: true, range: { kind: 'limits', low: 0, high: 1 } }));
    expect(rows[0]).toMatch(/^ +1┤/);
    expect(rows.join('\n')).not.toContain('NaN');
  });

  it('draw no band that lies wholly beyond them', () => {
    const noisy = groupCurve(
      [0, 1, 2, 3].map((seed) => series((x) => x + seed)),
      0,
      'ci',
    );
    const range = { kind: 'limits', low: -9, high: -8 } as const;
    const rows = painted(plot([line(noisy, { band: 'whole' })], { range }));
    for (const row of rows.slice(0, 6)) expect(row.slice(GUTTER).trim()).toBe('');
  });
});
