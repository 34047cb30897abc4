import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { losses } from '../../src/losses/registry.js';
import { tasks } from '../../src/tasks/registry.js';
import { temporaryFiles } from './files.js';
import { build, train, weightsOf } from './learners.js';

const write = temporaryFiles();

/** Twelve subjects, asked for in words that their documents do not use. */
function requestsFile(): string {
  const lines = Array.from({ length: 12 }, (_, i) => {
    const mark = String.fromCharCode(97 + i).repeat(4);
    const requests = [`find ${mark}x now`, `where is ${mark}x`, `show me the ${mark}x`, `${mark}x please`];
    return JSON.stringify({ document: `command number ${i} does ${mark}y to things`, requests });
  });
  return write(lines.join('\n'), 'requests.jsonl');
}

/** Settings that make each task small enough to train it with every loss. */
const small: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  classification: { samples: 400, positives: 0.5, hidden: [16], batch: 64, lr: 1e-2 },
  retrieval: { data: requestsFile(), buckets: 512, dim: 16, batch: 8, lr: 1e-2 },
  regression: { kind: 'counts', samples: 200, hidden: [16], lr: 5e-3 },
  identities: { trainClasses: 20, testClasses: 6, perClass: 6, hidden: [16], dim: 8, batch: 10, within: 0.1, lr: 1e-2 },
  'two-views': { classes: 4, samples: 300, within: 0.3, hidden: [16], dim: 8, batch: 32, lr: 1e-2 },
  'knowledge-graph': { columns: 6, rows: 6, mirrors: 0, testPart: 0.1, lr: 3e-2 },
  masks: { images: 30, testImages: 10, side: 10, window: 3, contrast: 3, hidden: [8], lr: 1e-2 },
  ranking: { lists: 30, testLists: 10, noise: 0, hidden: [16], lr: 1e-2 },
  'multi-class': { samples: 400, classes: 3, clusters: 1, separation: 3, hidden: [16], lr: 1e-2 },
  distillation: { samples: 200, testSamples: 200, classes: 3, clusters: 1, separation: 3, hidden: [16], lr: 1e-2 },
  'multi-label': { samples: 300, testSamples: 100, labels: 6, rarest: 0.1, features: 6, hidden: [16], lr: 1e-2 },
  alignment: { pairs: 500, prompts: 2, hidden: [16], batch: 32, beta: 0.5, lr: 1e-2 },
  preference: { pairs: 200, prompts: 2, length: 2, batch: 16 },
};

/** Losses that need settings of their own to fit or to learn on so little. */
const settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'margin-ranking': { form: 'pos-neg', margin: 1 },
};

/** What each task's evaluation must reach after 100 small updates, whatever the loss: none may train backwards. */
const learnt: Readonly<Record<string, (recorded: ReadonlyMap<string, readonly number[]>) => boolean>> = {
  classification: (recorded) => recorded.get('roc_auc')![1]! > 0.7,
  retrieval: (recorded) => recorded.get('mrr')![1]! > 0.8,
  regression: (recorded) => recorded.get('true_mae')![1]! < recorded.get('true_mae')![0]!,
  identities: (recorded) => recorded.get('equal_error_rate')![1]! < recorded.get('equal_error_rate')![0]! - 0.05,
  'multi-class': (recorded) => recorded.get('accuracy')![1]! > 0.7,
  distillation: (recorded) => recorded.get('kl')![1]! < 0.7 * recorded.get('kl')![0]!,
  'multi-label': (recorded) => recorded.get('mean_average_precision')![1]! > 0.45,
  'two-views': (recorded) => recorded.get('knn_accuracy')![1]! > recorded.get('knn_accuracy')![0]! + 0.05,
  'knowledge-graph': (recorded) => recorded.get('mrr')![1]! > 0.5,
  masks: (recorded) => recorded.get('average_precision')![1]! > 0.5,
  ranking: (recorded) => recorded.get('pair_accuracy')![1]! > 0.6,
  preference: (recorded) => recorded.get('pair_accuracy')![1]! > 0.6,
  alignment: (recorded) => recorded.get('expected_reward')![1]! > recorded.get('expected_reward')![0]! + 0.1,
};

