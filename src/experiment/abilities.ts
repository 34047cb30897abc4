import { mean } from '../scenario/statistics.js';

/** What bsuite's experiments measure, in the order of its radar; scale and generalisation are of experiments that are not bundled. */
export const ABILITIES = ['basic', 'credit assignment', 'exploration', 'memory', 'noise'] as const;
export type Ability = (typeof ABILITIES)[number];

/** A run in one of bsuite's envs: its settings, and the returns of its training episodes in order. */
export interface AbilityRun {
  readonly env: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly returns: readonly number[];
}

/** One of bsuite's experiments with the runs that are part of it. */
export interface ExperimentScore {
  readonly name: string;
  readonly abilities: readonly Ability[];
  /** 0 to 1. */
  readonly score: number;
  readonly runs: number;
  /** The fewest training episodes that a run had. */
  readonly episodes: number;
  /** Episodes of a run in bsuite. */
  readonly full: number;
}

interface Experiment {
  readonly name: string;
  readonly abilities: readonly Ability[];
  readonly full: number;
  holds(run: AbilityRun): boolean;
  score(runs: readonly AbilityRun[]): number;
}

const clip = (value: number): number => Math.min(1, Math.max(0, value));
const meanReturn = ({ returns }: AbilityRun): number => mean(returns);

/** Share of the settings whose runs, several seeds together, show it. */
function share(runs: readonly AbilityRun[], setting: string, shows: (own: readonly AbilityRun[]) => boolean): number {
  const bySetting = new Map<unknown, AbilityRun[]>();
  for (const run of runs) {
    const value = run.params[setting];
    bySetting.set(value, [...(bySetting.get(value) ?? []), run]);
  }
  const groups = [...bySetting.values()];
  return groups.filter(shows).length / groups.length;
}

/** Whether fewer than nine in ten of the episodes so far missed the treasure at some time, sooner than by diving at random. */
function isSolved({ returns, params }: AbilityRun): boolean {
  // 2^size, by doubling.
  let latest = 1;
  for (let i = 0; i < Number(params.size) && latest < 1e9; i++) latest *= 2;
  latest += 100;
  let missed = 0;
  for (const [i, value] of returns.entries()) {
    if (value < 0.5) missed++;
    if (i + 1 >= latest) return false;
    if (missed / (i + 1) < 0.9) return true;
  }
  return false;
}

/** Chance of a right answer without memory is one half; learned is to miss less than three quarters as often. */
const remembers = (runs: readonly AbilityRun[]): boolean =>
  mean(runs.map(({ returns }) => returns.filter((value) => value < 1).length / returns.length / 0.5)) < 0.75;

/** Experiments of bsuite (Osband et al. 2020) and how it scores them; own code from their definitions. */
const experiments: readonly Experiment[] = [
  {
    ...{ name: 'catch', abilities: ['basic', 'credit assignment'], full: 10_000 },
    holds: ({ env }) => env === 'catch',
    score: (runs) => clip(1 - (1 - mean(runs.map(meanReturn))) / 1.6),
  },
  {
    ...{ name: 'deep sea', abilities: ['exploration'], full: 10_000 },
    holds: ({ env, params }) => env === 'deep-sea' && params.stochastic !== true,
    score: (runs) => share(runs, 'size', (own) => own.filter(isSolved).length * 2 > own.length),
  },
  {
    ...{ name: 'memory length', abilities: ['memory'], full: 10_000 },
    holds: ({ env, params }) => env === 'memory' && params.bits === 1,
    score: (runs) => share(runs, 'length', remembers),
  },
  {
    ...{ name: 'memory size', abilities: ['memory'], full: 10_000 },
    holds: ({ env, params }) => env === 'memory' && params.bits !== 1,
    score: (runs) => share(runs, 'bits', remembers),
  },
  {
    ...{ name: 'umbrella length', abilities: ['credit assignment', 'noise'], full: 10_000 },
    holds: ({ env }) => env === 'umbrella',
    score: (runs) => share(runs, 'length', (own) => 1 - mean(own.map(meanReturn)) < 0.5),
  },
  {
    ...{ name: 'discounting chain', abilities: ['credit assignment'], full: 1000 },
    holds: ({ env }) => env === 'discounting',
    score: (runs) => clip(1 - 10 * (1.1 - mean(runs.map(meanReturn)))),
  },
];

/** The scores of the experiments that have runs; runs without a whole episode are left out. */
export function experimentScores(runs: readonly AbilityRun[]): readonly ExperimentScore[] {
  const played = runs.filter(({ returns }) => returns.length > 0);
  return experiments.flatMap(({ name, abilities, full, holds, score }) => {
    const own = played.filter(holds);
    if (own.length === 0) return [];
    const episodes = own.reduce((least, { returns }) => Math.min(least, returns.length), Number.POSITIVE_INFINITY);
    return [{ name, abilities, score: score(own), runs: own.length, episodes, full }];
  });
}

/** The mean score of the experiments of each ability, as bsuite's radar has it; null where none was run. */
export function abilityScores(scores: readonly ExperimentScore[]): ReadonlyMap<Ability, number | null> {
  return new Map(
    ABILITIES.map((ability) => {
      const own = scores.filter(({ abilities }) => abilities.includes(ability)).map(({ score }) => score);
      return [ability, own.length === 0 ? null : mean(own)];
    }),
  );
}
