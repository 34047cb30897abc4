import { integer, number } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BodyScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { binned, binsParam } from '../kit/binned.js';
import { Canvas } from '../kit/canvas.js';
import { type ActionSpace, defineEnv, type Env, type ObservationSpace } from '../kit/env.js';
import { checkedElapsed, checkedVector, isBoxAction, refuseApply, refuseStep } from '../kit/guard.js';

const TOP_SPEED = 8;
const TOP_TORQUE = 2;
const STEP = 0.05;
const TURN = 2 * Math.PI;
const STATE = ['theta', 'theta_dot'] as const;
const LOW = [Number.NEGATIVE_INFINITY, -TOP_SPEED];
const HIGH = [Number.POSITIVE_INFINITY, TOP_SPEED];

const space: ObservationSpace = {
  size: 3,
  low: [-1, -1, -TOP_SPEED],
  high: [1, 1, TOP_SPEED],
  states: null,
};

/** State: angle from upright in radians, growing with every turn, and angular velocity. Mass and length are 1. */
class Pendulum implements Env {
  readonly name = 'pendulum';
  readonly observationSpace = space;
  readonly actionNames = ['torque'];
  readonly actions: ActionSpace = { kind: 'box', low: [-TOP_TORQUE], high: [TOP_TORQUE] };
  readonly maxEpisodeSteps: number;
  readonly observation = new Float64Array(3);
  readonly state = -1;
  reward = 0;
  readonly terminated = false;
  truncated = false;
  elapsed = 0;
  /** Angular acceleration by gravity, as a factor on the sine: 3 g / (2 l). */
  readonly #gravity: number;
  #theta = 0;
  #speed = 0;
  #torque = 0;
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(maxEpisodeSteps: number, g: number) {
    this.maxEpisodeSteps = maxEpisodeSteps;
    this.#gravity = (3 * g) / 2;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    if (state === undefined) {
      this.#theta = random.between(-Math.PI, Math.PI);
      this.#speed = random.between(-1, 1);
    } else {
      const [theta, speed] = checkedVector(this, state, STATE, LOW, HIGH);
      this.#theta = theta!;
      this.#speed = speed!;
    }
    this.#torque = 0;
    this.#see();
    this.reward = 0;
    this.truncated = false;
    this.#over = false;
    this.#episode += 1;
    this.#return = 0;
  }

  step(action: number): void {
    refuseStep(this, action);
  }

  apply(action: ArrayLike<number>): void {
    if (this.#over || !isBoxAction(action, 1)) refuseApply(this, action);
    const torque = Math.min(Math.max(action[0]!, -TOP_TORQUE), TOP_TORQUE);
    const theta = this.#theta;
    const shifted = theta + Math.PI;
    const upright = shifted - TURN * Math.floor(shifted / TURN) - Math.PI;
    const cost = upright * upright + 0.1 * (this.#speed * this.#speed) + 0.001 * (torque * torque);
    const speed = this.#speed + (this.#gravity * this.observation[1]! + 3 * torque) * STEP;
    this.#speed = Math.min(Math.max(speed, -TOP_SPEED), TOP_SPEED);
    this.#theta = theta + this.#speed * STEP;
    this.#torque = torque;
    this.#see();
    this.reward = -cost;
    this.#return -= cost;
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.truncated;
  }

  snapshot(): number[] {
    return [this.#theta, this.#speed];
  }

  render(): string[] {
    const canvas = new Canvas(24, 12);
    const [x, y] = [canvas.width / 2, canvas.height / 2];
    const length = canvas.height / 2 - 2;
    const [tipX, tipY] = [x - this.observation[1]! * length, y - this.observation[0]! * length];
    for (const shift of [0, 1]) canvas.line(x + shift, y, tipX + shift, tipY);
    canvas.box(x - 1, y - 1, x + 2, y + 1);
    const figures = `theta ${this.#theta.toFixed(2)}, speed ${this.#speed.toFixed(2)}`;
    return [...canvas.lines(), `${figures}, torque ${this.#torque.toFixed(2)}, step ${this.elapsed}`];
  }

  scope(): BodyScope {
    return {
      kind: 'body',
      env: 'pendulum',
      state: [this.#theta, this.#speed, this.#torque],
      step: this.elapsed,
      episode: this.#episode,
      episodeReturn: this.#return,
      actions: [],
    };
  }

  /** The sine observed is that of the next step's gravity. */
  #see(): void {
    this.observation[0] = maths.cos(this.#theta);
    this.observation[1] = maths.sin(this.#theta);
    this.observation[2] = this.#speed;
  }
}

export const pendulum = defineEnv({
  name: 'pendulum',
  title: 'Pendulum',
  summary: 'Swing a pendulum up and hold it upright with a torque that is too weak to lift it in one go.',
  rewards: '-(angle^2 + 0.1 speed^2 + 0.001 torque^2) a step, the angle from upright within +-pi: at best 0.',
  source: 'Gymnasium Pendulum-v1 (in OpenAI Gym since 2016)',
  licence: 'Gymnasium: MIT. Own code from the equations of its documentation.',
  gymnasium: 'Pendulum-v1',
  params: {
    maxSteps: integer(200, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
    g: number(10, 'acceleration by gravity', { min: 0, max: 1000 }),
    bins: binsParam,
  },
  create: ({ maxSteps, g, bins }) => binned(new Pendulum(maxSteps, g), bins),
});
