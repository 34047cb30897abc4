import { decisive } from '../scenario/canonical.js';
import type { Scenario } from '../scenario/scenario.js';
import type { RunCode } from './run-code.js';

/** A run that went on from the state of another one with settings changed. */
export interface Fork {
  /** Id of the run that it branched off. */
  readonly parent: string;
  readonly step: number;
  /** The changed settings, as `--set` takes them. */
  readonly set: readonly string[];
}

/** File of the state that a fork goes on from, kept for good in its folder. */
export const START = 'start.safetensors';

/** How a forked run came about: enough to make it again without its parent's folder. */
export interface Lineage extends Fork {
  /** What the parent ran. */
  readonly scenario: Scenario;
  /** How the parent came about, when it was a fork itself. */
  readonly fork: Lineage | null;
}

/** What decides a run besides its scenario and seed. */
export interface Beginning {
  /** sha256 of the weights that were given to start with, or null for random ones. */
  readonly init: string | null;
  readonly fork: Lineage | null;
  /** The code that it began with. @default this program without plug-ins */
  readonly code?: RunCode;
}

export const ANEW: Beginning = { init: null, fork: null };

/**
 * The facts that decide a run's bits besides its seed. A fork is decided by its settings and by everything that decides its
 * parent up to the step of the fork; names and ids of runs decide nothing.
 */
export function decidesOf(
  scenario: Scenario,
  { init, fork }: Beginning,
  decide: (scenario: Scenario) => unknown = decisive,
): unknown {
  const own = decide(scenario) as object;
  if (fork !== null) {
    const before = decidesOf(fork.scenario, { init, fork: fork.fork }, decide) as object;
    return { ...own, fork: { step: fork.step, ...before } };
  }
  return init === null ? own : { ...own, init };
}

/** The scenarios that a run went through: those of its ancestors, the oldest first, each with the step at which it ended. */
export function stagesOf(
  scenario: Scenario,
  fork: Lineage | null,
): readonly { readonly scenario: Scenario; readonly until: number }[] {
  const before = fork === null ? [] : [...stagesOf(fork.scenario, fork.fork)];
  const last = before.pop();
  const kept = last === undefined || fork === null ? [] : [...before, { scenario: last.scenario, until: fork.step }];
  return [...kept, { scenario, until: Number.POSITIVE_INFINITY }];
}
