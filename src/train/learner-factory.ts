import type { Learner, Recorder } from '../core/learner.js';
import type { ParamSpecs, ParamValues } from '../core/params.js';
import type { Profile } from '../core/profile.js';
import { type Purpose, Stream } from '../core/random.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import type { Choice, Scenario } from '../scenario/scenario.js';
import { Engine } from '../tensor/engine.js';
import { refuseMisfit } from './agent-fit.js';
import type { Registries } from './registries.js';

/** The learner that a scenario describes, at its start. With a profile, everything that it does is booked there. */
export function buildLearner(
  scenario: Scenario,
  seed: number,
  registries: Registries,
  recorder: Recorder,
  profile: Profile | null = null,
): Learner {
  const { learner: choice, loss, steps } = scenario;
  const definition = loss === null ? noLoss : registries.losses.get(loss.name);
  const shared = {
    loss: profile === null ? definition : profile.watch('loss', Object.create(definition), ['compute']),
    lossParams: loss?.params ?? {},
    engine: new Engine('f32', { profile }),
    // Each call gives the stream from its beginning.
    stream: (purpose: Purpose, index = 0) => Stream.from(seed, purpose, index),
    recorder: profile === null ? recorder : watchRecorder(recorder, profile),
    steps,
  };
  const learner = create(choice, seed, registries, shared, profile);
  profile?.watch('learner', learner, ['advance']);
  profile?.watch('evaluation', learner, ['evaluate']);
  return learner;
}

type Shared = Omit<Parameters<ReturnType<Registries['tasks']['get']>['create']>[0], 'params'>;

function create(
  choice: Scenario['learner'],
  seed: number,
  registries: Registries,
  shared: Shared,
  profile: Profile | null,
): Learner {
  switch (choice.kind) {
    case 'agent': {
      const definition = registries.envs.get(choice.env.name);
      const makeEnv = () => {
        const env = definition.create(valuesOf(choice.env), seed);
        const calls = env.apply === undefined ? (['reset', 'step'] as const) : (['reset', 'step', 'apply'] as const);
        return profile === null ? env : profile.watch('env', env, calls);
      };
      refuseMisfit(registries.agents.get(choice.agent.name), definition.create(valuesOf(choice.env), seed), registries);
      return registries.agents.get(choice.agent.name).create({ ...shared, params: valuesOf(choice.agent), makeEnv });
    }
    case 'task':
      return registries.tasks.get(choice.task.name).create({ ...shared, params: valuesOf(choice.task) });
    default:
      return choice satisfies never;
  }
}

function watchRecorder(recorder: Recorder, profile: Profile): Recorder {
  return {
    define(spec) {
      const record = recorder.define(spec);
      return (value) => profile.time('metrics', () => record(value));
    },
  };
}

/** A scenario is resolved: its settings were checked against the specs when it was loaded. */
export function valuesOf(choice: Choice): ParamValues<ParamSpecs> {
  return choice.params as ParamValues<ParamSpecs>;
}

/** What a tabular agent gets, which has no loss to choose: computing it is a mistake in the agent. */
const noLoss = {
  name: 'none',
  compute() {
    throw new Error('this scenario has no loss, but its agent asked for one');
  },
} as unknown as LossDefinition;
