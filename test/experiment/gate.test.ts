import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import type { Arm, SeedEnd } from '../../src/experiment/arm.js';
import { type Gate, gateExitCode, gateOf } from '../../src/experiment/gate/gate.js';
import type { Rule } from '../../src/experiment/gate/measures.js';
import { powerOf } from '../../src/experiment/gate/power.js';
import { lookInStages } from '../../src/experiment/gate/stages.js';
import type { SeedCurves } from '../../src/experiment/seed-curves.js';
import { gateSentence, suspicionText } from '../../src/report/gate/words.js';
import { ALPHA, drawMeasures, populations, shapes, simulate } from './gate-simulation.js';

const seedsUpTo = (n: number) => Array.from({ length: n }, (_, i) => i);
const rule: Rule = { regression: { metric: 'score', margin: 0, alpha: 0.01 }, expectations: [] };
const unjudged = { expectations: [], tunedOn: [] };

interface Given {
  readonly n?: number;
  readonly hash?: string;
  readonly digest?: string;
  readonly broken?: readonly number[];
  readonly curves?: SeedCurves;
}

/** An arm whose metrics are given seed by seed; `cost` is better low. */
function arm(
  values: (seed: number) => Readonly<Record<string, number>>,
  { n = 20, hash = 'a', digest = 'one', broken = [], curves }: Given = {},
): Arm {
  const seeds = seedsUpTo(n).map((seed): SeedEnd => {
    const status = broken.includes(seed) ? 'diverged' : 'done';
    return { seed, status, digest: `${digest} ${seed}`, final: values(seed) };
  });
  return {
    ...{ label: 'arm', source: 'test', scenario: 'demo', variant: '', version: '0.1.0', hash, decides: {}, seeds },
    regression: rule.regression,
    better: { score: 'higher', cost: 'lower', regret: 'lower', count: 'neither' },
    curves: (metric) => (curves?.metric === metric ? curves : null),
  };
}

const noise = Stream.from(3, 'eval');
const base = seedsUpTo(40).map(() => noise.normal(Math.log));
const score = (seed: number) => ({ score: 10 + base[seed]! });
const held = (reference: Arm, candidate: Arm, more: Rule = rule) => gateOf(reference, candidate, more, unjudged);
const verdictOf = ({ decision }: Gate, name: string) =>
  decision!.measures.find(({ measure }) => measure.name === name)?.verdict;

