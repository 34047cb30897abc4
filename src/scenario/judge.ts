import type { Comparison, Expectation, Scenario } from './scenario.js';
import { statistics } from './statistics.js';

/** How one seed ended. `failed` and `diverged` count against a claim; anything but these and `done` has not run. */
export interface Outcome {
  readonly seed: number;
  readonly status: string;
  /** Last value of each metric. */
  readonly final: Readonly<Record<string, number>>;
}

export interface Judgement {
  /** The claim in words; when it was not judged, with the reason. */
  readonly text: string;
  /** The statistic, or how many seeds held ("9 of 10 seeds"); null when nothing has run. */
  readonly measured: number | string | null;
  /** null: not judged. */
  readonly pass: boolean | null;
}

const holds: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '<': (a, b) => a < b,
};

/** Judges every expectation of a scenario on the seeds that ran, those it was tuned on aside. */
export function judge(
  scenario: Pick<Scenario, 'expectations' | 'tunedOn'>,
  outcomes: readonly Outcome[],
): readonly Judgement[] {
  const ended = outcomes.filter(({ status }) => status === 'done' || status === 'failed' || status === 'diverged');
  const fresh = ended.filter(({ seed }) => !scenario.tunedOn.includes(seed));
  return scenario.expectations.map((expectation) => judgeOne(expectation, fresh, ended.length - fresh.length));
}

function judgeOne(expectation: Expectation, outcomes: readonly Outcome[], tuned: number): Judgement {
  const { text, seeds } = expectation;
  const { measured, pass } = expectation.stat === null ? count(expectation, outcomes) : measure(expectation, outcomes);
  if (outcomes.length >= seeds) return { text, measured, pass };
  const aside = tuned === 0 ? '' : `, ${tuned} that it was tuned on aside`;
  return {
    text: `${text} (not judged: ${outcomes.length} of ${seeds} seeds have run${aside})`,
    measured: outcomes.length === 0 ? null : measured,
    pass: null,
  };
}

/**
 * Seed by seed. With more seeds than the claim was made for, the share that must hold stays the same: 9 of 10 asks for 18
 * of 20.
 */
function count({ op, hold, seeds, ...expectation }: Expectation, outcomes: readonly Outcome[]) {
  const held = outcomes.filter((outcome) => {
    const [left, right] = sides(expectation, outcome);
    return outcome.status === 'done' && holds[op](left, right);
  }).length;
  const needed = Math.ceil(((hold ?? seeds) * Math.max(seeds, outcomes.length)) / seeds);
  return { measured: `${held} of ${outcomes.length} seeds`, pass: held >= needed };
}

/** One statistic over all seeds; a comparison of two metrics is one of their difference, seed by seed, with 0. */
function measure({ op, stat, ...expectation }: Expectation, outcomes: readonly Outcome[]) {
  const worst = op === '>=' || op === '>' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const values = outcomes.map((outcome) => {
    const [left, right] = sides(expectation, outcome);
    const value = expectation.than === null ? left : left - right;
    return outcome.status !== 'done' || Number.isNaN(value) ? worst : value;
  });
  const measured = statistics[stat ?? 'mean'](values);
  return { measured, pass: holds[op](measured, expectation.than === null ? (expectation.value ?? Number.NaN) : 0) };
}

/** Both sides of the comparison in one seed; NaN, which never holds, for a metric that was not recorded. */
function sides(
  { metric, value, than }: Pick<Expectation, 'metric' | 'value' | 'than'>,
  { final }: Outcome,
): readonly [number, number] {
  const read = (name: string) => (Object.hasOwn(final, name) ? final[name]! : Number.NaN);
  return [read(metric), than === null ? (value ?? Number.NaN) : read(than)];
}
