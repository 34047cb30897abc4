import { choice } from '../../core/params.js';
import type { Savable, Saved } from '../../core/state.js';
import { defineAgent, presetParam } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularTunable } from '../kit/tabular-params.js';
import { ExploringStarts } from './exploring-starts.js';
import { onPolicyParams } from './sarsa.js';

const presets = {
  bandit: {
    summary: 'bandits, which come back to the same state at every pull: every visit counts',
    params: { visit: 'every' },
  },
  slips: {
    summary: 'tables and grids with slips: exploring starts, and no other exploration (section 5.3)',
    params: { starts: 'exploring', epsilonStart: 0, epsilonEnd: 0 },
  },
} as const;

const params = {
  preset: presetParam(presets),
  ...onPolicyParams,
  // Averages never forget what the first, worst policies earned.
  alphaDecay: { ...onPolicyParams.alphaDecay, default: 0.6 },
  visit: choice('first', ['first', 'every'], 'which visits of a state and action in an episode count'),
  starts: choice(
    'own',
    ['own', 'exploring'],
    'where an episode begins: where the env begins it, or in any state that one can come to, with any action; online returns are then those of such starts',
  ),
} as const;

/** States, actions and rewards of the episode so far. */
class Episode implements Savable {
  readonly states: number[] = [];
  readonly actions: number[] = [];
  readonly rewards: number[] = [];

  push(state: number, action: number, reward: number): void {
    this.states.push(state);
    this.actions.push(action);
    this.rewards.push(reward);
  }

  clear(): void {
    for (const list of [this.states, this.actions, this.rewards]) list.length = 0;
  }

  save(): Saved {
    return {
      states: Int32Array.from(this.states),
      actions: Int32Array.from(this.actions),
      rewards: Float64Array.from(this.rewards),
    };
  }

  restore(saved: Saved): void {
    const { states, actions, rewards } = saved as Record<'states' | 'actions' | 'rewards', Float64Array>;
    this.clear();
    this.states.push(...states);
    this.actions.push(...actions);
    this.rewards.push(...rewards);
  }
}

export const monteCarlo = defineAgent({
  name: 'monte-carlo',
  title: 'Monte Carlo control',
  summary:
    'Plays whole epsilon-greedy episodes and averages the returns that followed each state and action; nothing is bootstrapped.',
  source: 'Sutton and Barto 2018, section 5.4 (on-policy, first visit); starts exploring: section 5.3',
  deviations: [
    'Equal values are broken at random while acting.',
    'With alphaDecay 1 values are averages; with less, as by default, later returns weigh more.',
    'An episode cut by the time limit counts as ended: whole-episode returns have nothing to bootstrap from.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  presets,
  params,
  tunable: tabularTunable,
  create(context) {
    const table = new Table(context);
    const { env, actions } = table;
    const { gamma, visit } = context.params;
    const episode = new Episode();
    const exploring = context.params.starts === 'exploring' ? new ExploringStarts(env) : null;
    const learn = () => {
      const { states, actions: taken, rewards } = episode;
      const first = new Map<number, number>();
      states.forEach((state, t) => {
        const pair = state * actions + taken[t]!;
        if (!first.has(pair)) first.set(pair, t);
      });
      let g = 0;
      for (let t = states.length - 1; t >= 0; t--) {
        g = rewards[t]! + gamma * g;
        if (visit === 'every' || first.get(states[t]! * actions + taken[t]!) === t)
          table.update(states[t]!, taken[t]!, g);
      }
    };
    exploring?.begin(table.starts);
    return table.learner(() => {
      const state = env.state;
      const action = exploring !== null && env.elapsed === 0 ? table.actAtRandom(state) : table.act(state);
      env.step(action);
      episode.push(state, action, env.reward);
      if (env.terminated || env.truncated) {
        learn();
        episode.clear();
      }
      if (table.endStep() && exploring !== null) exploring.begin(table.starts);
    }, episode);
  },
});
