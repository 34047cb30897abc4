import { type Judgement, judge } from '../scenario/expectations.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Session } from '../session/run-view.js';
import type { RunResult } from '../store/result.js';

/** What came out of one scenario variant. */
export interface Summary {
  readonly scenario: Scenario;
  readonly runs: readonly RunResult[];
  readonly judgements: readonly Judgement[];
}

/** The results of a session by scenario variant, in the order given, with every expectation judged. */
export function summarise(session: Pick<Session, 'runs' | 'results'>): readonly Summary[] {
  const byScenario = new Map<Scenario, RunResult[]>();
  const all = session.results();
  session.runs.forEach(({ scenario }, i) => {
    const group = byScenario.get(scenario);
    if (group === undefined) byScenario.set(scenario, [all[i]!]);
    else group.push(all[i]!);
  });
  const ran = [...byScenario].map(([scenario, runs]) => ({ scenario, runs, outcomes: onePerSeed(runs) }));
  return ran.map(({ scenario, runs, outcomes }) => {
    const family = ran.filter((other) => other.scenario === scenario || isSibling(other.scenario, scenario));
    return { scenario, runs, judgements: judge(scenario, outcomes, family) };
  });
}

/** A seed that was run again counts once: by its last run that is done, else by its last. */
function onePerSeed(runs: readonly RunResult[]): readonly RunResult[] {
  return [...new Set(runs.map(({ seed }) => seed))].map((seed) => {
    const tries = runs.filter((run) => run.seed === seed);
    return tries.findLast(({ status }) => status === 'done') ?? tries.at(-1)!;
  });
}

/** Variants of one file under the same overrides, which its expectations may compare. */
function isSibling(a: Scenario, b: Scenario): boolean {
  if (a.family === undefined || b.family === undefined) return false;
  return a.name === b.name && a.family.overrides === b.family.overrides && a.family.name !== b.family.name;
}

/** 3: a run failed or diverged; 1: an expectation is not met; 0 otherwise. */
export function exitCodeOf(summaries: readonly Summary[]): 0 | 1 | 3 {
  const broken = ({ status }: RunResult) => status === 'failed' || status === 'diverged';
  if (summaries.some(({ runs }) => runs.some(broken))) return 3;
  return summaries.some(({ judgements }) => judgements.some(({ pass }) => pass === false)) ? 1 : 0;
}

/** `name`, or `name [loss=poly]`. */
export function variantName({ name, variant }: Pick<Scenario, 'name' | 'variant'>): string {
  return variant === '' ? name : `${name} [${variant}]`;
}
