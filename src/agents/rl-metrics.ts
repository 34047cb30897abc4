import type { Recorder } from '../core/learner.js';

/** The curves that RL agents share, so that one name means one thing everywhere. */
export const rlMetrics = {
  loss: (r: Recorder, help: string) => r.define({ name: 'loss', help, better: 'lower' }),
  episodeReturn: (r: Recorder) =>
    r.define({
      name: 'episode_return',
      help: 'return of one training episode, exploration included',
      better: 'higher',
    }),
  onlineReturn: (r: Recorder) =>
    r.define({ name: 'online_return', help: 'mean return of the last 100 training episodes', better: 'higher' }),
  greedyReturn: (r: Recorder, exact: boolean) =>
    r.define({
      name: 'greedy_return',
      help: exact
        ? 'expected return of the greedy policy, exact'
        : 'mean return of greedy episodes from fresh seeded starts',
      better: 'higher',
    }),
  regret: (r: Recorder) =>
    r.define({ name: 'regret', help: 'optimal return minus greedy return, both exact', better: 'lower' }),
  qError: (r: Recorder) =>
    r.define({
      name: 'q_error',
      help: 'max |Q - Q*| over all states and actions, Q* by value iteration',
      better: 'lower',
    }),
  epsilon: (r: Recorder) => r.define({ name: 'epsilon', help: 'probability of a random action', better: 'neither' }),
  gradNorm: (r: Recorder) =>
    r.define({ name: 'grad_norm', help: 'norm of the gradient before clipping', better: 'neither' }),
  qMean: (r: Recorder) =>
    r.define({ name: 'q_mean', help: 'mean over the batch of Q(s, a) of the replayed actions', better: 'neither' }),
  entropy: (r: Recorder) =>
    r.define({ name: 'entropy', help: 'mean entropy of the policy over the batch, in nats', better: 'neither' }),
  valueLoss: (r: Recorder) =>
    r.define({ name: 'value_loss', help: 'squared error of the critic before its update', better: 'lower' }),
  explainedVariance: (r: Recorder) =>
    r.define({
      name: 'explained_variance',
      help: 'share of the variance of the returns that the critic explains; 1 is perfect, below 0 is worse than a constant',
      better: 'higher',
    }),
  clipFraction: (r: Recorder) =>
    r.define({
      name: 'clip_fraction',
      help: 'share of the samples whose probability ratio was clipped',
      better: 'neither',
    }),
} as const;