/**
 * What does not learn on so little, as the pages of these losses say: embeddings collapse without negatives or what holds
 * them apart; discopop first lets pairs fall into its valley.
 */
const exceptions = [
  'alignment dpo discopop',
  'retrieval simsiam default',
  'retrieval simsiam no-stop-gradient',
  'two-views simsiam no-stop-gradient',
];

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe.each(tasks.list())('task $name', (task) => {
  const params = small[task.name]!;

  it.each(task.losses)('trains with %s: the loss falls', (loss) => {
    const { learner, recorded } = build(task, { params, loss, lossParams: settings[loss] ?? {} });
    train(learner, 100);
    const values = recorded.get('loss')!;
    expect(values).toHaveLength(100);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(mean(values.slice(-20))).toBeLessThan(mean(values.slice(0, 10)));
  });

  it.each(task.losses)('learns with every variant of %s, or says what to set instead', (name) => {
    const loss = losses.get(name);
    for (const [variant, lossParams] of Object.entries<Readonly<Record<string, unknown>>>(loss.variants)) {
      try {
        task.checkLoss(loss, resolveParams(loss.params, lossParams), resolveParams(task.params, params));
      } catch (error) {
        expect(String(error)).toContain('takes other inputs with these settings');
        continue;
      }
      const { learner, recorded } = build(task, { params, loss: name, lossParams });
      learner.evaluate(false);
      train(learner, 100);
      learner.evaluate(true);
      const isToLearn = !exceptions.includes(`${task.name} ${name} ${variant}`);
      if (isToLearn) expect(learnt[task.name]!(recorded), variant).toBe(true);
    }
  });

  it('gives the same weights and metrics for the same seed, and others for another', () => {
    const runs = [3, 3, 4].map((seed) => {
      const { learner, recorded } = build(task, { params, seed });
      train(learner, 20);
      learner.evaluate(true);
      return { weights: weightsOf(learner), metrics: Object.fromEntries(recorded) };
    });
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]!.weights).not.toEqual(runs[0]!.weights);
  });

  it('trains the same whether or not it is evaluated and looked at on the way', () => {
    const plain = build(task, { params });
    const watched = build(task, { params });
    train(plain.learner, 20);
    for (let i = 0; i < 20; i++) {
      watched.learner.evaluate(false);
      watched.learner.scope();
      watched.learner.advance();
    }
    expect(weightsOf(watched.learner)).toEqual(weightsOf(plain.learner));
    expect(watched.recorded.get('loss')).toEqual(plain.recorded.get('loss'));
  });

  it('needs no more memory after many steps than after a few', () => {
    const { learner, engine } = build(task, { params });
    const round = () => {
      train(learner, 5);
      learner.evaluate(false);
      learner.scope();
    };
    round();
    const bytes = engine.memory.buffer.byteLength;
    for (let i = 0; i < 10; i++) round();
    expect(engine.memory.buffer.byteLength).toBe(bytes);
  });

  it('records every metric that it defines, each finite, by the first evaluation', () => {
    const { learner, recorded } = build(task, { params });
    train(learner, 1);
    learner.evaluate(false);
    for (const [name, values] of recorded) {
      expect(values.length, name).toBeGreaterThan(0);
      expect(values.every(Number.isFinite), name).toBe(true);
    }
  });

  it('offers a picture that can cross a thread before anything is trained', () => {
    const { learner } = build(task, { params });
    expect(structuredClone(learner.scope())).toEqual(learner.scope());
  });

  it('refuses a loss that it cannot supply', () => {
    expect(() => task.checkLoss(losses.get('q-td'), {}, resolveParams(task.params, params))).toThrow(
      'does not fit this task',
    );
  });
});
