import { readFileSync } from 'node:fs';
import { Stream } from '../../src/core/random.js';
import { decideMeasures } from '../../src/experiment/gate/decision.js';
import { failures, type Measure } from '../../src/experiment/gate/measure.js';

/** Seeds of a first look and of the whole baseline. */
export const FIRST = 10;
export const ALL = 40;
export const ALPHA = 0.01;

const normalCdf = (z: number): number => {
  // Abramowitz and Stegun 7.1.26; 1e-7 is enough to shape a population.
  const t = 1 / (1 + 0.3275911 * (Math.abs(z) / Math.SQRT2));
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - poly * Math.exp((-z * z) / 2);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
};

/** A population by its quantiles: what a standard normal value becomes. */
export type Shape = (z: number) => number;

const quantileOf =
  (values: readonly number[]): Shape =>
  (z) => {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(normalCdf(z) * sorted.length))]!;
  };

/** Populations of final values, larger meaning better; drawn through a normal value, so that seeds and metrics can be correlated. */
export const shapes: Readonly<Record<string, Shape>> = {
  normal: (z) => z,
  uniform: (z) => normalCdf(z),
  'long lower tail': (z) => -Math.exp(1.5 * -z),
  'long upper tail': (z) => Math.exp(1.5 * z),
  cauchy: (z) => Math.tan(Math.PI * (Math.min(0.9999, Math.max(0.0001, normalCdf(z))) - 0.5)),
  'student 3': (z) => Math.sinh(1.1 * z),
  exponential: (z) => -Math.log(1 - Math.min(1 - 1e-9, normalCdf(z))),
  'negative exponential': (z) => Math.log(Math.max(1e-9, normalCdf(z))),
  bimodal: (z) => (normalCdf(z) < 0.5 ? z - 5 : z),
  'one in five poor': (z) => (normalCdf(z) < 0.2 ? normalCdf(z) : 1),
  'one in twenty poor': (z) => (normalCdf(z) < 0.05 ? 0 : 1),
  'one in twenty fine': (z) => (normalCdf(z) > 0.95 ? 1 : 0),
  'three levels': (z) => Math.floor(3 * normalCdf(z)),
  'eleven levels': (z) => Math.round(10 * normalCdf(z)),
  coin: (z) => (z > 0 ? 1 : 0),
  'one in ten broke': (z) => (normalCdf(z) < 0.1 ? Number.NEGATIVE_INFINITY : z),
  outliers: (z) => (normalCdf(z) < 0.03 ? -100 : normalCdf(z) > 0.97 ? 100 : z),
  perfect: () => 1,
  'near the ceiling': (z) => Math.min(1, 1 + 0.1 * (z - 0.5)),
};

/** What a changed candidate does to a seed's normal value and to what comes out. */
export interface Change {
  /** Standard deviations by which every seed is worse. */
  readonly shift?: number;
  /** Share of the seeds that newly fail. */
  readonly fails?: number;
}

export interface Population {
  readonly shape: Shape;
  /** Correlation of baseline and candidate over seeds, and of the metrics over one another. */
  readonly seeds: number;
  readonly metrics: number;
}

const METRICS = 6;

/** The measures of a baseline and a candidate on the same seeds: six metrics, an area, an expectation. */
export function drawMeasures(
  stream: Stream,
  { shape, seeds: rho, metrics }: Population,
  change: Change,
): readonly Measure[] {
  const normal = () => stream.normal(Math.log);
  const mix = (a: number, b: number, r: number) => Math.sqrt(r) * a + Math.sqrt(1 - r) * b;
  const names = Array.from({ length: METRICS }, (_, m) => `metric ${m}`);
  const tables = names.map(() => ({ reference: new Map<number, number>(), candidate: new Map<number, number>() }));
  for (let seed = 0; seed < ALL; seed++) {
    const ofSeed = normal();
    const ofSide = [normal(), normal()];
    const fails = stream.uniform() < (change.fails ?? 0);
    const own = names.map(() => normal());
    tables.forEach(({ reference, candidate }, m) => {
      const values = ofSide.map((side) => {
        const shared = mix(ofSeed, side, rho);
        const apart = mix(own[m]!, normal(), rho);
        return mix(shared, apart, metrics);
      });
      reference.set(seed, shape(values[0]!));
      const z = values[1]! - (change.shift ?? 0);
      candidate.set(seed, fails ? shape(-3.5) - 2 : shape(z));
    });
  }
  const plain = tables.map(
    (sides, m): Measure => ({
      ...{ kind: 'final', name: names[m]!, metric: names[m]!, better: 'higher', margin: 0, best: null },
      ...sides,
    }),
  );
  const [focus] = tables;
  const sorted = [...focus!.reference.values()].toSorted((a, b) => a - b);
  const bound = sorted[Math.floor(ALL / 10)]!;
  const holds = (side: ReadonlyMap<number, number>) =>
    new Map([...side].map(([seed, value]) => [seed, value >= bound ? 1 : 0]));
  return [
    failures(plain, 'failing seeds'),
    ...plain,
    {
      ...{ kind: 'expect', name: 'claim', metric: names[0]!, better: 'higher', margin: 0, best: null },
      ...{ reference: holds(focus!.reference), candidate: holds(focus!.candidate) },
    },
  ];
}

