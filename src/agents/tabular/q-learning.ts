import { number } from '../../core/params.js';
import { defineAgent } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularParams, tabularTunable } from '../kit/tabular-params.js';

export const qLearning = defineAgent({
  name: 'q-learning',
  title: 'Q-learning',
  summary: 'Learns the value of the best policy while acting epsilon-greedily: the target takes the best next action.',
  source: 'Watkins 1989; Sutton and Barto 2018, section 6.5; the count bonus: Kolter and Ng 2009',
  deviations: [
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, as 1 / n^p.',
    'A truncated episode is bootstrapped, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  params: {
    ...tabularParams,
    countBonus: number(
      0,
      'c of a bonus c / (n + 1) for an action tried n times in a state, in choosing and in the target: finds what is far away; 0 is off',
      { min: 0 },
    ),
  },
  tunable: tabularTunable,
  create(context) {
    const table = new Table(context, context.params.countBonus);
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
