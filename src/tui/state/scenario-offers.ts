import { formatIssue, type Issue, UserError } from '../../core/errors.js';
import type { LoadedScenario } from '../../scenario/loader.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { RunView, Session } from '../../session/run-view.js';
import type { PluginFile } from '../../train/plugins/plugin-code.js';
import { grouped } from '../format.js';
import { loadParts } from './parts.js';
import { rememberStart } from './run-origins.js';
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
  /** `trusted` are the modules that the user has allowed to run, if the scenario names them. */
  | { readonly kind: 'settings'; readonly reference: string; readonly trusted?: readonly PluginFile[] }
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
      readonly focus: string;
      /** Whether the file names a loss: otherwise the usual one of what learns is taken. */
      readonly saysLoss: boolean;
      /** Names of the variants that the file declares, the scenario as written first; empty for none. */
      readonly variants: readonly string[];
    }
  /** The scenario names modules that nobody has allowed yet. */
  | { readonly kind: 'consent'; readonly reference: string; readonly plugins: readonly PluginFile[] }
  /** Ids of the runs that were started. */
  | { readonly kind: 'started'; readonly runs: readonly string[]; readonly note?: string }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** What stands against something that was asked for. */
export interface Problem {
  /** The setting that it is about, such as `agent.lr`; empty for the whole. */
  readonly path: string;
  /** In one line. */
  readonly text: string;
  /** The same where the setting is named already. */
  readonly beside: string;
}

/** Answers what the keys ask. Never rejects: what is wrong with the user's part is an answer too. */
export async function answerTo(question: Question, session: Session): Promise<Answer> {
  try {
    await loadParts();
    switch (question.kind) {
      case 'offers':
        return { kind: 'offers', offers: await offers() };
      case 'settings':
        return await settingsIn(question);
      case 'start':
        return await start(session, question);
      case 'seeds': {
        const scenario = session.runs.find(({ id }) => id === question.run)?.scenario;
        if (scenario === undefined) return { kind: 'refused', problems: [plain('this run no longer exists')] };
        return await started(session, [{ scenario }], question.seeds);
      }
      case 'fork':
        return await forkAll(session, question.runs, question.set);
    }
  } catch (error) {
    return { kind: 'refused', problems: problemsOf(error) };
  }
}

/** The settings of a scenario as written, once the user has allowed the modules that it names. */
async function settingsIn({ reference, trusted = [] }: Extract<Question, { kind: 'settings' }>): Promise<Answer> {
  const { pluginsOf } = await import('../../scenario/loader.js');
  const { loadedPlugins, loadPlugins } = await import('../../train/plugins/plugins.js');
  const { pluginFilesAt } = await import('../../train/plugins/plugin-code.js');
  const { registries } = await import('../../train/registries.js');
  const fresh = pluginsOf([reference]).filter((file) => !loadedPlugins(registries).includes(file));
  // A file that has changed since it was allowed is another file.
  const plugins = pluginFilesAt(fresh).filter(
    ({ file, sha256 }) => !trusted.some((one) => one.file === file && one.sha256 === sha256),
  );
  if (plugins.length > 0) return { kind: 'consent', reference, plugins };
  const { tryPlugins } = await import('../../session/thread/plugin-trial.js');
  await tryPlugins(fresh);
  await loadPlugins(fresh, registries);
  const { settingsOf } = await import('./settings.js');
  const { formatSeeds } = await import('../../scenario/seeds.js');
  const [{ scenario, says }] = await load(reference, [], 'written');
  const { family, seeds, focus } = scenario;
  const variants = family === undefined ? [] : [family.written, ...family.variants.map(({ name }) => name)];
  const [settings, saysLoss] = [settingsOf(scenario), says(['loss'])];
  return { kind: 'settings', reference, settings, seeds: formatSeeds(seeds), focus, saysLoss, variants };
}

/** Checks everything as `losscope run` does, and starts. */
async function start(
  session: Session,
  { reference, variant, set, seeds }: Extract<Question, { kind: 'start' }>,
): Promise<Answer> {
  const { rehearse } = await import('../../train/rehearsal.js');
  const { loadedPlugins } = await import('../../train/plugins/plugins.js');
  const { registries } = await import('../../train/registries.js');
  const loaded = await load(reference, set, variant === null || variant === 'all' ? 'all' : [variant]);
  rehearse(loaded, registries);
  rememberStart(loaded, loadedPlugins(registries));
  return started(session, loaded, seeds);
}

