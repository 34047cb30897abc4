import { boolean, integer } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BodyScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { Canvas } from '../kit/canvas.js';
import { defineEnv, type Env, type ObservationSpace } from '../kit/env.js';
import { checkedElapsed, checkedVector, refuseStep } from '../kit/guard.js';

const GRAVITY = 9.8;
const POLE_MASS = 0.1;
const TOTAL_MASS = POLE_MASS + 1;
/** Half of the pole's length, in metres. */
const HALF_LENGTH = 0.5;
const POLE_MASS_LENGTH = POLE_MASS * HALF_LENGTH;
/** Newton. */
const FORCE = 10;
/** Seconds a step. */
const TAU = 0.02;
const X_LIMIT = 2.4;
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;
const STATE = ['x', 'x_dot', 'theta', 'theta_dot'] as const;

const space: ObservationSpace = {
  size: 4,
  low: [-2 * X_LIMIT, -Infinity, -2 * ANGLE_LIMIT, -Infinity],
  high: [2 * X_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity],
  states: null,
};
const lowest = [-X_LIMIT, -Infinity, -ANGLE_LIMIT, -Infinity];
const highest = [X_LIMIT, Infinity, ANGLE_LIMIT, Infinity];

/** State: position (m) and velocity of the cart, angle (rad, 0 upright, positive to the right) and its velocity. */
class CartPole implements Env {
  readonly name = 'cartpole';
  readonly observationSpace = space;
  readonly actionNames = ['left', 'right'];
  readonly maxEpisodeSteps: number;
  readonly observation = new Float64Array(4);
  readonly state = -1;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  readonly #now = new Float64Array(4);
  readonly #alive: number;
  readonly #fallen: number;
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(maxEpisodeSteps: number, suttonBartoReward: boolean) {
    this.maxEpisodeSteps = maxEpisodeSteps;
    this.#alive = suttonBartoReward ? 0 : 1;
    this.#fallen = suttonBartoReward ? -1 : 1;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    if (state === undefined) for (let i = 0; i < 4; i++) this.#now[i] = random.between(-0.05, 0.05);
    else this.#now.set(checkedVector(this, state, STATE, lowest, highest));
    this.observation.set(this.#now);
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.#over = false;
    this.#episode += 1;
    this.#return = 0;
  }

  step(action: number): void {
    if (this.#over || (action !== 0 && action !== 1)) refuseStep(this, action);
    const now = this.#now;
    const thetaDot = now[3]!;
    const force = action === 1 ? FORCE : -FORCE;
    const cos = maths.cos(now[2]!);
    const sin = maths.sin(now[2]!);
    // The order of operations is Gymnasium's, for the same last bits.
    const push = (force + POLE_MASS_LENGTH * (thetaDot * thetaDot) * sin) / TOTAL_MASS;
    const thetaAcceleration =
      (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE_MASS * (cos * cos)) / TOTAL_MASS));
    const acceleration = push - (POLE_MASS_LENGTH * thetaAcceleration * cos) / TOTAL_MASS;
    const x = now[0]! + TAU * now[1]!;
    const theta = now[2]! + TAU * thetaDot;
    now[0] = x;
    now[1] = now[1]! + TAU * acceleration;
    now[2] = theta;
    now[3] = thetaDot + TAU * thetaAcceleration;
    const { observation } = this;
    observation[0] = x;
    observation[1] = now[1]!;
    observation[2] = theta;
    observation[3] = now[3]!;
    this.terminated = x < -X_LIMIT || x > X_LIMIT || theta < -ANGLE_LIMIT || theta > ANGLE_LIMIT;
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
    this.reward = this.terminated ? this.#fallen : this.#alive;
    this.#return += this.reward;
  }

  snapshot(): number[] {
    return [...this.#now];
  }

  render(): string[] {
    const canvas = new Canvas(48, 9);
    const perMetre = (canvas.width - 12) / (2 * X_LIMIT);
    const ground = canvas.height - 1;
    const middle = (canvas.width - 1) / 2 + this.#now[0]! * perMetre;
    const top = ground - 5;
    const length = 2 * HALF_LENGTH * 28;
    canvas.line(0, ground, canvas.width - 1, ground);
    canvas.box(middle - 5, top, middle + 5, ground - 1);
    canvas.line(middle, top, middle + length * maths.sin(this.#now[2]!), top - length * maths.cos(this.#now[2]!));
    const degrees = (this.#now[2]! * 180) / Math.PI;
    return [
      ...canvas.lines(),
      `x ${this.#now[0]!.toFixed(2)} m, angle ${degrees.toFixed(1)} degrees, step ${this.elapsed}`,
    ];
  }

  scope(): BodyScope {
    return {
      kind: 'body',
      env: 'cartpole',
      state: this.snapshot(),
      step: this.elapsed,
      episode: this.#episode,
      episodeReturn: this.#return,
      actions: [],
    };
  }
}

export const cartpole = defineEnv({
  name: 'cartpole',
  title: 'Cart and pole',
  summary: 'A pole stands on a cart; push the cart left or right so that the pole does not fall.',
  rewards: '+1 a step, the last one included; an episode ends when |x| > 2.4 m or the angle exceeds 12 degrees.',
  source: 'Barto, Sutton and Anderson 1983; Gymnasium CartPole-v1',
  gymnasium: 'CartPole-v1',
  params: {
    maxSteps: integer(500, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
    suttonBartoReward: boolean(false, 'reward 0 a step and -1 at the fall, as in the original paper'),
  },
  create: (params) => new CartPole(params.maxSteps, params.suttonBartoReward),
});
