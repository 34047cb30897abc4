import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { readPairs } from '../../src/tasks/preference/pairs-file.js';
import { preference } from '../../src/tasks/preference/preference.js';
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
    expect(file.pairs[0]).toEqual({ prompt: 'hello', chosen: 'hi', rejected: 'go away' });
    expect(file.pairs[2]).toEqual({ prompt: 'Human: a', chosen: 'Assistant: yes', rejected: 'Assistant: no' });
    expect(file.duplicates).toEqual({ count: 1, first: 2 });
    expect(file.contradictions).toEqual({ count: 1, first: 3 });
    expect(file.ties).toEqual({ count: 1, first: 4 });
    expect(file.messages).toBe(true);
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
