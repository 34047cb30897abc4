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

/** A kind of document that a command prints or reads. */
export interface DocumentKind {
  /** Rises when a field changes its meaning or goes; a new field alone leaves it. */
  readonly version: number;
  readonly command: string;
  readonly fields: Fields;
}

const RUN_STATES = ['done', 'diverged', 'failed', 'stopped'] as const;
const RECORD_STATES = [...RUN_STATES, 'running', 'interrupted', 'damaged'] as const;
const better = mapOf(oneOf(['higher', 'lower', 'neither']), 'which direction is better, by metric');
const final = mapOf(figure(), 'last value of each metric');
export const regression = record(
  {
    metric: text('the metric that decides'),
    margin: figure('a drop up to this is no regression'),
    alpha: figure('accepted probability of a false alarm'),
  },
  'how it is compared',
);
const alert = record({
  step: whole('where it was seen'),
  kind: text('name of the detector'),
  level: oneOf(['warning', 'error']),
  text: text('what was seen'),
  cause: text('why that is likely'),
  advice: text('what to try'),
});
const profile = record(
  {
    phases: listOf(record({ name: text(), ms: figure() }), 'milliseconds by phase of a step'),
    kernels: listOf(record({ name: text(), calls: whole(), ms: figure() }), 'the kernels that took longest'),
    overheadMs: figure('what looking at the clock cost'),
  },
  'where the time went; of profiled runs',
);

/** A run as it ended. */
export const ended: Fields = {
  id: text('name of its folder'),
  seed: whole(),
  status: oneOf(RUN_STATES),
  reason: maybe(text('why it failed or diverged')),
  steps: whole('steps done'),
  seconds: figure('time of training'),
  digest: maybe(text('fingerprint of every recorded value and the weights')),
  final,
  best: optional(record({ metric: text(), value: figure(), step: whole() }, 'the best evaluation')),
  alerts: listOf(alert, 'what went wrong in training'),
  profile: optional(profile),
};

const runRecord: Fields = {
  id: text('name of its folder'),
  folder: text('where it is'),
  status: oneOf(RECORD_STATES),
  reason: maybe(text('why it failed or is damaged')),
  scenario: maybe(text()),
  variant: maybe(text('empty for the scenario as written')),
  seed: maybe(whole()),
  fork: maybe(anything('the run and the step that it branched off from')),
  step: whole('steps done'),
  steps: maybe(whole('its budget')),
  started: text('ISO 8601'),
  bytes: whole('size of its folder'),
  digest: maybe(text('fingerprint of every recorded value and the weights')),
  final,
  doubt: maybe(text('why the record is not what its digest was made of')),
};

/** Documents of trainings and of what they have left. */
export const runDocuments = {
  run: {
    version: 1,
    command: 'losscope run, resume, train --json',
    fields: {
      losscope: text('the version of the program'),
      scenarios: listOf(
        record({
          name: text(),
          variant: text('empty for the scenario as written'),
          hash: text('of the settings that decide'),
          settings: anything('the settings that decide'),
          regression,
          better,
          runs: listOf(record(ended), 'a run a seed'),
          expectations: listOf(
            record({
              text: text('the claim'),
              measured: anything('the statistic, how many seeds held, or null'),
              pass: maybe(flag('null: not judged')),
            }),
            'what the scenario says must come out',
          ),
        }),
        'each variant',
      ),
    },
  },
  scenarios: {
    version: 1,
    command: 'losscope list --json',
    fields: {
      scenarios: listOf(
        record({
          name: text(),
          title: text(),
          summary: text(),
          learner: text('what it trains'),
          loss: maybe(text()),
          steps: whole(),
          seeds: text('such as 0-4'),
          variants: listOf(text()),
          book: maybe(text('figure of Sutton and Barto 2018 that it measures')),
        }),
        'each bundled scenario',
      ),
    },
  },
  runs: {
    version: 1,
    command: 'losscope runs --json',
    fields: {
      runs: listOf(record(runRecord), 'each run folder'),
      unchecked: whole('runs whose metrics are too long to be held to their digests here'),
    },
  },
  'run-record': { version: 1, command: 'losscope runs show <id> --json', fields: runRecord },
  verification: {
    version: 1,
    command: 'losscope verify --json',
    fields: {
      runs: listOf(
        record({
          id: text(),
          outcome: oneOf(['agrees', 'differs', 'open']),
          reason: maybe(text('why it does not agree')),
          points: whole('recorded points'),
        }),
        'each run',
      ),
    },
  },
  replay: {
    version: 1,
    command: 'losscope replay --json',
    fields: {
      id: text('the run'),
      agrees: flag('whether every bit is the same'),
      steps: whole('steps that were run again'),
      points: whole('points that were compared'),
      difference: maybe(anything('the first difference: step, metric, recorded, again')),
    },
  },
  play: {
    version: 1,
    command: 'losscope play --json',
    fields: {
      id: text('the run'),
      env: text('name of the environment'),
      seed: whole('seed of the starts'),
      step: whole('steps that it was trained for'),
      ended: flag('whether these are the weights of the end'),
      episodes: listOf(record({ return: figure(), steps: whole(), end: text('why it ended') }), 'each episode'),
      mean: figure('mean return'),
      greedyReturn: maybe(figure("what the run's own last evaluation gave")),
    },
  },
  watch: {
    version: 1,
    command: 'losscope watch --json',
    fields: {
      notes: listOf(text(), 'what was guessed, left out or not understood'),
      runs: listOf(
        record({
          id: text(),
          status: text(),
          ended: flag(),
          variant: text(),
          seed: maybe(whole()),
          axis: maybe(text('what the steps are')),
          resumed: listOf(anything(), 'where its log goes on after an interruption'),
          metrics: listOf(
            record({
              name: text(),
              better: oneOf(['higher', 'lower', 'neither']),
              points: whole('how many'),
              until: figure('the last step'),
              last: figure(),
              min: maybe(figure()),
              max: maybe(figure()),
              firstNonFinite: maybe(figure('the first step whose value is not finite')),
            }),
            'each metric',
          ),
        }),
        'each run',
      ),
    },
  },
  import: {
    version: 1,
    command: 'losscope import --json',
    fields: {
      notes: listOf(text(), 'what was guessed, left out or not understood'),
      runs: listOf(
        record({ id: text(), log: text('where it was read'), variant: text(), seed: whole(), folder: text() }),
        'each imported run',
      ),
    },
  },
  data: {
    version: 1,
    command: 'losscope data --json',
    fields: {
      task: text('the task that fits'),
      why: text('why'),
      report: anything('what was understood of the file; the same as data.json in a run folder'),
    },
  },
} as const satisfies Readonly<Record<string, DocumentKind>>;
