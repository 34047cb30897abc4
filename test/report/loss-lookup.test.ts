import { expect, test } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { lossesCalled } from '../../src/report/losses/loss-lookup.js';

const called = (name: string) => lossesCalled(losses.list(), name).map((loss) => loss.name);

test.each([
  ['A2C', 'policy-gradient'],
  ['AAM-Softmax', 'arcface'],
  ['actor-critic', 'policy-gradient'],
  ['AlphaPO', 'simpo'],
  ['BCEWithLogitsLoss', 'bce'],
  ['BPR', 'pairwise-logistic'],
  ['Bradley-Terry', 'bradley-terry'],
  ['Brier', 'mse'],
  ['BYOL', 'simsiam'],
  ['C51', 'categorical-td'],
  ['CISPO', 'grpo'],
  ['class-balanced', 'cross-entropy'],
  ['CLIP', 'info-nce'],
  ['CosFace', 'arcface'],
  ['DAPO', 'grpo'],
  ['distillation', 'kl-div'],
  ['double DQN', 'q-td'],
  ['FaceNet', 'triplet'],
  ['GAIL', 'bce'],
  ['GAN', 'bce'],
  ['hinge', 'hinge'],
  ['InfoNCE', 'info-nce'],
  ['IQL', 'expectile'],
  ['Jaccard', 'tversky'],
  ['knowledge distillation', 'kl-div'],
  ['L1', 'mae'],
  ['L2', 'mse'],
  ['label smoothing', 'cross-entropy'],
  ['LambdaMART', 'lambda-rank'],
  ['MoCo', 'info-nce'],
  ['negative sampling', 'bce'],
  ['NT-Xent', 'info-nce'],
  ['perceptron', 'hinge'],
  ['perplexity', 'cross-entropy'],
  ['pinball', 'quantile'],
  ['Plackett-Luce', 'list-mle'],
  ['PPO', 'ppo-clip'],
  ['RankNet', 'pairwise-logistic'],
  ['REINFORCE', 'policy-gradient'],
  ['RetinaNet', 'focal'],
  ['RLHF', 'ppo-clip'],
  ['RLOO', 'grpo'],
  ['RMSE', 'mse'],
  ['siamese', 'contrastive'],
  ['SimCLR', 'info-nce'],
  ['SVM', 'hinge'],
  ['TD', 'q-td'],
  ['TRPO', 'ppo-clip'],
  ['word2vec', 'bce'],
])('%s opens %s', (name, loss) => {
  expect(called(name)[0]).toBe(loss);
});

test('a phrase is looked for as a whole', () => {
  expect(called('luce plackett')).toEqual([]);
  expect(called('no such thing')).toEqual([]);
});
