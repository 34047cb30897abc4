import { describe, expect, it } from 'vitest';
import { gradientVariance } from '../../src/agents/kit/judging/gradient-variance.js';
import { EpisodeBatch } from '../../src/agents/kit/memory/episode-batch.js';
import { Network, softmaxInto } from '../../src/agents/kit/networks/policy-network.js';
import { reinforce } from '../../src/agents/policy/reinforce.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';

const plain = { hidden: [], activation: 'relu', norm: 'none', conv: null, init: 'uniform', lastGain: 1 } as const;

/** Three episodes of one step each in front of a linear policy over two actions. */
function oneStepEpisodes() {
  const network = new Network(new Engine('f64'), 'policy', [2, 2], plain, Stream.from(1, 'init'));
  const batch = new EpisodeBatch(2);
  const steps = [
    { x: [1, 2], action: 0 },
    { x: [-1, 0.5], action: 1 },
    { x: [0.25, -2], action: 0 },
  ];
  for (const { x, action } of steps) {
    batch.push(Float32Array.from(x), action, 1);
    batch.endEpisode();
  }
  return { network, batch, steps };
}

describe('the variance of the gradient', () => {
  it('is the trace of the covariance of A (p - e_a) x over the episodes', () => {
    const { network, batch, steps } = oneStepEpisodes();
    const advantages = Float64Array.of(3, -1, 2);
    const gradients = steps.map(({ x, action }, i) => {
      const logits = new Float32Array(2);
      network.outputs(Float32Array.from(x), 1, logits);
      const error = softmaxInto(logits, 0, new Float64Array(2)).map(
        (p, a) => advantages[i]! * (p - (a === action ? 1 : 0)),
      );
      // Weights, then biases.
      return [...x.flatMap((value) => [...error].map((e) => e * value)), ...error];
    });
    const expected = gradients[0]!.reduce((sum, _, k) => {
      const column = gradients.map((g) => g[k]!);
      const mean = column.reduce((a, b) => a + b, 0) / 3;
      return sum + column.reduce((a, b) => a + (b - mean) * (b - mean), 0) / 2;
    }, 0);
    expect(gradientVariance(network, batch, advantages)).toBeCloseTo(expected, 5);
  });

  it('is 0 without advantages and leaves the weights alone', () => {
    const { network, batch } = oneStepEpisodes();
    const before = network.parameters.values.slice();
    expect(gradientVariance(network, batch, new Float64Array(3))).toBe(0);
    expect(network.parameters.values).toEqual(before);
  });

  it.each(['none', 'running-mean', 'time-step', 'value'])(
    'does not change training when it is measured, with the baseline %s',
    (baseline) => {
      const weights = (gradientVarianceEvery: number) => {
        const cartpole = envs.get('cartpole');
        const recorded = new Set<string>();
        const loss = losses.get('policy-gradient');
        const learner = reinforce.create({
          params: resolveParams(reinforce.params, { hidden: [8], episodes: 4, baseline, gradientVarianceEvery }),
          makeEnv: () => cartpole.create(resolveParams(cartpole.params, {})),
          loss,
          lossParams: resolveParams(loss.params, {}),
          engine: new Engine('f32'),
          stream: (purpose, index) => Stream.from(7, purpose, index),
          recorder: {
            define:
              ({ name }) =>
              () =>
                recorded.add(name),
          },
          steps: 1000,
        });
        for (let step = 0; step < 1000; step++) learner.advance();
        return { weights: [...learner.weights().values()].map((array) => [...array]), recorded };
      };
      const [off, on] = [weights(0), weights(2)];
      expect(on.weights).toEqual(off.weights);
      expect([off.recorded.has('gradient_variance'), on.recorded.has('gradient_variance')]).toEqual([false, true]);
    },
  );
});
