import { createRegistry, type Registry } from '../core/registry.js';
import { bandit } from './bandit/bandit.js';
import { baird } from './book/baird.js';
import { gambler } from './book/gambler.js';
import { randomWalk } from './book/random-walk.js';
import { shortCorridor } from './book/short-corridor.js';
import { acrobot } from './control/acrobot.js';
import { cartpole } from './control/cartpole.js';
import { mountainCar } from './control/mountain-car.js';
import { pendulum } from './control/pendulum.js';
import { catchBall } from './games/catch.js';
import { cliffWalking } from './grid/cliff-walking.js';
import { frozenLake } from './grid/frozen-lake.js';
import { gridworld } from './grid/gridworld.js';
import type { EnvDefinition } from './kit/env.js';
import { type Environment, makeEnvironment } from './kit/environment.js';
import { tokens } from './tokens/tokens.js';

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
  pendulum,
  bandit,
  catchBall,
  randomWalk,
  shortCorridor,
  tokens,
  gambler,
  baird,
]);

export const envs: EnvRegistry = {
  ...registry,
  make: (name, params = {}) => makeEnvironment(registry.get(name), params),
};
