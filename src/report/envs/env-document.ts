import { actionSpaceOf } from '../../env/kit/actions.js';
import type { StartedEnv } from './env-page.js';
import { settingDocuments } from './facts.js';
import type { EnvOptimum } from './optimum.js';

/** All that a page says of an env as plain data; V is null where no episode can be. */
export function envDocument(
  { definition, params, env }: StartedEnv,
  optimum: EnvOptimum | null,
  scenarios: readonly string[],
): object {
  const { name, title, summary, rewards, source, licence, gymnasium } = definition;
  const { observationSpace, actionNames: actions, maxEpisodeSteps } = env;
  return {
    name,
    title,
    summary,
    rewards,
    source,
    licence: licence ?? null,
    gymnasium,
    observationSpace,
    actions,
    actionSpace: actionSpaceOf(env),
    mask: env.mask === undefined ? null : [...env.mask()],
    maxEpisodeSteps,
    settings: settingDocuments(definition.params, params),
    start: { state: env.snapshot(), observation: [...env.observation], render: env.render() },
    optimum:
      optimum === null ? null : { ...optimum, V: optimum.V.map((value) => (Number.isNaN(value) ? null : value)) },
    scenarios,
  };
}
