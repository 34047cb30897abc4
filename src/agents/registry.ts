import { createRegistry } from '../core/registry.js';
import type { AgentDefinition } from './kit/agent.js';
import { actorCritic } from './policy/actor-critic.js';
import { ppo } from './policy/ppo.js';
import { reinforce } from './policy/reinforce.js';
import { expectedSarsa } from './tabular/expected-sarsa.js';
import { qLearning } from './tabular/q-learning.js';
import { sarsa } from './tabular/sarsa.js';
import { dqn } from './value/dqn.js';

export const agents = createRegistry<AgentDefinition>('agent', [
  qLearning,
  sarsa,
  expectedSarsa,
  dqn,
  reinforce,
  actorCritic,
  ppo,
]);
