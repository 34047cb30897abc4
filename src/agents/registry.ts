import { createRegistry } from '../core/registry.js';
import { actorCritic } from './actor-critic.js';
import type { AgentDefinition } from './agent.js';
import { dqn } from './dqn.js';
import { expectedSarsa } from './expected-sarsa.js';
import { ppo } from './ppo.js';
import { qLearning } from './q-learning.js';
import { reinforce } from './reinforce.js';
import { sarsa } from './sarsa.js';

export const agents = createRegistry<AgentDefinition>('agent', [
  qLearning,
  sarsa,
  expectedSarsa,
  dqn,
  reinforce,
  actorCritic,
  ppo,
]);