const firstOf = (measures: readonly Measure[]): readonly Measure[] =>
  measures.map((one) => ({ ...one, candidate: new Map([...one.candidate].slice(0, FIRST)) }));

export interface Rates {
  /** Share of checks that end as regressed. */
  readonly alarms: number;
  /** Share that went on to all seeds. */
  readonly more: number;
}

/** The whole two-stage rule, many times. */
export function simulate(
  population: Population,
  change: Change,
  checks: number,
  { draws = 999, seed = 0 } = {},
): Rates {
  const stream = Stream.from(seed, 'eval');
  let [alarms, more] = [0, 0];
  for (let i = 0; i < checks; i++) {
    const measures = drawMeasures(stream, population, change);
    if (decideMeasures(firstOf(measures), { alpha: ALPHA, draws }).doubts.length === 0) continue;
    more++;
    if (decideMeasures(measures, { alpha: ALPHA, draws }).verdict === 'regressed') alarms++;
  }
  return { alarms: alarms / checks, more: more / checks };
}

/** Results of real trainings, 40 seeds a metric, written by test/golden/per-seed.mjs. */
/** Seen from the tests, and from a bundle of this file that is run in the package's folder. */
const GOLDEN = 'test/golden/per-seed.json';
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as {
  readonly scenarios: Readonly<Record<string, Readonly<Record<string, Metric>>>>;
};
type Metric = { readonly better: 'lower' | 'higher'; readonly values: readonly number[] };

const real: Readonly<Record<string, Shape>> = Object.fromEntries(
  Object.entries(golden.scenarios).flatMap(([scenario, metrics]) =>
    Object.entries(metrics).map(([metric, { better, values }]) => [
      `${metric} of ${scenario}`,
      quantileOf(values.map((value) => (better === 'lower' ? -value : value))),
    ]),
  ),
);

export const allShapes: Readonly<Record<string, Shape>> = { ...shapes, ...real };

/** Every shape with seeds that have nothing, much and nearly all in common. */
export function populations(): readonly (readonly [string, Population])[] {
  return Object.entries(allShapes).flatMap(([name, shape]) =>
    [0, 0.5, 0.95].map((seeds) => [`${name}, correlation ${seeds}`, { shape, seeds, metrics: 0.5 }] as const),
  );
}

/** What the rule must find, and how often at least. */
export function changes() {
  const { normal, perfect, bimodal } = shapes;
  const ceiling = shapes['near the ceiling']!;
  const tail = shapes['long lower tail']!;
  const of = (shape: Shape | undefined, seeds: number): Population => ({ shape: shape!, seeds, metrics: 0.5 });
  return [
    { name: 'one seed in five fails, perfect before', least: 0.5, change: { fails: 0.2 }, population: of(perfect, 0) },
    { name: 'one seed in five fails, normal before', least: 0.5, change: { fails: 0.2 }, population: of(normal, 0) },
    {
      name: 'one seed in five fails, normal, correlation 0.95',
      least: 0.5,
      change: { fails: 0.2 },
      population: of(normal, 0.95),
    },
    {
      name: 'one seed in five fails, near the ceiling before',
      least: 0.5,
      change: { fails: 0.2 },
      population: of(ceiling, 0),
    },
    { name: '30 % of the seeds fail, perfect before', least: 0.8, change: { fails: 0.3 }, population: of(perfect, 0) },
    { name: '30 % of the seeds fail, normal before', least: 0.8, change: { fails: 0.3 }, population: of(normal, 0) },
    {
      name: '30 % of the seeds fail, near the ceiling before',
      least: 0.8,
      change: { fails: 0.3 },
      population: of(ceiling, 0),
    },
    { name: '1 deviation, normal, unrelated seeds', least: 0.75, change: { shift: 1 }, population: of(normal, 0) },
    {
      name: '1 deviation, long lower tail, unrelated seeds',
      least: 0.75,
      change: { shift: 1 },
      population: of(tail, 0),
    },
    { name: '1 deviation, bimodal, unrelated seeds', least: 0.75, change: { shift: 1 }, population: of(bimodal, 0) },
    {
      name: '0.3 deviations, normal, correlation 0.95',
      least: 0.9,
      change: { shift: 0.3 },
      population: of(normal, 0.95),
    },
  ];
}
