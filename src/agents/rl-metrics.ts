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
  overestimation: (r: Recorder) =>
    r.define({
      name: 'overestimation',
      help: 'mean over all states of max Q minus max Q*, Q* by value iteration; above 0 the agent expects too much',
      better: 'neither',
    }),
  policyError: (r: Recorder) =>
    r.define({
      name: 'policy_error',
      help: 'share of all states in which the greedy action is none of the best by Q*',
      better: 'lower',
    }),
  epsilon: (r: Recorder) => r.define({ name: 'epsilon', help: 'probability of a random action', better: 'neither' }),
  gradNorm: (r: Recorder) =>
    r.define({ name: 'grad_norm', help: 'norm of the gradient before clipping', better: 'neither' }),
  qMean: (r: Recorder) =>
    r.define({ name: 'q_mean', help: 'mean over the batch of Q(s, a) of the replayed actions', better: 'neither' }),
  qMax: (r: Recorder) =>
    r.define({ name: 'q_max', help: 'largest Q(s, a) of the batch over all actions', better: 'neither' }),
  qLimit: (r: Recorder, exact: boolean) =>
    r.define({
      name: 'q_limit',
      help: exact
        ? 'largest Q*, by value iteration'
        : 'what the largest reward so far would bring if it came at every step',
      better: 'neither',
    }),
  tdError: (r: Recorder) =>
    r.define({ name: 'td_error', help: 'mean |TD error| of the batch, in units of the reward', better: 'lower' }),
  tdErrorMedian: (r: Recorder) =>
    r.define({ name: 'td_error_median', help: 'median |TD error| of the batch', better: 'lower' }),
  tdErrorHigh: (r: Recorder) =>
    r.define({ name: 'td_error_p90', help: '|TD error| that a tenth of the batch exceeds', better: 'lower' }),
  targetLag: (r: Recorder) =>
    r.define({
      name: 'target_lag',
      help: 'distance of the target network from the online network, over the length of the latter',
      better: 'neither',
    }),
  deadUnits: (r: Recorder) =>
    r.define({
      name: 'dead_units',
      help: 'share of the ReLU units that fire for no row of the batch',
      better: 'lower',
    }),
  rewardMin: (r: Recorder) =>
    r.define({ name: 'reward_min', help: 'smallest reward of a training step so far', better: 'neither' }),
  rewardMax: (r: Recorder) =>
    r.define({ name: 'reward_max', help: 'largest reward of a training step so far', better: 'neither' }),
  randomReturn: (r: Recorder, exact: boolean) =>
    r.define({
      name: 'random_return',
      help: exact ? 'expected return of a random policy, exact' : 'mean return of random episodes, played once',
      better: 'neither',
    }),
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
