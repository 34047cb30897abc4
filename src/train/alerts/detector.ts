import type { Choice, Scenario } from '../../scenario/scenario.js';
import type { Alert } from './alert.js';

/** What a detector has found. Its kind and the step are added where it is reported. */
export type Finding = Omit<Alert, 'kind' | 'step'>;

/** Sees every point of one metric in the order of recording. Called within a training step: quick, and never throws. */
export type See = (value: number, step: number) => Finding | null;

/** What a detector remembers of one run: asked once for each metric, it gives the function that sees its points, if any. */
export type Watch = (metric: string) => See | null;

/** One kind of trouble. A function of the scenario and the points alone, so that the same run always gives the same alerts. */
export interface Detector {
  /** The alert's kind. */
  readonly kind: string;
  /** One line: when it fires. */
  readonly summary: string;
  /** Which runs it looks at, in a few words. */
  readonly concerns: string;
  /** A watch over one run that has recorded nothing yet; null where this trouble cannot be. Reported once a run. */
  watch(scenario: Scenario): Watch | null;
}

/** A watch that looks at the metrics of these names. */
export function seeing(sees: Readonly<Record<string, See>>): Watch {
  return (metric) => (Object.hasOwn(sees, metric) ? sees[metric]! : null);
}

/** The agent of a scenario, when it is one of these or none are named; else null. */
export function agentOf({ learner }: Scenario, ...names: readonly string[]): Choice | null {
  if (learner.kind !== 'agent') return null;
  return names.length === 0 || names.includes(learner.agent.name) ? learner.agent : null;
}

/** A setting that is a number; NaN where it is none, so that no comparison with it holds. */
export function numberOf({ params }: Choice, name: string): number {
  const value = params[name];
  return typeof value === 'number' ? value : Number.NaN;
}

/** The step at which epsilon has come to its end; 0 where it never changes or there is none. */
export function explorationEnd(scenario: Scenario): number {
  const agent = agentOf(scenario);
  if (agent === null || !(numberOf(agent, 'epsilonStart') > numberOf(agent, 'epsilonEnd'))) return 0;
  return numberOf(agent, 'epsilonFraction') * scenario.steps;
}

/** A number in a sentence: whole ones as they are, others in three significant digits. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) {
    return value
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  }
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
