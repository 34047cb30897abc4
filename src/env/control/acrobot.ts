import { integer } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BodyScope } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import { Canvas } from '../kit/canvas.js';
import { defineEnv, type Env, type ObservationSpace } from '../kit/env.js';
import { checkedElapsed, checkedVector, refuseState, refuseStep } from '../kit/guard.js';

/** Seconds a step, one step of Runge-Kutta. */
const DT = 0.2;
const GRAVITY = 9.8;
const HALF_PI = Math.PI / 2;
const TOP_SPEED_1 = 4 * Math.PI;
const TOP_SPEED_2 = 9 * Math.PI;
const STATE = ['theta1', 'theta2', 'theta1_dot', 'theta2_dot'] as const;

// Both links: length 1 m, mass 1 kg, centre of mass in the middle, moment of inertia 1.
const LENGTH = 1;
const CENTRE = 0.5;
const INERTIA = 1;
const BOTH_LINKS = (CENTRE + LENGTH) * GRAVITY;

const highest = [Math.PI, Math.PI, TOP_SPEED_1, TOP_SPEED_2];
const lowest = highest.map((bound) => -bound);
const space: ObservationSpace = {
  size: 6,
  low: [-1, -1, -1, -1, -TOP_SPEED_1, -TOP_SPEED_2],
  high: [1, 1, 1, 1, TOP_SPEED_1, TOP_SPEED_2],
  states: null,
};

/** An angle brought into [-pi, pi] by whole turns. */
function wrapped(angle: number): number {
  let x = angle;
  while (x > Math.PI) x -= 2 * Math.PI;
  while (x < -Math.PI) x += 2 * Math.PI;
  return x;
}

/**
 * State: angle of the upper link (0 hangs down), angle of the lower link relative to the upper one, and their velocities
 * (rad, rad/s). The dynamics are those of Sutton and Barto's book, not of the 1996 paper, as in Gymnasium.
 */
class Acrobot implements Env {
  readonly name = 'acrobot';
  readonly observationSpace = space;
  readonly actionNames = ['torque -1', 'torque 0', 'torque +1'];
  readonly maxEpisodeSteps: number;
  readonly observation = new Float64Array(6);
  readonly state = -1;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  readonly #now = new Float64Array(4);
  readonly #at = new Float64Array(4);
  readonly #k1 = new Float64Array(4);
  readonly #k2 = new Float64Array(4);
  readonly #k3 = new Float64Array(4);
  readonly #k4 = new Float64Array(4);
  #over = true;
  #episode = 0;
  #return = 0;

