import { describe, expect, it } from 'vitest';
import { Reference } from '../../../src/agents/kit/divergence.js';
import { resolveParams } from '../../../src/core/params.js';
import { Stream } from '../../../src/core/random.js';
import { TokenPolicy } from '../../../src/env/tokens/policy.js';
import { logProbabilities } from '../../../src/env/tokens/world.js';
import { losses } from '../../../src/losses/registry.js';
import { Engine, type Tensor } from '../../../src/tensor/engine.js';
import { ParameterSet } from '../../../src/tensor/nn/parameters.js';
import { neg, reshape, scale, sum } from '../../../src/tensor/ops/index.js';
import { createEnv } from '../../env/cases.js';

const BETA = 0.7;
const env = createEnv('tokens', { vocabulary: 3, length: 2, prompts: 1 });
const world = env.world!;
const { tree } = world;

/** A policy away from the reference, its log-probabilities, and the gradient of a function of sampled answers in expectation. */
function setting() {
  const engine = new Engine('f64');
  const parameters = new ParameterSet(engine);
  const options = { table: true, hidden: [4], activation: 'relu' } as const;
  const policy = new TokenPolicy(parameters, 'policy', world, options, Stream.from(1, 'init'));
  parameters.seal();
  const table = parameters.tensors().get('policy.table')!;
  const draw = Stream.from(2, 'init');
  table.write(Float64Array.from({ length: table.size }, () => draw.between(-1, 1)));
  const log = logProbabilities(tree, 1, policy.all());
  const gradient = (loss: () => Tensor): number[] => {
    engine.reset();
    parameters.zeroGrad();
    engine.backward(loss());
    return Array.from(table.gradView());
  };
  /** Sum over all answers (or tuples of them) of their probability times the gradient of a loss of them. */
  const expected = (count: number, loss: (answers: readonly number[]) => Tensor): number[] => {
    const total = new Array<number>(table.size).fill(0);
    for (let i = 0; i < tree.answers ** count; i++) {
      const answers = Array.from({ length: count }, (_, k) => Math.floor(i / tree.answers ** k) % tree.answers);
      const chance = Math.exp(answers.reduce((sum, y) => sum + log[y]!, 0));
      gradient(() => loss(answers)).forEach((g, k) => {
        total[k]! += chance * g;
      });
    }
    return total;
  };
  return { engine, policy, table, log, gradient, expected };
}

const { engine, policy, table, log, gradient, expected } = setting();
const rows = (y: number) => Array.from(tree.path.subarray(y * 2, y * 2 + 2));
const tokens = (y: number) => Array.from(tree.tokens.subarray(y * 2, y * 2 + 2));
const ratio = (y: number) => log[y]! - world.reference[y]!;
/** What an answer is worth with the price of its divergence in the reward. */
const worth = (y: number) => world.rewards[y]! - BETA * ratio(y);
/** An answer's logits, actions and one number a token. */
const stepsOf = (y: number, value: number) => ({
  logits: policy.logits(rows(y)),
  actions: engine.indices(tokens(y)),
  advantages: engine.tensor([2], [value, value]),
});
const computed = (name: string, inputs: object, params: object) => {
  const loss = losses.get(name);
  return loss.compute(inputs as never, resolveParams(loss.params, params as never) as never).value;
};

/** Minus the gradient of J - beta KL, by central differences of the enumerated objective. */
function exactGradient(objective: (log: Float64Array) => number): number[] {
  const start = Array.from(table.view());
  const at = (k: number, by: number) => {
    table.write(start.map((x, i) => (i === k ? x + by : x)));
    // In f64: the policy's own list of logits is rounded for the judge.
    const logits = Float64Array.from(policy.logits(Array.from({ length: tree.rows }, (_, row) => row)).view());
    engine.reset();
    return objective(logProbabilities(tree, 1, logits));
  };
  const result = start.map((_, k) => -(at(k, 1e-4) - at(k, -1e-4)) / 2e-4);
  table.write(start);
  return result;
}

