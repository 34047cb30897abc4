import { agentOf, type Detector, figure, numberOf, seeing } from './detector.js';

/** Part of the budget by which an agent with a loss should have learned something. */
const BY = 0.5;

/** An agent that only plays: what it waits for before its first update never comes within the budget. */
export const noUpdates: Detector = {
  kind: 'no-updates',
  summary: 'half of the budget is used and the agent has made no update yet',
  concerns: 'agents with a loss',
  watch(scenario) {
    const agent = agentOf(scenario);
    if (agent === null || scenario.loss === null) return null;
    let updates = 0;
    let episodes = 0;
    const look = (_: number, step: number) => {
      if (updates > 0 || step < BY * scenario.steps) return null;
      const [waits, advice] = reasons(agent, episodes);
      return {
        level: 'warning' as const,
        text: `0 updates in ${figure(step)} of ${figure(scenario.steps)} steps: nothing has been learned`,
        cause: `${agent.name} waits for ${waits} before it learns`,
        advice: `Try ${advice}, or more steps`,
      };
    };
    return seeing({
      loss() {
        updates++;
        return null;
      },
      episode_return() {
        episodes++;
        return null;
      },
      policy_return: look,
      greedy_return: look,
    });
  },
};

function reasons(agent: NonNullable<ReturnType<typeof agentOf>>, episodes: number): readonly [string, string] {
  const starts = numberOf(agent, 'learningStarts');
  const horizon = numberOf(agent, 'horizon');
  const batch = numberOf(agent, 'episodes');
  if (starts > 0) return [`agent.learningStarts=${figure(starts)} steps`, 'a smaller agent.learningStarts'];
  if (horizon > 0) return [`agent.horizon=${figure(horizon)} steps`, 'a smaller agent.horizon'];
  if (batch > 0) {
    return [`agent.episodes=${figure(batch)} whole episodes, of which ${episodes} have ended`, 'fewer agent.episodes'];
  }
  return ['more experience than this budget brings', 'other settings'];
}
