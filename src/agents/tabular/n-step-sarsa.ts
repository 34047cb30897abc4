import { integer } from '../../core/params.js';
import { contentOf, fieldsOf, together } from '../../core/state.js';
import { defineAgent } from '../kit/agent.js';
import { Table } from '../kit/tabular.js';
import { tabularTunable } from '../kit/tabular-params.js';
import { onPolicyParams } from './sarsa.js';

const params = {
  ...onPolicyParams,
  // Targets of several rewards carry the noise of all of them, and of the exploration between.
  alpha: { ...onPolicyParams.alpha, default: 0.5 },
  epsilonStart: { ...onPolicyParams.epsilonStart, default: 0.3 },
  nStep: integer(3, 'rewards summed before bootstrapping; 1 is Sarsa', { min: 1, max: 10_000 }),
} as const;

export const nStepSarsa = defineAgent({
  name: 'n-step-sarsa',
  title: 'n-step Sarsa',
  summary:
    'Sarsa whose target holds the next n rewards before it bootstraps; where there is one action it is n-step TD prediction.',
  source: 'Sutton and Barto 2018, sections 7.1 and 7.2',
  deviations: [
    'Equal values are broken at random while acting.',
    'The step size may decay with the visits of a state and action, as 1 / n^p.',
    'A truncated episode is bootstrapped, by an action chosen for this alone, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  params,
  tunable: tabularTunable,
  create(context) {
    const table = new Table(context);
    const { env } = table;
    const { gamma, nStep } = context.params;
    // The last n steps of the episode, in a ring: the oldest stands at `first`.
    const states = new Int32Array(nStep);
    const actions = new Int32Array(nStep);
    const rewards = new Float64Array(nStep);
    const now = { action: table.act(env.state), first: 0, length: 0 };
    const own = together({
      states: contentOf(states),
      actions: contentOf(actions),
      rewards: contentOf(rewards),
      now: fieldsOf(now),
    });
    /** Moves the oldest step towards its rewards and what follows them. */
    const learnOldest = (future: number) => {
      let target = future;
      for (let i = now.length - 1; i >= 0; i--) target = rewards[(now.first + i) % nStep]! + gamma * target;
      table.update(states[now.first]!, actions[now.first]!, target);
      now.first = (now.first + 1) % nStep;
      now.length--;
    };
    return table.learner(() => {
      const slot = (now.first + now.length) % nStep;
      states[slot] = env.state;
      actions[slot] = now.action;
      env.step(now.action);
      rewards[slot] = env.reward;
      now.length++;
      const next = table.atEnd ? 0 : table.act(env.state);
      const future = table.atEnd ? 0 : table.value(env.state, next);
      const over = env.terminated || env.truncated;
      while (now.length > 0 && (over || now.length === nStep)) learnOldest(future);
      now.action = table.endStep() ? table.act(env.state) : next;
    }, own);
  },
});
