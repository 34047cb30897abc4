import { Stream } from '../../core/random.js';
import { actionSpaceOf } from '../kit/actions.js';
import type { Comparison } from './comparison.js';
import { createFor } from './created.js';
import type { About, VectorTrajectory } from './golden-document.js';

const STEP_TOLERANCE = 1e-12;
/** Of an env that keeps its state in single precision. */
const SINGLE = { step: 1.2e-7, rollout: 1e-5 };
const SINGLE_PRECISION = ['MountainCarContinuous-v0'];

/** Each step from the recorded state before it, then the whole rollout from its start. */
export function checkVector(comparison: Comparison, golden: VectorTrajectory, about: About): void {
  const { name, actions, states } = golden;
  const env = createFor(golden.env, golden.kwargs);
  const isBox = actionSpaceOf(env).kind === 'box';
  const single = SINGLE_PRECISION.includes(golden.env);
  comparison.same(name, 'time limit', about.max_episode_steps, env.maxEpisodeSteps);
  const random = Stream.from(name, 'env');
  const names = about.state ?? [];
  const angles = names.map((component) => component === 'theta1' || component === 'theta2');
  const act = (step: number) => (isBox ? env.apply!([actions[step]!]) : env.step(actions[step]!));

  const compare = (where: string, step: number, tolerance: number) => {
    env.snapshot().forEach((got, i) => {
      const expected = single ? Math.fround(states[step]![i]!) : states[step]![i]!;
      // An angle just above pi and one just below -pi are neighbours.
      const turns = angles[i]! ? Math.round((expected - got) / (2 * Math.PI)) : 0;
      comparison.near(name, `${where} ${step}, ${names[i]}`, expected, got + turns * 2 * Math.PI, tolerance);
    });
    if (isBox)
      comparison.near(name, `${where} ${step}, reward`, golden.rewards[step]!, env.reward, Math.max(tolerance, 1e-12));
    else comparison.same(name, `${where} ${step}, reward`, golden.rewards[step], env.reward);
    comparison.same(name, `${where} ${step}, terminated`, golden.terminated[step], env.terminated);
  };

  for (let step = 0; step < actions.length; step++) {
    env.reset(
      random,
      step === 0 ? golden.init : states[step - 1]!.map((value) => (single ? Math.fround(value) : value)),
    );
    act(step);
    compare('step', step, single ? SINGLE.step : STEP_TOLERANCE);
    golden.obs?.[step]?.forEach((expected, i) => {
      // One unit in the last place of a float32.
      const tolerance = Math.abs(expected) * 1.2e-7;
      comparison.near(name, `step ${step}, observation ${i}`, expected, Math.fround(env.observation[i]!), tolerance);
    });
  }

  const tolerance = Math.max(single ? SINGLE.rollout : 1e-9, 100 * golden.drift_for_start_moved_1e13);
  let total = 0;
  env.reset(random, golden.init);
  for (let step = 0; step < actions.length; step++) {
    act(step);
    total += env.reward;
    compare('rollout step', step, tolerance);
  }
  if (isBox) comparison.near(name, 'total reward', golden.total_reward, total, tolerance * actions.length);
  else comparison.same(name, 'total reward', golden.total_reward, total);
}
