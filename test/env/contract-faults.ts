import type { Stream } from '../../src/core/random.js';
import type { Transitions } from '../../src/env/kit/env.js';
import { Corridor } from './corridor.js';

class Table extends Corridor {
  readonly change: (table: Transitions) => Transitions;
  constructor(change: (table: Transitions) => Transitions) {
    super();
    this.change = change;
  }
  override transitions(): Transitions {
    return this.change(super.transitions());
  }
}

const changedRows = (
  change: (outcome: readonly [number, number, number, boolean]) => readonly [number, number, number, boolean],
) => new Table((table) => ({ ...table, P: table.P.map((rows) => rows.map((row) => row.map(change))) }));

/** Each planted fault with the rule that must find it and what that rule must say. */
export const faults: readonly (readonly [what: string, rule: string, seen: RegExp, create: () => Corridor])[] = [
  [
    'an observation out of bounds',
    'observations stay within their space',
    /^step \d+: observation\[0\] is 1\.01, outside of 0 to 1$/,
    () =>
      new (class extends Corridor {
        override observe(state: number, into: Float64Array | Float32Array, offset: number): void {
          into[offset] = state === 5 ? 1.01 : state / 5;
        }
      })(),
  ],
  [
    'an observation that is NaN',
    'observations stay within their space',
    /observation\[0\] is NaN/,
    () =>
      new (class extends Corridor {
        override observe(state: number, into: Float64Array | Float32Array, offset: number): void {
          into[offset] = state === 3 ? Number.NaN : state / 5;
        }
      })(),
  ],
  [
    'an observation of another size',
    'observations stay within their space',
    /^size is 1, but the lengths are: low 1, high 1, observation 2$/,
    () =>
      new (class extends Corridor {
        override observation = new Float64Array(2);
      })(),
  ],
  [
    'a fresh observation each step',
    'observations stay within their space',
    /observation is another array, not filled in place$/,
    () =>
      new (class extends Corridor {
        protected override see(): void {
          this.observation = new Float64Array(1);
          super.see();
        }
      })(),
  ],
  [
    'a state number out of range',
    'observations stay within their space',
    /^step \d+: state is 5; allowed: 0 to 4$/,
    () =>
      new (class extends Corridor {
        override readonly observationSpace = { size: 1, low: [0], high: [1], states: 5 };
      })(),
  ],
  [
    'randomness of its own',
    'the same seed gives the same trace',
    /^two envs with one seed: step \d+: \S+ is \S+, then \S+$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(action);
          this.reward += 0.01 * Math.random();
        }
      })(),
  ],
  [
    'something kept from one episode to the next',
    'the same seed gives the same trace',
    /^one env started twice with one seed: step \d+: reward/,
    () =>
      new (class extends Corridor {
        #steps = 0;
        override step(action: number): void {
          super.step(action);
          this.reward -= this.#steps++ * 0.001;
        }
      })(),
  ],
  [
    'a reward left over after a reset',
    'a reset starts clean and steps are counted',
    /^after reset: .*"reward":-1/,
    () =>
      new (class extends Corridor {
        override reset(random: Stream, state?: readonly number[], elapsed?: number): void {
          super.reset(random, state, elapsed);
          this.reward = -1;
        }
      })(),
  ],
  [
    'steps that are counted twice',
    'a reset starts clean and steps are counted',
    /^step 1: elapsed went from 0 to 2$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(action);
          this.elapsed += 1;
        }
      })(),
  ],
  [
    'a limit that comes a step late',
    'the time limit truncates',
    /^step \d+: truncated is false after 12 of 12 steps$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(action);
          this.truncated = this.elapsed > this.maxEpisodeSteps;
          this.over = this.terminated || this.truncated;
        }
      })(),
  ],
  [
    'a limit far away that never comes',
    'the time limit truncates',
    /^taken up with one step left of 1000000, that step does not truncate$/,
    () =>
      new (class extends Corridor {
        override readonly maxEpisodeSteps = 1e6;
        override step(action: number): void {
          super.step(action);
          this.truncated = false;
        }
      })(),
  ],
  [
    'a time limit that is called terminated',
    'terminated and truncated are apart',
    /terminated is false early in an episode, true in the step that the limit ends$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(action);
          this.terminated ||= this.truncated;
        }
      })(),
  ],
  [
    'an end that is called truncated too',
    'terminated and truncated are apart',
    /an end of the task after \d+ of 12 steps is called truncated too$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(action);
          this.truncated ||= this.terminated;
        }
      })(),
  ],
  [
    'a step after an end that is done',
    'a step outside of an episode is refused',
    /^a step after an end \(\w+, step \d+\) is done$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          if (this.over && this.random !== undefined) return;
          super.step(action);
        }
      })(),
  ],
  [
    'a step before the first reset that is done',
    'a step outside of an episode is refused',
    /^a step before the first reset is done$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          if (this.random !== undefined) super.step(action);
        }
      })(),
  ],
  [
    'NaN taken for an action',
    'an action that is none is refused',
    /^action NaN is done$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(Number.isNaN(action) ? 0 : action);
        }
      })(),
  ],
  [
    'an action out of range that is clipped',
    'an action that is none is refused',
    /^action 2 is done$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          super.step(Math.min(1, action));
        }
      })(),
  ],
  [
    'a refused action that counts',
    'an action that is none is refused',
    /^action -1 is refused but changes the env: step 0: elapsed is 0, then 1$/,
    () =>
      new (class extends Corridor {
        override step(action: number): void {
          if (!this.over && action !== 0 && action !== 1) this.elapsed += 1;
          super.step(action);
        }
      })(),
  ],
  [
    'a snapshot that leaves something out',
    'reset(state) goes on from a snapshot',
    /^another env taken up at \[\d\] after \d+ steps: step \d+: reward/,
    () =>
      new (class extends Corridor {
        #pushes = 0;
        override reset(random: Stream, state?: readonly number[], elapsed?: number): void {
          super.reset(random, state, elapsed);
          this.#pushes = 0;
        }
        override step(action: number): void {
          super.step(action);
          this.#pushes += action;
          this.reward -= 0.1 * this.#pushes;
        }
      })(),
  ],
  [
    'a snapshot of live memory',
    'reset(state) goes on from a snapshot',
    /^a snapshot changes while the env goes on: it must be a copy$/,
    () =>
      new (class extends Corridor {
        readonly #live = [0];
        protected override see(): void {
          super.see();
          this.#live[0] = this.state;
        }
        override snapshot(): number[] {
          return this.#live;
        }
      })(),
  ],
  [
    'a start that is no state',
    'a start that is no state is refused',
    /^reset to the state 0, 0 is done$/,
    () =>
      new (class extends Corridor {
        override reset(random: Stream, state?: readonly number[], elapsed?: number): void {
          super.reset(random, state?.slice(0, 1), elapsed);
        }
      })(),
  ],
  [
    'a start beyond the limit',
    'a start that is no state is refused',
    /^reset with elapsed -1 is done; the limit is 12$/,
    () =>
      new (class extends Corridor {
        override reset(random: Stream, state?: readonly number[], elapsed = 0): void {
          super.reset(random, state, Math.max(0, elapsed));
        }
      })(),
  ],
  [
    'a picture of nothing',
    'it can be drawn',
    /^render gives \[\], no lines of text$/,
    () =>
      new (class extends Corridor {
        override render(): string[] {
          return [];
        }
      })(),
  ],
  [
    'a row that does not sum to 1',
    'the transition table is consistent',
    /^P\[0\]\[0\] sums to 0\.9\d*, not to 1$/,
    () => changedRows(([p, next, reward, end]) => [p === 0.75 ? 0.7 : p, next, reward, end]),
  ],
  [
    'a row that leads nowhere',
    'the transition table is consistent',
    /^P\[0\]\[0\] leads to 6; allowed: 0 to 5$/,
    () => changedRows(([p, next, reward, end]) => [p, next === 1 ? 6 : next, reward, end]),
  ],
  [
    'an end that is not marked in the table',
    'the transition table is consistent',
    /leads to the terminal state 5 without terminated$/,
    () => changedRows(([p, next, reward]) => [p, next, reward, false]),
  ],
  [
    'other probabilities than those drawn',
    'the transition table agrees with sampling',
    /^state \d, action \d: to state \d.*: \d+ times, where the table expects \d+\.\d$/,
    () => changedRows(([p, ...rest]) => [p === 0.75 ? 0.65 : p === 0.25 ? 0.35 : p, ...rest]),
  ],
  [
    'other rewards than those drawn',
    'the transition table agrees with sampling',
    /: reward 10 on average, the table says 9$/,
    () => changedRows(([p, next, reward, end]) => [p, next, reward === 10 ? 9 : reward, end]),
  ],
  [
    'an outcome that the table does not have',
    'the transition table agrees with sampling',
    /^state \d, action \d led to state \d.*, which the table does not have$/,
    () => changedRows(([p, next, reward, end]) => [p, next === 2 ? 3 : next, reward, end]),
  ],
  [
    'another start than the one drawn',
    'the transition table agrees with sampling',
    /^an episode started in state 0, which the table does not have$/,
    () => new Table((table) => ({ ...table, start: [[1, 1]] })),
  ],
  [
    'an observe of its own',
    'observe agrees with observation',
    /^state \d: component 0 is \S+, observation has \S+$/,
    () =>
      new (class extends Corridor {
        protected override see(): void {
          this.observation[0] = 1 - this.state / 5;
        }
      })(),
  ],
  [
    'no observe beside a table',
    'observe agrees with observation',
    /^observe is missing; it is needed wherever transitions is$/,
    () => {
      const env = new (class extends Corridor {
        protected override see(): void {
          this.observation[0] = this.state / 5;
        }
      })();
      return Object.assign(env, { observe: undefined });
    },
  ],
  [
    'a name that is not the definition’s',
    'create gives an env',
    /^its name is "hallway", not corridor$/,
    () => Object.assign(new Corridor(), { name: 'hallway' }),
  ],
  [
    'an env that cannot be made',
    'create gives an env',
    /^threw no map$/,
    () => {
      throw new Error('no map');
    },
  ],
];
