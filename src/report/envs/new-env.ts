import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import { makeFolders, problemOf } from '../../store/disk.js';
import { createWhole } from '../../store/whole-file.js';

/** A file that is to be written. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** The files of a new env: its module, and a scenario that trains an agent in it. Throws a UserError for a bad name. */
export function newEnvFiles(name: string, folder: string, taken: readonly string[]): readonly NewFile[] {
  if (!NAME.test(name)) {
    const allowed = 'small letters, digits and -, a letter first';
    throw new UserError({ path: 'name', message: 'cannot be the name of an env', given: show(name), allowed });
  }
  if (taken.includes(name)) {
    throw new UserError({ path: 'name', message: 'an env of this name is there already', given: name });
  }
  return [
    { path: join(folder, `${name}.mjs`), text: moduleText(name) },
    { path: join(folder, `${name}.yaml`), text: scenarioText(name) },
  ];
}

/**
 * Writes new files, each whole. Throws a {@link UserError} before anything is written when another file is there already;
 * one with this very text may be, which an earlier attempt has left.
 */
export function writeNew(files: readonly NewFile[], folder: string): void {
  const refuse = (file: string, message: string) => ({ path: '', file, message });
  const missing = files.filter(({ path }) => !existsSync(path));
  const others = files.filter((file) => !missing.includes(file) && (missing.length === 0 || !holds(file)));
  if (others.length > 0) throw new UserError(others.map(({ path }) => refuse(path, 'is there already')));
  let at = folder;
  try {
    makeFolders(resolve(folder));
    for (const { path, text } of missing) {
      at = path;
      if (!createWhole(path, text)) throw new UserError(refuse(path, 'is there already'));
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(refuse(at, `cannot be written: ${problemOf(error)}`));
  }
}

function holds({ path, text }: NewFile): boolean {
  try {
    return statSync(path).isFile() && readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

function className(name: string): string {
  return name
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}

function moduleText(name: string): string {
  const Class = className(name);
  return `// ${name}: an environment for losscope.
//
//   losscope envs check-contract ./${name}.mjs          is it sound?
//   losscope envs ${name} --plugin ./${name}.mjs        its page, with the exact optimum
//   losscope envs play ${name} --plugin ./${name}.mjs   play it by keyboard
//   losscope run ${name}.yaml --plugin ./${name}.mjs    train an agent in it
import { checkedElapsed, defineEnv, integer, number, refuseState, refuseStep } from 'losscope';

/** A corridor: walk from cell 0 to the last one. Some moves slip and go the other way. State: [cell]. */
class ${Class} {
  name = '${name}';
  actionNames = ['left', 'right'];
  // What reset and step leave behind is read from these fields.
  state = 0;
  reward = 0;
  terminated = false;
  truncated = false;
  elapsed = 0;
  #over = true;
  #random;

  constructor({ length, slip, maxSteps }) {
    this.length = length;
    this.slip = slip;
    this.maxEpisodeSteps = maxSteps;
    // Numbers for networks, within these bounds. \`states\` is null in an env without numbered states.
    this.observationSpace = { size: length, low: Array(length).fill(0), high: Array(length).fill(1), states: length };
    this.observation = new Float64Array(length);
  }

  /** Starts an episode; all randomness until the next reset comes from \`random\`. \`state\` is what snapshot gave. */
  reset(random, state, elapsed = 0) {
    this.elapsed = checkedElapsed(this, elapsed);
    const start = state ?? [0];
    const legal = start.length === 1 && Number.isInteger(start[0]) && start[0] >= 0 && start[0] < this.length - 1;
    if (!legal) refuseState(this, start, \`[n] with n from 0 to \${this.length - 2}\`);
    this.#random = random;
    this.#enter(start[0]);
    this.reward = 0;
    this.terminated = false;
    this.truncated = false;
    this.#over = false;
  }

  step(action) {
    if (this.#over || (action !== 0 && action !== 1)) refuseStep(this, action);
    const right = this.#random.uniform() < this.slip ? action === 0 : action === 1;
    this.#enter(this.#neighbour(this.state, right));
    this.reward = this.#rewardOf(this.state);
    this.elapsed += 1;
    // The task ended, or only the time is up: agents must be able to tell.
    this.terminated = this.state === this.length - 1;
    this.truncated = this.elapsed >= this.maxEpisodeSteps;
    this.#over = this.terminated || this.truncated;
  }

  /** The whole state, as a copy. */
  snapshot() {
    return [this.state];
  }

  /**
   * Exact dynamics, for tabular agents and the exact optimum; leave this and \`observe\` out where there are none.
   * @returns {import('losscope').Transitions}
   */
  transitions() {
    const last = this.length - 1;
    /** @returns {[probability: number, state: number, reward: number, end: boolean]} */
    const outcome = (probability, next) => [probability, next, this.#rewardOf(next), next === last];
    /** @returns {[probability: number, state: number, reward: number, end: boolean]} */
    const stay = (cell) => [1, cell, 0, true];
    const P = Array.from({ length: this.length }, (_, cell) =>
      [false, true].map((right) => {
        if (cell === last) return [stay(cell)];
        const [ahead, back] = [this.#neighbour(cell, right), this.#neighbour(cell, !right)];
        return [outcome(1 - this.slip, ahead), outcome(this.slip, back)];
      }),
    );
    return { states: this.length, actions: 2, start: [[1, 0]], P, terminal: new Set([last]) };
  }

  /** Writes the observation of any state at \`offset\`. */
  observe(state, into, offset) {
    into.fill(0, offset, offset + this.length);
    into[offset + state] = 1;
  }

  /** A text picture, one line a row. */
  render() {
    const last = this.length - 1;
    return [Array.from({ length: this.length }, (_, i) => (i === this.state ? '@' : i === last ? 'G' : '.')).join('')];
  }

  /**
   * The live picture of the dashboard: a grid of one row. Values and arrows come from the agent.
   * @returns {import('losscope').Scope}
   */
  scope() {
    const { length } = this;
    return {
      kind: 'grid',
      width: length,
      height: 1,
      cells: \`S\${'.'.repeat(length - 2)}G\`,
      values: Array(length).fill(Number.NaN),
      policy: Array(length).fill(-1),
      visits: Array(length).fill(0),
      agent: this.state,
      qError: null,
      regret: null,
    };
  }

  #enter(cell) {
    this.state = cell;
    this.observe(cell, this.observation, 0);
  }

  #neighbour(cell, right) {
    return right ? cell + 1 : Math.max(0, cell - 1);
  }

  #rewardOf(cell) {
    return cell === this.length - 1 ? 10 : -1;
  }
}

export default defineEnv({
  name: '${name}',
  title: '${Class}',
  summary: 'Walk from the left end of a corridor to the right one. Some moves slip and go the other way.',
  rewards: '-1 a step, 10 for the step into the last cell.',
  source: 'own',
  gymnasium: null,
  params: {
    length: integer(8, 'cells of the corridor', { min: 2, max: 100 }),
    slip: number(0.1, 'probability that a move goes the other way', { min: 0, max: 1 }),
    maxSteps: integer(100, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
  },
  create: (params) => new ${Class}(params),
});
`;
}

function scenarioText(name: string): string {
  return `# losscope run ${name}.yaml --plugin ./${name}.mjs
name: ${name}
title: Q-learning in ${name}
env: ${name}
agent:
  name: q-learning
  gamma: 0.99
steps: 5000
seeds: 0-2
expect:
  - text: the greedy policy is the best one
    metric: regret
    op: <=
    value: 0.01
    hold: 3
`;
}
