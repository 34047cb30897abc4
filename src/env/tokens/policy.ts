import { boolean, choice, integer, list, type ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Engine, Tensor } from '../../tensor/engine.js';
import { type Init, kaimingUniform, zeros } from '../../tensor/nn/init.js';
import { mlp } from '../../tensor/nn/mlp.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import {
  add,
  addRow,
  embeddingBag,
  gatherRows,
  logSoftmaxRows,
  mul,
  relu,
  reshape,
  sumRows,
  take,
  tanh,
} from '../../tensor/ops/index.js';
import { observationSize, writeObservation } from './observation.js';
import type { TokenWorld } from './world.js';

export const tokenPolicyParams = {
  table: boolean(false, 'policy: free logits for each prefix, in place of a network'),
  hidden: list([64, 64], 'units of each hidden layer of the policy', integer(64, 'units', { min: 1, max: 4096 }), {
    minLength: 1,
    maxLength: 8,
  }),
  activation: choice('relu', ['relu', 'tanh'], 'between the layers'),
} as const;

export type TokenPolicyParams = ParamValues<typeof tokenPolicyParams>;

/** Logit of a token that the grammar forbids: its probability is exactly 0, and sums with it stay finite. */
const FORBIDDEN = -1e9;

/** The logits of the reference in the engine's permanent memory, [states, vocabulary]. */
export function referenceTensor(engine: Engine, { logits, tree }: TokenWorld): Tensor {
  const finite = logits.map((logit) => (logit === Number.NEGATIVE_INFINITY ? FORBIDDEN : logit));
  return engine.permanent([logits.length / tree.vocabulary, tree.vocabulary], finite);
}

/**
 * A policy over a world's answers: the logits of the reference plus those of a network over (prompt, place, tokens so far)
 * or of a table. Both start at 0, so before the first update it is the reference.
 */
export class TokenPolicy {
  readonly world: TokenWorld;
  readonly #engine: Engine;
  readonly #correction: (states: ArrayLike<number>) => Tensor;
  readonly #reference: Tensor;
  /** By state: its place in the batch that is looked at, from 1; 0 for states that are not in it. */
  readonly #places: Int32Array;

  /** Adds its parameters to the set, which must be empty, and sealed before the first call. */
  constructor(parameters: ParameterSet, name: string, world: TokenWorld, options: TokenPolicyParams, stream: Stream) {
    this.world = world;
    this.#engine = parameters.engine;
    this.#places = new Int32Array(world.prompts * world.tree.rows);
    // Before the parameters, which stand in one block.
    this.#reference = referenceTensor(parameters.engine, world);
    this.#correction = options.table
      ? tableOf(parameters, name, world)
      : networkOf(parameters, name, world, options, kaimingUniform(stream));
  }

  /** Logits [N, vocabulary] in N states. */
  logits(states: ArrayLike<number>): Tensor {
    return add(this.#correction(states), gatherRows(this.#reference, this.#engine.indices(states)));
  }

  /** Log-probabilities [N, length] of the tokens of N answers, 0 behind the last; answers of all prompts are numbered in a row. */
  tokenLogps(answers: ArrayLike<number>): Tensor {
    const engine = this.#engine;
    const { tree } = this.world;
    const { length, vocabulary: v, rows, counts, path, tokens } = tree;
    const places = this.#places;
    const states = new Int32Array(answers.length * length);
    let seen = 0;
    const picked = new Int32Array(answers.length * length);
    const mask = new Float32Array(picked.length);
    for (let i = 0; i < answers.length; i++) {
      const answer = answers[i]! % tree.answers;
      const first = ((answers[i]! - answer) / tree.answers) * rows;
      const from = answer * length;
      const count = counts[answer]!;
      for (let k = 0; k < count; k++) {
        const state = first + path[from + k]!;
        if (places[state] === 0) {
          states[seen++] = state;
          places[state] = seen;
        }
        picked[i * length + k] = (places[state]! - 1) * v + tokens[from + k]!;
        mask[i * length + k] = 1;
      }
    }
    const own = states.subarray(0, seen);
    for (let i = 0; i < seen; i++) places[own[i]!] = 0;
    const logps = logSoftmaxRows(this.logits(own));
    const chosen = take(reshape(logps, [logps.size]), engine.indices(picked));
    return reshape(mul(chosen, engine.tensor([mask.length], mask)), [answers.length, length]);
  }

  /** Log-probabilities [N] of whole answers. */
  logps(answers: ArrayLike<number>): Tensor {
    return sumRows(this.tokenLogps(answers));
  }

  /** Logits in every state, row after row. */
  all(): Float32Array {
    const { tree, prompts } = this.world;
    const states = Int32Array.from({ length: prompts * tree.rows }, (_, state) => state);
    return this.#engine.untracked(() => Float32Array.from(this.logits(states).view()));
  }
}

type Correction = (states: ArrayLike<number>) => Tensor;

function tableOf(parameters: ParameterSet, name: string, { tree, prompts }: TokenWorld): Correction {
  const { engine } = parameters;
  const table = parameters.add(`${name}.table`, [prompts * tree.rows, tree.vocabulary], zeros);
  return (states) => gatherRows(table, engine.indices(states));
}

/** The first layer adds up the rows of its weights that the ones of an observation name, which is what a matrix product would. */
function networkOf(
  parameters: ParameterSet,
  name: string,
  world: TokenWorld,
  { hidden, activation }: TokenPolicyParams,
  init: Init,
): Correction {
  const { engine, units } = parameters;
  const { tree, prompts } = world;
  const inputs = observationSize(tree, prompts);
  const ones = onesOf(world, inputs);
  const width = hidden[0]!;
  const weight = parameters.add(`${name}.in.weight`, [inputs, width], init, inputs);
  const bias = parameters.add(`${name}.in.bias`, [width], init, inputs);
  const watch = activation === 'relu' ? units.add(width, `${name}.in`) : null;
  const rest = mlp(parameters, name, [...hidden, tree.vocabulary], { activation, init, outputScale: 0 });
  const bend = activation === 'relu' ? relu : tanh;
  return (states) => {
    const n = states.length;
    const offsets = new Int32Array(n + 1);
    for (let i = 0; i < n; i++) offsets[i + 1] = offsets[i]! + ones.from[states[i]! + 1]! - ones.from[states[i]!]!;
    const taken = new Int32Array(offsets[n]!);
    let at = 0;
    for (let i = 0; i < n; i++) {
      const to = ones.from[states[i]! + 1]!;
      for (let k = ones.from[states[i]!]!; k < to; k++) taken[at++] = ones.places[k]!;
    }
    const sums = embeddingBag(weight, engine.indices(taken), engine.indices(offsets), 'sum');
    const first = bend(addRow(sums, bias));
    if (watch !== null && units.on) units.see(watch, first);
    return rest(first);
  };
}

/** Where the ones of the observations stand, state after state; those of state s from `from[s]` to before `from[s + 1]`. */
function onesOf({ tree, prompts }: TokenWorld, inputs: number) {
  const row = new Float32Array(inputs);
  const from = new Int32Array(prompts * tree.rows + 1);
  const places: number[] = [];
  for (let state = 0; state < prompts * tree.rows; state++) {
    writeObservation(tree, prompts, state, row, 0);
    for (let i = 0; i < inputs; i++) if (row[i] === 1) places.push(i);
    from[state + 1] = places.length;
  }
  return { from, places: Int32Array.from(places) };
}
