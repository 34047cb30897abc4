import { asciiJson } from './ascii-json.js';

/** A top-level field of a document: its JSON type, and what it holds. */
interface Field {
  readonly type: string;
  readonly help: string;
}

/** A document that a command prints with `--json`. */
export interface DocumentKind {
  /** Rises when a field changes its meaning or goes; a new field alone leaves it. */
  readonly version: number;
  readonly command: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const of = (type: string, help: string): Field => ({ type, help });

const settings = of('array', 'each setting with name, help, default and range');
const scenarios = of('array', 'names of the bundled scenarios that use it');
const metrics = of('array', 'name, direction and help of each metric');
const checks = of(
  'array',
  'a report per definition: its checks, each with rule, outcome (pass, fail, skip) and what was seen',
);

/** Every document by the name in its `format`, which is `losscope/<name>`. docs/json.md is generated from it. */
export const documents = {
  run: {
    version: 1,
    command: 'losscope run, resume, train --json',
    fields: {
      losscope: of('string', 'the version of the program'),
      scenarios: of(
        'array',
        'each variant: name, variant, hash, settings, regression, better (direction by metric), runs (id, seed, status, reason, steps, seconds, digest, final, alerts) and expectations',
      ),
    },
  },
  scenarios: {
    version: 1,
    command: 'losscope list --json',
    fields: {
      scenarios: of('array', 'each bundled scenario: name, title, summary, loss, what it trains, seeds, variants'),
    },
  },
  runs: {
    version: 1,
    command: 'losscope runs --json',
    fields: {
      runs: of(
        'array',
        'each run folder: id, folder, status, scenario, variant, seed, step, steps, started, bytes, digest, final, doubt (why its record is not what its digest was made of, or null)',
      ),
      unchecked: of('number', 'runs whose metrics are too long to be held to their digests here'),
    },
  },
  'run-record': {
    version: 1,
    command: 'losscope runs <id> --json',
    fields: {
      id: of('string', 'name of its folder'),
      status: of('string', 'done, diverged, failed, stopped, running, interrupted or damaged'),
      final: of('object', 'last value of each metric'),
      doubt: of('string or null', 'why the record is not what its digest was made of'),
    },
  },
  verification: {
    version: 1,
    command: 'losscope verify --json',
    fields: {
      runs: of('array', 'each run: id, outcome (agrees, differs or open), reason, points'),
    },
  },
  replay: {
    version: 1,
    command: 'losscope replay --json',
    fields: {
      id: of('string', 'the run'),
      agrees: of('boolean', 'whether every bit is the same'),
      steps: of('number', 'steps that were run again'),
      points: of('number', 'points that were compared'),
      difference: of('object or null', 'the first one: step, metric, recorded, again'),
    },
  },
  play: {
    version: 1,
    command: 'losscope play --json',
    fields: {
      id: of('string', 'the run'),
      env: of('string', 'name of the environment'),
      seed: of('number', 'seed of the starts'),
      step: of('number', 'steps that it was trained for'),
      ended: of('boolean', 'whether these are the weights of the end'),
      episodes: of('array', 'return and length of each'),
      mean: of('number', 'mean return'),
      greedyReturn: of('number or null', "what the run's own last evaluation gave"),
    },
  },
  watch: {
    version: 1,
    command: 'losscope watch --json',
    fields: {
      notes: of('array', 'what was guessed, left out or not understood, in words'),
      runs: of(
        'array',
        'each run: id, status, variant, seed, axis, and its metrics with points, last, lowest, highest, first step that is not finite',
      ),
    },
  },
  import: {
    version: 1,
    command: 'losscope import --json',
    fields: {
      notes: of('array', 'what was guessed, left out or not understood, in words'),
      runs: of('array', 'each imported run: id, log, variant, seed, folder'),
    },
  },
  comparison: {
    version: 1,
    command: 'losscope compare --json',
    fields: {
      comparisons: of(
        'array',
        'each pair: reference, candidate, verdict, metrics with figures of both sides, differences, intervals and p-values',
      ),
    },
  },
  sweep: {
    version: 1,
    command: 'losscope sweep run, show --json',
    fields: {
      name: of('string', 'the sweep'),
      ranking: of('array', 'each configuration: place, settings, values by seed, mean, interval, command'),
      cells: of('array', 'each run: index, id, seed, status, value'),
    },
  },
  data: {
    version: 1,
    command: 'losscope data --json',
    fields: {
      task: of('string', 'the task that fits'),
      why: of('string', 'why'),
      report: of('object', 'what was understood of the file; the same as data.json in a run folder'),
    },
  },
  losses: {
    version: 1,
    command: 'losscope losses --json',
    fields: { losses: of('array', 'each loss: name, family, summary, aliases, variants') },
  },
  loss: {
    version: 1,
    command: 'losscope losses <name> --json',
    fields: {
      name: of('string', 'the loss'),
      formula: of('string', 'its formula'),
      plot: of('object or null', 'the curves that its page draws'),
      scenarios,
    },
  },
  'loss-value': {
    version: 1,
    command: 'losscope losses evaluate <loss> --json',
    fields: {
      loss: of('string', 'name of the loss'),
      precision: of('string', 'f64 or f32'),
      value: of('number', 'the loss; nested arrays with reduction none'),
      rows: of('array', 'the values before the reduction; null where the loss has one value'),
      grads: of('object', 'gradient of the value by learned input'),
      extra: of('object', 'intermediate results by name'),
      warnings: of('array', 'what is legal but seldom meant'),
    },
  },
  'loss-check': {
    version: 1,
    command: 'losscope losses check --json',
    fields: { precision: of('string', 'f64 or f32'), failed: of('array', 'each failure with place and both values') },
  },
  'loss-gradients': {
    version: 1,
    command: 'losscope losses check-gradient --json',
    fields: { losses: of('array', 'each loss: name, ok, counts, faults') },
  },
  envs: {
    version: 1,
    command: 'losscope envs --json',
    fields: { envs: of('array', 'each environment: name, title, summary') },
  },
  env: {
    version: 1,
    command: 'losscope envs <name> --json',
    fields: { name: of('string', 'the environment'), observationSpace: of('object', 'size and bounds'), scenarios },
  },
  'env-check': {
    version: 1,
    command: 'losscope envs check --json',
    fields: {
      failed: of('array', 'each golden value that was not met'),
      leftOut: of('object', 'what else the file holds, which no environment is: number of cases by name'),
    },
  },
  contract: {
    version: 1,
    command: 'losscope envs, agents, tasks check-contract --json',
    fields: { module: of('string', 'the file'), reports: checks },
  },
  agents: {
    version: 1,
    command: 'losscope agents --json',
    fields: { agents: of('array', 'each agent: name, title, summary, losses, source') },
  },
  agent: {
    version: 1,
    command: 'losscope agents <name> --json',
    fields: { name: of('string', 'the agent'), settings, scenarios },
  },
  tasks: {
    version: 1,
    command: 'losscope tasks --json',
    fields: { tasks: of('array', 'each task: name, title, summary, losses, files that it takes') },
  },
  task: {
    version: 1,
    command: 'losscope tasks <name> --json',
    fields: { name: of('string', 'the task'), settings, metrics, scenarios },
  },
  config: {
    version: 1,
    command: 'losscope config --json',
    fields: {
      file: of('string', 'the settings file'),
      found: of('boolean', 'whether it is there'),
      settings: of('object', 'values in force'),
      keys: of('array', 'each action with its keys'),
    },
  },
} as const satisfies Readonly<Record<string, DocumentKind>>;

export type DocumentName = keyof typeof documents;

/** A document as it is printed: `format` and `version` first. Throws when a field that is promised is missing. */
export function jsonDocument(name: DocumentName, body: object): string {
  const { version, fields }: DocumentKind = documents[name];
  const missing = Object.keys(fields).filter((field) => !(field in body));
  if (missing.length > 0) throw new Error(`the document ${name} lacks ${missing.join(', ')}`);
  if ('format' in body || 'version' in body) throw new Error(`the document ${name} has a format or version of its own`);
  return asciiJson({ format: `losscope/${name}`, version, ...body });
}
