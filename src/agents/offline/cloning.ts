import type { GreedyPolicy } from '../../core/learner.js';
import { bestAllowed } from '../../env/kit/actions.js';
import type { Env } from '../../env/kit/env.js';
import type { AgentContext } from '../kit/agent.js';
import { convOf } from '../kit/networks/network-settings.js';
import { maskedSoftmaxInto, Network } from '../kit/networks/policy-network.js';
import type { OfflineParams } from './offline-learner.js';

/** A policy that is learned from what was done, not by acting: logits of the actions. */
export class ClonedPolicy {
  readonly network: Network;
  readonly #actions: number;

  constructor({ engine, params, stream }: AgentContext<OfflineParams>, env: Env) {
    this.#actions = env.actionNames.length;
    this.network = new Network(
      engine,
      'policy',
      [env.observationSpace.size, this.#actions],
      { ...params, conv: convOf(params, env), init: 'uniform', lastGain: 1 },
      stream('init'),
    );
  }

  choose(
    observations: Float32Array,
    count: number,
    actions: Int32Array,
    masks: readonly Uint8Array[] | null = null,
  ): void {
    const width = this.#actions;
    const logits = new Float32Array(count * width);
    this.network.outputs(observations, count, logits);
    for (let row = 0; row < count; row++) actions[row] = bestAllowed(logits, row * width, width, masks?.[row] ?? null);
  }

  policy(): GreedyPolicy {
    const logits = new Float32Array(this.#actions);
    const probabilities = new Float64Array(this.#actions);
    return {
      figures: 'probability',
      act: (at, figures) => {
        this.network.outputs(Float32Array.from(at.observation), 1, logits);
        const mask = at.mask?.() ?? null;
        figures.set(maskedSoftmaxInto(logits, 0, probabilities, mask));
        return bestAllowed(logits, 0, this.#actions, mask);
      },
    };
  }
}
