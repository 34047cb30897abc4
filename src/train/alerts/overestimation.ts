import { agentOf, type Detector, figure, numberOf, seeing } from './detector.js';

/** Part of the scale of the returns by which Q must be too high. */
const EXCESS = 0.25;
/** Points in a row that must show it. */
const IN_A_ROW = 10;

/** Q above what anything can bring: max over noisy values picks the ones that are too high, and bootstrapping feeds on them. */
export const overestimation: Detector = {
  kind: 'overestimation',
  summary:
    'the largest Q of ten batches in a row is a quarter above the greatest possible return (Q* where it is known)',
  concerns: 'dqn',
  watch(scenario) {
    const agent = agentOf(scenario, 'dqn');
    if (agent === null) return null;
    const horizon = 1 / (1 - numberOf(agent, 'gamma'));
    let limit = Number.NaN;
    let peak = 0;
    let exact = false;
    let row = 0;
    const peakOf = (reward: number): null => {
      peak = Math.max(peak, Math.abs(reward));
      return null;
    };
    return seeing({
      reward_min: peakOf,
      reward_max: peakOf,
      q_error() {
        exact = true;
        return null;
      },
      q_limit(value) {
        limit = value;
        return null;
      },
      q_max(value) {
        // Where only rewards for ever bound the returns, small values of a fresh network are no sign yet. Where the exact
        // bound is below 0, a fresh network, whose values are around 0, is above it without having estimated anything.
        const scale = exact && limit > 0 ? limit : Math.max(Math.abs(limit), exact ? peak : peak * horizon);
        row = value > Math.max(limit, exact ? 0 : limit) + EXCESS * scale ? row + 1 : 0;
        if (row < IN_A_ROW) return null;
        const double = agent.params.double === true;
        const known = exact ? 'the largest Q*' : 'the greatest possible return';
        return {
          level: 'warning',
          text: `values are overestimated: the largest Q of a batch is ${figure(value)}, ${known} is ${figure(limit)}`,
          cause: `The target takes the maximum of noisy values, which is too high on average, and later targets build on it`,
          advice: double
            ? 'Try a smaller agent.lr, a larger agent.targetEvery (or smaller agent.tau), or loss.kind=huber'
            : 'Try agent.double=true, then a smaller agent.lr or a larger agent.targetEvery',
        };
      },
    });
  },
};
