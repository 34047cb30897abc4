import type { GreedyPolicy } from '../../../core/learner.js';
import type { Stream } from '../../../core/random.js';
import { perform } from '../../../env/kit/actions.js';
import type { Env } from '../../../env/kit/env.js';

/** How one episode went. */
export interface Episode {
  /** Sum of its rewards, undiscounted. */
  readonly return: number;
  readonly steps: number;
  /** The task ended it, or the time limit did. */
  readonly end: 'terminated' | 'truncated';
}

/**
 * Plays episodes one after the other. In an env that draws at resets only, the first n from the stream of an evaluation with
 * n episodes are those of that evaluation.
 */
export function* greedyEpisodes(env: Env, policy: GreedyPolicy, random: Stream): Generator<Episode, never, void> {
  const figures = new Float64Array(env.actionNames.length);
  for (;;) {
    env.reset(random);
    policy.begin?.();
    let sum = 0;
    while (!env.terminated && !env.truncated) {
      const action = policy.act(env, figures);
      perform(env, policy.figures === 'action' ? figures : action);
      sum += env.reward;
    }
    yield { return: sum, steps: env.elapsed, end: env.terminated ? 'terminated' : 'truncated' };
  }
}