describe('the gate', () => {
  it('says identical only for the same settings, digests and results', () => {
    expect(held(arm(score), arm(score, { n: 2 })).verdict).toBe('identical');
    expect(held(arm(score), arm(score, { n: 10, hash: 'b' })).verdict).toBe('no evidence of regression');
    expect(held(arm(score), arm(score, { n: 10, digest: 'two' })).verdict).toBe('no evidence of regression');
    const other = arm((seed) => ({ score: seed === 1 ? 0 : score(seed).score }), { n: 10 });
    expect(held(arm(score), other).verdict).not.toBe('identical');
  });

  it('catches a learner that was perfect on all seeds and now fails on three in ten', () => {
    const perfect = arm(() => ({ score: 1 }), { n: 40 });
    const some = arm((seed) => ({ score: seed % 10 < 3 ? 0 : 1 }), { n: 40, digest: 'two' });
    const gate = held(perfect, some);
    expect(gate.verdict).toBe('regressed');
    expect(gateExitCode(gate)).toBe(1);
    expect(gateSentence(gate)).toMatch(/failing seeds 0 of 40 -> 12 of 40/);
  });

  it('finds a small shift of every seed by pairs, which no unpaired test would', () => {
    const shifted = arm((seed) => ({ score: score(seed).score - 0.2 + 0.05 * base[39 - seed]! }), { digest: 'two' });
    expect(held(arm(score), shifted).verdict).toBe('regressed');
  });

  it('looks at every metric with a direction, and at none without', () => {
    const before = arm((seed) => ({ ...score(seed), cost: 1 + 0.01 * base[seed]!, count: 1 }));
    const after = arm((seed) => ({ ...score(seed), cost: 1.1 + 0.01 * base[seed]!, count: 5 }), { digest: 'two' });
    const gate = held(before, after);
    expect([verdictOf(gate, 'score'), verdictOf(gate, 'cost'), verdictOf(gate, 'count')]).toEqual([
      ...['same', 'regressed', undefined],
    ]);
    expect(gate.verdict).toBe('regressed');
  });

  it('catches by area and time what learns later and ends as well', () => {
    const steps = seedsUpTo(11).map((k) => 100 * k);
    const curves = (late: number): SeedCurves => ({
      metric: 'score',
      steps,
      seeds: seedsUpTo(20).map((seed) => ({
        seed,
        values: steps.map((step) => Math.max(0, Math.min(1, (step - late - 20 * base[seed]!) / 100))),
      })),
    });
    const before = arm(() => ({ score: 1 }), { curves: curves(0) });
    const gate = held(
      before,
      arm(() => ({ score: 1 }), { curves: curves(600), digest: 'two' }),
    );
    expect([verdictOf(gate, 'score'), verdictOf(gate, 'area of score')]).toEqual(['same', 'regressed']);
    const time = gate.decision!.measures.find(({ measure }) => measure.kind === 'time')!;
    expect(time.verdict).toBe('regressed');
    expect(time.measure.name).toBe('steps to score 0.9');
    const middle = [...time.measure.candidate.values()].map((value) => -value).toSorted((a, b) => a - b)[10]!;
    expect(middle).toBeGreaterThan(600);
    expect(middle).toBeLessThan(800);
  });

  it('counts the seeds that meet each claim of the scenario, and judges the claims', () => {
    const claim = { text: 'score >= 9', metric: 'score', op: '>=', value: 9, than: null, stat: null } as const;
    const expectation = { ...claim, hold: 16, seeds: 20 };
    const fine = arm(() => ({ score: 10 }), { n: 20 });
    const few = arm((seed) => ({ score: seed % 2 === 0 ? 10 : 8 }), { n: 20, digest: 'two' });
    const gate = held(fine, few, { ...rule, expectations: [expectation] });
    expect(verdictOf(gate, 'score >= 9')).toBe('regressed');
    expect(gate.broken).toHaveLength(1);
    const alike = held(
      few,
      arm((seed) => few.seeds[seed]!.final, { digest: 'x' }),
      {
        ...rule,
        expectations: [expectation],
      },
    );
    expect([alike.broken.length, gateExitCode(alike)]).toEqual([0, 0]);
  });

  it('needs a drop beyond the margin, and beyond what rounding does', () => {
    const lower = (by: number) => arm((seed) => ({ score: score(seed).score - by }), { digest: 'two' });
    const margin = { ...rule, regression: { ...rule.regression, margin: 0.5 } };
    expect(held(arm(score), lower(0.4), margin).verdict).toBe('no evidence of regression');
    expect(held(arm(score), lower(0.6), margin).verdict).toBe('regressed');
    expect(held(arm(score), lower(1e-7)).verdict).toBe('no evidence of regression');
  });

  it('gives seeds that broke the worst rank', () => {
    const broken = seedsUpTo(9);
    const gate = held(arm(score), arm(score, { broken, digest: 'two' }));
    expect([gate.verdict, gateExitCode(gate)]).toEqual(['regressed', 3]);
    const nan = arm((seed) => ({ score: seed < 9 ? Number.NaN : score(seed).score }), { digest: 'two' });
    expect(held(arm(score), nan).verdict).toBe('regressed');
  });

  it('refuses a metric that is gone, with the name that it may have now', () => {
    const renamed = arm((seed) => ({ scores: score(seed).score }), { digest: 'two' });
    expect(() => held(arm(score), renamed)).toThrow(/score: is a metric of the baseline .*Did you mean scores\?/s);
    const dropped = arm(score, { digest: 'two', hash: 'b' });
    const gate = held(
      arm((seed) => ({ ...score(seed), cost: 1 })),
      dropped,
    );
    expect(gate.leftOut.map(({ name }) => name)).toContain('cost');
  });

  it('says loudly what is too good: far beyond the spread, beyond the optimum, or with the same training', () => {
    const better = (by: number) => arm((seed) => ({ score: score(seed).score + by }), { digest: 'two' });
    const much = held(arm(score), better(8));
    expect(suspicionText(much)).toMatch(/^suspicious: score .* more than 5 standard deviations.*Look for leaks/);
    expect([gateExitCode(much), gateExitCode(much, { strict: true })]).toEqual([0, 1]);
    expect(suspicionText(held(arm(score), better(1)))).toBeNull();
    const regret = (by: number) => (seed: number) => ({ score: 1, regret: 0.2 + 0.1 * Math.abs(base[seed]!) - by });
    const beyond = held(arm(regret(0)), arm(regret(0.45), { digest: 'two' }));
    expect(suspicionText(beyond)).toContain('beyond the optimum');
    const evaluated = (by: number) => (seed: number) => ({ ...score(seed), cost: 1 - by + 0.2 * base[seed]! });
    const sameTraining = held(arm(evaluated(0)), arm(evaluated(0.1), { digest: 'two' }));
    expect(suspicionText(sameTraining)).toContain('only the evaluation changed');
  });

  it('leaves out a metric that a changed setting makes another quantity, and says why', () => {
    const both = (seed: number) => ({ ...score(seed), cost: 1 });
    const of = (loss: string, hash: string): Arm => ({
      ...arm(both, { hash, digest: hash }),
      decides: { learner: { kind: 'task', task: { name: 'x', params: {} } }, loss: { name: loss, params: {} } },
      dependsOn: { cost: ['loss'] },
    });
    const gate = held(of('mse', 'a'), of('mae', 'b'));
    expect(gate.leftOut).toContainEqual({ name: 'cost', reason: 'not comparable: loss differs' });
    expect(verdictOf(gate, 'cost')).toBeUndefined();
    expect(verdictOf(gate, 'score')).toBe('same');
  });

  it('decides nothing under five seeds', () => {
    expect(held(arm(score), arm(score, { n: 4, digest: 'two' })).verdict).toBe('inconclusive');
  });
});

