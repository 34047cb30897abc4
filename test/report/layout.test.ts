import { describe, expect, it } from 'vitest';
import type { Arm } from '../../src/experiment/arm.js';
import { compareArms } from '../../src/experiment/comparison.js';
import { comparisonHtml } from '../../src/report/compare/html.js';
import { curveChart, intervalChart } from '../../src/report/html/chart.js';
import { STYLE } from '../../src/report/html/style.js';

/** The declarations of a block of the style sheet: what stands between its outer braces. */
function block(head: string): string {
  const from = STYLE.indexOf(head);
  expect(from).toBeGreaterThan(-1);
  const open = STYLE.indexOf('{', from);
  let depth = 0;
  for (let i = open; i < STYLE.length; i++) {
    if (STYLE[i] === '{') depth++;
    if (STYLE[i] === '}' && --depth === 0) return STYLE.slice(open + 1, i);
  }
  throw new Error(`${head} is not closed`);
}
const narrow = block('@media screen and (max-width: 620px)');
const print = block('@media print');
const plain = STYLE.slice(0, STYLE.indexOf('@media screen'));
/** A length in pixels that a rule sets. */
const px = (css: string, selector: string, property: string): number => {
  const rule = css.slice(css.indexOf(`${selector} {`));
  return Number(
    new RegExp(`(?:^|[ ;])${property}: (\\d+(?:\\.\\d+)?)px`).exec(
      rule.slice(rule.indexOf('{'), rule.indexOf('}')),
    )![1],
  );
};

const PHONE = 390;
/** Smallest text that is read without zooming. */
const READABLE = 11;
const curve = { steps: [1, 2], mean: [1, 2], low: [1, 2], high: [1, 2], seeds: [[1, 2]] };
const line = { label: 'a', colour: 0, curve };
const widthOf = (svg: string) => Number(/viewBox="0 0 ([\d.]+) /.exec(svg)![1]);

describe('charts on a screen of 390 pixels', () => {
  it('over the whole width are as wide as their words need, and are moved sideways', () => {
    const options = { title: 't', about: 'a', budget: 2, width: 1040, height: 400, unit: 'steps' };
    const rows = [{ label: 'a', colour: 0, values: [1, 2], mean: 1.5, interval: null }];
    for (const svg of [curveChart([line], options), intervalChart(rows, 'm', 'about')]) {
      const scale = px(narrow, '.wide svg.chart', 'min-width') / widthOf(svg);
      expect(scale * px(plain, 'svg.chart', 'font-size')).toBeGreaterThanOrEqual(READABLE);
    }
    expect(plain).toContain('.scroll { overflow-x: auto;');
  });

  it('in a row of their own are not much smaller than they are drawn', () => {
    const svg = curveChart([line], { title: 't', about: 'a', budget: 2, width: 320, height: 200 });
    const border = 2;
    const inside = PHONE - 2 * 12 - 2 * px(narrow, 'section.card', 'padding') - border;
    expect((inside / widthOf(svg)) * px(narrow, '.charts svg.chart', 'font-size')).toBeGreaterThanOrEqual(READABLE);
  });

  it('of a comparison keep their own size', () => {
    const seeds = Array.from({ length: 6 }, (_, seed) => ({ seed, status: 'done', digest: null, final: { m: seed } }));
    const arm = {
      label: 'a',
      source: 's',
      scenario: 's',
      variant: '',
      version: null,
      hash: null,
      decides: null,
      seeds,
    } as const;
    const full = {
      ...arm,
      better: { m: 'higher' },
      regression: { metric: 'm', margin: 0, alpha: 0.01 },
      curves: () => null,
    } as unknown as Arm;
    const page = comparisonHtml([compareArms(full, { ...full, label: 'b' }, full.regression!)]);
    const [, width, viewed] =
      /<div class="scroll wide"><svg class="sheet"[^>]* width="(\d+)"[^>]*viewBox="0 0 (\d+)/.exec(page)!;
    expect(width).toBe(viewed);
    expect(px(narrow, '.wide svg.sheet', 'width')).toBe(Number(width));
    expect(page).toContain('font-size="12"');
  });
});

describe('a report on paper', () => {
  it('has no column that cannot become narrower than the page', () => {
    // Whatever keeps a line or a width together on the screen lets go on paper.
    const kept = [...plain.matchAll(/([^{}]+)\{[^{}]*white-space: nowrap[^{}]*\}/g)].flatMap(([, names]) =>
      names!.trim().split(/, */),
    );
    expect(kept.length).toBeGreaterThan(0);
    const [, loosened] = /([^{}]+)\{ white-space: normal; \}/.exec(print)!;
    for (const name of kept) expect(loosened!.trim().split(/, */)).toContain(name);
    expect(print).toMatch(/th, td \{[^}]*overflow-wrap: anywhere/);
    expect(print).toMatch(/code, pre \{[^}]*overflow-wrap: anywhere/);
    expect(plain).toMatch(/pre \{[^}]*white-space: pre-wrap/);
  });

  it('has no picture that is wider than the page, and nothing that is cut at an edge to be moved', () => {
    expect(print).toMatch(/svg \{[^}]*max-width: 100%/);
    expect(print).toContain('.scroll { overflow: visible;');
    // Widths in pixels are of screens alone.
    expect(print).not.toMatch(/(?:min-)?width: \d+px/);
    expect(plain).not.toMatch(/[ ;]width: (?!30px|100%)\d/);
  });
});
