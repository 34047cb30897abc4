import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import type { Arm } from '../../src/experiment/arm.js';
import { compareArms } from '../../src/experiment/comparison.js';
import { armOfBaseline, type Baseline, readBaseline, writeBaseline } from '../../src/report/compare/baseline-file.js';
import { comparisonDocument } from '../../src/report/compare/document.js';
import { comparisonHtml } from '../../src/report/compare/html.js';
import { comparisonLines } from '../../src/report/compare/lines.js';
import { comparisonMarkdown } from '../../src/report/compare/markdown.js';
import { pairArms } from '../../src/report/compare/sources.js';
import { comparisonSvg } from '../../src/report/compare/svg.js';
import { verdictSentence } from '../../src/report/compare/verdict-words.js';
import { type Checked, junitDocument } from '../../src/report/gate/junit.js';
import { textOf } from '../../src/report/lines.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-compare-'));
const range = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));

const curves = {
  metric: 'score',
  steps: [0, 50, 100],
  seeds: range(20, (seed) => ({ seed, values: [seed === 19 ? Number.NaN : 1, 5, 10 + (seed % 5)] })),
};

const baseline: Baseline = {
  reference: '../demo.yaml',
  set: ['steps=5'],
  variantName: null,
  scenario: 'demo',
  variant: 'steps=5',
  losscope: '0.1.0',
  commit: null,
  created: '2026-01-02T03:04:05.000Z',
  hash: 'abcdef0123456789',
  settings: { learner: { kind: 'task', task: { name: 'regression', params: { lr: 0.1 } } }, steps: 5 },
  regression: { metric: 'score', margin: 0.5, alpha: 0.01 },
  better: { score: 'higher', cost: 'lower' },
  seeds: range(20, (i) => i).map((seed) => ({
    seed,
    status: seed === 19 ? 'diverged' : 'done',
    digest: `d${seed}`,
    final: { score: 10 + (seed % 5), cost: seed === 19 ? Number.NaN : 1 },
  })),
  curves: [curves],
  secondsPerSeed: 2,
  history: [
    {
      at: '2026-01-01T00:00:00.000Z',
      losscope: '0.0.9',
      commit: null,
      reason: 'why',
      verdict: 'improved',
      changes: ['é'],
    },
  ],
};

function candidate(drop: number, label = 'demo [lr]'): Arm {
  return {
    ...armOfBaseline({ ...baseline, hash: 'fedcba9876543210' }, 'elsewhere'),
    label,
    decides: { learner: { kind: 'task', task: { name: 'regression', params: { lr: 1 } } }, steps: 5 },
    seeds: range(10, (i) => i).map((seed) => ({
      seed,
      status: 'done',
      digest: null,
      final: { score: 10 + (seed % 5) - drop, cost: 1 },
    })),
  };
}

const reference: Arm = {
  ...armOfBaseline(baseline, 'demo.json'),
  seeds: baseline.seeds.map((one) => ({ ...one, status: 'done', final: { ...one.final, cost: 1 } })),
};
const compared = (drop: number) => compareArms(reference, candidate(drop), baseline.regression);
const texts = (drop: number) => comparisonLines(compared(drop)).map((line) => line.map(textOf).join('').trimEnd());

describe('a baseline file', () => {
  it('reads back as it was written, NaN and foreign letters too, in ASCII and a line a seed', () => {
    const file = join(folder, 'demo.json');
    writeBaseline(file, baseline);
    expect(readBaseline(file)).toEqual(baseline);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text.split('\n').filter((line) => line.includes('"digest"'))).toHaveLength(20);
  });

  it('is refused with everything that is wrong and where', () => {
    const file = join(folder, 'bad.json');
    const document = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'));
    document.seeds[1].seed = 0;
    document.seeds[2].final.score = 'much';
    document.regression.alpha = 2;
    document.curves[0].seeds[2].values = [1];
    writeFileSync(file, JSON.stringify(document, null, 1));
    const issues = issuesOf(() => readBaseline(file));
    expect(issues.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'regression.alpha must be a number > 0 and < 0.5',
      'seeds[1].seed is there twice',
      'seeds[2].final.score must be a number',
      'curves[0].seeds[2].values must be 3 numbers',
    ]);
    expect(issues.every(({ line }) => (line ?? 0) > 1)).toBe(true);
  });

  it('of a later format is told as such', () => {
    const file = join(folder, 'later.json');
    writeFileSync(file, '{"format": "losscope baseline", "version": 3}');
    expect(issuesOf(() => readBaseline(file)).map(({ message }) => message)).toEqual([
      'must be 1 or 2: another losscope wrote this',
    ]);
  });
});

