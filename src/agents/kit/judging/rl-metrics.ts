import type { MetricSpec, Recorder } from '../../../core/learner.js';

type Better = MetricSpec['better'];

const metric =
  (name: string, better: Better, help: string, dependsOn: readonly string[] = []) =>
  (r: Recorder) =>
    r.define({ name, help, better, ...(dependsOn.length === 0 ? {} : { dependsOn }) });

/** A metric that is exact in some envs and measured in others. */
const either =
  (name: string, better: Better, exact: string, measured: string, dependsOn: readonly string[]) =>
  (r: Recorder, isExact: boolean) =>
    metric(name, better, isExact ? exact : measured, dependsOn)(r);

/** What rewards are made of: a return under other rewards is another quantity. */
export const REWARDS = ['env.name', 'env.pitReward'] as const;
/** Values of states and actions are discounted sums of rewards. */
export const VALUES = [...REWARDS, 'agent.gamma'] as const;
const TD_ERRORS = [...VALUES, 'agent.name', 'agent.nStep'] as const;
const LOSSES = [...TD_ERRORS, 'loss', 'agent.rewardScale', 'agent.normalizeRewards', 'agent.lambda'] as const;

/** The curves that RL agents share, so that one name means one thing everywhere. */
export const rlMetrics = {
  loss: (r: Recorder, help: string) => metric('loss', 'lower', help, LOSSES)(r),
  episodeReturn: metric('episode_return', 'higher', 'return of one training episode, exploration included', REWARDS),
  onlineReturn: metric('online_return', 'higher', 'mean return of the last 100 training episodes', REWARDS),
  greedyReturn: either(
    'greedy_return',
    'higher',
    'expected return of the greedy policy, exact',
    'mean return of greedy episodes from fresh seeded starts',
    REWARDS,
  ),
  policyReturn: either(
    'policy_return',
    'higher',
    'expected return of the policy that was learned, drawing its actions, exact',
    'mean return of episodes of the policy that was learned, drawing its actions',
    REWARDS,
  ),
  policyRegret: metric('regret', 'lower', 'optimal return minus policy return, both exact', REWARDS),
  regret: metric('regret', 'lower', 'optimal return minus greedy return, both exact', REWARDS),
  qError: metric('q_error', 'lower', 'max |Q - Q*| over all states and actions, Q* by policy iteration', VALUES),
  overestimation: metric(
    'overestimation',
    'neither',
    'mean over all states of max Q minus max Q*, Q* by policy iteration; above 0 the agent expects too much',
    VALUES,
  ),
  policyError: metric(
    'policy_error',
    'lower',
    'share of all states in which the greedy action is none of the best by Q*',
    VALUES,
  ),
  epsilon: metric('epsilon', 'neither', 'probability of a random action'),
  outsideSupport: metric(
    'outside_support',
    'lower',
    'share of the mass of the target distributions that lies outside vMin..vMax and is moved to its ends',
    [...VALUES, 'agent.rewardScale', 'loss'],
  ),
  noise: metric('noise', 'neither', 'mean size of the learned noise on the weights of noisy layers'),
  gradNorm: metric('grad_norm', 'neither', 'norm of the gradient before clipping', LOSSES),
  qMean: metric('q_mean', 'neither', 'mean over the batch of Q(s, a) of the replayed actions', VALUES),
  qMax: metric('q_max', 'neither', 'largest Q(s, a) of the batch over all actions', VALUES),
  qLimit: either(
    'q_limit',
    'neither',
    'largest Q*, by policy iteration',
    'what the largest reward so far would bring if it came at every step',
    VALUES,
  ),
  tdError: metric('td_error', 'lower', 'mean |TD error| of the batch, in units of the reward', TD_ERRORS),
  tdErrorMedian: metric('td_error_median', 'lower', 'median |TD error| of the batch', TD_ERRORS),
  tdErrorHigh: metric('td_error_p90', 'lower', '|TD error| that a tenth of the batch exceeds', TD_ERRORS),
  targetLag: metric(
    'target_lag',
    'neither',
    'distance of the target network from the online network, over the length of the latter',
  ),
  deadUnits: metric('dead_units', 'lower', 'share of the ReLU units that fire for no row of the batch'),
  rewardMin: metric('reward_min', 'neither', 'smallest reward of a training step so far', REWARDS),
  rewardMax: metric('reward_max', 'neither', 'largest reward of a training step so far', REWARDS),
  randomReturn: either(
    'random_return',
    'neither',
    'expected return of a random policy, exact',
    'mean return of random episodes, played once',
    REWARDS,
  ),
  entropy: metric('entropy', 'neither', 'mean entropy of the policy over the batch, in nats'),
  actorLoss: metric('actor_loss', 'neither', 'loss of the actor in one update: minus the value of its actions', LOSSES),
  actorGradNorm: metric('actor_grad_norm', 'neither', "norm of the actor's gradient before clipping", LOSSES),
  actionEntropy: metric(
    'entropy',
    'neither',
    'minus the mean log-density of drawn actions, squashed to -1 .. 1, in nats; may be below 0',
  ),
  temperature: metric('temperature', 'neither', 'weight of the entropy against the reward'),
  twinGap: metric('twin_gap', 'neither', 'mean distance of the two critics on the batch', VALUES),
  saturation: metric('saturation', 'neither', 'share of the action components of training beyond 0.99 of their bounds'),
  dataReturn: metric('data_return', 'neither', 'mean return of the whole episodes in the recorded steps', REWARDS),
  dataBest: metric('data_best', 'neither', 'largest return of an episode in the recorded steps', REWARDS),
  qGreedy: metric('q_greedy', 'neither', 'mean over the batch of the largest Q(s, a), tried or not', VALUES),
  untried: metric('untried', 'neither', 'share of the batch whose greedy action is not the recorded one'),
  valueLoss: metric('value_loss', 'lower', 'squared error of the critic before its update', [
    ...TD_ERRORS,
    'agent.lambda',
  ]),
  explainedVariance: metric(
    'explained_variance',
    'higher',
    'share of the variance of the returns that the critic explains; 1 is perfect, below 0 is worse than a constant',
    [...TD_ERRORS, 'agent.lambda'],
  ),
  clipFraction: metric(
    'clip_fraction',
    'neither',
    'share of the samples whose probability ratio is off 1 by more than clipRange',
  ),
  approxKl: metric(
    'approx_kl',
    'lower',
    'mean of r - 1 - ln r over the minibatch, r the probability ratio: about KL(old, new) in nats',
  ),
} as const;
