import { agentOf, type Detector, figure, numberOf, seeing } from './detector.js';

/** Epsilon that counts as no exploration any more. */
const NONE_LEFT = 0.05;
/** However soon epsilon is at its end, so much of the budget is waited. */
const PATIENCE = 0.05;
const FEWEST_EPISODES = 3;

/** An agent that has only ever seen one return cannot tell its actions apart. */
export const noExploration: Detector = {
  kind: 'no-exploration',
  summary: 'epsilon has reached its final value of at most 0.05 and every episode so far had the same return',
  concerns: 'agents with epsilon',
  watch(scenario) {
    const agent = agentOf(scenario);
    if (agent === null) return null;
    const end = numberOf(agent, 'epsilonEnd');
    const fraction = numberOf(agent, 'epsilonFraction');
    if (!(end <= NONE_LEFT && fraction >= 0)) return null;
    const from = Math.max(fraction, PATIENCE) * scenario.steps;
    let episodes = 0;
    let first = Number.NaN;
    let same = true;
    return seeing({
      episode_return(value, step) {
        if (!same) return null;
        if (episodes++ === 0) first = value;
        same = value === first;
        if (!same || step < from || episodes < FEWEST_EPISODES) return null;
        return {
          level: 'warning',
          text: `exploration ended at step ${figure(Math.ceil(fraction * scenario.steps))} (epsilon ${figure(end)}), and all ${episodes} episodes returned ${figure(first)}`,
          cause:
            'The agent has not visited other states, so their values are unknown and a greedy policy never tries them',
          advice: `Try a larger agent.epsilonFraction (now ${figure(fraction)}) or agent.epsilonEnd, or more steps`,
        };
      },
    });
  },
};