  constructor(maxEpisodeSteps: number) {
    this.maxEpisodeSteps = maxEpisodeSteps;
  }

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    if (state === undefined) {
      // Gymnasium rounds the start to float32.
      for (let i = 0; i < 4; i++) this.#now[i] = Math.fround(random.between(-0.1, 0.1));
    } else {
      const [theta1, theta2] = checkedVector(this, state, STATE, lowest, highest);
      if (-maths.cos(theta1!) - maths.cos(theta1! + theta2!) > 1) {
        refuseState(this, state, 'a tip not above the line: that ends an episode');
      }
      this.#now.set(state);
    }
    this.#observe();
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.#over = false;
    this.#episode += 1;
    this.#return = 0;
  }

  step(action: number): void {
    if (this.#over || (action !== 0 && action !== 1 && action !== 2)) refuseStep(this, action);
    this.#integrate(action - 1);
    const now = this.#now;
    now[0] = wrapped(now[0]!);
    now[1] = wrapped(now[1]!);
    now[2] = Math.min(Math.max(now[2]!, -TOP_SPEED_1), TOP_SPEED_1);
    now[3] = Math.min(Math.max(now[3]!, -TOP_SPEED_2), TOP_SPEED_2);
    this.#observe();
    this.terminated = -this.observation[0]! - maths.cos(now[1]! + now[0]!) > 1;
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
    this.reward = this.terminated ? 0 : -1;
    this.#return += this.reward;
  }

  snapshot(): number[] {
    return [...this.#now];
  }

  render(): string[] {
    const canvas = new Canvas(32, 16);
    const scale = (canvas.height - 2) / (4 * LENGTH);
    const [theta1, theta2] = this.#now;
    const x0 = canvas.width / 2;
    const y0 = canvas.height / 2;
    const x1 = x0 + scale * maths.sin(theta1!);
    const y1 = y0 + scale * maths.cos(theta1!);
    const x2 = x1 + scale * maths.sin(theta1! + theta2!);
    const y2 = y1 + scale * maths.cos(theta1! + theta2!);
    for (let x = 0; x < canvas.width; x += 4) canvas.dot(x, y0 - scale);
    canvas.box(x0 - 1, y0 - 1, x0 + 1, y0 + 1);
    canvas.line(x0, y0, x1, y1);
    canvas.box(x1 - 1, y1 - 1, x1 + 1, y1 + 1);
    canvas.line(x1, y1, x2, y2);
    const height = -maths.cos(theta1!) - maths.cos(theta1! + theta2!);
    return [...canvas.lines(), `tip at ${height.toFixed(2)} m (goal above 1), step ${this.elapsed}`];
  }

  scope(): BodyScope {
    return {
      kind: 'body',
      env: 'acrobot',
      state: this.snapshot(),
      step: this.elapsed,
      episode: this.#episode,
      episodeReturn: this.#return,
      actions: [],
    };
  }

  #observe(): void {
    const [now, observation] = [this.#now, this.observation];
    observation[0] = maths.cos(now[0]!);
    observation[1] = maths.sin(now[0]!);
    observation[2] = maths.cos(now[1]!);
    observation[3] = maths.sin(now[1]!);
    observation[4] = now[2]!;
    observation[5] = now[3]!;
  }

  /** One step of the classical Runge-Kutta method of order 4. */
  #integrate(torque: number): void {
    const now = this.#now;
    const at = this.#at;
    this.#derive(now, torque, this.#k1);
    for (let i = 0; i < 4; i++) at[i] = now[i]! + (DT / 2) * this.#k1[i]!;
    this.#derive(at, torque, this.#k2);
    for (let i = 0; i < 4; i++) at[i] = now[i]! + (DT / 2) * this.#k2[i]!;
    this.#derive(at, torque, this.#k3);
    for (let i = 0; i < 4; i++) at[i] = now[i]! + DT * this.#k3[i]!;
    this.#derive(at, torque, this.#k4);
    for (let i = 0; i < 4; i++) {
      now[i] = now[i]! + (DT / 6) * (this.#k1[i]! + 2 * this.#k2[i]! + 2 * this.#k3[i]! + this.#k4[i]!);
    }
  }

  /** Time derivative of a state. The order of operations is Gymnasium's, for the same last bits. */
  #derive(state: Float64Array, torque: number, into: Float64Array): void {
    const theta1 = state[0]!;
    const theta2 = state[1]!;
    const speed1 = state[2]!;
    const speed2 = state[3]!;
    const cos2 = maths.cos(theta2);
    const sin2 = maths.sin(theta2);
    const d1 = CENTRE * CENTRE + (LENGTH + CENTRE * CENTRE + 2 * LENGTH * CENTRE * cos2) + INERTIA + INERTIA;
    const d2 = CENTRE * CENTRE + LENGTH * CENTRE * cos2 + INERTIA;
    const phi2 = CENTRE * GRAVITY * maths.cos(theta1 + theta2 - HALF_PI);
    const phi1 =
      -LENGTH * CENTRE * (speed2 * speed2) * sin2 -
      2 * LENGTH * CENTRE * speed2 * speed1 * sin2 +
      BOTH_LINKS * maths.cos(theta1 - HALF_PI) +
      phi2;
    const acceleration2 =
      (torque + (d2 / d1) * phi1 - LENGTH * CENTRE * (speed1 * speed1) * sin2 - phi2) /
      (CENTRE * CENTRE + INERTIA - (d2 * d2) / d1);
    into[0] = speed1;
    into[1] = speed2;
    into[2] = -(d2 * acceleration2 + phi1) / d1;
    into[3] = acceleration2;
  }
}

export const acrobot = defineEnv({
  name: 'acrobot',
  title: 'Acrobot',
  summary: 'Two links hang from a bar; torque at the joint between them must swing the tip one length above the bar.',
  rewards: '-1 a step, 0 on the step that reaches the line.',
  source: 'Sutton 1996, dynamics of Sutton and Barto 2018; Gymnasium Acrobot-v1',
  gymnasium: 'Acrobot-v1',
  params: {
    maxSteps: integer(500, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
  },
  create: (params) => new Acrobot(params.maxSteps),
});
