import { agentOf, type Detector, figure, numberOf, seeing } from './detector.js';

/** Share of the mass outside the support that is no matter of a fresh network any more. */
const MOST = 0.25;
/** Points in a row that must show it. */
const IN_A_ROW = 10;

/** Atoms hold the returns between vMin and vMax only: beyond, actions that differ look alike, and the loss falls all the same. */
export const narrowSupport: Detector = {
  kind: 'narrow-support',
  summary: 'in ten batches in a row, a quarter of the mass of the target distributions lies outside vMin..vMax',
  concerns: 'dqn with categorical-td',
  watch(scenario) {
    const agent = agentOf(scenario, 'dqn');
    const { loss } = scenario;
    if (agent === null || loss === null) return null;
    const [vMin, vMax] = [numberOf(loss, 'vMin'), numberOf(loss, 'vMax')];
    const factor = numberOf(agent, 'rewardScale') / (1 - numberOf(agent, 'gamma'));
    // Without discounting the factor is infinite, and a reward of 0 still adds nothing.
    const reached = (reward: number): number => (reward === 0 ? 0 : reward * factor);
    let [least, largest] = [0, 0];
    let row = 0;
    return seeing({
      reward_min(reward) {
        least = Math.min(least, reached(reward));
        return null;
      },
      reward_max(reward) {
        largest = Math.max(largest, reached(reward));
        return null;
      },
      outside_support(share) {
        row = share > MOST ? row + 1 : 0;
        // Which end it is shows in the rewards.
        if (row < IN_A_ROW || (least >= vMin && largest <= vMax)) return null;
        const tries = [
          ...(least < vMin ? [`loss.vMin=${bound(least)}`] : []),
          ...(largest > vMax ? [`loss.vMax=${bound(largest)}`] : []),
        ];
        return {
          level: 'warning',
          text: `${figure(Number((100 * share).toPrecision(2)))} % of the mass of the target distributions lies outside the support, ${figure(vMin)} to ${figure(vMax)}`,
          cause: 'Returns beyond the support count as its ends, so actions that differ only there look alike',
          advice: `Try ${tries.join(' and ')}, which rewards of this size at every step reach, or a smaller agent.rewardScale`,
        };
      },
    });
  },
};

/** A limit in two digits; without discounting there is none to name. */
function bound(limit: number): string {
  return Number.isFinite(limit) ? figure(Number(limit.toPrecision(2))) : '...';
}
