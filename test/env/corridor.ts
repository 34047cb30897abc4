import { integer, number } from '../../src/core/params.js';
import type { Stream } from '../../src/core/random.js';
import type { Scope } from '../../src/core/scope.js';
import { defineEnv, type Env, type EnvDefinition, type Transitions } from '../../src/env/kit/env.js';
import { checkedElapsed, refuseState, refuseStep } from '../../src/env/kit/guard.js';

const CELLS = 6;
const LAST = CELLS - 1;
const SLIP = 0.25;

/** A sound env to plant faults in: walk from the left end of a corridor to the right one, sometimes slipping back. */
export class Corridor implements Env {
  readonly name = 'corridor';
  readonly observationSpace: Env['observationSpace'] = { size: 1, low: [0], high: [1], states: CELLS };
  readonly actionNames = ['left', 'right'];
  readonly maxEpisodeSteps: number = 12;
  observation: Float64Array = new Float64Array(1);
  state = 0;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  protected random!: Stream;
  protected over = true;

  reset(random: Stream, state?: readonly number[], elapsed = 0): void {
    this.elapsed = checkedElapsed(this, elapsed);
    const [cell] = state ?? [0];
    const legal = state === undefined || (state.length === 1 && Number.isInteger(cell) && cell! >= 0 && cell! < LAST);
    if (!legal) refuseState(this, state, `[n] with n from 0 to ${LAST - 1}`);
    this.random = random;
    this.state = cell!;
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.over = false;
    this.see();
  }

  step(action: number): void {
    if (this.over || (action !== 0 && action !== 1)) refuseStep(this, action);
    const right = this.random.uniform() < SLIP ? action === 0 : action === 1;
    this.state = right ? this.state + 1 : Math.max(0, this.state - 1);
    this.reward = this.state === LAST ? 10 : -1;
    this.terminated = this.state === LAST;
    this.elapsed += 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.over = this.terminated || this.truncated;
    this.see();
  }

  snapshot(): number[] {
    return [this.state];
  }

  transitions(): Transitions {
    const arrive = (probability: number, to: number) => [probability, to, to === LAST ? 10 : -1, to === LAST] as const;
    const P = Array.from({ length: CELLS }, (_, cell) =>
      [0, 1].map((action) => {
        if (cell === LAST) return [[1, cell, 0, true] as const];
        const [left, right] = [Math.max(0, cell - 1), cell + 1];
        return [arrive(1 - SLIP, action === 0 ? left : right), arrive(SLIP, action === 0 ? right : left)];
      }),
    );
    return { states: CELLS, actions: 2, start: [[1, 0]], P, terminal: new Set([LAST]) };
  }

  observe(state: number, into: Float64Array | Float32Array, offset: number): void {
    into[offset] = state / LAST;
  }

  render(): string[] {
    return [Array.from({ length: CELLS }, (_, cell) => (cell === this.state ? '@' : '.')).join('')];
  }

  scope(): Scope | null {
    return null;
  }

  protected see(): void {
    this.observe(this.state, this.observation, 0);
  }
}

export const corridor: EnvDefinition = defineEnv({
  name: 'corridor',
  title: 'Corridor',
  summary: 'Walk to the right end.',
  rewards: '-1 a step, 10 at the end.',
  source: 'own',
  gymnasium: null,
  params: { length: integer(6, 'cells', { min: 2 }), slip: number(0.25, 'probability of slipping', { min: 0 }) },
  create: () => new Corridor(),
});
