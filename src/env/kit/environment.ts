import { show, UserError } from '../../core/errors.js';
import { resolveParams } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import { didYouMean } from '../../core/suggestion.js';
import { actionSpaceOf } from './actions.js';
import type { Env, EnvDefinition, ObservationSpace, Transitions } from './env.js';
import { refuseApply } from './guard.js';

export type Info = Readonly<Record<string, number>>;

export interface StepResult {
  /** Rounded to float32, as Gymnasium returns it. */
  readonly observation: number[];
  readonly reward: number;
  /** The task ended; the value of what follows is 0. */
  readonly terminated: boolean;
  /** The time limit was reached; the task itself goes on. */
  readonly truncated: boolean;
  readonly info: Info;
}

export interface ResetOptions {
  readonly seed?: number | string | undefined;
  readonly state?: readonly number[] | number | undefined;
}

/** An environment for people and tests: Gymnasium's calls, fresh plain arrays, full checks. */
export interface Environment {
  readonly name: string;
  readonly observationSpace: ObservationSpace;
  /** Whole numbers from 0 to below `n`, or lists of `shape[0]` numbers within bounds. */
  readonly actionSpace:
    | { readonly n: number }
    | { readonly shape: readonly [number]; readonly low: readonly number[]; readonly high: readonly number[] };
  readonly actionNames: readonly string[];
  readonly maxEpisodeSteps: number;
  /**
   * Starts an episode.
   *
   * @param options.seed starts the random stream anew. Without it the stream goes on; the first reset then takes seed 0.
   * @param options.state sets the start by hand: a state vector, or a state's number in a finite env, bare or in a list.
   * @throws UserError for another option, and for a seed or a state that cannot be.
   */
  reset(options?: ResetOptions): { observation: number[]; info: Info };
  /**
   * One action: an index into `actionNames`, or in a box a number for each of them. Throws a UserError after an end, and for
   * an action that does not exist (here).
   */
  step(action: number | ArrayLike<number>): StepResult;
  /** Which actions exist now, 1 or 0 for each; in a box null. */
  mask(): number[] | null;
  /** The full state, as `reset` takes it. */
  state(): number[];
  /** A text picture. */
  render(): string;
  /** Exact dynamics of a finite env, else null. */
  transitions(): Transitions | null;
}

/** Builds an {@link Environment} from a definition and settings. Throws a UserError naming every wrong setting. */
export function makeEnvironment(definition: EnvDefinition, params: Readonly<Record<string, unknown>>): Environment {
  const env: Env = definition.create(resolveParams(definition.params, params, 'env'));
  const space = actionSpaceOf(env);
  let random: Stream | undefined;
  const observation = () => Array.from(env.observation, Math.fround);
  const info = (): Info => env.info?.() ?? {};
  return {
    name: env.name,
    observationSpace: env.observationSpace,
    actionSpace:
      space.kind === 'box'
        ? { shape: [env.actionNames.length], low: space.low, high: space.high }
        : { n: env.actionNames.length },
    actionNames: env.actionNames,
    maxEpisodeSteps: env.maxEpisodeSteps,
    reset(options = {}) {
      const { seed, state } = checkedOptions(env, options);
      if (seed !== undefined) random = Stream.from(checkedSeed(env, seed), 'env');
      random ??= Stream.from(0, 'env');
      env.reset(random, typeof state === 'number' ? [state] : state);
      return { observation: observation(), info: info() };
    },
    step(action) {
      if (typeof action === 'number') env.step(action);
      else if (env.apply === undefined) refuseApply(env, action);
      else env.apply(action);
      const { reward, terminated, truncated } = env;
      return { observation: observation(), reward, terminated, truncated, info: info() };
    },
    mask: () => (space.kind === 'box' ? null : Array.from(env.mask?.() ?? env.actionNames.map(() => 1))),
    state: () => env.snapshot(),
    render: () => env.render().join('\n'),
    transitions: () => env.transitions?.() ?? null,
  };
}

const OPTIONS = ['seed', 'state'];

/** A misspelt option would otherwise start another episode than the one asked for, in silence. */
function checkedOptions(env: Env, options: ResetOptions): ResetOptions {
  const path = `${env.name}.reset`;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new UserError({ path, message: 'must be options', given: show(options), allowed: '{ seed, state }' });
  }
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name));
  if (unknown.length === 0) return options;
  throw new UserError(
    unknown.map((name) => {
      const hint = didYouMean(name, OPTIONS);
      const issue = { path: `${path}.${name}`, message: 'unknown option', allowed: OPTIONS.join(', ') };
      return hint === undefined ? issue : { ...issue, hint };
    }),
  );
}

function checkedSeed(env: Env, seed: number | string): number | string {
  if (typeof seed === 'string' || Number.isSafeInteger(seed)) return seed;
  throw new UserError({
    path: `${env.name}.reset.seed`,
    message: 'must be a whole number or a text',
    given: show(seed),
  });
}
