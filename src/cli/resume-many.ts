import { availableParallelism } from 'node:os';
import { UserError } from '../core/errors.js';
import type { Scenario } from '../scenario/scenario.js';
import type { PlanEntry } from '../session/plan.js';
import { acceptedOf, type CodeOptions, type PluginOptions } from './kit/plugins.js';
import { openStored, type StoredOptions } from './kit/stored-runs.js';
import type { Terminal } from './kit/terminal.js';

const RESUMABLE: readonly string[] = ['stopped', 'interrupted'];

/**
 * The ids of the runs that are meant: by `--all` every one that was stopped or cut off; by the name of a scenario those of
 * it; else the one of that id, or whose id begins so. Throws a {@link UserError} when nothing is named or nothing is there.
 */
export async function idsToResume(
  names: readonly string[],
  { all = false, out }: StoredOptions & { readonly all?: boolean },
): Promise<readonly string[]> {
  if (all !== (names.length === 0)) {
    const given = all ? { given: names.join(', ') } : {};
    throw new UserError({ path: 'name', message: 'name runs or a scenario, or give --all', ...given });
  }
  const { findRun, listRuns } = await import('../store/run-list.js');
  const runs = listRuns(out);
  if (all) {
    const stopped = runs.filter(({ status }) => RESUMABLE.includes(status));
    if (stopped.length === 0)
      throw new UserError({ path: '--all', message: `no run in ${out} was stopped or cut off` });
    return stopped.map(({ id }) => id);
  }
  return [
    ...new Set(
      names.flatMap((name) => {
        const ofScenario = runs.filter(({ id, scenario }) => scenario === name && id !== name);
        if (ofScenario.length === 0 || runs.some(({ id }) => id === name)) return [findRun(out, name)];
        const found = ofScenario.filter(({ status }) => RESUMABLE.includes(status));
        if (found.length === 0 && ofScenario.length > 1)
          throw new UserError({ path: 'name', message: `no run of ${name} in ${out} was stopped or cut off` });
        return found.length === 0 ? [findRun(out, name)] : found.map(({ id }) => id);
      }),
    ),
  ];
}

export function workersFor(given: string | undefined, runs: number): number {
  if (given === undefined) return Math.min(availableParallelism(), runs);
  const workers = Number(given);
  if (!Number.isSafeInteger(workers) || workers < 1)
    throw new UserError({ path: '--workers', message: 'must be a whole number >= 1', given: `"${given}"` });
  return workers;
}

/** Claims the folders of runs, each at its last checkpoint; what stands against one is told, and it is left out. */
export async function openMany(
  ids: readonly string[],
  options: StoredOptions & PluginOptions & CodeOptions,
  terminal: Terminal,
): Promise<{ readonly plan: readonly PlanEntry[]; readonly plugins: readonly string[]; readonly release: () => void }> {
  const { openRun } = await import('../session/resume.js');
  const { unlock } = await import('../store/lock.js');
  const { codeNow } = await import('../store/run-code.js');
  const { canonical } = await import('../scenario/canonical.js');
  const accepted = acceptedOf(options);
  const plan: PlanEntry[] = [];
  const plugins = new Set<string>();
  const issues: UserError[] = [];
  // Runs of one variant share their scenario, so that they are summarised together.
  const scenarios = new Map<string, Scenario>();
  const release = () => {
    for (const { resume } of plan) unlock(resume!.folder);
  };
  for (const id of ids) {
    try {
      const { config, plugins: own } = await openStored(id, options.out, options, accepted);
      const { resumption, step, warnings } = openRun(options.out, id, config, { code: codeNow(own), accepted });
      const key = canonical(config.scenario);
      const scenario = scenarios.get(key) ?? config.scenario;
      scenarios.set(key, scenario);
      plan.push({ scenario, seeds: [config.seed], plugins: own, resume: resumption });
      for (const file of own) plugins.add(file);
      for (const warning of warnings) terminal.err(`${id}: ${warning}`);
      terminal.err(step === 0 ? `${id}: no checkpoint, from the beginning` : `${id}: from step ${step}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(error);
      terminal.err(`${id}: left out: ${error.message}`);
    }
  }
  if (plan.length === 0) throw issues[0]!;
  if (issues.length > 0) terminal.err(`resumed ${plan.length} of ${ids.length} runs`);
  return { plan, plugins: [...plugins], release };
}
