import type { AgentDefinition } from '../../src/agents/kit/agent.js';
import type { Learner } from '../../src/core/learner.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';

export interface TabularRun {
  readonly learner: Learner;
  /** Last value of each metric. */
  readonly last: Readonly<Record<string, number>>;
  readonly metrics: ReadonlyMap<string, readonly number[]>;
}

/** Trains a tabular agent, which needs neither loss nor engine, and evaluates it at the end (and every so many steps). */
export function train(
  agent: AgentDefinition,
  [envName, envParams]: readonly [string, Readonly<Record<string, unknown>>],
  params: Readonly<Record<string, unknown>>,
  { steps, seed, evaluateEvery = steps }: { steps: number; seed: number; evaluateEvery?: number },
): TabularRun {
  const definition = envs.get(envName);
  const resolved = resolveParams(definition.params, envParams, 'env');
  const metrics = new Map<string, number[]>();
  const last: Record<string, number> = {};
  const learner = agent.create({
    params: resolveParams(agent.params, params, 'agent'),
    makeEnv: () => definition.create(resolved),
    loss: undefined as never,
    lossParams: {},
    engine: undefined as never,
    stream: (purpose, index) => Stream.from(seed, purpose, index),
    recorder: {
      define(spec) {
        const values: number[] = [];
        metrics.set(spec.name, values);
        return (value) => {
          values.push(value);
          last[spec.name] = value;
        };
      },
    },
    steps,
  });
  for (let step = 1; step <= steps; step++) {
    learner.advance();
    if (step % evaluateEvery === 0 || step === steps) learner.evaluate(step === steps);
  }
  return { learner, last, metrics };
}

export const weightsOf = (learner: Learner, name = 'q'): number[] => [...learner.weights().get(name)!];
