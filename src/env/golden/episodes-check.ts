import type { Env } from '../kit/env.js';
import type { Comparison } from './comparison.js';
import { createFor } from './created.js';
import type { EpisodesTrajectory } from './golden-document.js';
import { ReplayedStream } from './replayed-stream.js';

const REWARD_TOLERANCE = 1e-12;

/** bsuite's episodes, one after the other in one env, with their draws. */
export function checkEpisodes(comparison: Comparison, golden: EpisodesTrajectory): void {
  const { name } = golden;
  const env = createFor(golden.env, golden.kwargs, golden);
  const random = new ReplayedStream();
  let total = 0;
  golden.episodes.forEach((episode, number) => {
    const where = `episode ${number}`;
    random.load(episode.reset_draws);
    env.reset(random.stream);
    comparison.same(name, `${where}, draws left after the reset`, 0, random.left);
    comparison.same(name, `${where}, first observation`, episode.start_obs, seen(env, episode.start_obs));
    episode.actions.forEach((action, step) => {
      random.load(episode.draws[step]!);
      env.step(action);
      total += env.reward;
      const at = `${where}, step ${step}`;
      comparison.same(name, `${at}, draws left`, 0, random.left);
      comparison.same(name, `${at}, observation`, episode.obs[step], seen(env, episode.obs[step]!));
      comparison.near(name, `${at}, reward`, episode.rewards[step]!, env.reward, REWARD_TOLERANCE);
      comparison.same(name, `${at}, terminated`, step === episode.actions.length - 1, env.terminated);
    });
  });
  comparison.near(name, 'total reward', golden.total_reward, total, 1e-9);
}

/** The observation in the form of the file: the place of the only 1, or numbers of single precision in short. */
function seen({ observation }: Env, form: number | readonly number[]): number | readonly number[] {
  if (typeof form === 'number') return observation.indexOf(1);
  // Shortest decimals of a float32: those of the file read as such.
  return Array.from(observation, (value, i) => (Math.fround(value) === Math.fround(form[i]!) ? form[i]! : value));
}
