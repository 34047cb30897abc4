import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { losses } from '../../src/losses/registry.js';
import { makeClusters } from '../../src/tasks/generators/clusters.js';
import { multiClass } from '../../src/tasks/multi-class.js';
import { classScope, softmaxOf, summarizeClasses } from '../../src/tasks/records/class-record.js';
import { loadClassData } from '../../src/tasks/splits/multi-class-data.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build, train } from './learners.js';

const write = temporaryFiles();
const easy = { samples: 400, classes: 3, clusters: 1, separation: 3, hidden: [16], lr: 1e-2 };

it('the picture of a classifier counts the answers by true class and keeps the names', () => {
  // The likeliest class of each row: 0, 2, 2, 1.
  const scores = Float64Array.from([3, 0, 0, 0, 0, 3, 0, 1, 3, 0, 3, 1]);
  const scope = classScope(scores, Int32Array.from([0, 2, 1, 1]), 3, ['low', 'mid', 'high']);
  expect(scope.names).toEqual(['low', 'mid', 'high']);
  expect(scope.confusion).toEqual([
    [1, 0, 0],
    [0, 1, 1],
    [0, 0, 1],
  ]);
  expect(scope.calibration.reduce((sum, { rows }) => sum + rows, 0)).toBe(4);
  expect(scope.points.map(({ group }) => group)).toEqual([0, 2, 1, 1]);
});

describe('the multi-class task', () => {
  it('comes near the accuracy of the true odds, and not above their log loss by much', () => {
    const { learner, recorded } = build(multiClass, { params: easy, steps: 300 });
    train(learner, 300);
    learner.evaluate(true);
    const final = (name: string) => recorded.get(name)!.at(-1)!;
    expect(final('accuracy')).toBeGreaterThan(final('true_accuracy') - 0.05);
    expect(final('log_loss')).toBeGreaterThan(final('true_log_loss') - 0.02);
    expect(final('log_loss')).toBeLessThan(final('true_log_loss') + 0.1);
  });

  it('has a gradient everywhere under a softmax, and only short of the margin under a hinge', () => {
    const active = (loss: string) => {
      const { learner, recorded } = build(multiClass, { params: easy, loss, steps: 200 });
      train(learner, 200);
      learner.evaluate(true);
      return recorded.get('active_hits')!.at(-1)!;
    };
    expect(active('cross-entropy')).toBe(1);
    expect(active('multi-class-hinge')).toBeLessThan(0.5);
  });

  it('learns from a CSV file with classes of any name', () => {
    const lines = Array.from(
      { length: 150 },
      (_, i) => `${(i % 3) * 2 + ((i * 7919) % 11) / 11},${['low', 'mid', 'high'][i % 3]}`,
    );
    const data = write(`x,size\n${lines.join('\n')}\n`);
    const { learner, recorded } = build(multiClass, { params: { data, label: 'size', lr: 1e-2 }, steps: 200 });
    train(learner, 200);
    learner.evaluate(true);
    expect(recorded.get('accuracy')![0]).toBeGreaterThan(0.9);
    expect(recorded.has('true_accuracy')).toBe(false);
  });

  it('refuses a single class, and trains on a class of one row without testing it', () => {
    const check = (content: string) => () =>
      multiClass.check(resolveParams(multiClass.params, { data: write(content) }));
    expect(issuesOf(check('x,label\n1,a\n2,a\n'))[0]!.message).toContain('two classes or more');
    const { data, own } = loadClassData(
      resolveParams(multiClass.params, { data: write('x,label\n1,a\n2,a\n3,b\n9,a\n') }) as never,
      Stream.from(0, 'data'),
    );
    expect([...data.train].map((row) => data.labels[row])).toContain(1);
    expect([...data.test].map((row) => data.labels[row])).not.toContain(1);
    expect(own!.report.warnings.join()).toContain('never tested: "b"');
  });

  it('refuses a list of class weights of another length before anything is trained', () => {
    const loss = losses.get('cross-entropy');
    const check = (weight: readonly number[], params: Readonly<Record<string, unknown>>) => () =>
      multiClass.checkLoss(loss, resolveParams(loss.params, { weight }), resolveParams(multiClass.params, params));
    expect(check([1, 2, 3], { classes: 3 })).not.toThrow();
    expect(issuesOf(check([1, 2], { classes: 3 }))[0]).toMatchObject({
      path: 'loss.weight',
      message: 'must have one number per class',
      given: '2',
      allowed: '3',
    });
    const data = write('x,label\n1,a\n2,a\n3,b\n4,b\n');
    expect(check([1, 2], { data })).not.toThrow();
    expect(issuesOf(check([1, 2, 3], { data }))[0]).toMatchObject({ allowed: '2' });
  });
});

describe('makeClusters', () => {
  const options = { samples: 4000, classes: 4, features: 5, clusters: 2, separation: 1.5 };
  const { odds, labels } = makeClusters(options, Stream.from(2, 'data'));

  it('knows odds that are calibrated: of rows with odds p of a class, a part p is of it', () => {
    for (let k = 0; k < 4; k++)
      for (const [low, high] of [
        [0, 0.1],
        [0.3, 0.6],
        [0.8, 1],
      ] as const) {
        const rows = Array.from(labels, (_, row) => row).filter((row) => {
          const p = odds[row * 4 + k]!;
          return p >= low && p < high;
        });
        const expected = rows.reduce((sum, row) => sum + odds[row * 4 + k]!, 0);
        const seen = rows.filter((row) => labels[row] === k).length;
        expect(Math.abs(seen - expected)).toBeLessThan(4 * Math.sqrt(expected) + 1);
      }
  });

  it('gives rows of odds with sum 1', () => {
    for (let row = 0; row < 100; row++)
      expect(odds.subarray(row * 4, row * 4 + 4).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });
});

describe('summarizeClasses', () => {
  it('counts the likeliest class, and calibrates the answer only', () => {
    const summary = summarizeClasses([0.5, 0.3, 0.2, 0.1, 0.1, 0.8], [0, 1], 3);
    expect(summary.accuracy).toBe(0.5);
    expect(summary.logLoss).toBeCloseTo((-Math.log(0.5) - Math.log(0.1)) / 2, 12);
    expect(summary.calibrationError).toBeCloseTo((0.5 + 0.8) / 2, 12);
  });

  it('takes a softmax of scores that are far out', () => {
    expect([...softmaxOf([1e4, -1e4, 0, 0], 2)]).toEqual([1, 0, 0.5, 0.5]);
  });
});
