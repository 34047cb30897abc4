import type { AgentDefinition } from '../agents/kit/agent.js';
import type { Regression, Scenario } from './scenario.js';

/** What is looked at first where nothing says: of this agent, or of a task. */
export function usualFocus(agent: Pick<AgentDefinition, 'focus'> | null): string {
  return agent === null ? 'loss' : (agent.focus ?? 'greedy_return');
}

/** How a scenario is compared where its file says nothing: any significant drop of the focus counts. */
export function regressionOf({ regression, focus }: Pick<Scenario, 'regression' | 'focus'>): Regression {
  return regression ?? regressionIn({}, focus);
}

/** The same with what its file says. */
export function regressionIn(
  given: { readonly [key in keyof Regression]?: Regression[key] | undefined },
  focus: string,
): Regression {
  const { metric = focus, margin = 0, alpha = 0.01 } = given;
  return { metric, margin, alpha };
}
