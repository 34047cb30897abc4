import { choice, number } from '../../core/params.js';
import { contentOf, fieldsOf, together } from '../../core/state.js';
import { defineAgent } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularTunable } from '../kit/tabular-params.js';
import { onPolicyParams } from './sarsa.js';

const params = {
  ...onPolicyParams,
  lambda: number(0.5, 'decay of the traces beside gamma: 0 is Sarsa, 1 close to Monte Carlo', { min: 0, max: 1 }),
  traces: choice('replacing', ['replacing', 'accumulating'], 'a visit sets its trace to 1, or adds 1 to it'),
} as const;

export const sarsaLambda = defineAgent({
  name: 'sarsa-lambda',
  title: 'Sarsa(lambda)',
  summary:
    'Sarsa with eligibility traces: each TD error moves all recent states and actions; where there is one action it is TD(lambda) prediction.',
  source: 'Rummery and Niranjan 1994; Singh and Sutton 1996 (replacing traces); Sutton and Barto 2018, section 12.7',
  deviations: [
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, as 1 / n^p; that of the present one holds for all traces.',
    'Replacing traces are not set to 0 for the other actions of the state.',
    'A truncated episode is bootstrapped, by an action chosen for this alone, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  params,
  tunable: [...tabularTunable, 'lambda'],
  create(context) {
    const table = new Table(context);
    const { env, actions, q } = table;
    const { gamma, lambda, traces } = context.params;
    const trace = new Float64Array(q.length);
    const now = { action: table.act(env.state) };
    const own = together({ trace: contentOf(trace), now: fieldsOf(now) });
    return table.learner(() => {
      const state = env.state;
      const i = state * actions + now.action;
      env.step(now.action);
      const next = table.atEnd ? 0 : table.act(env.state);
      const future = table.atEnd ? 0 : table.value(env.state, next);
      const error = env.reward + gamma * future - q[i]!;
      const rate = table.visit(state, now.action);
      trace[i] = traces === 'replacing' ? 1 : trace[i]! + 1;
      for (let k = 0; k < trace.length; k++) {
        if (trace[k] === 0) continue;
        q[k]! += rate * error * trace[k]!;
        trace[k]! *= gamma * lambda;
      }
      table.note(error);
      if (table.endStep()) {
        trace.fill(0);
        now.action = table.act(env.state);
      } else now.action = next;
    }, own);
  },
});
