import type { Recorder } from '../../core/learner.js';
import type { FrontierPoint, FrontierScope } from '../../core/scope.js';
import type { Savable, Saved } from '../../core/state.js';
import { maths } from '../../kernels/kernels.js';
import type { MadeWorld } from './made-world.js';
import { bestOf, Frontier, type Optimum, optimumOf } from './optimum.js';
import { answerRows } from './rows.js';
import { divergence, entropyOf, expectedLength, expectedReward, logProbabilities, meanOver, winRate } from './world.js';

type Better = 'lower' | 'higher' | 'neither';

/** A policy as enumerated at one evaluation. */
export interface Verdict {
  /** log pi of each answer. */
  readonly log: Float64Array;
  readonly reward: number;
  readonly kl: number;
}

/** Most points of a path; of more, every second one is dropped. */
const MOST_POINTS = 400;
/** Prompts whose answers are listed. */
const MOST_PROMPTS = 8;

/** Exact figures of a policy over a world, all by enumeration: nothing is sampled. Keeps the way that it has come. */
export class AnswerJudge implements Savable {
  readonly world: MadeWorld;
  readonly optimum: Optimum;
  readonly frontier: Frontier;
  readonly #record;
  /** KL, reward and what a proxy expects, evaluation by evaluation. */
  #path: number[] = [];
  #pictured: Pick<FrontierScope, 'frontier' | 'optimum' | 'bestOf'> | null = null;

  /** @param beta the price of divergence at which the optimum stands. */
  constructor(world: MadeWorld, beta: number, recorder: Recorder) {
    this.world = world;
    this.optimum = optimumOf(world, beta);
    this.frontier = new Frontier(world);
    this.#record = defineMetrics(recorder, world);
  }

  /** Records every figure of the policy with these logits by state. `seen` marks answers that were learned from. */
  judge(logits: ArrayLike<number>, seen: Uint8Array): Verdict {
    const { world, optimum } = this;
    const { tree, prompts, reference, right } = world;
    const log = logProbabilities(tree, prompts, logits);
    const reward = expectedReward(world, log);
    const kl = divergence(world, log, reference);
    const objective = reward - optimum.beta * kl;
    const r = this.#record;
    r.reward(reward);
    r.kl(kl);
    r.klOptimum(divergence(world, log, optimum.log));
    r.share(objective / optimum.objective);
    r.rewardShare(reward / optimum.reward);
    r.gap(optimum.objective - objective);
    r.below(this.frontier.rewardAt(kl) - reward);
    r.proxy?.(this.#expected(log));
    r.wins(winRate(world, log));
    r.entropy(entropyOf(world, log));
    r.length(expectedLength(world, log));
    r.unseen(meanOver(world, (i) => (seen[i] === 1 ? 0 : maths.exp(log[i]!))));
    if (right !== null) {
      const isRight = (i: number) => right[i] === 1;
      const isWrong = (i: number) => right[i] === 0;
      const wrong = expectedLength(world, log, isWrong);
      r.accuracy?.(meanOver(world, (i) => (isRight(i) ? maths.exp(log[i]!) : 0)));
      r.lengthRight?.(expectedLength(world, log, isRight));
      r.lengthWrong?.(wrong);
      r.wrongGrowth?.(wrong / expectedLength(world, reference, isWrong));
      r.easiest?.(rightShare(world, log, 0));
      r.hardest?.(rightShare(world, log, prompts - 1));
    }
    this.#path.push(kl, reward, this.#expected(log));
    if (this.#path.length > 3 * MOST_POINTS) {
      const last = this.#path.length / 3 - 1;
      this.#path = this.#path.filter((_, i) => Math.floor(i / 3) % 2 === 0 || Math.floor(i / 3) === last);
    }
    return { log, reward, kl };
  }

  /** What a learned reward model expects of the policy; NaN without one. */
  #expected(log: Float64Array): number {
    const { proxy } = this.world;
    return proxy === null ? Number.NaN : expectedReward(this.world, log, proxy);
  }

