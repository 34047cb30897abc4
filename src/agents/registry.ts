import { createRegistry } from '../core/registry.js';
import type { AgentDefinition } from './kit/agent.js';
import { actorCritic } from './policy/actor-critic.js';
import { ppo } from './policy/ppo.js';
import { reinforce } from './policy/reinforce.js';
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
  dqn,
  reinforce,
  actorCritic,
  ppo,
]);
