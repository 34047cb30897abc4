import { histogramAround0 } from '../../core/histogram.js';
import type { Recorder } from '../../core/learner.js';
import type { Histogram } from '../../core/scope.js';
import { fieldsOf, type Savable, type Saved } from '../../core/state.js';
import type { TokenWorld } from '../../env/tokens/world.js';
import { maths } from '../../kernels/kernels.js';
import { type FeedbackParams, type Pairs, type Singles, utilityOf } from './feedback.js';

/** What a policy makes of the answers that it learned from: implied rewards beta log(policy / reference). */
export class FeedbackRecord implements Savable {
  /** 1 for each answer that it learned from. */
  readonly seen: Uint8Array;
  readonly #world: TokenWorld;
  readonly #good: Int32Array;
  readonly #bad: Int32Array;
  readonly #paired: boolean;
  #leads: Float64Array | null = null;
  readonly #fresh: Pairs;
  readonly #beta: number;
  readonly #limit: number;
  readonly #record;
  /** Margin at half of the budget; NaN before. */
  readonly #now = { half: Number.NaN };

  constructor(
    world: TokenWorld,
    data: Pairs | Singles,
    fresh: Pairs,
    p: FeedbackParams,
    beta: number,
    recorder: Recorder,
  ) {
    this.#world = world;
    this.#fresh = fresh;
    this.#paired = data.kind === 'pairs';
    this.#beta = beta;
    const kept = (liked: number) => (data as Singles).answers.filter((_, i) => (data as Singles).liked[i] === liked);
    [this.#good, this.#bad] = data.kind === 'pairs' ? [data.chosen, data.rejected] : [kept(1), kept(0)];
    this.seen = new Uint8Array(world.reference.length);
    for (const answers of [this.#good, this.#bad]) for (const answer of answers) this.seen[answer] = 1;
    this.#limit = bestAccuracy(world, fresh, p);
    const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
      recorder.define({ name, help, better });
    const [higher, neither] = [define('higher'), define('neither')];
    this.#record = {
      margin: neither(
        'margin',
        'mean log(policy / reference) of chosen or liked answers less that of the others, in nats',
      ),
      growth: neither('margin_growth', 'margin over that at half of the budget; 1 before'),
      chosen: neither('chosen_reward', 'mean implied reward beta log(policy / reference) of chosen or liked answers'),
      rejected: neither('rejected_reward', 'mean implied reward of rejected or disliked answers'),
      shift: neither('chosen_shift', 'mean log(policy / reference) of chosen or liked answers, in nats'),
      accuracy: higher(
        'pair_accuracy',
        'share of 2000 fresh labelled pairs that the implied rewards order as labelled',
      ),
      limit: neither('pair_accuracy_limit', 'share that the true utility orders as labelled, in expectation'),
    };
  }

  /** Takes down the margin of half of the budget. */
  halfway(log: Float64Array): void {
    this.#now.half = this.#shift(this.#good, log) - this.#shift(this.#bad, log);
  }

  judge(log: Float64Array): void {
    const [good, bad] = [this.#shift(this.#good, log), this.#shift(this.#bad, log)];
    const margin = good - bad;
    const { half } = this.#now;
    this.#leads = Float64Array.from(this.#paired ? this.#good : [], (answer, i) => {
      const other = this.#bad[i]!;
      return this.#beta * (log[answer]! - this.#world.reference[answer]! - log[other]! + this.#world.reference[other]!);
    });
    const r = this.#record;
    r.margin(margin);
    r.growth(Number.isNaN(half) || half === 0 ? 1 : margin / half);
    r.chosen(this.#beta * good);
    r.rejected(this.#beta * bad);
    r.shift(good);
    r.accuracy(this.#accuracy(log));
    r.limit(this.#limit);
  }

  /** How far the chosen answer of each pair leads, in implied rewards, at the last evaluation. */
  histogram(): { readonly errors?: Histogram } {
    const leads = this.#leads;
    const histogram = leads === null ? null : histogramAround0('lead of the chosen answer, implied reward', leads);
    return histogram === null ? {} : { errors: histogram };
  }

  save(): Saved {
    return fieldsOf(this.#now).save();
  }

  restore(saved: Saved): void {
    fieldsOf(this.#now).restore(saved);
  }

  /** 0 where there are no such answers. */
  #shift(answers: Int32Array, log: Float64Array): number {
    if (answers.length === 0) return 0;
    let sum = 0;
    for (const answer of answers) sum += log[answer]! - this.#world.reference[answer]!;
    return sum / answers.length;
  }

  #accuracy(log: Float64Array): number {
    const { chosen, rejected } = this.#fresh;
    const { reference } = this.#world;
    let right = 0;
    for (let i = 0; i < chosen.length; i++) {
      const [a, b] = [chosen[i]!, rejected[i]!];
      const lead = log[a]! - reference[a]! - (log[b]! - reference[b]!);
      right += lead > 0 ? 1 : lead === 0 ? 0.5 : 0;
    }
    return right / chosen.length;
  }
}

/** Mean probability that the label agrees with the utility that the labeller goes by. */
function bestAccuracy(world: TokenWorld, { chosen, rejected }: Pairs, p: FeedbackParams): number {
  const utility = utilityOf(world, p);
  let sum = 0;
  for (let i = 0; i < chosen.length; i++) {
    const lead = Math.abs(utility(chosen[i]!) - utility(rejected[i]!));
    const odds = p.labels === 'certain' ? 1 : 1 / (1 + maths.exp(-lead / p.temperature));
    sum += odds * (1 - p.flip) + (1 - odds) * p.flip;
  }
  return sum / chosen.length;
}
