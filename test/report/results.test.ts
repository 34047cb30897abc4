import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { programVersion } from '../../src/core/package.js';
import { iqmInterval } from '../../src/experiment/statistics/intervals.js';
import { resultDocument } from '../../src/report/document.js';
import { type Line, textOf } from '../../src/report/lines.js';
import { formatCount, formatDuration, formatNumber } from '../../src/report/numbers.js';
import { exitCodeOf, type Summary, summarise } from '../../src/report/summary.js';
import { resultTable } from '../../src/report/table.js';
import { alignTable } from '../../src/report/text-table.js';
import { configHash } from '../../src/scenario/canonical.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { RunResult, RunStatus } from '../../src/store/result.js';
import { fakeTerminal } from '../cli/fake-terminal.js';

const scenario: Scenario = {
  name: 'demo',
  variant: '',
  title: 'Demo',
  summary: '',
  lesson: null,
  learner: { kind: 'task', task: { name: 'classification', params: {} } },
  loss: { name: 'focal', params: {} },
  steps: 100,
  evaluateEvery: 10,
  focus: 'accuracy',
  seeds: [0, 1, 2],
  tunedOn: [],
  expectations: [
    { text: 'accurate', metric: 'accuracy', op: '>=', value: 0.9, than: null, stat: 'mean', hold: null, seeds: 3 },
    { text: 'often', metric: 'accuracy', op: '>=', value: 0.9, than: null, stat: null, hold: 5, seeds: 5 },
  ],
};

const result = (seed: number, accuracy: number, status: RunStatus = 'done'): RunResult => ({
  id: `demo-${seed}`,
  scenario: 'demo',
  variant: '',
  seed,
  status,
  reason: status === 'failed' ? 'out of memory' : null,
  steps: 100,
  seconds: 1.25,
  digest: status === 'done' ? `d${seed}` : null,
  final: status === 'failed' ? {} : { accuracy, loss: Number.NaN },
});

const summaryOf = (runs: readonly RunResult[], of: Scenario = scenario): Summary =>
  summarise({ runs: runs.map((run) => ({ ...run, scenario: of })) as never, results: () => runs })[0]!;

const texts = (lines: readonly Line[]) => lines.map((line) => line.map(textOf).join('').trimEnd());

