import { formatIssue, type Issue, UserError } from '../../core/errors.js';
import type { Session } from '../../run/view.js';
import type { LoadedScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Setting } from './settings.js';

/** A scenario that can be started. */
export interface Offer {
  /** What the loader takes: a bundled name or a file. */
  readonly reference: string;
  readonly title: string;
  readonly summary: string;
  /** `dqn in gridworld`, or the task. */
  readonly learner: string;
  readonly loss: string | null;
  readonly steps: number | null;
  readonly seeds: string;
  /** Why it cannot be started, or null. */
  readonly problem: string | null;
}

/** What keys want from outside of the state and cannot have at once. */
export type Question =
  | { readonly kind: 'offers' }
  | { readonly kind: 'settings'; readonly reference: string }
  | {
      readonly kind: 'start';
      readonly reference: string;
      /** `all`, or the name of one; null for a scenario that declares none. */
      readonly variant: string | null;
      readonly seeds: readonly number[];
      readonly set: readonly string[];
    }
  | { readonly kind: 'fork'; readonly runs: readonly string[]; readonly set: readonly string[] }
  | { readonly kind: 'seeds'; readonly run: string; readonly seeds: readonly number[] };

export type Answer =
  | { readonly kind: 'offers'; readonly offers: readonly Offer[] }
  | {
      readonly kind: 'settings';
      readonly reference: string;
      /** Of the scenario as written. */
      readonly settings: readonly Setting[];
      readonly seeds: string;
      /** Names of the variants that the file declares, the scenario as written first; empty for none. */
      readonly variants: readonly string[];
    }
  /** Ids of the runs that were started. */
  | { readonly kind: 'started'; readonly runs: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Answers what the keys ask. Never rejects: what is wrong with the user's part is an answer too. */
export async function answerTo(question: Question, session: Session): Promise<Answer> {
  try {
    switch (question.kind) {
      case 'offers':
        return { kind: 'offers', offers: await offers() };
      case 'settings': {
        const { settingsOf } = await import('./settings.js');
        const { formatSeeds } = await import('../../scenario/seeds.js');
        const [{ scenario }] = await load(question.reference, [], 'written');
        const { reference } = question;
        const { family, seeds } = scenario;
        const variants = family === undefined ? [] : [family.written, ...family.variants.map(({ name }) => name)];
        return { kind: 'settings', reference, settings: settingsOf(scenario), seeds: formatSeeds(seeds), variants };
      }
      case 'start': {
        const { reference, variant, set, seeds } = question;
        const loaded = await load(reference, set, variant === null || variant === 'all' ? 'all' : [variant]);
        for (const { scenario } of loaded) await build(scenario, seeds[0] ?? 0);
        return { kind: 'started', runs: session.add(loaded.map(({ scenario }) => ({ scenario, seeds }))) };
      }
      case 'seeds': {
        const scenario = session.runs.find(({ id }) => id === question.run)?.scenario;
        if (scenario === undefined) return { kind: 'refused', problems: ['this run is gone'] };
        return { kind: 'started', runs: session.add([{ scenario, seeds: question.seeds }]) };
      }
      case 'fork':
        return await forkAll(session, question.runs, question.set);
    }
  } catch (error) {
    return { kind: 'refused', problems: problemsOf(error) };
  }
}

/** Forks one run after the other; what one has to object, the next may have too, and is told once. */
async function forkAll(session: Session, runs: readonly string[], set: readonly string[]): Promise<Answer> {
  const made: string[] = [];
  const problems = new Set<string>();
  for (const run of runs) {
    try {
      made.push(await session.fork(run, set));
    } catch (error) {
      for (const problem of problemsOf(error)) problems.add(problem);
    }
  }
  return made.length > 0 ? { kind: 'started', runs: made } : { kind: 'refused', problems: [...problems] };
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof UserError) return error.issues.map(lineOf);
  return [error instanceof Error ? error.message : String(error)];
}

/** An issue in one line; a form shows what was given and no source. */
function lineOf({ excerpt: _, file: __, line: ___, column: ____, ...issue }: Issue): string {
  return formatIssue(issue);
}

async function load(reference: string, set: readonly string[], variants: 'written' | 'all' | readonly string[]) {
  const { loadScenarios } = await import('../../scenario/load.js');
  const { registries } = await import('../../run/registries.js');
  const loaded = loadScenarios([reference], { catalogues: registries, set, variants });
  return loaded as readonly [LoadedScenario, ...LoadedScenario[]];
}

/** Builds the learner once and trains nothing: what does not fit together shows before a run starts. */
async function build(scenario: Scenario, seed: number): Promise<void> {
  const { train } = await import('../../run/train.js');
  const { registries } = await import('../../run/registries.js');
  const events = train(scenario, seed, { registries, sink: () => {}, init: null });
  for (let next = events.next(0); !next.done && next.value.kind !== 'tick'; ) next = events.next(0);
}

let bundled: readonly Offer[] | null = null;

/** The bundled scenarios, then the files in the folder of the shell. */
async function offers(): Promise<readonly Offer[]> {
  const { outlineOf, outlinesIn } = await import('../../scenario/outline.js');
  const { bundledFile, bundledNames } = await import('../../scenario/bundled.js');
  if (bundled === null) {
    const read: Offer[] = [];
    for (const name of bundledNames()) {
      const { name: reference, ...rest } = outlineOf(bundledFile(name));
      read.push({ ...rest, reference, problem: null });
      // Frames and keys go on between two files.
      await new Promise((resolve) => setImmediate(resolve));
    }
    bundled = read;
  }
  return [...bundled, ...outlinesIn('.')];
}
