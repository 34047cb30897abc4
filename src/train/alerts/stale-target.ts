import { agentOf, type Detector, type Finding, figure, numberOf, seeing } from './detector.js';

/** Fewer copies than this let values spread over hardly any steps. */
const FEWEST_COPIES = 2;

/** Values spread back by about one step for each renewal of the target network. */
export const staleTarget: Detector = {
  kind: 'stale-target',
  summary: 'the target network is copied less than twice while the agent learns, or tau barely moves it',
  concerns: 'dqn',
  watch(scenario) {
    const agent = agentOf(scenario, 'dqn');
    if (agent === null) return null;
    const { steps } = scenario;
    const starts = numberOf(agent, 'learningStarts');
    const finding = (text: string, advice: string): Finding => ({
      level: 'warning',
      text,
      cause: 'Targets are computed with the target network: while it does not change, values do not propagate',
      advice,
    });
    const judge = (): Finding | null => {
      if (agent.params.target === 'soft') {
        const tau = numberOf(agent, 'tau');
        const rounds = Math.floor((steps - starts) / numberOf(agent, 'trainEvery'));
        const updates = rounds * numberOf(agent, 'gradientSteps');
        if (!(tau * updates < 1)) return null;
        return finding(
          `the target network hardly follows: tau ${figure(tau)} times ${updates} updates is ${figure(tau * updates)}`,
          `Try agent.tau=${figure(Number(Math.min(1, 20 / updates).toPrecision(1)))} or larger, or agent.target=hard`,
        );
      }
      const every = numberOf(agent, 'targetEvery');
      const copies = Math.floor(steps / every) - Math.floor(starts / every);
      if (!(copies < FEWEST_COPIES)) return null;
      const when = copies === 0 ? 'never copied' : `copied once, at step ${Math.floor(steps / every) * every}`;
      return finding(
        `the target network is ${when}: agent.targetEvery is ${figure(every)} and the run has ${figure(steps)} steps`,
        `Try agent.targetEvery=${figure(Math.max(1, Number((steps / 40).toPrecision(1))))} or smaller`,
      );
    };
    const found = judge();
    // Told at the first sign of learning.
    return found && seeing({ loss: () => found });
  },
};
