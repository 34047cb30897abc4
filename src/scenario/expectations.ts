import { type Comparison, type Expectation, type Scenario, WRITTEN } from './scenario.js';
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
  /** Whether it was not judged because a variant that it speaks of did not run. */
  readonly isAbsent?: boolean;
}

const holds: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '<': (a, b) => a < b,
};

/** What judging needs of a scenario. */
export type Judged = Pick<Scenario, 'expectations' | 'tunedOn' | 'family'>;

/** A variant that ran, with how its seeds ended. */
export interface Ran {
  readonly scenario: Judged;
  readonly outcomes: readonly Outcome[];
}

/**
 * Judges the expectations of a scenario on the seeds that ran, those it was tuned on aside. `ran` are the variants of its
 * file that ran, itself among them. Each expectation is judged once: with the variant that it speaks of, or, when that one
 * did not run, with the first of those that did.
 */
export function judge(
  scenario: Judged,
  outcomes: readonly Outcome[],
  ran: readonly Ran[] = [{ scenario, outcomes }],
): readonly Judgement[] {
  const named = (name: string) => ran.find((one) => nameIn(one.scenario) === name);
  return scenario.expectations.flatMap((expectation): readonly Judgement[] => {
    const { versus } = expectation;
    const name = expectation.variant ?? scenario.family?.written ?? nameIn(scenario);
    const spoken = named(name);
    if ((spoken ?? ran[0])?.scenario !== scenario) return [];
    const missing = [name, versus ?? name].filter((one) => named(one) === undefined);
    if (missing.length > 0) {
      const names = [...new Set(missing)].map((one) => (one === WRITTEN ? 'the scenario as written' : one));
      const text = `${expectation.text} (not judged: ${names.join(' and ')} did not run)`;
      return [{ text, measured: null, pass: null, isAbsent: true }];
    }
    const pairs = pairsOf(outcomes, versus === undefined ? null : (named(versus)?.outcomes ?? []));
    const fresh = pairs.filter(({ seed }) => !scenario.tunedOn.includes(seed));
    return [judgeOne(expectation, fresh, pairs.length - fresh.length)];
  });
}

/** Without a family there is one variant only, whatever its name. */
function nameIn({ family }: Judged): string {
  return family?.name ?? WRITTEN;
}

/** One seed of the variant that a claim speaks of, and of the variant that it is compared with. */
interface Pair {
  readonly seed: number;
  /** Whether all of it came to its end; a part that failed or diverged counts against the claim. */
  readonly isDone: boolean;
  readonly final: Outcome['final'];
  readonly other: Outcome['final'];
}

/** The seeds that have ended, on both sides where there are two. */
function pairsOf(outcomes: readonly Outcome[], others: readonly Outcome[] | null): readonly Pair[] {
  const hasEnded = ({ status }: Outcome) => status === 'done' || status === 'failed' || status === 'diverged';
  return outcomes.filter(hasEnded).flatMap(({ seed, status, final }): readonly Pair[] => {
    if (others === null) return [{ seed, isDone: status === 'done', final, other: {} }];
    const other = others.find((one) => one.seed === seed && hasEnded(one));
    if (other === undefined) return [];
    return [{ seed, isDone: status === 'done' && other.status === 'done', final, other: other.final }];
  });
}

function judgeOne(expectation: Expectation, pairs: readonly Pair[], tuned: number): Judgement {
  const { text, seeds, versus } = expectation;
  const { measured, pass } = expectation.stat === null ? count(expectation, pairs) : measure(expectation, pairs);
  if (pairs.length >= seeds) return { text, measured, pass };
  const both = versus === undefined ? '' : ' in both variants';
  const aside = tuned === 0 ? '' : `, ${tuned} that it was tuned on aside`;
  return {
    text: `${text} (not judged: ${pairs.length} of ${seeds} seeds have run${both}${aside})`,
    measured: pairs.length === 0 ? null : measured,
    pass: null,
  };
}

/**
 * Seed by seed. With more seeds than the claim was made for, the share that must hold stays the same: 9 of 10 asks for 18
 * of 20.
 */
function count(expectation: Expectation, pairs: readonly Pair[]) {
  const { op, hold, seeds } = expectation;
  const held = pairs.filter((pair) => {
    const [left, right] = sides(expectation, pair);
    return pair.isDone && holds[op](left, right);
  }).length;
  const needed = Math.ceil(((hold ?? seeds) * Math.max(seeds, pairs.length)) / seeds);
  return { measured: `${held} of ${pairs.length} seeds`, pass: held >= needed };
}

/** One statistic over all seeds; a comparison is one of the differences, seed by seed, with 0 or the least difference. */
function measure(expectation: Expectation, pairs: readonly Pair[]) {
  const { op, stat, than, versus } = expectation;
  const worst = isUpward(op) ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const compares = than !== null || versus !== undefined;
  const values = pairs.map((pair) => {
    const [left, right] = sides(versus === undefined ? expectation : { ...expectation, value: null }, pair);
    const value = compares ? left - right : left;
    return !pair.isDone || Number.isNaN(value) ? worst : value;
  });
  const measured = statistics[stat ?? 'mean'](values);
  const bound = versus !== undefined ? leastDifference(expectation) : compares ? 0 : (expectation.value ?? Number.NaN);
  return { measured, pass: holds[op](measured, bound) };
}

/** Whether a claim about one variant holds in this seed: what `hold` counts. */
export function holdsIn(expectation: Expectation, { status, final }: Outcome): boolean {
  const [left, right] = sides(expectation, { seed: 0, isDone: true, final, other: {} });
  return status === 'done' && holds[expectation.op](left, right);
}

function isUpward(op: Comparison): boolean {
  return op === '>=' || op === '>';
}

/** What the difference to another variant is compared with: with `<` and `<=` it must lie below by so much. */
function leastDifference({ op, value }: Pick<Expectation, 'op' | 'value'>): number {
  const least = value ?? 0;
  return isUpward(op) ? least : -least;
}

/** Both sides of the comparison in one seed; NaN, which never holds, for a metric that was not recorded. */
function sides(expectation: Expectation, { final, other }: Pair): readonly [number, number] {
  const { metric, value, than, versus, factor = 1 } = expectation;
  const read = (from: Outcome['final'], name: string) => (Object.hasOwn(from, name) ? from[name]! : Number.NaN);
  const left = read(final, metric);
  if (versus !== undefined) return [left, factor * read(other, metric) + leastDifference(expectation)];
  return [left, than === null ? (value ?? Number.NaN) : read(final, than)];
}
