import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../../src/core/params.js';
import { losses } from '../../../src/losses/registry.js';
import { masks } from '../../../src/tasks/masks.js';
import { elementHead, labelKinds } from '../../../src/tasks/model/elements.js';
import { multiLabel } from '../../../src/tasks/multi-label.js';
import { Engine } from '../../../src/tensor/engine.js';
import { issuesOf, temporaryFiles } from '../files.js';
import { build, train } from '../learners.js';

const write = temporaryFiles();

describe('the multi-label task', () => {
  it('refuses a list of positive weights of another length before anything is trained', () => {
    const loss = losses.get('multi-label-bce');
    const check = (posWeight: readonly number[]) => () =>
      multiLabel.checkLoss(
        loss,
        resolveParams(loss.params, { posWeight }),
        resolveParams(multiLabel.params, { labels: 3 }),
      );
    expect(check([1, 2, 3])).not.toThrow();
    expect(issuesOf(check([1, 2]))[0]).toMatchObject({
      path: 'loss.posWeight',
      message: 'must have one number per label',
      given: '2',
      allowed: '3',
    });
  });

  it('gives few labels under a softmax, where labels compete, though rows carry more', () => {
    const params = { samples: 300, testSamples: 100, labels: 6, rarest: 0.2, hidden: [16], lr: 1e-2 };
    const said = (loss: string) => {
      const { learner, recorded } = build(multiLabel, { params, loss, steps: 200 });
      train(learner, 200);
      learner.evaluate(true);
      return recorded.get('labels_said')!.at(-1)!;
    };
    expect(said('cross-entropy')).toBeLessThanOrEqual(1);
    expect(said('multi-label-bce')).toBeGreaterThan(1.2);
  });

  it('learns from a CSV file with a column a label', () => {
    const lines = Array.from({ length: 200 }, (_, i) => {
      const [a, b] = [(i * 31) % 7, (i * 17) % 5];
      return `${a},${b},${a > 3 ? 1 : 0},${b > 2 ? 1 : 0}`;
    });
    const data = write(`a,b,tall,wide\n${lines.join('\n')}\n`);
    const params = { data, labelColumns: 'tall, wide', hidden: [16], lr: 1e-2 };
    const { learner, recorded } = build(multiLabel, { params, steps: 300 });
    train(learner, 300);
    learner.evaluate(true);
    expect(recorded.get('micro_f1')![0]).toBeGreaterThan(0.95);
    expect(recorded.has('true_macro_f1')).toBe(false);
  });

  it('names the row of a label that is neither 0 nor 1, and asks for label columns', () => {
    const check = (labelColumns: string) => () =>
      multiLabel.check(
        resolveParams(multiLabel.params, { data: write('a,p,q\n1,0,1\n2,1,2\n3,0,0\n4,1,1\n'), labelColumns }),
      );
    expect(issuesOf(check('p,q'))).toMatchObject([{ path: 'row 2, column q', given: '"2"' }]);
    expect(issuesOf(check('p'))[0]!.path).toBe('labelColumns');
  });
});

describe('a softmax over labels', () => {
  it('shares a row among its labels, and evenly among all when it has none', () => {
    const engine = new Engine('f64');
    const loss = losses.get('cross-entropy');
    const head = elementHead(engine, loss, resolveParams(loss.params, {}), labelKinds);
    const logits = Math.log(2);
    // Probabilities 0.5, 0.25, 0.25 in both rows.
    const value = head.loss(engine.tensor([2, 3], [logits, 0, 0, logits, 0, 0]), [1, 1, 0, 0, 0, 0]).item();
    const first = -(Math.log(0.5) + Math.log(0.25)) / 2;
    const second = -(Math.log(0.5) + 2 * Math.log(0.25)) / 3;
    expect(value).toBeCloseTo((first + second) / 2, 12);
    expect(head.logOdds(Float64Array.of(logits, 0, 0), 3)[0]).toBeCloseTo(0, 9);
    expect(head.logOdds(Float64Array.of(logits, 0, 0), 3)[1]).toBeCloseTo(-Math.log(3), 9);
  });
});

describe('the masks task', () => {
  const image = (bright: number, height = 4) =>
    Array.from({ length: height }, (_, y) => Array.from({ length: 5 }, (_, x) => (y * 5 + x === bright ? 9 : 1)));
  const mask = (bright: number) => image(bright).map((row) => row.map((pixel) => (pixel === 9 ? 1 : 0)));

  it('learns from images that are not square', () => {
    const lines = Array.from({ length: 20 }, (_, i) => JSON.stringify({ image: image(i), mask: mask(i) }));
    const params = { data: write(lines.join('\n'), 'images.jsonl'), window: 3, hidden: [8], lr: 3e-2, batch: 4 };
    const { learner, recorded } = build(masks, { params, steps: 150 });
    train(learner, 150);
    learner.evaluate(true);
    expect(recorded.get('iou')!.at(-1)).toBe(1);
    expect(recorded.get('base_rate')![0]).toBeCloseTo(1 / 20, 12);
  });

  it('names the row of an image of another size, of a mask that is no mask, and of what is no image', () => {
    const lines = [
      { image: image(0), mask: mask(0) },
      { image: image(1, 3), mask: mask(1) },
      { image: image(2), mask: image(2) },
      { image: 'none', mask: mask(3) },
      { image: image(4), mask: [[0]] },
    ].map((line) => JSON.stringify(line));
    const params = { data: write(lines.join('\n'), 'images.jsonl') };
    const issues = issuesOf(() => masks.check(resolveParams(masks.params, params)));
    expect(issues.map(({ path }) => path)).toEqual(['row 2, image', 'row 3, mask', 'row 4, image', 'row 5, mask', '']);
  });
});
