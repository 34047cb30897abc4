import { integer, number } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BodyScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { binned, binsParam } from '../kit/binned.js';
import { type ActionSpace, defineEnv, type Env, type ObservationSpace } from '../kit/env.js';
import { checkedElapsed, checkedVector, isBoxAction, refuseApply, refuseState, refuseStep } from '../kit/guard.js';
import { hillLines } from './hill.js';

const LEFT_END = -1.2;
const RIGHT_END = 0.6;
const TOP_SPEED = 0.07;
const GOAL = 0.45;
const POWER = 0.0015;
const GRAVITY = 0.0025;
const STATE = ['position', 'velocity'] as const;

/** The state is kept in single precision, so its bounds are too. */
const space: ObservationSpace = {
  size: 2,
  low: [Math.fround(LEFT_END), -Math.fround(TOP_SPEED)],
  high: [Math.fround(RIGHT_END), Math.fround(TOP_SPEED)],
  states: null,
};

/** State: position along the track and velocity a step, in single precision after the first step. */
class MountainCarContinuous implements Env {
  readonly name = 'mountain-car-continuous';
  readonly observationSpace = space;
  readonly actionNames = ['force'];
  readonly actions: ActionSpace = { kind: 'box', low: [-1], high: [1] };
  readonly maxEpisodeSteps: number;
  readonly observation = new Float64Array(2);
  readonly state = -1;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  readonly #goalVelocity: number;
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(maxEpisodeSteps: number, goalVelocity: number) {
    this.maxEpisodeSteps = maxEpisodeSteps;
    this.#goalVelocity = goalVelocity;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    const now = this.observation;
    if (state === undefined) {
      now[0] = random.between(-0.6, -0.4);
      now[1] = 0;
    } else {
      const [position, velocity] = checkedVector(this, state, STATE, space.low, space.high);
      if (position! >= GOAL && velocity! >= this.#goalVelocity)
        refuseState(this, state, `position below ${GOAL}: the goal ends an episode`);
      now[0] = position!;
      now[1] = velocity!;
    }
    this.reward = 0;
    this.terminated = false;
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
    const now = this.observation;
    const asked = action[0]!;
    const force = Math.min(Math.max(asked, -1), 1);
    let velocity = now[1]! + (force * POWER - GRAVITY * maths.cos(3 * now[0]!));
    velocity = Math.min(Math.max(velocity, -TOP_SPEED), TOP_SPEED);
    const position = Math.min(Math.max(now[0]! + velocity, LEFT_END), RIGHT_END);
    if (position === LEFT_END && velocity < 0) velocity = 0;
    now[0] = Math.fround(position);
    now[1] = Math.fround(velocity);
    this.terminated = position >= GOAL && velocity >= this.#goalVelocity;
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
    // The cost is that of what was asked for, clipped or not.
    this.reward = (this.terminated ? 100 : 0) - asked * asked * 0.1;
    this.#return += this.reward;
  }

  snapshot(): number[] {
    return [...this.observation];
  }

  render(): string[] {
    return hillLines(this.observation[0]!, this.observation[1]!, GOAL, this.elapsed);
  }

  scope(): BodyScope {
    return {
      kind: 'body',
      env: 'mountain-car-continuous',
      state: this.snapshot(),
      step: this.elapsed,
      episode: this.#episode,
      episodeReturn: this.#return,
      actions: [],
    };
  }
}

export const mountainCarContinuous = defineEnv({
  name: 'mountain-car-continuous',
  title: 'Mountain car, continuous',
  summary:
    'A car too weak for the hill must swing back and forth to reach the flag on the right, by a force of any size.',
  rewards: '100 at the flag at position 0.45, less 0.1 force^2 a step.',
  source: 'Moore 1990; Gymnasium MountainCarContinuous-v0',
  licence: 'Gymnasium: MIT. Own code from the equations of its documentation.',
  gymnasium: 'MountainCarContinuous-v0',
  params: {
    maxSteps: integer(999, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
    goalVelocity: number(0, 'velocity with which the flag must at least be passed', { min: 0, max: TOP_SPEED }),
    bins: binsParam,
  },
  create: ({ maxSteps, goalVelocity, bins }) => binned(new MountainCarContinuous(maxSteps, goalVelocity), bins),
});
