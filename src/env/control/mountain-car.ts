import { integer, number } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BodyScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { defineEnv, type Env, type ObservationSpace } from '../kit/env.js';
import { checkedElapsed, checkedVector, refuseState, refuseStep } from '../kit/guard.js';
import { hillLines } from './hill.js';

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
const TOP_SPEED = 0.07;
const GOAL = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;
const STATE = ['position', 'velocity'] as const;

const space: ObservationSpace = {
  size: 2,
  low: [LEFT_END, -TOP_SPEED],
  high: [RIGHT_END, TOP_SPEED],
  states: null,
};

/** State: position along the track and velocity a step. The height at x is sin(3x). */
class MountainCar implements Env {
  readonly name = 'mountain-car';
  readonly observationSpace = space;
  readonly actionNames = ['left', 'coast', 'right'];
  readonly maxEpisodeSteps: number;
  readonly observation = new Float64Array(2);
  readonly state = -1;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  readonly #goalVelocity: number;
  readonly #now = new Float64Array(2);
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(maxEpisodeSteps: number, goalVelocity: number) {
    this.maxEpisodeSteps = maxEpisodeSteps;
    this.#goalVelocity = goalVelocity;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    if (state === undefined) {
      this.#now[0] = random.between(-0.6, -0.4);
      this.#now[1] = 0;
    } else {
      const [position, velocity] = checkedVector(this, state, STATE, space.low, space.high);
      if (this.#atGoal(position!, velocity!))
        refuseState(this, state, `position below ${GOAL}: the goal ends an episode`);
      this.#now[0] = position!;
      this.#now[1] = velocity!;
    }
    this.observation.set(this.#now);
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.#over = false;
    this.#episode += 1;
    this.#return = 0;
  }

  step(action: number): void {
    if (this.#over || (action !== 0 && action !== 1 && action !== 2)) refuseStep(this, action);
    const now = this.#now;
    let velocity = now[1]! + ((action - 1) * FORCE + maths.cos(3 * now[0]!) * -GRAVITY);
    velocity = Math.min(Math.max(velocity, -TOP_SPEED), TOP_SPEED);
    const position = Math.min(Math.max(now[0]! + velocity, LEFT_END), RIGHT_END);
    if (position === LEFT_END && velocity < 0) velocity = 0;
    now[0] = position;
    now[1] = velocity;
    this.observation[0] = position;
    this.observation[1] = velocity;
    this.terminated = this.#atGoal(position, velocity);
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
    this.reward = -1;
    this.#return -= 1;
  }

  snapshot(): number[] {
    return [...this.#now];
  }

  render(): string[] {
    return hillLines(this.#now[0]!, this.#now[1]!, GOAL, this.elapsed);
  }

  scope(): BodyScope {
    return {
      kind: 'body',
      env: 'mountain-car',
      state: this.snapshot(),
      step: this.elapsed,
      episode: this.#episode,
      episodeReturn: this.#return,
      actions: [],
    };
  }

  #atGoal(position: number, velocity: number): boolean {
    return position >= GOAL && velocity >= this.#goalVelocity;
  }
}

export const mountainCar = defineEnv({
  name: 'mountain-car',
  title: 'Mountain car',
  summary: 'A car too weak for the hill must swing back and forth to reach the flag on the right.',
  rewards: '-1 a step until the flag at position 0.5.',
  source: 'Moore 1990; Gymnasium MountainCar-v0',
  gymnasium: 'MountainCar-v0',
  params: {
    maxSteps: integer(200, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
    goalVelocity: number(0, 'velocity with which the flag must at least be passed', { min: 0, max: TOP_SPEED }),
  },
  create: (params) => new MountainCar(params.maxSteps, params.goalVelocity),
});
