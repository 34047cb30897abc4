import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { readPairs } from '../../src/tasks/preference/pairs-file.js';
import { preference } from '../../src/tasks/preference/preference.js';
import type { DataReport } from '../../src/tasks/readers/data-report.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build, train } from './learners.js';

const write = temporaryFiles();
const lines = (rows: readonly unknown[]) => write(rows.map((row) => JSON.stringify(row)).join('\n'), 'pairs.jsonl');

/** Polite answers are preferred. */
const polite = Array.from({ length: 60 }, (_, i) => ({
  prompt: `question ${i}`,
  chosen: `gladly here is item ${i % 7}`,
  rejected: `no item ${i % 7} for you`,
}));

describe('the preference task', () => {
  it('learns what is preferred in a file, split by prompt', () => {
    const { learner, recorded } = build(preference, { params: { data: lines(polite), batch: 16 }, steps: 60 });
    train(learner, 60);
    learner.evaluate(true);
    expect(recorded.get('pair_accuracy')!.at(-1)).toBe(1);
    expect(recorded.get('longer_accuracy')!.at(-1)).toBeLessThanOrEqual(1);
    expect(learner.own!.line).toContain('48 pairs train, 12 test');
    const columns = new Map(learner.own!.predictions().map(({ name, values }) => [name, values]));
    expect(columns.get('probability')!.length).toBe(12);
  });

  it('reads lists of messages, prompts that dialogues share, duplicates, contradictions and ties', () => {
    const said = (content: string) => [
      { role: 'user', content: 'hello' },
      { role: 'assistant', content },
    ];
    const file = readPairs(
      lines([
        { chosen: said('hi'), rejected: said('go away') },
        { chosen: said('hi'), rejected: said('go away') },
        { chosen: said('go away'), rejected: said('hi') },
        { chosen: said('hi'), rejected: said('hi') },
        { chosen: 'Human: a\nAssistant: yes', rejected: 'Human: a\nAssistant: no' },
        { prompt: 'b', chosen: 'yes', rejected: 'no' },
      ]),
    );
    expect(file.pairs[0]).toEqual({ prompt: 'hello', chosen: 'hi', rejected: 'go away', margin: null });
    expect(file.pairs[2]).toMatchObject({ prompt: 'Human: a', chosen: 'Assistant: yes', rejected: 'Assistant: no' });
    expect(file.duplicates).toEqual({ count: 1, first: 2 });
    expect(file.contradictions).toEqual({ count: 1, first: 3 });
    expect(file.ties).toEqual({ count: 1, first: 4 });
    expect(file.messages).toBe(true);
  });

  it('takes margins where rows have them, and says what a loss or a key leaves out', () => {
    const margins = polite.map((row, i) => ({ ...row, rater: 'a', ...(i === 7 ? {} : { margin: i % 3 }) }));
    const first = (rows: readonly unknown[], loss: string) => {
      const { learner, recorded } = build(preference, { params: { data: lines(rows), batch: 16 }, loss, steps: 20 });
      train(learner, 20);
      return { loss: recorded.get('loss')![0]!, report: learner.own!.report as DataReport };
    };
    const [without, given] = [first(polite, 'bradley-terry'), first(margins, 'bradley-terry')];
    // A margin of 1 on average: softplus(1) and not softplus(0).
    expect(without.loss).toBeCloseTo(Math.LN2, 1);
    expect(given.loss).toBeGreaterThan(1.1);
    expect(given.report.warnings).toEqual([]);
    expect(given.report.columns.slice(3)).toMatchObject([
      { name: 'margin', role: 'margin', missing: 1, firstMissing: 8 },
      { name: 'rater', role: 'dropped', how: 'not a key of pairs; in 60 rows' },
    ]);
    const hinge = first(margins, 'pairwise-logistic');
    expect(hinge.report.warnings).toEqual([
      'margin is not used: pairwise-logistic takes no margins; bradley-terry does',
    ]);
    const wrong = lines([...polite, { ...polite[0], prompt: 'x', margin: 'much' }]);
    const issues = issuesOf(() => preference.check(resolveParams(preference.params, { data: wrong })));
    expect(issues[0]).toMatchObject({ path: expect.stringContaining('margin'), line: 61, given: '"much"' });
  });

  it('trains with losses of lists, a pair as a list of two: pairwise-logistic is then bradley-terry', () => {
    const values = (loss: string, lossParams = {}) => {
      const { learner, recorded } = build(preference, {
        params: { data: lines(polite), batch: 16 },
        ...{ loss, lossParams, steps: 10 },
      });
      train(learner, 10);
      return recorded.get('loss')!;
    };
    const expected = values('bradley-terry');
    values('pairwise-logistic').forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
    expect(values('pairwise-ranking')[0]).toBeCloseTo(1, 0);
    expect(values('pairwise-ranking', { pairs: 'literal' }).at(-1)).toBeLessThan(2);
    expect(values('soft-pairwise')[0]).toBeCloseTo(Math.LN2, 1);
  });

  it('names the row of what is no answer, and refuses a file of too few pairs', () => {
    const wrong = lines([...polite, { prompt: 'x', chosen: 3, rejected: [] }]);
    const check = (data: string) => () => preference.check(resolveParams(preference.params, { data }));
    const issues = issuesOf(check(wrong));
    expect(issues.map(({ line }) => line)).toEqual([61, 61]);
    expect(issuesOf(check(lines(polite.slice(0, 2))))[0]!.message).toContain('4 different pairs');
  });

  it('over-optimises counts of tokens, and pairs of tokens only where there are few pairs', () => {
    const world = { prompts: 1, vocabulary: 4, length: 4, reward: 'variety', lr: 3e-2 };
    const fall = (order: number, pairs: number) => {
      const { learner, recorded } = build(preference, { params: { ...world, order, pairs }, steps: 400, seed: 3 });
      train(learner, 400);
      learner.evaluate(true);
      return recorded.get('gold_fall')!.at(-1)!;
    };
    expect(fall(2, 3000)).toBeLessThan(0.1);
    expect(fall(1, 3000)).toBeGreaterThan(fall(2, 3000));
  });

  it('gives scores that follow the true reward where the model can express it', () => {
    const params = { prompts: 1, vocabulary: 4, length: 3, reward: 'variety', order: 2, pairs: 3000, lr: 3e-2 };
    const { learner, recorded } = build(preference, { params, steps: 400 });
    train(learner, 400);
    learner.evaluate(true);
    expect(recorded.get('kendall_tau')!.at(-1)).toBeGreaterThan(0.8);
    expect(recorded.get('reward_correlation')!.at(-1)).toBeGreaterThan(0.9);
    expect(recorded.get('pair_accuracy')!.at(-1)).toBeLessThanOrEqual(
      recorded.get('pair_accuracy_limit')!.at(-1)! + 0.03,
    );
  });
});
