import { createRegistry, type Registry } from '../core/registry.js';
import { acrobot } from './acrobot.js';
import { bandit } from './bandit.js';
import { cartpole } from './cartpole.js';
import { catchBall } from './catch.js';
import { cliffWalking } from './cliff-walking.js';
import type { EnvDefinition } from './env.js';
import { frozenLake } from './frozen-lake.js';
import { gridworld } from './gridworld.js';
import { type Environment, makeEnvironment } from './make.js';
import { mountainCar } from './mountain-car.js';

export interface EnvRegistry extends Registry<EnvDefinition> {
  /**
   * An environment for people: plain arrays in and out, Gymnasium's calls. Throws a UserError for an unknown name or a
   * setting out of range.
   */
  make(name: string, params?: Readonly<Record<string, unknown>>): Environment;
}

const registry = createRegistry<EnvDefinition>('env', [
  gridworld,
  frozenLake,
  cliffWalking,
  cartpole,
  mountainCar,
  acrobot,
  bandit,
  catchBall,
]);

export const envs: EnvRegistry = {
  ...registry,
  make: (name, params = {}) => makeEnvironment(registry.get(name), params),
};
