import { agentOf, type Detector, figure, seeing } from './detector.js';

/** Part of its highest value so far under which entropy counts as gone. */
const GONE = 0.02;
const IN_A_ROW = 10;
/** Part of the best return so far, counted from the worst, that a policy must have lost to count as worse. */
const LOST = 0.25;

/** A policy that has settled although it has been better before, or is no better than random. */
export const entropyCollapse: Detector = {
  kind: 'entropy-collapse',
  summary:
    'entropy is below 2 % of its highest for ten updates while the return is below what it was, or no better than random',
  concerns: 'reinforce, actor-critic, ppo',
  watch(scenario) {
    if (agentOf(scenario, 'reinforce', 'actor-critic', 'ppo') === null) return null;
    let highest = 0;
    let row = 0;
    let random = Number.NaN;
    let now = Number.NaN;
    let best = Number.NEGATIVE_INFINITY;
    let worst = Number.POSITIVE_INFINITY;
    return seeing({
      random_return(value) {
        random = value;
        return null;
      },
      online_return(value) {
        now = value;
        best = Math.max(best, value);
        worst = Math.min(worst, value);
        return null;
      },
      entropy(value) {
        highest = Math.max(highest, value);
        row = value < GONE * highest ? row + 1 : 0;
        const worse = best > worst && now < best - LOST * (best - worst);
        if (row < IN_A_ROW || !(worse || now <= random)) return null;
        const before = worse ? `it was ${figure(best)} before` : `a random policy has ${figure(random)}`;
        return {
          level: 'warning',
          text: `the policy has stopped exploring: entropy ${figure(value)}, it was ${figure(highest)}; the return is ${figure(now)}, ${before}`,
          cause:
            'The probabilities of all actions but one have gone to 0, so nothing is tried any more and nothing is learned',
          advice: 'Try a smaller agent.lr, or reward entropy: loss.entropyCoef=0.01 and larger',
        };
      },
    });
  },
};