describe('the looks of a check', () => {
  const reference = arm(score, { n: 40 });
  const look = async (values: (seed: number) => Readonly<Record<string, number>>, digest: string, fixed = false) => {
    const asked: number[] = [];
    const whole = arm(values, { n: 40, digest });
    const train = async (seeds: readonly number[]) => {
      asked.push(seeds.length);
      return { ...whole, seeds: whole.seeds.filter(({ seed }) => seeds.includes(seed)) };
    };
    const looks = await lookInStages(reference, rule, unjudged, train, { seeds: seedsUpTo(40), fixed });
    return { asked, verdicts: looks!.map(({ gate }) => gate.verdict) };
  };

  it('stop after two seeds with equal bits, after ten without a doubt, and go to all on one', async () => {
    expect(await look(score, 'one')).toEqual({ asked: [2], verdicts: ['identical'] });
    const higher = (seed: number) => ({ score: score(seed).score + 0.5 });
    expect((await look(higher, 'two')).asked).toEqual([2, 8]);
    const lower = (seed: number) => ({ score: score(seed).score - 0.5 });
    expect(await look(lower, 'two')).toMatchObject({ asked: [2, 8, 30], verdicts: [expect.any(String), 'regressed'] });
  });

  it('take one seed that is far worse than all of the baseline for a doubt', async () => {
    const one = (seed: number) => ({ score: seed === 4 ? 0 : score(seed).score + 0.1 });
    expect((await look(one, 'two')).asked).toEqual([2, 8, 30]);
  });

  it('are one look where the seeds are given', async () => {
    expect((await look(score, 'two', true)).asked).toEqual([40]);
  });
});

describe('what a baseline promises', () => {
  it('is kept: drops and failing shares of that size are found in eight of ten checks', () => {
    const reference = arm(score, { n: 40 });
    const power = powerOf(reference, rule, 40);
    const { drop } = power.drops.find(({ measure }) => measure.name === 'score')!;
    const stream = Stream.from(8, 'eval');
    const rounds = 60;
    const found = (make: () => number) => {
      let count = 0;
      for (let i = 0; i < rounds; i++) {
        const before = arm(() => ({ score: stream.normal(Math.log) }), { n: 40 });
        const after = arm(() => ({ score: make() }), { n: 40, digest: 'two' });
        if (gateOf(before, after, rule, unjudged, 999).verdict === 'regressed') count++;
      }
      return count / rounds;
    };
    const error = 3 * Math.sqrt((0.8 * 0.2) / rounds);
    expect(Math.abs(found(() => stream.normal(Math.log) - drop!) - 0.8)).toBeLessThan(error + 0.05);
    expect(found(() => (stream.uniform() < power.failing! ? -9 : stream.normal(Math.log)))).toBeGreaterThan(
      0.8 - error,
    );
  });
});

/** Few checks of many populations together: the mean rate is held. `node bench/gate.mjs` holds each of them. */
describe('the whole rule, simulated', () => {
  it('raises no more false alarms than alpha over 25 populations and three correlations', () => {
    const all = populations();
    expect(all.length).toBeGreaterThanOrEqual(3 * 17);
    const checks = 5;
    const alarms = all.reduce(
      (sum, [, one], i) => sum + checks * simulate(one, {}, checks, { draws: 199, seed: i }).alarms,
      0,
    );
    const n = checks * all.length;
    expect(alarms).toBeLessThanOrEqual(n * ALPHA + 2 * Math.sqrt(n * ALPHA * (1 - ALPHA)));
  });

  it('finds one failing seed in five, a deviation, and three tenths of one between pairs', () => {
    const of = (shape: keyof typeof shapes, seeds: number) => ({ shape: shapes[shape]!, seeds, metrics: 0.5 });
    const found = (population: ReturnType<typeof of>, change: object) =>
      simulate(population, change, 30, { draws: 499, seed: 5 }).alarms;
    expect(found(of('perfect', 0), { fails: 0.2 })).toBeGreaterThan(0.35);
    expect(found(of('perfect', 0), { fails: 0.3 })).toBeGreaterThan(0.7);
    expect(found(of('normal', 0), { shift: 1 })).toBeGreaterThan(0.75);
    expect(found(of('normal', 0.95), { shift: 0.3 })).toBeGreaterThan(0.9);
  });

  it('draws populations whose seeds are correlated as told', () => {
    const stream = Stream.from(1, 'eval');
    const [, first] = drawMeasures(stream, { shape: (z) => z, seeds: 0.95, metrics: 0.5 }, {});
    const pairs = [...first!.reference].map(([seed, a]) => [a, first!.candidate.get(seed)!] as const);
    const mean = (of: (pair: readonly [number, number]) => number) =>
      pairs.reduce((sum, p) => sum + of(p), 0) / pairs.length;
    const [ma, mb] = [mean(([a]) => a), mean(([, b]) => b)];
    const covariance = mean(([a, b]) => (a - ma) * (b - mb));
    const r = covariance / Math.sqrt(mean(([a]) => (a - ma) ** 2) * mean(([, b]) => (b - mb) ** 2));
    expect(r).toBeGreaterThan(0.85);
  });
});
