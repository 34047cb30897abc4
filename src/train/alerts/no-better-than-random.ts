import { agentOf, type Detector, explorationEnd, figure, type See, seeing } from './detector.js';
import { judgedReturn } from './judged-return.js';

/** Part of the budget after which an agent should be better than random, and for how long it must not have been. */
const AFTER = 0.5;
/** Part of the budget that an agent has for its greedy policy once it does not explore on purpose any more. */
const SETTLING = 0.25;
const LATELY = 0.25;
const FEWEST = 3;
/** Evaluations have noise: so much of the random return, as a part of its size, does not count as better. */
const NOISE = 0.1;

export const noBetterThanRandom: Detector = {
  kind: 'no-better-than-random',
  summary:
    'in the second half of the budget, and a quarter of it after epsilon has reached its final value, no evaluation over a quarter of it was better than a random policy',
  concerns: 'agents',
  watch(scenario) {
    if (agentOf(scenario) === null) return null;
    const from = Math.min(
      Math.max(AFTER * scenario.steps, explorationEnd(scenario) + SETTLING * scenario.steps),
      scenario.steps,
    );
    let random = Number.NaN;
    let badFrom = Number.POSITIVE_INFINITY;
    let bad = 0;
    let updates = scenario.loss === null ? 1 : 0;
    const judge: See = (value, step) => {
      if (value <= random + NOISE * Math.abs(random)) {
        bad++;
        badFrom = Math.min(badFrom, step);
      } else {
        bad = 0;
        badFrom = Number.POSITIVE_INFINITY;
      }
      const long = step - badFrom >= LATELY * scenario.steps;
      // Without an update there is nothing to be better by; that is told by itself.
      if (updates === 0 || step < from || bad < FEWEST || !long) return null;
      return {
        level: 'warning',
        text: `no better than random: the return is ${figure(value)}, a random policy has ${figure(random)}, and the last ${bad} evaluations were no better`,
        cause: 'The agent has not seen a reward to learn from, or its values are still wrong everywhere',
        advice: 'Look at episode_return for a first success; try more exploration, another agent.lr, or more steps',
      };
    };
    return judgedReturn(
      seeing({
        random_return(value) {
          random = value;
          return null;
        },
        loss() {
          updates++;
          return null;
        },
      }),
      judge,
    );
  },
};