/** What is named in a scenario may come from any module that was loaded. */
async function started(
  session: Session,
  scenarios: readonly { readonly scenario: Scenario }[],
  seeds: readonly number[],
): Promise<Answer> {
  const { loadedPlugins } = await import('../../train/plugins/plugins.js');
  const { registries } = await import('../../train/registries.js');
  const plugins = loadedPlugins(registries);
  return { kind: 'started', runs: session.add(scenarios.map(({ scenario }) => ({ scenario, seeds, plugins }))) };
}

/**
 * Forks runs at one common step. Those that are done have no steps left to change anything in: they start again from the
 * beginning with the change. What one has to object, the next may have too, and is told once.
 */
async function forkAll(session: Session, runs: readonly string[], set: readonly string[]): Promise<Answer> {
  const chosen = session.runs.filter(({ id }) => runs.includes(id));
  const [done, others] = [chosen.filter(isDone), chosen.filter((run) => !isDone(run))];
  const made: string[] = [];
  const problems = new Map<string, Problem>();
  const attempt = async (make: () => Promise<readonly string[]> | readonly string[]): Promise<void> => {
    try {
      made.push(...(await make()));
    } catch (error) {
      for (const problem of problemsOf(error)) problems.set(problem.text, problem);
    }
  };
  const release = await session.align?.(runs);
  try {
    for (const { id } of others) await attempt(async () => [await session.fork(id, set)]);
  } finally {
    release?.();
  }
  const forked = made.length;
  for (const run of done) await attempt(() => startAgain(session, run, set));
  if (made.length === 0) return { kind: 'refused', problems: [...problems.values()] };
  const steps = new Set(session.runs.filter(({ id }) => made.includes(id)).flatMap(({ fork }) => fork?.step ?? []));
  const at = steps.size === 1 ? ` at step ${grouped([...steps][0]!)}` : '';
  const told = [
    forked === 0 ? '' : `forked${forked === 1 ? '' : ` ${forked} runs`}${at}: ${set.join(', ')}`,
    made.length === forked ? '' : `${made.length - forked} done: started again from step 0 with ${set.join(', ')}`,
    problems.size === 0 ? '' : [...problems.values()].map(({ text }) => text).join('; '),
  ];
  return { kind: 'started', runs: made, note: told.filter(Boolean).join('; ') };
}

const isDone = ({ status }: RunView): boolean => status === 'done';

/** The whole of a run once more, with settings changed from the beginning. */
async function startAgain(session: Session, run: RunView, set: readonly string[]): Promise<readonly string[]> {
  const { id, scenario, seed, fork } = run;
  if (fork !== null) throw new UserError({ path: id, message: 'is a fork that is done: fork or start its parent' });
  const { retuned } = await import('../../train/tunable-settings.js');
  const { loadedPlugins } = await import('../../train/plugins/plugins.js');
  const { registries } = await import('../../train/registries.js');
  const changed = retuned(scenario, set, 0, registries);
  const variant = [scenario.variant, ...set].filter(Boolean).join(', ');
  return session.add([{ scenario: { ...changed, variant }, seeds: [seed], plugins: loadedPlugins(registries) }]);
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof UserError) return error.issues.map(problemIn);
  return [plain(error instanceof Error ? error.message : String(error))];
}

const plain = (text: string): Problem => ({ path: '', text, beside: text });

/** An issue in one line: without its source, and without its file where a setting tells the place. */
function problemIn(issue: Issue): Problem {
  const { path, message, given, allowed, hint } = issue;
  const told = { message, ...(allowed === undefined ? {} : { allowed }), ...(hint === undefined ? {} : { hint }) };
  const { excerpt: _, ...placed } = issue;
  const whole = { path, ...told, ...(given === undefined ? {} : { given }) };
  return { path, text: formatIssue(path === '' ? placed : whole), beside: formatIssue({ path: '', ...told }) };
}

async function load(reference: string, set: readonly string[], variants: 'written' | 'all' | readonly string[]) {
  const { loadScenarios } = await import('../../scenario/loader.js');
  const { loadedPlugins } = await import('../../train/plugins/plugins.js');
  const { registries } = await import('../../train/registries.js');
  const allowPlugins = loadedPlugins(registries);
  const loaded = loadScenarios([reference], { catalogues: registries, set, variants, allowPlugins });
  return loaded as readonly [LoadedScenario, ...LoadedScenario[]];
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
