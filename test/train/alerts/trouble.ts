import { resolveParams } from '../../../src/core/params.js';
import type { Choice, Scenario } from '../../../src/scenario/scenario.js';
import type { Alert } from '../../../src/train/alerts/alert.js';
import { AlertWatch } from '../../../src/train/alerts/alert-watch.js';
import { registries } from '../../../src/train/registries.js';
import { train } from '../../../src/train/training.js';

type Params = Readonly<Record<string, unknown>>;
type Named = readonly [name: string, params: Params];

interface Registry {
  get(name: string): { readonly params: Parameters<typeof resolveParams>[0] };
}

const choose = (registry: Registry, [name, params]: Named): Choice => ({
  name,
  params: resolveParams(registry.get(name).params, params),
});

const common = { name: 'trouble', variant: '', title: '', summary: '', lesson: null, focus: 'loss' };
const rest = { seeds: [0], tunedOn: [], expectations: [] };

/** A scenario of an agent; `loss` is null for a tabular one. */
export function agentScenario(env: Named, agent: Named, loss: Named | null, steps: number): Scenario {
  return {
    ...common,
    ...rest,
    learner: { kind: 'agent', env: choose(registries.envs, env), agent: choose(registries.agents, agent) },
    loss: loss && choose(registries.losses, loss),
    steps,
    evaluateEvery: Math.ceil(steps / 20),
  };
}

export function taskScenario(task: Named, loss: Named, steps: number): Scenario {
  return {
    ...common,
    ...rest,
    learner: { kind: 'task', task: choose(registries.tasks, task) },
    loss: choose(registries.losses, loss),
    steps,
    evaluateEvery: Math.ceil(steps / 20),
  };
}

/** Trains to the end, in ticks of so many steps, and gives what the detectors found. */
export function alertsOf(scenario: Scenario, seed = 0, tick = 500): readonly Alert[] {
  const watch = new AlertWatch(scenario);
  const sink = (id: number, step: number, value: number) => watch.point(id, step, value);
  const run = train(scenario, seed, { registries, sink });
  let answer = 0;
  for (let next = run.next(0); next.done !== true; next = run.next(answer)) {
    const event = next.value;
    if (event.kind === 'metric') watch.define(event.id, event.spec.name);
    if (event.kind === 'diverged' && event.metric === 'weights') watch.tell('weights', event.step, event.value);
    answer = event.kind === 'tick' ? tick : 0;
  }
  return watch.take();
}
