import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrange } from '../../src/tui/layout.js';

const shape = { listLines: 6, metrics: 6, full: false };

/** Names of the panels that a size shows. */
function panels(columns: number, rows: number): string[] {
  const made = arrange(columns, rows, shape);
  return (['header', 'tabs', 'chart', 'scope', 'metrics', 'list', 'lesson', 'alerts', 'log', 'footer'] as const).filter(
    (panel) => made[panel] > 0,
  );
}

describe('the arrangement', () => {
  it('shows all at 80x24 but lesson and alerts, and all at 140x40', () => {
    expect(panels(80, 24)).toEqual(['header', 'tabs', 'chart', 'scope', 'metrics', 'list', 'log', 'footer']);
    expect(panels(140, 40)).toEqual([
      ...['header', 'tabs', 'chart', 'scope', 'metrics', 'list', 'lesson', 'alerts', 'log', 'footer'],
    ]);
  });

  it('drops panels in a fixed order as the rows get fewer, the run list last', () => {
    expect(panels(80, 18)).toEqual(['header', 'chart', 'metrics', 'list', 'log', 'footer']);
    expect(panels(80, 14)).toEqual(['header', 'chart', 'list', 'log', 'footer']);
    expect(panels(80, 12)).toEqual(['header', 'chart', 'list', 'footer']);
    expect(panels(80, 8)).toEqual(['header', 'chart', 'list']);
    expect(panels(80, 5)).toEqual(['header', 'list']);
    expect(panels(80, 2)).toEqual(['list']);
    expect(panels(1, 1)).toEqual(['list']);
  });

  it('drops the scope beside a chart that would be too narrow', () => {
    expect(panels(72, 24)).toContain('scope');
    expect(panels(71, 24)).not.toContain('scope');
  });

  it('fills exactly the rows and columns of any size', () => {
    const any = {
      listLines: fc.integer({ min: 0, max: 200 }),
      metrics: fc.integer({ min: 0, max: 30 }),
      full: fc.boolean(),
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.record(any),
        (columns, rows, of) => {
          const made = arrange(columns, rows, of);
          const beside = made.wide ? made.chart + made.scope : made.chart + made.metrics + made.list;
          expect(made.header + made.tabs + beside + made.log + made.footer).toBe(rows);
          if (made.wide) {
            expect(made.list + made.lesson + made.alerts + made.system).toBe(made.chart + made.scope);
            expect(made.listWidth + made.chartWidth).toBe(columns);
            expect(made.scopeWidth).toBeLessThan(made.chartWidth);
          } else if (made.chart > 0) expect(made.chartWidth + made.scopeWidth).toBe(columns);
          for (const value of Object.values(made)) expect(Number(value)).toBeGreaterThanOrEqual(0);
          expect(made.metricColumns).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});
