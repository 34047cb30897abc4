import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../src/core/histogram.js';
import { resolveParams } from '../../src/core/params.js';
import type { Anatomy, FitScope, Histogram } from '../../src/core/scope.js';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import { losses } from '../../src/losses/registry.js';
import { Anatomist } from '../../src/losses/tools/update-anatomy.js';
import type { Tensor } from '../../src/tensor/engine.js';
import { Engine } from '../../src/tensor/engine.js';
import { mlp } from '../../src/tensor/nn/mlp.js';
import { ParameterSet } from '../../src/tensor/nn/parameters.js';
import { reshape } from '../../src/tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../../src/tensor/optim/index.js';

const picture: FitScope = { kind: 'fit', x: [], y: [], outlier: [], curveX: [], curveY: [] };

interface Update {
  readonly loss: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** The rows of one column that stand at the output. */
  readonly outputs: readonly number[];
  readonly columns?: number;
  readonly inputs: (outputs: Tensor, engine: Engine) => Readonly<Record<string, unknown>>;
  readonly clip?: number;
  /** In place of the registered loss. */
  readonly definition?: LossDefinition;
}

/** One update of a network whose outputs are its inputs: one layer, of the identity. */
function identityNet({ loss: name, params = {}, outputs, columns = 1, inputs, clip = 0, ...own }: Update) {
  const engine = new Engine('f64');
  const parameters = new ParameterSet(engine);
  const identity = (size: number, shape: readonly number[]): ArrayLike<number> =>
    Float64Array.from({ length: size }, (_, i) => (shape.length === 2 && i % (columns + 1) === 0 ? 1 : 0));
  const model = mlp(parameters, 'net', [columns, columns], { activation: 'none', init: identity });
  parameters.seal();
  const optimizer = createOptimizer(parameters, resolveParams(optimizerParams, { optimizer: 'sgd', lr: 0.1, clip }));
  const anatomist = new Anatomist(parameters);
  const definition = own.definition ?? losses.get(name);
  const loss = anatomist.listen(definition);
  const settings = resolveParams(definition.params, params);
  const update = () => {
    engine.reset();
    anatomist.begin();
    const given = model(engine.tensor([outputs.length / columns, columns], outputs));
    const roles = inputs(given, engine) as Parameters<LossDefinition['compute']>[0];
    const { value } = loss.compute(roles, settings);
    anatomist.between();
    const norm = optimizer.descend(value, 0);
    anatomist.end(1, norm);
    engine.reset();
    return norm;
  };
  return { anatomist, update, parameters };
}

function anatomyOf(given: Update): Anatomy {
  const { anatomist, update } = identityNet(given);
  anatomist.evaluated(1);
  update();
  return anatomist.join(picture)!.anatomy!;
}

function like(histogram: Histogram | null, values: readonly number[]): void {
  const expected = histogramOf('', values)!;
  expect(histogram!.counts).toEqual(expected.counts);
  expect(histogram!.zeros).toBe(expected.zeros);
  expect(histogram!.low).toBeCloseTo(expected.low, 10);
  expect(histogram!.high).toBeCloseTo(expected.high, 10);
}

const logits = [-4, -1, 0.3, 2.2, 5, -2.5];
const labels = [0, 1, 0, 1, 1, 0];
const binary = (outputs: Tensor, engine: Engine) => ({
  logits: reshape(outputs, [outputs.size]),
  targets: engine.indices(labels),
});
const real = (outputs: Tensor, engine: Engine) => ({
  logits: reshape(outputs, [outputs.size]),
  targets: engine.tensor([labels.length], labels),
});
/** The probability given to the true class, by example. */
const right = logits.map((z, i) => 1 / (1 + Math.exp(labels[i] === 1 ? -z : z)));

describe('the pull of each example', () => {
  it('is |p - y| under bce, whatever the size of the batch', () => {
    like(
      anatomyOf({ loss: 'bce', outputs: logits, inputs: real }).weights,
      right.map((p) => 1 - p),
    );
  });

  it('is (1-p_t)^g (1 - p_t - g p_t log p_t) under focal, so that what is known well fades', () => {
    const pull = right.map((p) => (1 - p) ** 2 * (1 - p - 2 * p * Math.log(p)));
    const { weights } = anatomyOf({ loss: 'focal', params: { gamma: 2 }, outputs: logits, inputs: binary });
    like(weights, pull);
    // The best known example against the worst: bce divides them by less than focal does.
    const known = right.indexOf(Math.max(...right));
    expect(pull[known]! / Math.max(...pull)).toBeLessThan((1 - right[known]!) / Math.max(...right.map((p) => 1 - p)));
  });

  it('is at most delta under huber, and the error under mse', () => {
    const inputs = (outputs: Tensor, engine: Engine) => ({
      pred: reshape(outputs, [outputs.size]),
      target: engine.tensor([4], [0, 0, 0, 0]),
    });
    const errors = [0.1, -0.5, 3, -40];
    like(anatomyOf({ loss: 'huber', params: { delta: 1 }, outputs: errors, inputs }).weights, [0.1, 0.5, 1, 1]);
    like(anatomyOf({ loss: 'mse', outputs: errors, inputs }).weights, [0.2, 1, 6, 80]);
  });

  it('is not multiplied under the reduction sum, which divides by nothing', () => {
    const { weights } = anatomyOf({ loss: 'bce', params: { reduction: 'sum' }, outputs: logits, inputs: real });
    like(
      weights,
      right.map((p) => 1 - p),
    );
  });

  it('is 0 for triplets that are told apart already, as is their loss', () => {
    const inputs = (outputs: Tensor, engine: Engine) => ({
      embeddings: outputs,
      labels: engine.indices([0, 0, 1, 1, 2, 2]),
    });
    // Classes 0 and 1 overlap, class 2 is far off.
    const outputs = [0, 0, 1, 0, 0.6, 0.1, 1.5, 0.2, 90, 0, 90, 0.3];
    const params = { mining: 'hard', margin: 0.5 };
    const { losses: spread, weights } = anatomyOf({ loss: 'triplet', params, outputs, columns: 2, inputs });
    expect([spread!.zeros, weights!.zeros]).toEqual([2, 2]);
    expect(spread!.counts.reduce((a, b) => a + b, 0)).toBe(4);
  });
});

