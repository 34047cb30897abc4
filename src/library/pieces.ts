/** What agents and tasks are made of: memories, advantages, exploration, the exact yardstick, evaluation, saved states. */
export { epsilonAt, epsilonParams } from '../agents/kit/exploration.js';
export { episodeIn, episodeReturns, meanOf, RunningMean } from '../agents/kit/judging/evaluation.js';
export {
  createValueYardstick,
  createYardstick,
  type Judgement as Regret,
  type Yardstick,
} from '../agents/kit/judging/yardstick.js';
export { discountedReturns, EpisodeBatch } from '../agents/kit/memory/episode-batch.js';
export { NStepWindow } from '../agents/kit/memory/n-step.js';
export { Priorities, ReplayBuffer, type Replayed } from '../agents/kit/memory/replay-buffer.js';
export { advantages, explainedVariance, Rollout, standardise } from '../agents/kit/memory/rollout.js';
export { isEnd, truncationParams } from '../agents/kit/truncation.js';
export { copyArrays } from '../core/learner.js';
export { contentOf, each, fieldsOf, type Savable, type Saved, type SavedArray, together } from '../core/state.js';
export { createTrained, type Trainee } from '../tasks/model/trainee.js';
