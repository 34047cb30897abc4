import type { Stream } from '../../../core/random.js';
import type { FrontierScope, GridScope } from '../../../core/scope.js';
import { fieldsOf, type Savable, type Saved, together } from '../../../core/state.js';
import { bestAllowed } from '../../../env/kit/actions.js';
import type { Env } from '../../../env/kit/env.js';
import { greedyPolicy } from '../../../env/kit/policy-evaluation.js';
import { AnswerJudge } from '../../../env/tokens/judge.js';
import type { AgentContext } from '../agent.js';
import type { DivergenceParams } from '../divergence.js';
import type { GaussianHead } from '../networks/gaussian-head.js';
import { drawIndex, maskedSoftmaxInto } from '../networks/policy-network.js';
import { inLockstep, meanOf } from './evaluation.js';
import { rlMetrics } from './rl-metrics.js';
import { createYardstick, type Yardstick } from './yardstick.js';

interface Params extends DivergenceParams {
  readonly gamma: number;
  readonly evalEpisodes: number;
  readonly finalEpisodes: number;
}

/** The policy that is judged. */
export interface Judged {
  /**
   * Its network's outputs at `count` observations of the env that stand row after row; `memory` has what it remembers in each
   * row, where it does, and is moved on.
   */
  outputs(observations: Float32Array, count: number, into: Float32Array, memory: Float32Array | null): void;
  /** Size of its memory; 0 without. */
  readonly units: number;
  /** What the outputs mean where actions are in a box; null where they are logits. */
  readonly gaussian: GaussianHead | null;
}

/**
 * Judges a stochastic policy: the return of the policy itself, and beside it that of the greedy one, which always takes the
 * likeliest action. Exact by policy evaluation where the env is finite, else means over episodes in envs and with streams
 * of their own.
 */
export class PolicyJudge implements Savable {
  readonly #context: AgentContext<Params>;
  readonly #judged: Judged;
  readonly #actions: number;
  readonly #record;
  readonly #now = { evaluations: 0 };
  readonly #answers: AnswerJudge | null;
  #yardstick: Yardstick | null;
  #regret: number | null = null;

  constructor(context: AgentContext<Params>, env: Env, judged: Judged) {
    const { recorder, params } = context;
    this.#context = context;
    this.#judged = judged;
    this.#actions = env.actionNames.length;
    // What a policy with a memory does in a state depends on how it came there: no table says what that brings.
    this.#yardstick = judged.units > 0 ? null : createYardstick(env, params.gamma);
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
    this.#judged.outputs(observations, states, logits, null);
    return logits;
  }

  #probabilities({ observations, states }: Yardstick): Float64Array {
    const actions = this.#actions;
    const logits = new Float32Array(states * actions);
    this.#judged.outputs(observations, states, logits, null);
    const row = new Float64Array(actions);
    const result = new Float64Array(logits.length);
    for (let s = 0; s < states; s++) {
      result.set(maskedSoftmaxInto(logits, s * actions, row, null), s * actions);
    }
    return result;
  }

  #sample(final: boolean): void {
    const { params, stream } = this.#context;
    const episodes = final ? params.finalEpisodes : params.evalEpisodes;
    const { evaluations } = this.#now;
    // The random episodes have -1.
    const draws = stream('eval', -2 - evaluations);
    this.#record.policyReturn(meanOf(this.#play(episodes, draws, draws)));
    this.#record.greedyReturn(meanOf(this.#play(episodes, stream('eval', evaluations), null)));
  }

  /** Returns of episodes with actions drawn from `draws`, or with the likeliest ones. */
  #play(episodes: number, starts: Stream, draws: Stream | null): Float64Array {
    const { outputs, units, gaussian } = this.#judged;
    const actions = this.#actions;
    const given = new Float32Array(episodes * actions);
    const memory = units === 0 ? null : new Float32Array(episodes * units);
    const rows = units === 0 ? null : new Float32Array(episodes * units);
    const probabilities = new Float64Array(actions);
    const drawn = new Float64Array(actions);
    const taken = new Float64Array(actions);
    return inLockstep(this.#context.makeEnv, episodes, starts, (observations, live, numbers) => {
      if (memory !== null) gather(memory, numbers, units, rows!);
      outputs(observations, live.length, given, rows);
      if (memory !== null) scatter(rows!, numbers, units, memory);
      // All are drawn before the first step of an env, which may draw from the same stream.
      if (gaussian !== null) {
        const all = live.map((_, row) => {
          if (draws === null) gaussian.write(given, taken, row * actions);
          else {
            gaussian.draw(given, row, draws, drawn);
            gaussian.write(drawn, taken);
          }
          return taken.slice();
        });
        return (row) => all[row]!;
      }
      const all = live.map((env, row) => {
        const mask = env.mask?.() ?? null;
        if (draws === null) return bestAllowed(given, row * actions, actions, mask);
        return drawIndex(maskedSoftmaxInto(given, row * actions, probabilities, mask), draws);
      });
      return (row) => all[row]!;
    });
  }
}

function gather(from: Float32Array, rows: readonly number[], width: number, into: Float32Array): void {
  rows.forEach((row, i) => {
    into.set(from.subarray(row * width, (row + 1) * width), i * width);
  });
}

function scatter(from: Float32Array, rows: readonly number[], width: number, into: Float32Array): void {
  rows.forEach((row, i) => {
    into.set(from.subarray(i * width, (i + 1) * width), row * width);
  });
}
