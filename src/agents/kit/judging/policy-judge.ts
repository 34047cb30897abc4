import type { FrontierScope, GridScope } from '../../../core/scope.js';
import { fieldsOf, type Savable, type Saved, together } from '../../../core/state.js';
import type { Env } from '../../../env/kit/env.js';
import { greedyPolicy } from '../../../env/kit/policy-evaluation.js';
import { AnswerJudge } from '../../../env/tokens/judge.js';
import type { AgentContext } from '../agent.js';
import type { DivergenceParams } from '../divergence.js';
import { argmax, drawIndex, softmaxInto } from '../networks/policy-network.js';
import { episodeReturns, meanOf } from './evaluation.js';
import { rlMetrics } from './rl-metrics.js';
import { createYardstick, type Yardstick } from './yardstick.js';

interface Params extends DivergenceParams {
  readonly gamma: number;
  readonly evalEpisodes: number;
  readonly finalEpisodes: number;
}

/** Logits of the policy at `count` observations of the env that stand row after row. */
type Logits = (observations: Float32Array, count: number, into: Float32Array) => void;

/**
 * Judges a stochastic policy: the return of the policy itself, and beside it that of the greedy one, which always takes the
 * likeliest action. Exact by policy evaluation where the env is finite, else means over episodes in envs and with streams
 * of their own.
 */
export class PolicyJudge implements Savable {
  readonly #context: AgentContext<Params>;
  readonly #logits: Logits;
  readonly #actions: number;
  readonly #record;
  readonly #now = { evaluations: 0 };
  readonly #answers: AnswerJudge | null;
  #yardstick: Yardstick | null;
  #regret: number | null = null;

  constructor(context: AgentContext<Params>, env: Env, logits: Logits) {
    const { recorder, params } = context;
    this.#context = context;
    this.#logits = logits;
    this.#actions = env.actionNames.length;
    this.#yardstick = createYardstick(env, params.gamma);
    this.#answers = env.world === undefined ? null : new AnswerJudge(env.world, params.beta, recorder);
    const exact = this.#yardstick !== null;
    this.#record = {
      policyReturn: rlMetrics.policyReturn(recorder, exact),
      greedyReturn: rlMetrics.greedyReturn(recorder, exact),
      regret: exact ? rlMetrics.policyRegret(recorder) : null,
    };
  }

  /** The exact return of a random policy; undefined where it is not known. */
  get randomReturn(): (() => number) | undefined {
    return this.#yardstick?.randomReturn;
  }

  /**
   * `world` is the env that is trained in: where the world changes, it is judged as it is there now. `seen` marks the answers
   * that were written so far, where an env has answers.
   */
  evaluate(final: boolean, world: Env, seen: Uint8Array): void {
    this.#answers?.judge(this.#stateLogits(), seen);
    if (this.#yardstick === null) this.#sample(final);
    else {
      const { params } = this.#context;
      if (world.changes === true) this.#yardstick = createYardstick(world, params.gamma)!;
      const yardstick = this.#yardstick;
      const probabilities = this.#probabilities(yardstick);
      const { expectedReturn, regret } = yardstick.judgePolicy(probabilities);
      this.#record.policyReturn(expectedReturn);
      this.#record.greedyReturn(yardstick.judgePolicy(greedyPolicy(probabilities, this.#actions)).expectedReturn);
      this.#record.regret?.(regret);
      this.#regret = regret;
    }
    this.#now.evaluations++;
  }

  /** The likeliest action by cell, for a grid. */
  picture(): Partial<GridScope> {
    const yardstick = this.#yardstick;
    if (yardstick === null) return {};
    return { policy: yardstick.directions(this.#probabilities(yardstick)), regret: this.#regret };
  }

  /** The picture of a policy over answers; null in other envs. */
  scope(seen: Uint8Array): FrontierScope | null {
    return this.#answers?.scope(this.#stateLogits(), seen) ?? null;
  }

  save(): Saved {
    return this.#parts().save();
  }

  restore(saved: Saved): void {
    this.#parts().restore(saved);
  }

  #parts(): Savable {
    return together({ now: fieldsOf(this.#now), answers: this.#answers });
  }

  /** Logits in every state of a finite env. */
  #stateLogits(): Float32Array {
    const { observations, states } = this.#yardstick!;
    const logits = new Float32Array(states * this.#actions);
    this.#logits(observations, states, logits);
    return logits;
  }

  #probabilities({ observations, states }: Yardstick): Float64Array {
    const actions = this.#actions;
    const logits = new Float32Array(states * actions);
    this.#logits(observations, states, logits);
    const row = new Float64Array(actions);
    const result = new Float64Array(logits.length);
    for (let s = 0; s < states; s++) result.set(softmaxInto(logits, s * actions, row), s * actions);
    return result;
  }

  #sample(final: boolean): void {
    const { params, stream, makeEnv } = this.#context;
    const episodes = final ? params.finalEpisodes : params.evalEpisodes;
    const actions = this.#actions;
    const logits = new Float32Array(episodes * actions);
    const row = new Float64Array(actions);
    const { evaluations } = this.#now;
    // The random episodes have -1.
    const draws = stream('eval', -2 - evaluations);
    const drawn = episodeReturns(makeEnv, episodes, draws, (observations, count, chosen) => {
      this.#logits(observations, count, logits);
      for (let i = 0; i < count; i++) chosen[i] = drawIndex(softmaxInto(logits, i * actions, row), draws);
    });
    const greedy = episodeReturns(makeEnv, episodes, stream('eval', evaluations), (observations, count, chosen) => {
      this.#logits(observations, count, logits);
      for (let i = 0; i < count; i++) chosen[i] = argmax(logits, i * actions, actions);
    });
    this.#record.policyReturn(meanOf(drawn));
    this.#record.greedyReturn(meanOf(greedy));
  }
}
