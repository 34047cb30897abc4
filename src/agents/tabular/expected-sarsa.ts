import { defineAgent } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularTunable } from '../kit/tabular-params.js';
import { onPolicyParams } from './sarsa.js';

export const expectedSarsa = defineAgent({
  name: 'expected-sarsa',
  title: 'Expected Sarsa',
  summary: 'Sarsa without its noise: the target takes the expectation over the next action of its own behaviour.',
  source: 'van Seijen, van Hasselt, Whiteson and Wiering 2009; Sutton and Barto 2018, section 6.6',
  deviations: [
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, as 1 / n^p.',
    'A truncated episode is bootstrapped, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  params: onPolicyParams,
  tunable: tabularTunable,
  create(context) {
    const table = new Table(context);
    const { env } = table;
    const { gamma } = context.params;
    /** E over epsilon-greedy of Q(s, .): all actions that exist alike with epsilon, else the best (equal ones share). */
    const expectation = (state: number) => {
      return table.epsilon * table.mean(state) + (1 - table.epsilon) * table.max(state);
    };
    return table.learner(() => {
      const state = env.state;
      const action = table.act(state);
      env.step(action);
      const future = table.atEnd ? 0 : expectation(env.state);
      table.update(state, action, env.reward + gamma * future);
      table.endStep();
    });
  },
});
