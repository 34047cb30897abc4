import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { losses } from '../../src/losses/registry.js';
import { classification } from '../../src/tasks/classification.js';
import { makeNeedles } from '../../src/tasks/generators/needles.js';
import { averagePrecision } from '../../src/tasks/metrics/binary.js';
import { chooseFit } from '../../src/tasks/model/fit-loss.js';
import { createHead, headKinds } from '../../src/tasks/model/heads.js';
import { Engine } from '../../src/tensor/engine.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build, train, weightsOf } from './learners.js';

const write = temporaryFiles();
const check = (data: string, settings: Readonly<Record<string, unknown>> = {}) =>
  classification.check(resolveParams(classification.params, { data, ...settings }));

/** Rows of which the positives have a larger x; c is noise. */
function table(rows: number, classes: readonly [string, string]): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const positive = i % 4 === 0;
    const x = i % 11 === 0 ? '' : `${(positive ? 2 : -2) + ((i * 7919) % 13) / 6}`;
    return `${x},${['red', 'green', 'blue'][i % 3]},${classes[positive ? 1 : 0]}`;
  });
  return `x,c,label\n${lines.join('\n')}\n`;
}

describe('the classification task', () => {
  it('refuses a list of weights that has not one number for each of its two classes', () => {
    for (const [name, setting] of [
      ['cross-entropy', 'weight'],
      ['focal', 'alpha'],
    ] as const) {
      const loss = losses.get(name as string);
      const of = (list: readonly number[]) => () =>
        classification.checkLoss(
          loss,
          resolveParams(loss.params, { [setting]: list }),
          resolveParams(classification.params, {}),
        );
      expect(of([0.25, 0.75])).not.toThrow();
      expect(issuesOf(of([0.2, 0.3, 0.5]))).toMatchObject([{ path: `loss.${setting}`, given: '3', allowed: '2' }]);
    }
  });

  it('learns from a CSV file with missing values and categories', () => {
    const data = write(table(400, ['no', 'yes']));
    const { learner, recorded } = build(classification, { params: { data, lr: 1e-2, hidden: [8], batch: 32 } });
    train(learner, 200);
    learner.evaluate(true);
    expect(recorded.get('average_precision')![0]).toBeGreaterThan(0.9);
    expect(recorded.get('base_rate')![0]).toBe(0.25);
    expect(recorded.has('true_average_precision')).toBe(false);
  });

  it('learns the same from a JSONL file as from the CSV file of the same rows', () => {
    const csv = table(200, ['no', 'yes']);
    const [names, ...rows] = csv
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const objects = rows.map((row) =>
      JSON.stringify(
        Object.fromEntries(row.map((cell, i) => [names![i], i === 0 && cell !== '' ? Number(cell) : cell])),
      ),
    );
    const weights = [write(csv), write(objects.join('\n'), 'data.jsonl')].map((data) => {
      const { learner } = build(classification, { params: { data, hidden: [8], batch: 32 } });
      train(learner, 10);
      return weightsOf(learner);
    });
    expect(weights[1]).toEqual(weights[0]);
  });

  it('starts with the log-odds that are asked for, with one output and with two', () => {
    const params = { samples: 400, positives: 0.3, hidden: [8] };
    for (const loss of ['bce', 'cross-entropy']) {
      const odds = (startLogOdds: number) => {
        const { learner, recorded } = build(classification, { params: { ...params, startLogOdds }, loss });
        learner.evaluate(false);
        return { said: recorded.get('mean_probability')![0]!, recall: recorded.get('recall')![0]! };
      };
      expect(odds(10).said).toBeGreaterThan(0.999);
      expect(odds(10).recall).toBe(1);
      expect(odds(-10).said).toBeLessThan(0.001);
    }
  });

  it('pulls at rows that are surely wrong with bce, in both of its forms, and hardly with mse', () => {
    const pull = (loss: string) => {
      const params = { samples: 400, positives: 0.3, hidden: [8], startLogOdds: 10 };
      const { learner, recorded } = build(classification, { params, loss });
      learner.evaluate(false);
      return recorded.get('wrong_pull')![0]!;
    };
    expect(pull('bce')).toBeCloseTo(1, 3);
    expect(pull('cross-entropy')).toBeCloseTo(1, 3);
    // 2 (p - y) p (1 - p), at p near 1 and y = 0.
    expect(pull('mse')).toBeLessThan(3e-4);
    expect(pull('mse')).toBeGreaterThan(2e-5);
  });

  it('tells at how many rows a hinge still has a gradient', () => {
    const active = (margin: number) => {
      const params = { samples: 400, positives: 0.3, hidden: [8], lr: 1e-2 };
      const { learner, recorded } = build(classification, { params, loss: 'hinge', lossParams: { margin } });
      train(learner, 100);
      learner.evaluate(true);
      return recorded.get('active_rows')![0]!;
    };
    expect(active(1)).toBeLessThan(0.7);
    expect(active(100)).toBe(1);
  });

  it('takes the yes as positive, else the rarer class, else the one that is named', () => {
    const baseRate = (classes: readonly [string, string], positive = '') => {
      const params = { data: write(table(400, classes)), positive, hidden: [] };
      const { learner, recorded } = build(classification, { params });
      learner.evaluate(true);
      return recorded.get('base_rate')![0];
    };
    expect(baseRate(['1', '0'])).toBe(0.75);
    expect(baseRate(['b', 'a'])).toBe(0.25);
    expect(baseRate(['b', 'a'], 'b')).toBe(0.75);
  });

  it('names the row of a third class, a class with one row, and a single class', () => {
    expect(issuesOf(() => check(write('a,label\n1,x\n2,y\n3,z\n')))[0]).toMatchObject({
      path: 'row 3, column label',
      given: '"z"',
    });
    expect(issuesOf(() => check(write('a,label\n1,x\n2,y\n3,y\n')))[0]!.message).toContain('two rows or more');
    expect(issuesOf(() => check(write('a,label\n1,x\n2,x\n')))[0]!.message).toContain('two classes, has one');
    const [unknown] = issuesOf(() => check(write('a,label\n1,x\n2,x\n1,y\n3,y\n'), { positive: 'z' }));
    expect(unknown).toMatchObject({ given: '"z"', allowed: '"x" or "y"' });
  });

  it('does better than the base rate on needles that no straight line finds', () => {
    const params = { samples: 4000, positives: 0.05, lr: 1e-2 };
    const score = (hidden: readonly number[]) => {
      const { learner, recorded } = build(classification, { params: { ...params, hidden }, steps: 400 });
      train(learner, 400);
      learner.evaluate(true);
      return recorded.get('average_precision')![0]!;
    };
    expect(score([32])).toBeGreaterThan(0.6);
    expect(score([])).toBeLessThan(0.2);
  });
});

