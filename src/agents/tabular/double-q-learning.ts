import { contentOf, together } from '../../core/state.js';
import { defineAgent, presetParam } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularParams, tabularTunable } from '../kit/tabular-params.js';

const presets = {
  grid: {
    summary: 'tables and grids without noise: larger steps to the end',
    params: { alpha: 0.3, alphaDecay: 0.1 },
  },
} as const;

export const doubleQLearning = defineAgent({
  name: 'double-q-learning',
  title: 'Double Q-learning',
  summary:
    'Two tables, of which a coin picks one to learn: it chooses the next action, the other one values it, so that noise is not taken for value.',
  source: 'van Hasselt 2010; Sutton and Barto 2018, section 6.7',
  deviations: [
    'Behaviour and evaluation go by the mean of the two tables.',
    'Equal values are broken at random while acting and choosing.',
    'The step size may decay with the updates of a state and action in the table that learns, as 1 / n^p.',
    'A truncated episode is bootstrapped, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  // Half of the updates for each table: larger steps for longer, and more exploration to the end.
  presets,
  params: {
    preset: presetParam(presets),
    ...tabularParams,
    alpha: { ...tabularParams.alpha, default: 0.5 },
    alphaDecay: { ...tabularParams.alphaDecay, default: 0.3 },
    epsilonEnd: { ...tabularParams.epsilonEnd, default: 0.2 },
  },
  tunable: tabularTunable,
  create(context) {
    const table = new Table(context);
    const { env, actions, q } = table;
    const { gamma } = context.params;
    const both = [Float64Array.from(q), Float64Array.from(q)] as const;
    const counts = [new Int32Array(q.length), new Int32Array(q.length)] as const;
    const own = together({
      first: contentOf(both[0]),
      second: contentOf(both[1]),
      firstCount: contentOf(counts[0]),
      secondCount: contentOf(counts[1]),
    });
    const learner = table.learner(() => {
      const state = env.state;
      const action = table.act(state);
      env.step(action);
      const coin = table.random.below(2);
      const [learns, values] = coin === 0 ? both : [both[1], both[0]];
      const next = env.state;
      const future = table.atEnd ? 0 : values[next * actions + table.best(learns, next)]!;
      const i = state * actions + action;
      const error = env.reward + gamma * future - learns[i]!;
      table.visit(state, action);
      learns[i]! += table.rate(++counts[coin]![i]!) * error;
      q[i] = (both[0][i]! + both[1][i]!) / 2;
      table.note(error);
      table.endStep();
    }, own);
    return {
      ...learner,
      load(weights) {
        learner.load(weights);
        for (const one of both) one.set(q);
      },
    };
  },
});
