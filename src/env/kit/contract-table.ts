import { show } from '../../core/errors.js';
import { drawAllowed } from './actions.js';
import { choicesOf, ended, Fault, type Rule, randomOf, type Verdict } from './contract-tools.js';
import type { Env, Transitions } from './env.js';

const SAMPLES = 10_000;
/** Standard deviations beyond which a frequency or a mean is no chance: one in 500 million. */
const MOST_SIGMA = 6;
/** A mean of fewer draws tells too little. */
const FEWEST_DRAWS = 30;

/** Rules for envs that give their exact dynamics; the exact optimum and the regret of agents rest on them. */
export const tableRules: readonly Rule[] = [
  { rule: 'the transition table is consistent', check: (create) => withTable(create, checkRows) },
  { rule: 'the transition table agrees with sampling', check: (create) => withTable(create, checkSampling) },
  { rule: 'observe agrees with observation', check: (create) => withTable(create, checkObserve) },
];

function withTable(create: () => Env, check: (env: Env, table: Transitions) => string): Verdict {
  const env = create();
  if (env.transitions === undefined) return { skip: 'it gives no transition table' };
  return check(env, env.transitions());
}

function checkRows(env: Env, { states, actions, start, P, terminal }: Transitions): string {
  if (states !== env.observationSpace.states) {
    throw new Fault(`it has ${show(states)} states, observationSpace ${env.observationSpace.states}`);
  }
  if (actions !== env.actionNames.length) {
    throw new Fault(`it has ${show(actions)} actions, actionNames ${env.actionNames.length}`);
  }
  if (P.length !== states) throw new Fault(`P has ${P.length} states, not ${states}`);
  const isState = (state: number): boolean => Number.isInteger(state) && state >= 0 && state < states;
  checkSum('start', start);
  for (const [, state] of start) {
    if (!isState(state) || terminal.has(state)) throw new Fault(`start holds ${show(state)}, no state to start in`);
  }
  let rows = 0;
  const reachable = reachableFrom(start, P, terminal);
  P.forEach((choices, state) => {
    if (choices.length > actions || (choices.length < actions && env.mask === undefined)) {
      throw new Fault(`P[${state}] has ${choices.length} actions, not ${actions}`);
    }
    if (choices.every((row) => row.length === 0)) throw new Fault(`P[${state}] has no action that exists`);
    choices.forEach((row, action) => {
      const where = `P[${state}][${action}]`;
      if (row.length === 0 && env.mask !== undefined) return;
      checkSum(where, row);
      for (const [, next, reward, terminated] of row) {
        if (!isState(next)) throw new Fault(`${where} leads to ${show(next)}; allowed: 0 to ${states - 1}`);
        if (!Number.isFinite(reward)) throw new Fault(`${where} has the reward ${show(reward)}`);
        if (typeof terminated !== 'boolean') throw new Fault(`${where} has terminated ${show(terminated)}, no boolean`);
        if (!terminated && terminal.has(next) && reachable.has(state)) {
          throw new Fault(`${where} leads to the terminal state ${next} without terminated`);
        }
      }
      rows++;
    });
  });
  return `${rows} rows sum to 1, ${terminal.size} terminal states`;
}

/** States that an episode can be in and act: what stands in the rows of others, nobody meets. */
function reachableFrom(start: Transitions['start'], P: Transitions['P'], terminal: ReadonlySet<number>): Set<number> {
  const reachable = new Set(start.map(([, state]) => state));
  for (const state of reachable) {
    for (const row of P[state] ?? []) {
      for (const [probability, next, , terminated] of row) {
        if (probability > 0 && !terminated && !terminal.has(next)) reachable.add(next);
      }
    }
  }
  return reachable;
}

function checkSum(where: string, row: readonly (readonly [number, ...unknown[]])[]): void {
  let sum = 0;
  for (const [probability] of row) {
    if (!(probability >= 0 && probability <= 1)) throw new Fault(`${where} has the probability ${show(probability)}`);
    sum += probability;
  }
  if (!(Math.abs(sum - 1) <= 1e-9)) throw new Fault(`${where} sums to ${sum}, not to 1`);
}

/** Draws of one outcome beside what the table says of it. */
interface Tally {
  readonly where: string;
  expected: number;
  variance: number;
  seen: number;
}

/** Rewards drawn on the way to one next state beside the table's expectation; they may be noisy. */
interface Rewards {
  readonly where: string;
  /** The rewards that the table has here, and their probabilities. */
  readonly table: Map<number, number>;
  readonly drawn: number[];
}

