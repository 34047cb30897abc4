import { type DocumentKind, regression } from './run-documents.js';
import {
  anything,
  type Fields,
  figure,
  flag,
  listOf,
  mapOf,
  maybe,
  oneOf,
  optional,
  record,
  text,
  whole,
} from './shape.js';

const interval = maybe(listOf(figure(), '95 % interval, low and high; null under five seeds'));
const verdict = oneOf(['identical', 'improved', 'no evidence of regression', 'regressed', 'inconclusive']);
const direction = oneOf(['higher', 'lower', 'neither'], 'which direction is better');
const side = record({
  n: whole('seeds'),
  broken: whole('seeds that broke, which count as worst'),
  mean: figure(),
  meanInterval: interval,
  iqm: figure('interquartile mean'),
  iqmInterval: interval,
});
const arm = record({
  label: text(),
  source: text('where it was read'),
  variant: text(),
  losscope: maybe(text('the version that made it')),
  plugins: maybe(listOf(anything(), 'plug-ins with their hashes')),
  hash: maybe(text('of its settings')),
  n: whole('seeds'),
  seeds: listOf(whole()),
  broken: listOf(record({ seed: whole(), status: text() }), 'seeds that did not end well'),
});
const tests = record({
  mannWhitney: figure('p of the rank test'),
  welch: figure("p of Welch's test; 1 where it does not enter"),
  paired: figure('p over the shared seeds; 1 where it does not enter'),
  p: figure('the smallest, adjusted'),
});
const estimate = record({ value: figure(), interval: listOf(figure()) });
const changes = maybe(
  listOf(
    record({ path: text(), reference: text(), candidate: text() }),
    'settings that differ; null where a side tells none',
  ),
);
const seedEnd = record({ seed: whole(), status: text(), digest: maybe(text()), final: mapOf(figure()) });

/** Documents of comparisons, sweeps and baselines. */
export const experimentDocuments = {
  comparison: {
    version: 1,
    command: 'losscope compare --json',
    fields: {
      intervals: optional(record({ mean: text(), iqm: text(), improvement: text() }, 'how the intervals are computed')),
      aggregate: optional(
        maybe(
          listOf(
            record({
              variant: text(),
              n: whole('seeds in all'),
              iqm: estimate,
              mean: estimate,
              median: estimate,
              optimalityGap: estimate,
              improvement: maybe(estimate),
              profile: record(
                {
                  thresholds: listOf(figure()),
                  share: listOf(figure()),
                  low: listOf(figure()),
                  high: listOf(figure()),
                },
                'performance profile: share of the seeds with at least a score',
              ),
            }),
            'variants over several scenarios, the best first; null for one scenario',
          ),
        ),
      ),
      comparisons: listOf(
        record({
          scenario: text(),
          verdict,
          text: text('the verdict in words'),
          regression,
          reference: arm,
          candidate: arm,
          changes,
          equalDigests: maybe(whole('seeds with equal digests')),
          otherBits: whole('seeds with other bits from the same settings and code'),
          family: whole('variants that the p-values are adjusted for'),
          metrics: listOf(
            record({
              metric: text(),
              better: direction,
              verdict,
              reference: side,
              candidate: side,
              difference: record(
                { mean: figure(), meanInterval: interval, iqm: figure(), iqmInterval: interval },
                'candidate minus reference',
              ),
              hedgesG: figure(),
              tests: maybe(record({ method: text('exact or normal'), worse: tests, better: tests })),
              improvement: figure('probability that a seed of the candidate is better'),
              improvementInterval: interval,
              detectable: figure('the smallest drop that 80 of 100 such comparisons find'),
            }),
            'the metric that decides first',
          ),
        }),
        'each pair',
      ),
    },
  },
  sweep: {
    version: 1,
    command: 'losscope sweep run, show --json',
    fields: {
      name: text('the sweep'),
      metric: text('what it is ranked by'),
      goal: oneOf(['max', 'min']),
      seeds: listOf(whole()),
      losscope: listOf(text(), 'versions that made the results'),
      ranking: listOf(
        record({
          place: maybe(whole('null for a configuration without a rank')),
          configuration: listOf(text(), 'settings as --set takes them'),
          hash: text(),
          n: whole('seeds that are done'),
          values: listOf(figure(), 'by seed'),
          mean: maybe(figure()),
          iqm: maybe(figure()),
          interval,
          broken: whole('seeds that broke'),
          pruned: flag(),
          command: text('runs it again'),
        }),
        'each configuration, the best first',
      ),
      cells: listOf(
        record({
          index: whole('what --index takes'),
          id: text('name of its folder'),
          configuration: listOf(text()),
          seed: whole(),
          status: text(),
          reason: maybe(text()),
          steps: whole(),
          digest: maybe(text()),
          value: maybe(figure('its metric')),
        }),
        'each run',
      ),
      rungs: listOf(anything(), 'what was decided at each rung'),
    },
  },
} as const satisfies Readonly<Record<string, DocumentKind>>;

