import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { losscope } from './inside.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-compare-'));
const settings = (lr: number) => ({
  learner: { kind: 'task', task: { name: 'regression', params: { lr } } },
  steps: 5,
});

/** A document as `losscope run --json` prints it. */
function documentOf(
  name: string,
  variants: readonly (readonly [variant: string, values: readonly number[]])[],
): string {
  const file = join(folder, name);
  const scenarios = variants.map(([variant, values], i) => ({
    ...{ name: 'demo', variant, hash: `${i}`.repeat(64), settings: settings(i) },
    regression: { metric: 'score', margin: 0, alpha: 0.01 },
    better: { score: 'higher', cost: 'lower' },
    runs: values.map((score, seed) => ({
      seed,
      status: 'done',
      digest: `${name}${seed}`,
      final: { score, cost: -score },
    })),
    expectations: [],
  }));
  writeFileSync(file, JSON.stringify({ losscope: '0.1.0', scenarios }));
  return file;
}

const twenty = Array.from({ length: 20 }, (_, i) => 10 + (i % 5));
const both = documentOf('both.json', [
  ['', twenty],
  ['lr=1', twenty.slice(0, 10).map((value) => value - 3)],
]);
const few = documentOf('few.json', [['', twenty.slice(0, 3)]]);

describe('losscope compare', () => {
  it('compares the variants of a document, draws and ends with 1 for a regression', async () => {
    const { code, out, err } = await losscope('compare', both);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.split('\n').slice(0, 4)).toEqual([
      'demo [lr=1] against demo',
      'reference  n 20, seeds 0-19, losscope 0.1.0, config 00000000',
      'candidate  n 10, seeds 0-9, losscope 0.1.0, config 11111111',
      'differs    task.lr: 0 -> 1',
    ]);
    expect(out).toContain('share of seeds as good (score)');
    expect(out).toMatch(/├─+●─+┤/);
  });

  it('turns round with --against, and takes another metric and margin', async () => {
    expect((await losscope('compare', both, '--against', 'lr=1', '--no-plots')).out).toContain('improved: score');
    const margin = await losscope('compare', both, '--margin', '4', '--no-plots');
    expect([margin.code, margin.out.includes('within the margin of 4')]).toEqual([0, true]);
    expect((await losscope('compare', both, '--metric', 'cost', '--no-plots')).out).toContain(
      'regressed: cost is higher',
    );
  });

  it('ends with 4 when there are too few seeds', async () => {
    const { code, out } = await losscope('compare', both, few, '--json');
    expect(code).toBe(4);
    expect(JSON.parse(out).comparisons).toMatchObject([{ verdict: 'inconclusive', candidate: { n: 3, source: few } }]);
  });

  it('writes SVG and a page beside Markdown', async () => {
    const [svg, html] = [join(folder, 'c.svg'), join(folder, 'c.html')];
    const { out, err } = await losscope('compare', both, '--markdown', '--svg', svg, '--html', html);
    expect(out).toMatch(/^### demo/);
    expect(err).toBe(`wrote ${svg}\nwrote ${html}\n`);
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('refuses what it cannot read or compare, all arguments at once', async () => {
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, '{"format": "other"}');
    const { code, err } = await losscope('compare', 'nope', bad, 'x/y.json', '--out', folder);
    expect(code).toBe(2);
    expect(err.split('\n').map((line) => line.replace(/ \(.*/, ''))).toEqual([
      `id: no such run in ${folder}`,
      `${bad}: is neither a baseline nor a document of losscope run --json`,
      'x/y.json: no such file or folder',
      '',
    ]);
    expect((await losscope('compare', few)).err).toContain('there is nothing to compare');
    const options = await losscope('compare', both, '--alpha', '2', '--margin', '', '--json', '--markdown');
    expect([options.code, options.err.split('\n').length]).toEqual([2, 4]);
    expect((await losscope('compare', both, '--metric', 'scor')).err).toContain('Did you mean score?');
  });

  it('ranks the variants over several scenarios, in every output', async () => {
    const file = join(folder, 'several.json');
    const scenarios = ['one', 'two', 'three'].flatMap((name, k) =>
      ['', 'lr=1'].map((variant, i) => ({
        ...{ name, variant, hash: `${i}`.repeat(64), settings: settings(i) },
        regression: { metric: 'score', margin: 0, alpha: 0.01 },
        better: { score: 'higher' },
        runs: twenty.slice(0, 10).map((score, seed) => ({
          ...{ seed, status: 'done', digest: `${name}${variant}${seed}` },
          final: { score: score - k * i },
        })),
        expectations: [],
      })),
    );
    writeFileSync(file, JSON.stringify({ losscope: '0.1.0', scenarios }));
    const { out } = await losscope('compare', file);
    expect(out).toContain('over 3 scenarios');
    expect(out).toContain('share of seeds as good: 3 scenarios');
    const { aggregate, intervals } = JSON.parse((await losscope('compare', file, '--json')).out);
    expect(aggregate.map((one: { variant: string }) => one.variant)).toEqual(['reference', 'candidate']);
    expect(aggregate[1].improvement.value).toBeLessThan(0.5);
    expect(aggregate[0].profile.share).toHaveLength(aggregate[0].profile.thresholds.length);
    expect(intervals.mean).toBe("Student's t");
    expect((await losscope('compare', file, '--markdown')).out).toContain('| \\# | over 3 scenarios | n |');
    const html = join(folder, 'several.html');
    await losscope('compare', file, '--no-plots', '--html', html);
    expect(readFileSync(html, 'utf8')).toContain('share of seeds as good: 3 scenarios');
  });
});
