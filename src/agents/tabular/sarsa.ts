import { fieldsOf } from '../../core/state.js';
import { defineAgent } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularParams, tabularTunable } from '../kit/tabular-params.js';

/** What it learns is the value of exploring too: too much of it, and staying away from everything is best. */
export const onPolicyParams = {
  ...tabularParams,
  epsilonStart: { ...tabularParams.epsilonStart, default: 0.5 },
  epsilonEnd: { ...tabularParams.epsilonEnd, default: 0.01 },
} as const;

export const sarsa = defineAgent({
  name: 'sarsa',
  title: 'Sarsa',
  summary: 'Learns the value of its own epsilon-greedy behaviour: the target takes the next action that it will do.',
  source: 'Rummery and Niranjan 1994; Sutton and Barto 2018, section 6.4',
  deviations: [
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, as 1 / n^p.',
    'A truncated episode is bootstrapped, by an action chosen for this alone, unless bootstrapOnTruncation is off.',
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
    const now = { action: table.act(env.state) };
    return table.learner(() => {
      const state = env.state;
      env.step(now.action);
      const next = table.atEnd ? 0 : table.act(env.state);
      const future = table.atEnd ? 0 : table.value(env.state, next);
      table.update(state, now.action, env.reward + gamma * future);
      now.action = table.endStep() ? table.act(env.state) : next;
    }, fieldsOf(now));
  },
});