function checkSampling(env: Env, { actions, P: first, start }: Transitions): string {
  let P = first;
  const [random, choices] = [randomOf(11), choicesOf(11)];
  const outcomes = new Map<string, Tally>();
  const rewards = new Map<string, Rewards>();
  const expect = (key: string, where: string, probability: number): void => {
    const tally = outcomes.get(key) ?? { where, expected: 0, variance: 0, seen: 0 };
    tally.expected += probability;
    tally.variance += probability * (1 - probability);
    outcomes.set(key, tally);
  };
  const meet = (key: string, what: string): void => {
    const tally = outcomes.get(key);
    if (tally === undefined) throw new Fault(`${what}, which the table does not have`);
    tally.seen++;
  };

  for (let step = 0; step < SAMPLES; step++) {
    if (step === 0 || ended(env)) {
      for (const [probability, state] of merged(start)) expect(`start ${state}`, `start in ${state}`, probability);
      env.reset(random);
      meet(`start ${env.state}`, `an episode started in state ${env.state}`);
    }
    // A changing env is sampled as its table stands at that time.
    if (env.changes === true) P = env.transitions!().P;
    const state = env.state;
    const mask = env.mask?.() ?? null;
    for (let a = 0; mask !== null && a < actions; a++) {
      const exists = (P[state]![a]?.length ?? 0) > 0;
      if (exists !== (mask[a] === 1)) {
        throw new Fault(
          `state ${state}: the mask of action ${a} is ${mask[a]}, the table has ${exists ? 'a' : 'no'} row`,
        );
      }
    }
    const action = drawAllowed(choices, actions, mask);
    const where = `state ${state}, action ${action}`;
    const row = P[state]![action]!;
    for (const [probability, key] of merged(row.map(([p, next, , end]) => [p, `${next} ${end}`]))) {
      expect(`${state} ${action} ${key}`, `${where}: to ${arrivalOf(key)}`, probability);
    }
    env.step(action);
    const key = `${env.state} ${env.terminated}`;
    meet(`${state} ${action} ${key}`, `${where} led to ${arrivalOf(key)}`);
    noteReward(rewards, `${state} ${action} ${key}`, `${where} to ${env.state}`, row, env);
  }
  for (const tally of outcomes.values()) checkFrequency(tally);
  for (const entry of rewards.values()) checkRewards(entry);
  return `${outcomes.size} outcomes as often as it says in ${SAMPLES} steps`;
}

/** Outcomes of one kind as one, with the sum of their probabilities. */
function merged<T>(row: readonly (readonly [probability: number, of: T])[]): readonly (readonly [number, T])[] {
  const sums = new Map<T, number>();
  for (const [probability, of] of row) sums.set(of, (sums.get(of) ?? 0) + probability);
  return [...sums].map(([of, sum]) => [Math.min(1, sum), of]);
}

function arrivalOf(key: string): string {
  const [state, terminated] = key.split(' ');
  return `state ${state}${terminated === 'true' ? ', terminated' : ''}`;
}

function noteReward(
  rewards: Map<string, Rewards>,
  key: string,
  where: string,
  row: Transitions['P'][number][number],
  env: Env,
): void {
  let entry = rewards.get(key);
  if (entry === undefined) {
    const table = new Map<number, number>();
    for (const [probability, next, reward, terminated] of row) {
      if (next !== env.state || terminated !== env.terminated) continue;
      table.set(reward, (table.get(reward) ?? 0) + probability);
    }
    entry = { where, table, drawn: [] };
    rewards.set(key, entry);
  }
  entry.drawn.push(env.reward);
}

function checkFrequency({ where, expected, variance, seen }: Tally): void {
  if (Math.abs(seen - expected) <= MOST_SIGMA * Math.sqrt(variance) + 1e-6) return;
  throw new Fault(`${where}: ${seen} times, where the table expects ${expected.toFixed(1)}`);
}

/** Rewards have the table's expectation: exactly where they are no chance, else within what chance allows. */
function checkRewards({ where, table, drawn }: Rewards): void {
  const total = [...table.values()].reduce((sum, probability) => sum + probability, 0);
  const expectation = [...table].reduce((sum, [reward, probability]) => sum + (probability / total) * reward, 0);
  const mean = drawn.reduce((sum, reward) => sum + reward, 0) / drawn.length;
  const known = [...table.keys()];
  const isKnown = drawn.every((reward) => known.some((other) => Math.abs(other - reward) <= 1e-9));
  if (isKnown && known.length === 1) return;
  // Noise never repeats itself: equal rewards that the table does not have are wrong, however few.
  const constant = !isKnown && drawn.length >= 2 && drawn.every((reward) => reward === drawn[0]);
  if (!constant) {
    if (drawn.length < FEWEST_DRAWS) return;
    const square = (x: number) => x * x;
    const variance = isKnown
      ? [...table].reduce((sum, [reward, probability]) => sum + (probability / total) * square(reward - expectation), 0)
      : drawn.reduce((sum, reward) => sum + square(reward - mean), 0) / drawn.length;
    if (Math.abs(mean - expectation) <= MOST_SIGMA * Math.sqrt(variance / drawn.length)) return;
  }
  throw new Fault(`${where}: reward ${Number(mean.toFixed(6))} on average, the table says ${expectation}`);
}

function checkObserve(env: Env, { states }: Transitions): string {
  if (typeof env.observe !== 'function') throw new Fault('observe is missing; it is needed wherever transitions is');
  const [random, choices] = [randomOf(13), choicesOf(13)];
  const { length } = env.observation;
  const visited = new Set<number>();
  for (let step = 0; step < 1000; step++) {
    if (step === 0 || ended(env)) env.reset(random);
    else env.step(drawAllowed(choices, env.actionNames.length, env.mask?.() ?? null));
    // One terminal state may stand for many ends.
    if (env.terminated) continue;
    const into = new Float64Array(length + 2).fill(7);
    env.observe(env.state, into, 1);
    if (into[0] !== 7 || into[length + 1] !== 7) throw new Fault(`state ${env.state}: it writes outside of its place`);
    const at = env.observation.findIndex((value, i) => value !== into[i + 1]);
    if (at >= 0) {
      throw new Fault(`state ${env.state}: component ${at} is ${into[at + 1]}, observation has ${env.observation[at]}`);
    }
    visited.add(env.state);
  }
  return `in ${visited.size} of ${states} states`;
}
