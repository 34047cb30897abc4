import type { Learner } from '../../src/core/learner.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { losses } from '../../src/losses/registry.js';
import type { TaskDefinition } from '../../src/tasks/task.js';
import { Engine } from '../../src/tensor/engine.js';

export interface Built {
  readonly learner: Learner;
  readonly engine: Engine;
  /** What was recorded, by metric, in order. */
  readonly recorded: ReadonlyMap<string, readonly number[]>;
}

interface Settings {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly loss?: string;
  readonly lossParams?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly steps?: number;
}

/** A learner as the training loop builds it, with everything it records. */
export function build(task: TaskDefinition, settings: Settings = {}): Built {
  const { params = {}, loss = task.losses[0]!, lossParams = {}, seed = 0, steps = 100 } = settings;
  const definition = losses.get(loss);
  const recorded = new Map<string, number[]>();
  const engine = new Engine('f32');
  const learner = task.create({
    params: resolveParams(task.params, params),
    loss: definition,
    lossParams: resolveParams(definition.params, lossParams),
    engine,
    steps,
    stream: (purpose, index = 0) => Stream.from(seed, purpose, index),
    recorder: {
      define({ name }) {
        const values: number[] = [];
        recorded.set(name, values);
        return (value) => {
          values.push(value);
        };
      },
    },
  });
  return { learner, engine, recorded };
}

/** The weights as plain numbers, by name. */
export function weightsOf(learner: Learner): Record<string, number[]> {
  return Object.fromEntries([...learner.weights()].map(([name, array]) => [name, Array.from(array)]));
}

export function train(learner: Learner, steps: number): void {
  for (let i = 0; i < steps; i++) learner.advance();
}