const measured = listOf(record({ seed: whole(), value: figure() }));
const significance = record({ raw: figure(), adjusted: figure() });
const rule = {
  name: text(),
  baseline: maybe(text('its file')),
  code: whole('exit code'),
  outcome: text(),
  text: text('the verdict in words'),
};

/** Files and documents whose formats have names of their own. */
export const baselineDocuments: Readonly<Record<string, DocumentKind & { readonly format: string }>> = {
  baseline: {
    format: 'losscope baseline',
    version: 2,
    command: 'a file of losscope baseline save',
    fields: {
      reference: text('name or file of the scenario'),
      set: listOf(text(), 'settings set over it'),
      variantName: maybe(text('of the variants that the scenario declares')),
      scenario: text(),
      variant: text(),
      losscope: text('the version that made it'),
      plugins: optional(maybe(listOf(anything(), 'plug-ins with their hashes'))),
      commit: maybe(text()),
      created: text('ISO 8601'),
      hash: text('of its settings'),
      settings: anything('what decides the runs'),
      regression,
      better: mapOf(direction),
      secondsPerSeed: maybe(figure()),
      seeds: listOf(seedEnd, 'each seed with its last values'),
      curves: listOf(
        record({
          metric: text(),
          steps: listOf(figure()),
          seeds: listOf(record({ seed: whole(), values: listOf(figure()) })),
        }),
        'of the metric that decides',
      ),
      history: listOf(
        record({
          at: text('ISO 8601'),
          losscope: text(),
          commit: maybe(text()),
          reason: text(),
          verdict: text(),
          changes: listOf(text()),
        }),
        'what was accepted, and why',
      ),
    },
  },
  'baseline-check': {
    format: 'losscope baseline check',
    version: 2,
    command: 'losscope baseline check --json',
    fields: {
      losscope: text('the version of the program'),
      checks: listOf(
        record({
          ...rule,
          notes: listOf(text()),
          seconds: figure(),
          issues: listOf(anything(), 'of bad input'),
          scenario: optional(text()),
          variant: optional(text()),
          verdict: optional(text()),
          suspicious: optional(maybe(text('what is too good'))),
          regression: optional(regression),
          reference: optional(anything('the baseline with all values of all seeds')),
          candidate: optional(anything('the new runs with all values of all seeds')),
          changes: optional(changes),
          equalDigests: optional(maybe(whole())),
          otherBits: optional(whole()),
          tests: optional(maybe(anything('which tests entered'))),
          measures: optional(
            listOf(
              record({
                name: text(),
                kind: oneOf(['final', 'area', 'time', 'expect', 'fails']),
                metric: text(),
                better: direction,
                verdict: text(),
                tooGood: maybe(text()),
                margin: figure(),
                best: maybe(figure('the known optimum')),
                tests: record({ worse: significance, better: significance }),
                drop: figure(),
                deviation: figure('of the baseline'),
                reference: measured,
                candidate: measured,
              }),
              'each measure',
            ),
          ),
          expectations: optional(listOf(anything(), 'the claims of the scenario')),
          leftOut: optional(listOf(record({ name: text(), reason: text() }))),
          looks: optional(
            listOf(
              record({ seeds: listOf(whole()), verdict: text(), doubts: listOf(anything()) }),
              'each look, the last decides',
            ),
          ),
        }),
        'each baseline',
      ),
    },
  },
};

/** The lines of `run --events`, by their kind. */
export function eventFields(ended: Fields): Readonly<Record<string, Fields>> {
  const run = text('the run');
  return {
    start: { run, scenario: text(), variant: text(), seed: whole(), steps: whole('its budget') },
    metric: { run, metric: text(), step: figure(), value: figure() },
    alert: { run, alert: anything('step, kind, level, text, cause, advice') },
    scope: { run, step: whole(), scope: anything('the picture') },
    end: {
      run,
      result: record(ended, 'as in losscope/run'),
      dropped: whole('metric events that were lost on the way; the run folder has all points'),
    },
  };
}