describe('the result table', () => {
  it('has a row a variant, figures over the seeds that are done, and the expectations', () => {
    expect(texts(resultTable([summaryOf([result(0, 0.9), result(1, 0.96), result(2, 0.9)])]))).toEqual([
      'scenario  seeds  status  metric    mean   iqm  min   max   time',
      'demo      0-2    3 done  accuracy  0.92  0.91  0.9  0.96  3.8 s',
      '',
      'expectation  scenario      measured  claim',
      'pass         demo              0.92  accurate',
      'not judged   demo      3 of 3 seeds  often (not judged: 3 of 5 seeds have run)',
    ]);
  });

  it('says once how many claims speak of variants that did not run', () => {
    const family = { name: 'tuned', written: 'written', variants: [{ name: 'tuned', set: {} }], overrides: '' };
    const tuned = (variant: string): Scenario => ({ ...scenario, variant, family: { ...family, overrides: variant } });
    const summaries = ['steps=1', 'steps=2'].map((variant) => summaryOf([result(0, 0.9)], tuned(variant)));
    expect(summaries.map(({ judgements }) => judgements.length)).toEqual([2, 2]);
    expect(texts(resultTable(summaries))).toEqual([
      'scenario        seeds  status  metric    mean  iqm  min  max   time',
      'demo [steps=1]  0      1 done  accuracy   0.9  0.9  0.9  0.9  1.3 s',
      'demo [steps=2]  0      1 done  accuracy   0.9  0.9  0.9  0.9  1.3 s',
      '',
      '2 claims were not judged: they speak of variants that did not run',
    ]);
    const own = tuned('steps=1');
    const [first, second] = scenario.expectations;
    const mixed = { ...own, expectations: [{ ...first!, variant: 'tuned' }, second!] };
    expect(
      texts(
        resultTable([
          summaryOf(
            [0, 1, 2].map((seed) => result(seed, 0.96)),
            mixed,
          ),
        ]),
      ).slice(-3),
    ).toEqual([
      'expectation  scenario        measured  claim',
      'pass         demo [steps=1]      0.96  accurate',
      '1 claim was not judged: it speaks of variants that did not run',
    ]);
  });

  it('has a 95 % interval of the interquartile mean from five seeds on that are done', () => {
    const runs = [0.9, 0.92, 0.94, 0.96, 0.98].map((accuracy, seed) => result(seed, accuracy));
    const table = (some: readonly RunResult[]) =>
      texts(resultTable([summaryOf(some, { ...scenario, expectations: [] })])).join('\n');
    const [, low, high] = /0\.94 {2}([\d.]+) to ([\d.]+) {2}0\.9 {2}0\.98/.exec(table(runs))!;
    expect([low, high]).toEqual(iqmInterval([0.9, 0.92, 0.94, 0.96, 0.98])!.map(formatNumber));
    expect(table(runs)).toContain('iqm 95 %');
    expect(table(runs.slice(1))).not.toContain('95 %');
  });

  it('leaves out the columns that a narrow terminal has no room for, and names them', () => {
    const table = [summaryOf([result(0, 0.9)], { ...scenario, expectations: [] })];
    expect(texts(resultTable(table, 49))).toEqual([
      'scenario  seeds  status  metric    mean   time',
      'demo      0      1 done  accuracy   0.9  1.3 s',
      'no room for iqm, min, max',
    ]);
    expect(texts(resultTable(table, 61)).at(0)).toBe('scenario  seeds  status  metric    mean  iqm  min  max   time');
  });

  it('continues a long claim below where it begins on a terminal, and leaves a pipe alone', async () => {
    const claim =
      'the greedy policy is optimal (exact regret 0) in at least 9 of 10 seeds, see /tmp/a/rather/long/path';
    const lines = resultTable([
      summaryOf([result(0, 0.96)], { ...scenario, expectations: [{ ...scenario.expectations[0]!, text: claim }] }),
    ]);
    const written = async (columns?: number): Promise<string[]> => {
      const { terminal, streams, out } = fakeTerminal();
      if (columns !== undefined) Object.assign(streams[0], { isTTY: true, columns });
      terminal.out(...lines.slice(3));
      await terminal.flush();
      return stripVTControlCharacters(out()).split('\n').slice(1, -1);
    };
    expect(await written(70)).toEqual([
      'not judged   demo          0.96  the greedy policy is optimal (exact',
      '                                 regret 0) in at least 9 of 10 seeds,',
      '                                 see /tmp/a/rather/long/path (not',
      '                                 judged: 1 of 3 seeds have run)',
    ]);
    expect(await written(44)).toEqual([
      'not judged   demo          0.96',
      '    the greedy policy is optimal (exact',
      '    regret 0) in at least 9 of 10 seeds, see',
      '    /tmp/a/rather/long/path (not judged: 1',
      '    of 3 seeds have run)',
    ]);
    expect(await written()).toEqual([`not judged   demo          0.96  ${claim} (not judged: 1 of 3 seeds have run)`]);
  });

  it('tells failed and stopped runs apart from those that are done', () => {
    const runs = [result(0, 0.9), result(1, 0, 'failed'), result(2, 0, 'stopped')];
    expect(texts(resultTable([summaryOf(runs, { ...scenario, variant: 'loss=bce', expectations: [] })]))[1]).toBe(
      'demo [loss=bce]  0-2    1 done, 1 failed, 1 stopped  accuracy   0.9  0.9  0.9  0.9  3.8 s',
    );
  });

  it('lines up by terminal columns and shows control characters', () => {
    expect(
      texts(
        alignTable(
          [{ title: 'a' }, { title: 'b' }],
          [
            ['漢字', 'x'],
            ['abc', 'y'],
            ['\u001b', 'z'],
          ],
        ),
      ),
    ).toEqual(['a     b', '漢字  x', 'abc   y', '\u001b  z']);
  });
});

describe('the JSON document', () => {
  it('has runs and expectations, and words for the numbers that JSON lacks', () => {
    const document = JSON.parse(resultDocument([summaryOf([result(0, 0.9), result(1, 0, 'failed')])]));
    expect(document).toEqual({
      format: 'losscope/run',
      version: 1,
      losscope: programVersion(),
      scenarios: [
        {
          name: 'demo',
          variant: '',
          hash: configHash(scenario),
          settings: { learner: scenario.learner, loss: scenario.loss, steps: 100, evaluateEvery: 10 },
          regression: { metric: 'accuracy', margin: 0, alpha: 0.01 },
          better: {},
          runs: [
            {
              id: 'demo-0',
              seed: 0,
              status: 'done',
              reason: null,
              steps: 100,
              seconds: 1.25,
              digest: 'd0',
              final: { accuracy: 0.9, loss: 'NaN' },
              alerts: [],
            },
            {
              id: 'demo-1',
              seed: 1,
              status: 'failed',
              reason: 'out of memory',
              steps: 100,
              seconds: 1.25,
              digest: null,
              final: {},
              alerts: [],
            },
          ],
          expectations: [
            { text: 'accurate (not judged: 2 of 3 seeds have run)', measured: '-Infinity', pass: null },
            { text: 'often (not judged: 2 of 5 seeds have run)', measured: '1 of 2 seeds', pass: null },
          ],
        },
      ],
    });
  });

  it('is ASCII, whatever is in it', () => {
    const text = resultDocument([summaryOf([result(0, 0.9)], { ...scenario, variant: 'task.data=\u009b2J\u202e漢' })]);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(JSON.parse(text).scenarios[0].variant).toBe('task.data=\u009b2J\u202e漢');
  });
});

