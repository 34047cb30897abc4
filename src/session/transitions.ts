import type { AgentDefinition } from '../agents/kit/agent.js';
import type { Registry } from '../core/registry.js';
import type { Env, EnvDefinition } from '../env/kit/env.js';
import type { Registries } from '../train/registries.js';

/** One step of training as the agent met it: a line of the file that `losscope export --transitions` writes. */
export interface Transition {
  /** Number of the env among those that the agent plays in, from 0 in the order of their first steps. */
  readonly env: number;
  /** Number of the episode in this env, from 0, and of the step in the episode, from 0. */
  readonly episode: number;
  readonly step: number;
  readonly observation: readonly number[];
  /** An index, or the numbers of a box. */
  readonly action: number | readonly number[];
  /** As the env paid it. */
  readonly reward: number;
  readonly next: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Which actions existed before the step; only where not all always do. */
  readonly mask?: readonly number[];
}

/**
 * The same registries, with agents and envs that tell every step of training, and none of an evaluation. What is trained
 * keeps its bits: the envs are watched, not changed.
 */
export function recordingRegistries(registries: Registries, tell: (transition: Transition) => void): Registries {
  let training = false;
  let envs = 0;
  const watched = (env: Env): Env => {
    let number = -1;
    let episode = 0;
    const record = <A>(act: (action: A) => void, plain: (action: A) => Transition['action']) => {
      return (action: A): void => {
        if (!training) {
          act(action);
          return;
        }
        if (number < 0) number = envs++;
        const observation = [...env.observation];
        const mask = env.mask === undefined ? {} : { mask: [...env.mask()] };
        const step = env.elapsed;
        act(action);
        const { reward, terminated, truncated } = env;
        const next = [...env.observation];
        tell({
          env: number,
          episode,
          step,
          observation,
          action: plain(action),
          reward,
          next,
          terminated,
          truncated,
          ...mask,
        });
        if (terminated || truncated) episode += 1;
      };
    };
    const step = env.step.bind(env);
    define(
      env,
      'step',
      record(step, (action) => action),
    );
    const apply = env.apply?.bind(env);
    if (apply !== undefined)
      define(
        env,
        'apply',
        record(apply, (action) => Array.from(action)),
      );
    return env;
  };
  const watchedEnv = (definition: EnvDefinition): EnvDefinition =>
    derived(definition, { create: (params, seed) => watched(definition.create(params, seed)) });
  const watchedAgent = (definition: AgentDefinition): AgentDefinition =>
    derived(definition, {
      create(context) {
        const learner = definition.create(context);
        const advance = learner.advance.bind(learner);
        define(learner, 'advance', () => {
          training = true;
          try {
            advance();
          } finally {
            training = false;
          }
        });
        return learner;
      },
    });
  return {
    ...registries,
    envs: mapped(registries.envs, watchedEnv),
    agents: mapped(registries.agents, watchedAgent),
  };
}

function define<T extends object>(object: T, name: keyof T & string, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true, writable: true });
}

/** A definition with another `create`; what it computes when asked stays so. */
function derived<D extends object>(definition: D, change: Partial<D>): D {
  return Object.assign(Object.create(definition) as D, change);
}

function mapped<D extends { readonly name: string }>(registry: Registry<D>, change: (definition: D) => D): Registry<D> {
  return { ...registry, get: (name) => change(registry.get(name)) };
}