describe('makeNeedles', () => {
  const options = { samples: 20_000, features: 3, positives: 0.02, noise: 0.1, separation: 2.5 };
  const { labels, logOdds, values } = makeNeedles(options, Stream.from(1, 'data'));

  it('has the wanted number of positives', () => {
    expect(labels.reduce((a, b) => a + b, 0)).toBe(400);
  });

  it('knows odds that are calibrated: of rows with odds p, a part p is positive', () => {
    const probability = Array.from(logOdds, (z) => 1 / (1 + Math.exp(-z)));
    for (const [low, high] of [
      [0, 0.01],
      [0.1, 0.3],
      [0.3, 0.6],
      [0.6, 1],
    ] as const) {
      const rows = probability.flatMap((p, i) => (p >= low && p < high ? [i] : []));
      const expected = rows.reduce((sum, i) => sum + probability[i]!, 0);
      const seen = rows.reduce((sum, i) => sum + labels[i]!, 0);
      expect(Math.abs(seen - expected)).toBeLessThan(4 * Math.sqrt(expected));
    }
  });

  it('cannot be ordered better by a feature than by the true odds', () => {
    const first = Array.from(labels, (_, i) => Math.abs(values[i * 3]! + values[i * 3 + 1]!));
    expect(averagePrecision(logOdds, labels)).toBeGreaterThan(averagePrecision(first, labels));
  });
});

describe('heads', () => {
  it('give one column to losses on one logit and two to losses on classes', () => {
    const engine = new Engine('f32');
    const head = (name: string) => {
      const loss = losses.get(name);
      return createHead(engine, loss, resolveParams(loss.params, {}));
    };
    expect(['bce', 'focal', 'hinge', 'mse', 'dice'].map((name) => head(name).columns)).toEqual([1, 1, 1, 1, 1]);
    expect(['cross-entropy', 'poly', 'kl-div', 'nll'].map((name) => head(name).columns)).toEqual([2, 2, 2, 2]);
    expect([...head('bce').logOdds([1, -2])]).toEqual([1, -2]);
    expect([...head('poly').logOdds([1, 4, 2, 0])]).toEqual([3, -2]);
  });

  it('give bce and cross-entropy the same value for the same log-odds', () => {
    const engine = new Engine('f64');
    const value = (name: string, columns: number, outputs: readonly number[]) => {
      const loss = losses.get(name);
      const head = createHead(engine, loss, resolveParams(loss.params, {}));
      return head.loss(engine.tensor([2, columns], outputs), [1, 0]).item();
    };
    expect(value('cross-entropy', 2, [0, 1.5, 0, -0.5])).toBeCloseTo(value('bce', 1, [1.5, -0.5]), 12);
  });

  it('tell focal with one logit from focal over classes by the order of preference', () => {
    expect(chooseFit(losses.get('focal'), {}, headKinds)).toBe('binary-logits');
    expect(chooseFit(losses.get('focal'), {}, ['class-logits'])).toBe('class-logits');
  });
});
