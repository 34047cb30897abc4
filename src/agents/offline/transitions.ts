import { UserError } from '../../core/errors.js';
import { readRegular } from '../../core/regular-file.js';
import { actionSpaceOf } from '../../env/kit/actions.js';
import type { Env } from '../../env/kit/env.js';
import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { take } from '../../tensor/ops/index.js';
import { FrameStack } from '../kit/frame-stack.js';
import { createObservationStore, type ObservationStore } from '../kit/memory/observation-store.js';
import type { Replayed } from '../kit/memory/replay-buffer.js';

/** Names of the parts of a step in a file, the usual one first. */
const NAMES = {
  observation: ['observation', 'obs'],
  action: ['action'],
  reward: ['reward'],
  next: ['next', 'next_observation', 'next_obs'],
  terminated: ['terminated', 'done'],
  truncated: ['truncated'],
  mask: ['mask', 'action_mask'],
} as const;

/** How the episodes of a file went. */
export interface Behaviour {
  /** Whole episodes: those that begin and end in the file. */
  readonly episodes: number;
  /** Mean and largest undiscounted return of these; NaN without any. */
  readonly meanReturn: number;
  readonly bestReturn: number;
}

/** Recorded steps in the engine's permanent memory, for agents that learn from them without acting. */
export class Transitions {
  readonly size: number;
  readonly behaviour: Behaviour;
  readonly actions: Int32Array;
  readonly #engine: Engine;
  readonly #observations: ObservationStore;
  readonly #next: ObservationStore;
  readonly #rewards: Tensor;
  readonly #terminated: Tensor;
  readonly #ones: Tensor;
  readonly #nextMasks: ObservationStore | null;

