import { integer, number } from '../../core/params.js';
import { contentOf, fieldsOf, type Savable, together } from '../../core/state.js';
import { defineAgent } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularParams, tabularTunable } from '../kit/tabular-params.js';

const params = {
  ...tabularParams,
  planning: integer(10, 'updates from the model after each step', { min: 0, max: 100_000 }),
  kappa: number(
    0,
    'Dyna-Q+: planning adds kappa sqrt(steps since last tried) to a reward and tries untried actions; 0 is Dyna-Q',
    { min: 0, max: 1e6 },
  ),
} as const;

/** What each state and action leads to: the last outcome, and the mean reward since it has been that outcome. */
class Model implements Savable {
  readonly next: Int32Array;
  readonly reward: Float64Array;
  /** Rewards in the mean. */
  readonly same: Int32Array;
  /** Whether nothing follows. */
  readonly end: Uint8Array;
  /** Step of the last try; -1 before the first. */
  readonly tried: Int32Array;
  /** State and action pairs to plan with, in the order in which they came. */
  readonly #pairs: Int32Array;
  readonly #now = { pairs: 0 };
  readonly #parts: Savable;

  constructor(size: number) {
    this.next = new Int32Array(size);
    this.reward = new Float64Array(size);
    this.same = new Int32Array(size);
    this.end = new Uint8Array(size);
    this.tried = new Int32Array(size).fill(-1);
    this.#pairs = new Int32Array(size);
    this.#parts = together({
      next: contentOf(this.next),
      reward: contentOf(this.reward),
      same: contentOf(this.same),
      end: contentOf(this.end),
      tried: contentOf(this.tried),
      pairs: contentOf(this.#pairs),
      now: fieldsOf(this.#now),
    });
  }

  get size(): number {
    return this.#now.pairs;
  }

  pair(index: number): number {
    return this.#pairs[index]!;
  }

  add(pair: number): void {
    this.#pairs[this.#now.pairs++] = pair;
  }

  /** Takes in what a try led to. */
  learn(pair: number, next: number, reward: number, end: boolean): void {
    const known = this.same[pair]! > 0 && this.next[pair] === next && (this.end[pair] === 1) === end;
    const n = known ? this.same[pair]! + 1 : 1;
    this.same[pair] = n;
    this.reward[pair] = known ? this.reward[pair]! + (reward - this.reward[pair]!) / n : reward;
    this.next[pair] = next;
    this.end[pair] = end ? 1 : 0;
  }

  save() {
    return this.#parts.save();
  }

  restore(saved: Parameters<Savable['restore']>[0]): void {
    this.#parts.restore(saved);
  }
}

export const dynaQ = defineAgent({
  name: 'dyna-q',
  title: 'Dyna-Q',
  summary:
    'Q-learning that also learns a model of its world, and after each step replays imagined ones from it; with kappa it looks again where it has not been for long.',
  source: 'Sutton 1990; Sutton and Barto 2018, sections 8.2 and 8.3',
  deviations: [
    'The model holds the last outcome of each state and action, so that it fits deterministic worlds, with the mean of the rewards that it brought.',
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, imagined ones included, as 1 / n^p.',
    'A truncated episode is bootstrapped, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  params,
  tunable: [...tabularTunable, 'planning', 'kappa'],
  create(context) {
    const table = new Table(context);
    const { env, actions, q } = table;
    const { gamma, planning, kappa } = context.params;
    const model = new Model(q.length);
    const remember = (state: number, action: number) => {
      const pair = state * actions + action;
      if (model.tried[pair] === -1) {
        if (kappa === 0) model.add(pair);
        else meetAll(state);
      }
      model.tried[pair] = table.step;
      model.learn(pair, env.state, env.reward, table.atEnd);
    };
    // An action that was never tried in a state leads back to it, for nothing, until it was.
    const meetAll = (state: number) => {
      for (let pair = state * actions; pair < (state + 1) * actions; pair++) {
        if (model.tried[pair] !== -1) return;
      }
      for (let pair = state * actions; pair < (state + 1) * actions; pair++) {
        if (!table.exists(state, pair - state * actions)) continue;
        model.add(pair);
        model.next[pair] = state;
      }
    };
    return table.learner(() => {
      const state = env.state;
      const action = table.act(state);
      env.step(action);
      const future = table.atEnd ? 0 : table.max(env.state);
      table.update(state, action, env.reward + gamma * future);
      remember(state, action);
      for (let n = 0; n < planning; n++) {
        const pair = model.pair(table.random.below(model.size));
        const bonus = kappa === 0 ? 0 : kappa * Math.sqrt(table.step - Math.max(0, model.tried[pair]!));
        const after = model.end[pair] === 1 ? 0 : table.max(model.next[pair]!);
        const imagined = Math.floor(pair / actions);
        table.update(imagined, pair - imagined * actions, model.reward[pair]! + bonus + gamma * after);
      }
      table.endStep();
    }, model);
  },
});
