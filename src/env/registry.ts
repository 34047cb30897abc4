import { createRegistry, type Registry } from '../core/registry.js';
import { bandit } from './bandit/bandit.js';
import { baird } from './book/baird.js';
import { changingMaze } from './book/changing-maze.js';
import { gambler } from './book/gambler.js';
import { maximisationBias } from './book/maximisation-bias.js';
import { randomWalk } from './book/random-walk.js';
import { shortCorridor } from './book/short-corridor.js';
import { deepSea } from './bsuite/deep-sea.js';
import { discounting } from './bsuite/discounting.js';
import { memory } from './bsuite/memory.js';
import { umbrella } from './bsuite/umbrella.js';
import { acrobot } from './control/acrobot.js';
import { cartpole } from './control/cartpole.js';
import { mountainCar } from './control/mountain-car.js';
import { mountainCarContinuous } from './control/mountain-car-continuous.js';
import { pendulum } from './control/pendulum.js';
import { blackjack } from './games/blackjack.js';
import { catchBall } from './games/catch.js';
import { taxi } from './games/taxi.js';
import { cliffWalking } from './grid/cliff-walking.js';
import { frozenLake } from './grid/frozen-lake.js';
import { gridworld } from './grid/gridworld.js';
import type { EnvDefinition } from './kit/env.js';
import { type Environment, makeEnvironment } from './kit/environment.js';
import { asterix } from './minatar/asterix.js';
import { breakout } from './minatar/breakout.js';
import { freeway } from './minatar/freeway.js';
import { seaquest } from './minatar/seaquest.js';
import { spaceInvaders } from './minatar/space-invaders.js';
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
  mountainCarContinuous,
  taxi,
  blackjack,
  deepSea,
  memory,
  umbrella,
  discounting,
  bandit,
  catchBall,
  randomWalk,
  shortCorridor,
  maximisationBias,
  breakout,
  asterix,
  freeway,
  seaquest,
  spaceInvaders,
  tokens,
  gambler,
  changingMaze,
  baird,
]);

export const envs: EnvRegistry = {
  ...registry,
  make: (name, params = {}) => makeEnvironment(registry.get(name), params),
};
