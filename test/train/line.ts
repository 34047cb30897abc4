import { fileURLToPath } from 'node:url';
import { createRegistry } from '../../src/core/registry.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { TaskDefinition } from '../../src/tasks/task.js';
import type { Registries } from '../../src/train/registries.js';
import { type TrainEvent, train } from '../../src/train/training.js';
import { register, type Trouble } from '../threads/fixtures/line.mjs';

/** The plug-in with the task `line`, as users give it: by absolute path. */
export const linePlugin = fileURLToPath(new URL('../threads/fixtures/line.mjs', import.meta.url));

/** Registries that hold the task `line` and nothing else. */
export function lineRegistries(): Registries {
  const registries = {
    losses: createRegistry('loss', []),
    envs: createRegistry('env', []),
    agents: createRegistry('agent', []),
    tasks: createRegistry<TaskDefinition>('task', []),
  };
  register(registries);
  return registries;
}

export interface LineOptions {
  readonly name?: string;
  readonly variant?: string;
  readonly steps?: number;
  readonly evaluateEvery?: number;
  readonly lr?: number;
  readonly trouble?: Trouble;
  readonly at?: number;
  /** Idle turns of a loop per step. */
  readonly work?: number;
}

export function lineScenario(options: LineOptions = {}): Scenario {
  const { name = 'line', variant = '', steps = 200, evaluateEvery = 50, ...params } = options;
  return {
    name,
    variant,
    title: 'Line',
    summary: '',
    lesson: null,
    learner: { kind: 'task', task: { name: 'line', params } },
    loss: null,
    steps,
    evaluateEvery,
    focus: 'loss',
    seeds: [0],
    tunedOn: [],
    expectations: [],
  };
}

export type Point = readonly [id: number, step: number, value: number];

/** Trains on this thread to the end; `budgets` are given out in turn, the last one for ever. */
export function trainHere(
  scenario: Scenario,
  seed: number,
  budgets: readonly number[] = [1000],
): { events: readonly TrainEvent[]; points: readonly Point[] } {
  const points: Point[] = [];
  const events: TrainEvent[] = [];
  const sink = (id: number, step: number, value: number) => {
    points.push([id, step, value]);
  };
  const run = train(scenario, seed, { registries: lineRegistries(), sink });
  let ticks = 0;
  let answer = 0;
  for (let next = run.next(0); !next.done; next = run.next(answer)) {
    events.push(next.value);
    answer = next.value.kind === 'tick' ? budgets[Math.min(ticks++, budgets.length - 1)]! : 0;
  }
  return { events, points };
}

/** The last event of a run. */
export function endOf(scenario: Scenario, seed: number) {
  const event = trainHere(scenario, seed).events.at(-1)!;
  if (event.kind !== 'done' && event.kind !== 'diverged' && event.kind !== 'stopped') throw new Error('no end');
  return event;
}