describe('the loss of each example', () => {
  it('is what the reduction none gives', () => {
    const { losses: spread } = anatomyOf({ loss: 'bce', outputs: logits, inputs: real });
    like(
      spread,
      right.map((p) => -Math.log(p)),
    );
    expect(spread!.title).toBe('loss (bce)');
  });

  it('is missing where the loss has one value for the batch', () => {
    const inputs = (outputs: Tensor, engine: Engine) => ({ embeddings: outputs, labels: engine.indices([0, 0, 1, 1]) });
    const outputs = [0, 0, 1, 0, 0.6, 0.1, 1.5, 0.2];
    const made = anatomyOf({ loss: 'triplet', params: { mining: 'all' }, outputs, columns: 2, inputs });
    expect(made.losses).toBeNull();
    expect(made.weights!.counts.reduce((a, b) => a + b, 0) + made.weights!.zeros!).toBe(4);
  });
});

describe('the layers', () => {
  const inputs = (outputs: Tensor, engine: Engine) => ({
    pred: reshape(outputs, [outputs.size]),
    target: engine.tensor([1], [0]),
  });
  const one: Update = { loss: 'mse', outputs: [3], inputs };

  it('have the sizes of their gradients, and the step over the weights: plain descent moves by lr |g| / |w|', () => {
    // y = 3 w + b at w = 1, b = 0: dL/dw = 2 y 3 = 18, dL/db = 6.
    const [layer] = anatomyOf(one).layers;
    expect(layer).toMatchObject({ name: 'net.0', median: 18, high: 18, dead: null });
    expect(layer!.ratio).toBeCloseTo(0.1 * Math.sqrt(18 * 18 + 6 * 6), 10);
    expect(layer!.spread.reduce((a, b) => a + b, 0)).toBe(2);
  });

  it('have the gradients before clipping, and the step after it', () => {
    const [layer] = anatomyOf({ ...one, clip: 0.5 }).layers;
    expect(layer!.high).toBeCloseTo(18, 9);
    expect(layer!.ratio).toBeCloseTo(0.1 * 0.5, 6);
  });

  it('have the share of their ReLU units that fire for no row', () => {
    const engine = new Engine('f64');
    const parameters = new ParameterSet(engine);
    const signs = (size: number) => Float64Array.from({ length: size }, (_, i) => (i % 4 === 0 ? 1 : -1));
    const model = mlp(parameters, 'net', [1, 4, 1], { activation: 'relu', init: signs });
    parameters.seal();
    parameters.units.start();
    model(engine.tensor([2, 1], [1, 2]));
    expect(parameters.units.share()).toBe(0.75);
    expect([...parameters.units.shares()]).toEqual([['net.0', 0.75]]);
    expect(parameters.units.given().map(({ shape }) => shape)).toEqual([[2, 1]]);
  });
});

describe('an anatomist', () => {
  const given: Update = { loss: 'bce', outputs: logits, inputs: real };

  it('looks only at the update after one that somebody asked for', () => {
    const { anatomist, update } = identityNet(given);
    update();
    expect(anatomist.join(picture)).toBe(picture);
    update();
    const first = anatomist.join(picture)!.anatomy;
    expect(first).toBeDefined();
    update();
    const second = anatomist.join(picture)!.anatomy;
    expect(second).not.toBe(first);
    expect(anatomist.join(picture)!.anatomy).toBe(second);
  });

  it('asks for no picture where there is none', () => {
    const { anatomist, update } = identityNet(given);
    expect(anatomist.join(null)).toBeNull();
    update();
    expect(anatomist.join(picture)!.anatomy).toBeDefined();
  });

  it('does without the losses of examples where a loss fails at the reduction none', () => {
    const broken: LossDefinition = Object.create(losses.get('bce'), {
      compute: {
        value: (inputs: never, params: { readonly reduction: string }) => {
          if (params.reduction === 'none') throw new Error('has no values of single examples');
          return losses.get('bce').compute(inputs, params as never);
        },
      },
    });
    const { losses: spread, weights } = anatomyOf({ ...given, definition: broken });
    expect(spread).toBeNull();
    expect(weights).not.toBeNull();
  });

  it('changes neither weights nor gradients', () => {
    const [plain, watched] = [identityNet(given), identityNet(given)];
    const norms = [plain.update(), plain.update(), plain.update()];
    const looked = [0, 1, 2].map(() => {
      watched.anatomist.evaluated(1);
      return watched.update();
    });
    expect(looked).toEqual(norms);
    expect([...watched.parameters.values]).toEqual([...plain.parameters.values]);
  });
});