  /** The picture of the policy with these logits by state. */
  scope(logits: ArrayLike<number>, seen: Uint8Array): FrontierScope {
    const { world, optimum } = this;
    const log = logProbabilities(world.tree, world.prompts, logits);
    const kl = divergence(world, log, world.reference);
    const reward = expectedReward(world, log);
    this.#pictured ??= this.#fixed();
    const path: FrontierPoint[] = [{ kl: 0, reward: expectedReward(world, world.reference) }];
    const proxy: FrontierPoint[] = [];
    for (let i = 0; i < this.#path.length; i += 3) {
      path.push({ kl: this.#path[i]!, reward: this.#path[i + 1]! });
      proxy.push({ kl: this.#path[i]!, reward: this.#path[i + 2]! });
    }
    path.push({ kl, reward });
    if (world.proxy !== null) proxy.push({ kl, reward: this.#expected(log) });
    const shown = Math.min(world.prompts, MOST_PROMPTS);
    return {
      kind: 'frontier',
      ...this.#pictured,
      path,
      proxy: world.proxy === null ? null : proxy,
      belowFrontier: this.frontier.rewardAt(kl) - reward,
      klOptimum: divergence(world, log, optimum.log),
      prompts: Array.from({ length: shown }, (_, prompt) => answerRows(world, prompt, log, optimum.log, seen)),
      otherPrompts: world.prompts - shown,
    };
  }

  save(): Saved {
    return Float64Array.from(this.#path);
  }

  restore(saved: Saved): void {
    this.#path = Array.from(saved as Float64Array);
  }

  #fixed() {
    const { beta, kl, reward } = this.optimum;
    const { points, limit } = this.frontier;
    const start = { kl: 0, reward: expectedReward(this.world, this.world.reference) };
    const best = (n: number) => {
      const { kl: far, reward: high } = bestOf(this.world, n);
      return { n, kl: far, reward: high };
    };
    return {
      frontier: [start, ...points.map((point) => ({ kl: point.kl, reward: point.reward })), limit],
      optimum: { beta, kl, reward },
      bestOf: [2, 4, 8, 16].map(best),
    };
  }
}

/** Probability of a right answer to one prompt. */
function rightShare({ tree, right }: MadeWorld, log: Float64Array, prompt: number): number {
  let sum = 0;
  for (let i = prompt * tree.answers; i < (prompt + 1) * tree.answers; i++)
    sum += right![i] === 1 ? maths.exp(log[i]!) : 0;
  return sum;
}

function defineMetrics(recorder: Recorder, { right, proxy, graded }: MadeWorld) {
  const define = (better: Better) => (name: string, help: string) => recorder.define({ name, help, better });
  const [higher, lower, neither] = [define('higher'), define('lower'), define('neither')];
  const verified = right !== null;
  return {
    reward: higher('expected_reward', 'expected true reward of an answer, exact'),
    proxy: proxy !== null ? neither('proxy_reward', 'expected reward by the learned reward model, exact') : null,
    kl: neither('kl_reference', 'KL(policy, reference) of whole answers in nats, mean over the prompts, exact'),
    klOptimum: lower('kl_optimum', 'KL(policy, optimum) in nats, optimum = reference exp(reward / beta) / Z, exact'),
    share: higher('objective_share', "expected reward less beta times kl_reference, over the optimum's, exact"),
    rewardShare: neither('reward_share', "expected true reward over the optimum's, exact"),
    gap: lower('objective_gap', "the optimum's reward less beta times divergence, minus the policy's; beta kl_optimum"),
    below: lower('below_frontier', 'reward of the best policy at the same kl_reference, minus expected_reward, exact'),
    wins: higher(
      'win_rate',
      "probability that its answer has a higher true reward than the reference's, half of the ties",
    ),
    entropy: neither('answer_entropy', 'entropy of whole answers in nats, mean over the prompts, exact'),
    length: neither('answer_length', 'expected tokens of an answer without the end, exact'),
    unseen: neither('unseen', 'probability of the answers that were never learned from, exact'),
    accuracy: verified ? higher('accuracy', 'probability of a right answer, exact') : null,
    easiest: graded ? higher('accuracy_easiest', 'probability of a right answer to the first prompt, exact') : null,
    hardest: graded ? higher('accuracy_hardest', 'probability of a right answer to the last prompt, exact') : null,
    lengthRight: verified ? neither('length_right', 'expected tokens of a right answer, exact') : null,
    lengthWrong: verified ? neither('length_wrong', 'expected tokens of a wrong answer, exact') : null,
    wrongGrowth: verified ? neither('length_wrong_ratio', "length_wrong over the reference's, exact") : null,
  };
}