describe('the variants of a scenario', () => {
  const variantOf = (name: string, overrides = ''): Scenario => ({
    ...scenario,
    variant: [name, overrides].filter((part) => part !== '').join(', '),
    expectations: [
      { ...scenario.expectations[0]!, text: 'better', value: null, op: '>', versus: 'bce', seeds: 1 },
      { ...scenario.expectations[0]!, text: 'fair', variant: 'bce', seeds: 1 },
    ],
    family: { name, written: 'focal', variants: [{ name: 'bce', set: { loss: 'bce' } }], overrides },
  });
  const summariesOf = (...ran: readonly (readonly [Scenario, number])[]) =>
    summarise({
      runs: ran.map(([of]) => ({ scenario: of })) as never,
      results: () => ran.map(([, accuracy]) => result(0, accuracy)),
    });

  it('have an entry each in the document, with the expectations that speak of them', () => {
    const summaries = summariesOf([variantOf('focal'), 0.75], [variantOf('bce'), 0.5]);
    expect(JSON.parse(resultDocument(summaries)).scenarios).toMatchObject([
      {
        name: 'demo',
        variant: 'focal',
        runs: [{ seed: 0, final: { accuracy: 0.75 } }],
        expectations: [{ text: 'better', measured: 0.25, pass: true }],
      },
      {
        name: 'demo',
        variant: 'bce',
        runs: [{ seed: 0, final: { accuracy: 0.5 } }],
        expectations: [{ text: 'fair', measured: 0.5, pass: false }],
      },
    ]);
    expect(exitCodeOf(summaries)).toBe(1);
  });

  it('are compared only under the same overrides', () => {
    const summaries = summariesOf(
      [variantOf('focal', 'steps=1'), 1],
      [variantOf('bce', 'steps=1'), 1.5],
      [variantOf('focal', 'steps=2'), 1],
      [variantOf('bce', 'steps=2'), 0.5],
    );
    expect(summaries.map(({ judgements }) => judgements[0]?.measured)).toEqual([-0.5, 1.5, 0.5, 0.5]);
  });
});

describe('the exit code', () => {
  const code = (...values: readonly [number, RunStatus][]) =>
    exitCodeOf([summaryOf(values.map(([accuracy, status], seed) => result(seed, accuracy, status)))]);

  it('is 0 when all is well or nothing was judged', () => {
    expect(code([1, 'done'], [1, 'done'], [1, 'done'])).toBe(0);
    expect(code([0, 'done'])).toBe(0);
    expect(code([0, 'stopped'])).toBe(0);
  });

  it('is 1 when an expectation is not met', () => {
    expect(code([0, 'done'], [0, 'done'], [0, 'done'])).toBe(1);
  });

  it('is 3 when a run failed or diverged, whatever the expectations', () => {
    expect(code([0, 'done'], [0, 'done'], [0, 'done'], [0, 'failed'])).toBe(3);
    expect(code([1, 'diverged'])).toBe(3);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0'],
    [500, '500'],
    [0.123456, '0.1235'],
    [0.5, '0.5'],
    [1e-9, '1e-9'],
    [123456.789, '1.235e5'],
    [1234567, '1.235e6'],
    [-0.25, '-0.25'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [Number.NaN, 'NaN'],
  ])('%d is written %s', (value, expected) => {
    expect(formatNumber(value)).toBe(expected);
  });

  it('have commas, and times have units', () => {
    expect([formatCount(999), formatCount(1000), formatCount(1234567.4)]).toEqual(['999', '1,000', '1,234,567']);
    expect([formatDuration(4.24), formatDuration(65), formatDuration(7209), formatDuration(59.97)]).toEqual([
      '4.2 s',
      '1:05',
      '2:00:09',
      '1:00',
    ]);
  });
});
