/** What agents and tasks are made of: memories, advantages, exploration, the exact yardstick, evaluation, saved states. */
export { BoxSpace } from '../agents/kit/box-space.js';
export { epsilonAt, epsilonParams } from '../agents/kit/exploration.js';
export { FrameStack } from '../agents/kit/frame-stack.js';
export { boxReturns, episodeIn, episodeReturns, meanOf, RunningMean } from '../agents/kit/judging/evaluation.js';
export { QDiagnosis } from '../agents/kit/judging/q-diagnosis.js';
export {
  createValueYardstick,
  createYardstick,
  type Judgement as Regret,
  type Yardstick,
} from '../agents/kit/judging/yardstick.js';
export { BoxReplay, type ReplayedBox } from '../agents/kit/memory/box-replay.js';
export { discountedReturns, EpisodeBatch } from '../agents/kit/memory/episode-batch.js';
export { NStepWindow } from '../agents/kit/memory/n-step.js';
export { Priorities, ReplayBuffer, type Replayed } from '../agents/kit/memory/replay-buffer.js';
export { advantages, explainedVariance, Rollout, standardise } from '../agents/kit/memory/rollout.js';
export { networkParams } from '../agents/kit/networks/network-params.js';
export { checkNetwork, convOf } from '../agents/kit/networks/network-settings.js';
export { createQNetwork, type QNetwork, type ReturnDistribution } from '../agents/kit/networks/q-network.js';
export { isEnd, truncationParams } from '../agents/kit/truncation.js';
export { copyArrays } from '../core/learner.js';
export { contentOf, each, fieldsOf, type Savable, type Saved, type SavedArray, together } from '../core/state.js';
export { createTrained, type Trainee } from '../tasks/model/trainee.js';