const all = Array.from({ length: tree.answers }, (_, y) => y);
const objective = exactGradient((l) =>
  all.reduce((sum, y) => sum + Math.exp(l[y]!) * (world.rewards[y]! - BETA * (l[y]! - world.reference[y]!)), 0),
);
const forward = exactGradient((l) => -all.reduce((sum, y) => sum + Math.exp(l[y]!) * (l[y]! - world.reference[y]!), 0));
const backward = exactGradient(
  (l) => -all.reduce((sum, y) => sum + Math.exp(world.reference[y]!) * (world.reference[y]! - l[y]!), 0),
);

function near(given: readonly number[], wanted: readonly number[], factor = 1): void {
  const largest = Math.max(...wanted.map(Math.abs));
  expect(largest).toBeGreaterThan(1e-2);
  expect(Math.max(...given.map((g, k) => Math.abs(g - factor * wanted[k]!)))).toBeLessThan(1e-6);
}

describe('expected gradients in a world of 3 tokens', () => {
  it('of policy-gradient, the divergence in the reward, is that of reward less beta times divergence', () => {
    const baseline = 0.3;
    const given = expected(1, ([y]) =>
      scale(computed('policy-gradient', stepsOf(y!, worth(y!) - baseline), { normalizeAdvantages: false }), 2),
    );
    near(given, objective);
  });

  it('of ppo-clip on policy is the same', () => {
    const given = expected(1, ([y]) => {
      const steps = stepsOf(y!, worth(y!));
      const old = tokenLogps(y!);
      return scale(computed('ppo-clip', { ...steps, oldLogps: engine.tensor([2], old) }, {}), 2);
    });
    near(given, objective);
  });

  it.each(['grpo', 'dr-grpo', 'dapo'])(
    'of %s with given advantages is the same: all answers are of one length',
    (form) => {
      const given = expected(1, ([y]) => scale(groupLoss([y!], { advantages: [worth(y!)] }, form), 2));
      near(given, objective);
    },
  );

  it('of dr-grpo on groups of two is half of it: a member is part of its own mean', () => {
    const given = expected(2, (ys) => scale(groupLoss(ys, { rewards: ys.map(worth) }, 'dr-grpo'), 2));
    near(given, objective, 0.5);
  });

  const term = (kl: 'k1' | 'k2' | 'k3') =>
    expected(1, ([y]) => {
      const { logits, actions } = stepsOf(y!, 0);
      const reference = Reference.of(env, { kl, beta: 1 })!;
      const references = Float64Array.from(rows(y!), (row, i) => reference.logp(row, tokens(y!)[i]!));
      return scale(reference.loss(logits, actions, references, [2])!, 2);
    });

  it('of k2 as a loss is that of the divergence', () => near(term('k2'), forward));

  it('of k3 as a loss is that of the reverse divergence', () => near(term('k3'), backward));

  it('of k1 as a loss is 0: it holds nothing', () => {
    expect(Math.max(...term('k1').map(Math.abs))).toBeLessThan(1e-7);
  });

  it('of the sum of log-probabilities over all answers is what autograd says of one of them', () => {
    const one = gradient(() => neg(sum(policy.logps([4]))));
    const same = gradient(() => neg(sum(reshape(policy.tokenLogps([4]), [2]))));
    expect(one).toEqual(same);
  });
});

function tokenLogps(y: number): number[] {
  const view = engine.untracked(() => Array.from(policy.tokenLogps([y]).view()));
  return view;
}

function groupLoss(ys: readonly number[], given: Readonly<Record<string, number[]>>, form: string): Tensor {
  const shape = [ys.length, 2];
  const logps = policy.tokenLogps(ys);
  const inputs = Object.fromEntries(
    Object.entries(given).map(([name, values]) => [name, engine.tensor([ys.length], values)]),
  );
  const old = engine.tensor(shape, Array.from(logps.view()));
  return computed(
    'grpo',
    {
      logps,
      oldLogps: old,
      mask: engine.tensor(
        shape,
        [...ys, ...ys].map(() => 1),
      ),
      ...inputs,
    },
    { form },
  );
}