  /**
   * Reads JSON lines: observation, action, reward, next observation and the two ends of each step, in order of play, and
   * which actions existed where not all always do. Takes permanent memory. Throws a UserError with the line for what does
   * not fit the env.
   */
  constructor(engine: Engine, file: string, env: Env) {
    const rows = readRows(file, env);
    const width = env.observationSpace.size;
    const binary = env.observationSpace.binary === true;
    this.size = rows.length;
    this.behaviour = behaviourOf(rows);
    this.#engine = engine;
    this.#observations = createObservationStore(engine, rows.length, width, binary);
    this.#next = createObservationStore(engine, rows.length, width, binary);
    this.#rewards = engine.permanent(
      [rows.length],
      Float64Array.from(rows, ({ reward }) => reward),
    );
    this.#terminated = engine.permanent(
      [rows.length],
      Float64Array.from(rows, ({ terminated }) => Number(terminated)),
    );
    this.#ones = engine.permanent([rows.length], new Float64Array(rows.length).fill(1));
    this.actions = Int32Array.from(rows, ({ action }) => action);
    const masks = env.mask === undefined ? null : nextMasksOf(rows, env.actionNames.length);
    this.#nextMasks = masks && createObservationStore(engine, rows.length, env.actionNames.length, true);
    for (const [i, { observation, next }] of rows.entries()) {
      this.#observations.put(i, observation);
      this.#next.put(i, next);
      if (masks !== null) this.#nextMasks?.put(i, masks[i]!);
    }
  }

  /** The steps of some rows, copied into the step region. */
  gather(rows: Int32Array): Replayed {
    const engine = this.#engine;
    const indices: Indices = engine.indices(rows);
    return {
      observations: this.#observations.rows(indices),
      nextObservations: this.#next.rows(indices),
      actions: engine.indices(rows.map((row) => this.actions[row]!)),
      rewards: take(this.#rewards, indices),
      discounts: take(this.#ones, indices),
      terminated: take(this.#terminated, indices),
      nextMasks: this.#nextMasks?.rows(indices) ?? null,
    };
  }
}

interface Row {
  readonly observation: readonly number[];
  readonly action: number;
  readonly reward: number;
  readonly next: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Which of several envs it was in; episodes of one may stand between those of another. */
  readonly env: unknown;
  /** Number of the episode in this env and of the step in it, where the file tells them. */
  readonly episode: unknown;
  readonly step: unknown;
  /** Which actions existed before the step; null where the file does not tell. */
  readonly mask: readonly number[] | null;
}

function readRows(file: string, env: Env): readonly Row[] {
  if (file === '') {
    throw new UserError({
      path: 'agent.data',
      message: 'is required: a file of recorded steps, one JSON object a line',
      hint: 'losscope export --transitions writes one',
    });
  }
  if (env instanceof FrameStack) {
    throw new UserError({ path: 'agent.frameStack', message: 'recorded steps have single observations', allowed: '1' });
  }
  if (actionSpaceOf(env).kind === 'box') {
    throw new UserError({
      path: 'agent.name',
      message: 'learns actions to choose from, and those of the env are a box',
      given: env.name,
    });
  }
  const lines = textOf(file).split('\n');
  const rows = lines.flatMap((line, i) => (line.trim() === '' ? [] : [rowOf(line, file, i + 1, env)]));
  if (rows.length === 0) throw new UserError({ path: 'agent.data', file, message: 'holds no steps' });
  return rows;
}

function textOf(file: string): string {
  try {
    return readRegular(file, { follow: true }).toString('utf8');
  } catch (error) {
    throw new UserError({
      path: 'agent.data',
      message: `cannot be read: ${error instanceof Error ? error.message : error}`,
      given: file,
    });
  }
}

function rowOf(line: string, file: string, number: number, env: Env): Row {
  const refuse = (message: string, more: { given?: string; allowed?: string } = {}): never => {
    throw new UserError({ path: 'agent.data', file, line: number, message, ...more });
  };
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return refuse('is no JSON object');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return refuse('is no JSON object');
  const fields = given as Readonly<Record<string, unknown>>;
  const part = (name: keyof typeof NAMES): unknown => {
    const found = NAMES[name].find((alias) => fields[alias] !== undefined);
    return found === undefined ? undefined : fields[found];
  };
  const { size } = env.observationSpace;
  const numbers = (name: 'observation' | 'next'): readonly number[] => {
    const values = part(name);
    if (!Array.isArray(values)) return refuse(`has no ${name}`, { allowed: `a list of ${size} numbers` });
    const wrong = values.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
    if (wrong >= 0) return refuse(`${name}[${wrong}] is no number`, { given: JSON.stringify(values[wrong]) });
    if (values.length !== size) {
      return refuse(`${name} has another length than the observations of ${env.name}`, {
        given: String(values.length),
        allowed: String(size),
      });
    }
    return values as readonly number[];
  };
  const action = part('action');
  const count = env.actionNames.length;
  if (!Number.isInteger(action) || (action as number) < 0 || (action as number) >= count) {
    return refuse(`action is none of ${env.name}`, {
      given: JSON.stringify(action) ?? 'none',
      allowed: `0 .. ${count - 1}`,
    });
  }
  const reward = part('reward');
  if (typeof reward !== 'number' || !Number.isFinite(reward)) {
    return refuse('reward is no number', { given: JSON.stringify(reward) ?? 'none' });
  }
  const flag = (name: 'terminated' | 'truncated'): boolean => {
    const value = part(name) ?? false;
    if (value === true || value === 1) return true;
    if (value === false || value === 0) return false;
    return refuse(`${name} is neither true nor false`, { given: JSON.stringify(value) });
  };
  return {
    observation: numbers('observation'),
    action: action as number,
    reward,
    next: numbers('next'),
    terminated: flag('terminated'),
    truncated: flag('truncated'),
    env: fields.env,
    episode: fields.episode,
    step: fields.step,
    mask: maskOf(part('mask'), count, refuse),
  };
}

function maskOf(
  given: unknown,
  count: number,
  refuse: (message: string, more: { given: string; allowed: string }) => never,
): readonly number[] | null {
  if (given === undefined) return null;
  const fits =
    Array.isArray(given) && given.length === count && given.every((one) => Number(one) === 0 || Number(one) === 1);
  if (!fits)
    return refuse('mask does not tell the actions', { given: JSON.stringify(given), allowed: `${count} times 0 or 1` });
  return given.map(Number);
}

/** Whether a step goes on where the one before it in the same env ended: files may be parts of runs, one after another. */
function follows(row: Row, before: Row | undefined): before is Row {
  if (before === undefined || before.terminated || before.truncated) return false;
  if (row.episode !== before.episode) return false;
  return typeof row.step !== 'number' || typeof before.step !== 'number' || row.step === before.step + 1;
}

/** Which actions exist after each step, as the step that follows tells; all where nothing tells. */
function nextMasksOf(rows: readonly Row[], actions: number): readonly (readonly number[])[] {
  const all = new Array<number>(actions).fill(1);
  const masks = rows.map((): readonly number[] => all);
  const last = new Map<unknown, number>();
  for (const [i, row] of rows.entries()) {
    const before = last.get(row.env);
    if (before !== undefined && row.mask !== null && follows(row, rows[before])) masks[before] = row.mask;
    last.set(row.env, i);
  }
  return masks;
}

function behaviourOf(rows: readonly Row[]): Behaviour {
  const returns: number[] = [];
  const open = new Map<unknown, { readonly row: Row; readonly sum: number; readonly isWhole: boolean }>();
  for (const row of rows) {
    const before = open.get(row.env);
    const goesOn = follows(row, before?.row);
    const sum = (goesOn ? before!.sum : 0) + row.reward;
    // A part of an episode whose beginning is not in the file has no return.
    const isWhole = goesOn ? before!.isWhole : typeof row.step !== 'number' || row.step === 0;
    if ((row.terminated || row.truncated) && isWhole) returns.push(sum);
    open.set(row.env, { row, sum, isWhole });
  }
  const total = returns.reduce((a, b) => a + b, 0);
  return {
    episodes: returns.length,
    meanReturn: total / returns.length,
    bestReturn: returns.length === 0 ? Number.NaN : returns.reduce((a, b) => Math.max(a, b)),
  };
}
