import type { Scenario } from '../../scenario/scenario.js';
import { agentOf, type Detector, figure, seeing } from './detector.js';

const FIRST = 10;

/** A loss that does not depend on the weights, whatever its value. */
export const noGradient: Detector = {
  kind: 'no-gradient',
  summary: 'the gradient was exactly 0 at the first ten points',
  concerns: 'everything with a loss',
  watch(scenario) {
    let zeros = 0;
    let moved = false;
    let episodes = 0;
    let [first, same] = [Number.NaN, true];
    return seeing({
      episode_return(value) {
        if (episodes++ === 0) first = value;
        same &&= value === first;
        return null;
      },
      grad_norm(value) {
        moved ||= value !== 0;
        if (moved || ++zeros < FIRST) return null;
        return {
          level: 'warning',
          text: `nothing is learned: the gradient is 0 at all ${FIRST} updates so far`,
          ...(episodes > 1 && same ? equalReturns(episodes, first) : why(scenario)),
        };
      },
    });
  },
};

function equalReturns(episodes: number, value: number): { readonly cause: string; readonly advice: string } {
  return {
    cause: `All ${episodes} episodes so far returned ${figure(value)}: no action looks better than another, so every advantage is 0`,
    advice:
      'Try rewards on the way to the goal, a longer env.maxSteps, or an agent that explores by values (q-learning, dqn)',
  };
}

function why(scenario: Scenario): { readonly cause: string; readonly advice: string } {
  const agent = agentOf(scenario, 'reinforce');
  if (agent?.params.baseline === 'time-step' && agent.params.episodes === 1) {
    return {
      cause: 'With one episode in the batch its mean at a step number is the return itself, so every advantage is 0',
      advice: 'Try agent.episodes=8, or agent.baseline=running-mean',
    };
  }
  return {
    cause: 'The loss is flat at the start of training: saturated outputs, dead units, or a margin that is already met',
    advice: 'Try other initial weights (--seeds) or another loss, or look at dead_units',
  };
}