describe('the lines of a comparison', () => {
  it('name n, seeds, version, configuration, what differs, the verdict and the figures', () => {
    const lines = texts(3);
    expect(lines.slice(0, 5)).toEqual([
      'demo [lr] against baseline of demo [steps=5]',
      'reference  n 20, seeds 0-19, losscope 0.1.0, config abcdef01',
      'candidate  n 10, seeds 0-9, losscope 0.1.0, config fedcba98',
      'differs    task.lr: 0.1 -> 1',
      '',
    ]);
    expect(lines[5]).toMatch(/^regressed: score is lower by 3 \([\d.]+ to [\d.]+\), p [=<] .*, beyond the margin/);
    expect(lines.find((line) => line.startsWith('reference   2'))).toMatch(/20 +12 +12 /);
    expect(lines.every((line) => line.length <= 80)).toBe(true);
  });

  it('never call a difference without significance the same, but tell what would have shown', () => {
    expect(verdictSentence(compared(0.1))).toMatch(
      /^no evidence of regression: score is lower by 0.1 .*; a drop of [\d.]+ is the smallest that these seeds would have shown \(at 80 % power\)$/,
    );
    const within = compareArms(reference, candidate(3), { ...baseline.regression, margin: 4 });
    expect(verdictSentence(within)).toContain('significant, p ');
    expect(verdictSentence(within)).toContain('but within the margin of 4');
  });

  it('count the seeds that did not end well and say how', () => {
    const broken = {
      ...candidate(0),
      seeds: candidate(0).seeds.map((one, i) => (i < 2 ? { ...one, status: 'failed' } : one)),
    };
    const lines = comparisonLines(compareArms(reference, broken, baseline.regression));
    expect(lines[2]!.map(textOf).join('')).toContain('2 failed (counted as worst)');
  });
});

describe('the other forms of a comparison', () => {
  it('are JSON with every figure, in ASCII', () => {
    const document = JSON.parse(comparisonDocument([compared(3)]));
    expect(document.comparisons[0]).toMatchObject({
      verdict: 'regressed',
      regression: baseline.regression,
      reference: { n: 20, hash: baseline.hash, losscope: '0.1.0' },
      candidate: { n: 10, broken: [] },
      metrics: [{ metric: 'score', difference: { mean: -3 }, tests: { method: 'exact' } }, { metric: 'cost' }],
    });
  });

  it('are Markdown in which foreign text starts no markup', () => {
    const [head] = comparisonMarkdown([{ ...compared(3), candidate: candidate(3, 'a|b <img> *x*') }]).split('\n');
    expect(head).toBe('### a\\|b \\<img\\> \\*x\\* against baseline of demo \\[steps=5\\]');
  });

  it('are SVG and a page that load nothing and escape foreign text', () => {
    const evil = { ...compared(3), candidate: candidate(3, '<script>alert(1)</script>\u001b') };
    for (const text of [comparisonSvg([evil]), comparisonHtml([evil])]) {
      expect(text).not.toContain('<script');
      expect(text).not.toMatch(/\b(?:href|src)=/);
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\\x1b');
    }
  });

  it('are JUnit with a failure for a regression and an error for too few seeds', () => {
    const of = (name: string, outcome: Checked['outcome']): Checked => ({
      ...{ name, outcome, seconds: 1, text: 'a < b', file: null, notes: [], code: 0, looks: [], error: null },
    });
    const text = junitDocument([
      of('x', 'passed'),
      of('y', 'regressed'),
      of('z', 'inconclusive'),
      of('w', 'bad input'),
    ]);
    expect(text).toContain('<testsuites tests="4" failures="1" errors="2" time="4.000">');
    expect(text).toContain('<error type="bad input"');
    expect(text).toContain('<failure type="regressed" message="a &lt; b">a &lt; b</failure>');
    expect(text).toContain('<error type="inconclusive"');
  });
});

describe('pairs', () => {
  const arm = (scenario: string, variant: string) => ({ ...candidate(0, variant || scenario), scenario, variant });
  const source = (name: string, ...arms: Arm[]) => ({ name, arms });
  const told = (pairs: ReturnType<typeof pairArms>) =>
    pairs.map((pair) => `${pair.candidate.label}/${pair.reference.label}`);

  it('hold the variants of one source to its first, or to the one that is named', () => {
    const one = source('runs', arm('demo', ''), arm('demo', 'bce'), arm('demo', 'poly'), arm('other', ''));
    expect(told(pairArms([one], null))).toEqual(['bce/demo', 'poly/demo']);
    expect(told(pairArms([one], 'bce'))).toEqual(['demo/bce', 'poly/bce']);
    expect(issuesOf(() => pairArms([one], 'bcd'))[0]).toMatchObject({ path: '--against', hint: 'Did you mean bce?' });
  });

  it('hold further sources to the same variant of the first', () => {
    const [before, after] = [
      source('a', arm('demo', ''), arm('demo', 'bce')),
      source('b', arm('demo', 'bce'), arm('demo', 'new')),
    ];
    expect(told(pairArms([before, after], null))).toEqual([expect.stringMatching(/^bce \(.*\)\/bce \(.*\)$/)]);
    expect(told(pairArms([source('a', arm('demo', '')), after], null))).toEqual(['bce/demo', 'new/demo']);
    expect(issuesOf(() => pairArms([source('a', arm('demo', ''))], null))[0]?.message).toContain('nothing to compare');
  });
});

function issuesOf(act: () => unknown): UserError['issues'] {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  return [];
}
