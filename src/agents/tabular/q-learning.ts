import { defineAgent } from '../kit/agent.js';
import { Table, tabularParams, tabularTunable } from '../kit/tabular.js';

export const qLearning = defineAgent({
  name: 'q-learning',
  title: 'Q-learning',
  summary: 'Learns the value of the best policy while acting epsilon-greedily: the target takes the best next action.',
  source: 'Watkins 1989; Sutton and Barto 2018, section 6.5',
  deviations: [
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, as 1 / n^p.',
    'A truncated episode is bootstrapped, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  params: tabularParams,
  tunable: tabularTunable,
  create(context) {
    const table = new Table(context);
    const { env } = table;
    const { gamma } = context.params;
    return table.learner(() => {
      const state = env.state;
      const action = table.act(state);
      env.step(action);
      const future = table.atEnd ? 0 : table.max(env.state);
      table.update(state, action, env.reward + gamma * future);
      table.endStep();
    });
  },
});
