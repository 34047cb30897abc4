import type { Scenario } from '../../scenario/scenario.js';
import { agentOf, type Detector, type Finding, figure, numberOf, seeing } from './detector.js';

/** Rewards as the agent learns from them beyond which networks of the usual size and rate have trouble. */
const LARGE = 50;
const SMALL = 1e-3;

/** Networks start with outputs around 0 and move by about the learning rate a step: the rewards must fit to that. */
export const rewardScale: Detector = {
  kind: 'reward-scale',
  summary: 'the largest reward, as the network learns it, is above 50 or below 0.001',
  concerns: 'dqn, reinforce, actor-critic, ppo',
  watch(scenario) {
    const agent = agentOf(scenario, 'dqn', 'reinforce', 'actor-critic', 'ppo');
    if (agent === null || !feelsScale(scenario)) return null;
    const scales = agent.name === 'dqn';
    const factor = scales ? numberOf(agent, 'rewardScale') : 1;
    const largest = Number.isFinite(factor) ? factor : 1;
    let peak = 0;
    const judge = (reward: number, step: number): Finding | null => {
      if (!Number.isFinite(reward)) return null;
      peak = Math.max(peak, Math.abs(reward) * largest);
      const large = peak > LARGE;
      const small = peak > 0 && peak < SMALL && step >= scenario.steps / 2;
      if (!large && !small) return null;
      const fitting = figure(Number((largest / peak).toPrecision(1)));
      return {
        level: 'warning',
        text: `rewards are out of scale: the largest is ${figure(peak)} in size as the network learns it`,
        cause: large
          ? 'Outputs start around 0 and move by about the learning rate a step, and squared errors of this size drown all else'
          : 'Differences this small get lost in the noise of the network and in the epsilon of Adam',
        advice: scales
          ? `Try agent.rewardScale=${fitting}, which makes the largest about 1`
          : `Try rewards of the env about ${figure(Number(peak.toPrecision(1)))} times ${large ? 'smaller' : 'as large'}, so that the largest is about 1`,
      };
    };
    return seeing({ reward_min: judge, reward_max: judge });
  },
};

/** Rewards and advantages that are normalised have no scale; a learned critic has one all the same. */
function feelsScale({ learner, loss }: Scenario): boolean {
  if (learner.kind === 'agent' && learner.agent.params.normalizeRewards === 'on') return false;
  if (learner.kind !== 'agent' || learner.agent.name !== 'reinforce') return true;
  return loss?.params.normalizeAdvantages !== true || learner.agent.params.baseline === 'value';
}
