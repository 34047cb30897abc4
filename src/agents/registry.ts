import { createRegistry } from '../core/registry.js';
import { banditPolicy } from './bandit/bandit-policy.js';
import { sac } from './continuous/sac.js';
import { td3 } from './continuous/td3.js';
import type { AgentDefinition } from './kit/agent.js';
import { semiGradientSarsa } from './linear/semi-gradient-sarsa.js';
import { bc } from './offline/bc.js';
import { cql } from './offline/cql.js';
import { iql } from './offline/iql.js';
import { dynamicProgramming } from './planning/dynamic-programming.js';
import { actorCritic } from './policy/actor-critic.js';
import { grpo } from './policy/grpo.js';
import { ppo } from './policy/ppo.js';
import { reinforce } from './policy/reinforce.js';
import { offPolicyPrediction } from './prediction/off-policy-prediction.js';
import { tdPrediction } from './prediction/td-prediction.js';
import { doubleQLearning } from './tabular/double-q-learning.js';
import { dynaQ } from './tabular/dyna-q.js';
import { expectedSarsa } from './tabular/expected-sarsa.js';
import { monteCarlo } from './tabular/monte-carlo.js';
import { nStepSarsa } from './tabular/n-step-sarsa.js';
import { qLearning } from './tabular/q-learning.js';
import { sarsa } from './tabular/sarsa.js';
import { sarsaLambda } from './tabular/sarsa-lambda.js';
import { dqn } from './value/dqn.js';

export const agents = createRegistry<AgentDefinition>('agent', [
  qLearning,
  sarsa,
  expectedSarsa,
  doubleQLearning,
  nStepSarsa,
  sarsaLambda,
  monteCarlo,
  dynaQ,
  tdPrediction,
  offPolicyPrediction,
  dynamicProgramming,
  banditPolicy,
  semiGradientSarsa,
  dqn,
  reinforce,
  actorCritic,
  ppo,
  grpo,
  sac,
  td3,
  bc,
  cql,
  iql,
]);
