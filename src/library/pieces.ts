/** What agents are made of: memories, advantages, the exact yardstick, exploration. */
export { epsilonAt, epsilonParams } from '../agents/kit/exploration.js';
export { createYardstick, type Judgement as Regret, type Yardstick } from '../agents/kit/judging/yardstick.js';
export { discountedReturns, EpisodeBatch } from '../agents/kit/memory/episode-batch.js';
export { NStepWindow } from '../agents/kit/memory/n-step.js';
export { Priorities, ReplayBuffer, type Replayed } from '../agents/kit/memory/replay-buffer.js';
export { advantages, explainedVariance, Rollout, standardise } from '../agents/kit/memory/rollout.js';
