import { integer } from '../../core/params.js';
import type { BoardScope } from '../../core/scope.js';
import { defineEnv, type ObservationSpace, type Transitions } from '../kit/env.js';
import { refuseState } from '../kit/guard.js';
import { StepEnv } from '../kit/step-env.js';

/** The step at which each chain pays. */
const PAYS_AT = [1, 3, 10, 30, 100] as const;
const STEPS = 100;
const BONUS = 1.1;
const END = 1 + PAYS_AT.length * (STEPS - 1);

const space: ObservationSpace = { size: 2, low: [-1, 0], high: [PAYS_AT.length - 1, 1], states: END + 1 };

/** The chain that was chosen, -1 before; and the steps done. */
function unpack(state: number): { readonly chain: number; readonly time: number } {
  if (state === 0) return { chain: -1, time: 0 };
  const chain = Math.floor((state - 1) / (STEPS - 1));
  return { chain, time: state - chain * (STEPS - 1) };
}

function discountingTransitions(bonus: number): Transitions {
  const step = (chain: number, time: number) => {
    const reward = time === PAYS_AT[chain] ? (chain === bonus ? BONUS : 1) : 0;
    return [[1, time === STEPS ? END : chain * (STEPS - 1) + time, reward, time === STEPS] as const];
  };
  const P = Array.from({ length: END + 1 }, (_, state) => {
    const { chain, time } = unpack(state);
    return PAYS_AT.map((_, action) => {
      if (state === END) return [[1, END, 0, true] as const];
      return step(state === 0 ? action : chain, time + 1);
    });
  });
  return { states: END + 1, actions: PAYS_AT.length, start: [[1, 0]], P, terminal: new Set([END]) };
}

/** State: [chain, steps done]; no chain is -1, before the first step. */
class Discounting extends StepEnv {
  readonly name = 'discounting';
  readonly actionNames = PAYS_AT.map((time) => `pays at ${time}`);
  readonly observationSpace = space;
  readonly maxEpisodeSteps = STEPS;
  readonly observation = new Float64Array(2);
  readonly #bonus: number;
  readonly #table: Transitions;
  #chain = -1;
  #time = 0;

  constructor(bonus: number, table: Transitions) {
    super();
    this.#bonus = bonus;
    this.#table = table;
  }

  protected begin(): void {
    this.#enter(-1, 0);
  }

  protected resume(state: readonly number[]): void {
    const [chain, time] = Array.isArray(state) && state.length === 2 ? (state as number[]) : [];
    const whole = Number.isInteger(chain) && Number.isInteger(time);
    const legal =
      whole && (time === 0 ? chain === -1 : chain! >= 0 && chain! < PAYS_AT.length && time! > 0 && time! < STEPS);
    if (!legal) refuseState(this, state, `[-1, 0], or [chain 0 to ${PAYS_AT.length - 1}, steps 1 to ${STEPS - 1}]`);
    this.#enter(chain!, time!);
  }

  protected act(action: number): void {
    const chain = this.#chain < 0 ? action : this.#chain;
    const time = this.#time + 1;
    if (time === PAYS_AT[chain]) this.reward = chain === this.#bonus ? BONUS : 1;
    this.terminated = time === STEPS;
    this.#enter(chain, time);
  }

  snapshot(): number[] {
    return [this.#chain, this.#time];
  }

  transitions(): Transitions {
    return this.#table;
  }

  observe(state: number, into: Float64Array | Float32Array, offset: number): void {
    const { chain, time } = unpack(state);
    into[offset] = chain;
    into[offset + 1] = time / STEPS;
  }

  render(): string[] {
    const chosen = this.#chain < 0 ? 'choose a chain' : `chain ${this.#chain}, step ${this.#time} of ${STEPS}`;
    return [chosen, ...PAYS_AT.map((at, i) => `chain ${i} pays ${i === this.#bonus ? BONUS : 1} at step ${at}`)];
  }

  scope(): BoardScope {
    const { elapsed, episode, episodeReturn } = this;
    const board = chainBoard(this.#chain, this.#time, this.#bonus);
    return { kind: 'board', ...board, step: elapsed, episode, episodeReturn, actions: [] };
  }

  #enter(chain: number, time: number): void {
    this.#chain = chain;
    this.#time = time;
    this.state = time === STEPS ? END : chain < 0 ? 0 : chain * (STEPS - 1) + time;
    this.observation[0] = chain;
    this.observation[1] = time / STEPS;
  }
}

/** A row a chain, a column for every two steps. */
function chainBoard(chain: number, time: number, bonus: number) {
  const columns = STEPS / 2;
  const cells = Array<number>(PAYS_AT.length * columns).fill(-1);
  PAYS_AT.forEach((at, i) => {
    cells[i * columns + Math.floor((at - 1) / 2)] = i === bonus ? 2 : 1;
  });
  const agent = chain < 0 ? -1 : chain * columns + Math.floor((time - 1) / 2);
  if (agent >= 0) cells[agent] = 0;
  const pieces = [
    { name: 'now', sign: '@' },
    { name: 'pays 1', sign: '+' },
    { name: `pays ${BONUS}`, sign: '*' },
  ];
  return { rows: PAYS_AT.length, columns, pieces, cells, agent };
}

export const discounting = defineEnv({
  name: 'discounting',
  title: 'Discounting',
  summary: 'The first action chooses one of five chains, which pay sooner or later; the best one pays a tenth more.',
  rewards: '1 at step 1, 3, 10, 30 or 100 by chain, 1.1 in one of them: at best 1.1.',
  source: 'bsuite discounting_chain (Osband et al. 2020)',
  licence: 'bsuite: Apache-2.0. Own code from the paper.',
  gymnasium: null,
  params: {
    bonus: integer(0, 'number of the chain that pays 1.1, from the soonest; bsuite has each of them', {
      min: 0,
      max: 4,
    }),
  },
  create: ({ bonus }) => new Discounting(bonus, discountingTransitions(bonus)),
});
