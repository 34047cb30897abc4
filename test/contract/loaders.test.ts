import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { Stream } from '../../src/core/random.js';
import { checkGoldenFile } from '../../src/report/losses/golden-file.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from '../../src/store/checkpoint.js';
import { readConfig, readPlugins } from '../../src/store/config-file.js';
import { readWeights } from '../../src/store/initial-weights.js';
import { stagesOf } from '../../src/store/lineage.js';
import { readMetrics } from '../../src/store/metrics-file.js';
import { readResult, recordOf } from '../../src/store/run-list.js';
import { encodeSafetensors } from '../../src/store/safetensors.js';
import { readTable } from '../../src/tasks/readers/table.js';
import { loadRetrievalData } from '../../src/tasks/splits/retrieval-data.js';
import { registries } from '../../src/train/registries.js';

/** Damaged files for each loader; more of them are tried now and then, see docs/reliability.md. */
const RUNS = Number(process.env.LOSSCOPE_FUZZ ?? 150);

const folder = mkdtempSync(join(tmpdir(), 'losscope-loaders-'));
afterAll(() => rmSync(folder, { recursive: true }));
const run = join(folder, 'run');
mkdirSync(run);

const scenario = {
  ...{ name: 'x', variant: '', title: '', summary: '', lesson: null, focus: 'loss' },
  learner: { kind: 'task', task: { name: 'regression', params: { lr: 0.01, hidden: [8] } } },
  ...{ loss: { name: 'mse', params: {} }, steps: 100, evaluateEvery: 10 },
  ...{ seeds: [0], tunedOn: [], expectations: [] },
};
const fork = { parent: 'y', step: 10, set: ['task.lr=0.1'], scenario, fork: null };
const result = {
  ...{ id: 'x-0', scenario: 'x', variant: '', seed: 0, status: 'done', reason: null },
  ...{ steps: 100, seconds: 1, digest: 'ab', final: { loss: 'NaN' } },
};
const golden = JSON.parse(readFileSync(new URL('../golden/losses.json', import.meta.url), 'utf8'));
const checkpoint = encodeCheckpoint({
  progress: { step: 3, weights: new Map([['w', Float32Array.of(1, 2)]]), state: { a: 1, b: Float64Array.of(3) } },
  shapes: new Map([['w', [2]]]),
  ...{ seconds: 1, metricsBytes: 0, openBlock: '', eventsBytes: 0 },
  origin: { program: '0', hash: 'a', decides: {}, seed: 0 },
});

interface Loader {
  readonly good: string | Uint8Array;
  /** Where the file stands, in `folder`. */
  readonly file: string;
  readonly load: (file: string, bytes: Uint8Array) => unknown;
  readonly refusal?: new (...given: never[]) => Error;
}

const loaders: Readonly<Record<string, Loader>> = {
  'a scenario (YAML)': {
    file: 'x.yaml',
    good: 'env: gridworld\nagent: {name: dqn, lr: 1e-3, hidden: [8, 8]}\nloss: &l q-td\nsteps: 100\nseeds: 0-3\nexpect:\n  - {metric: loss, op: "<", value: 1, hold: 1}\n',
    load: (file) => loadScenarios([file], { catalogues: registries, variants: 'all' }),
  },
  'a table (CSV)': {
    file: 'x.csv',
    good: 'a,"b ""c""",label\n1,x,0\n2.5e3,"y\nz",1\n,NA,0\n-1,x,1\n',
    load: (file) => readTable(file, { roles: new Map([['label', 'label' as const]]) }),
  },
  'a thinned table (CSV)': {
    file: 'thin.csv',
    good: 'a,label\n1,0\n2,1\n3,0\n4,1\n5,1\n',
    load: (file) => readTable(file, { roles: new Map([['label', 'label' as const]]), maxRows: 3 }),
  },
  'a table (JSONL)': {
    file: 'x.jsonl',
    good: '{"a":1,"label":"yes"}\n{"a":-2.5,"label":"no"}\n\n{"a":null,"label":"yes"}\n',
    load: (file) => readTable(file, { roles: new Map([['label', 'label' as const]]) }),
  },
  'requests of documents (JSONL)': {
    file: 'requests.jsonl',
    good: `${['alpha', 'beta', 'gamma'].map((word) => JSON.stringify({ document: `the ${word} text`, requests: [`find ${word}`, word, `${word} please`] })).join('\n')}\n`,
    load: (file) =>
      loadRetrievalData(file, { buckets: 64, wordGrams: 1, charShortest: 3, charLongest: 4 }, Stream.from(0, 'data')),
  },
  'a golden file (JSON)': {
    file: 'golden.json',
    good: JSON.stringify({ ...golden, count: 4, cases: golden.cases.slice(0, 4) }),
    load: (file) => checkGoldenFile(file, 'f64'),
  },
  'a checkpoint': {
    file: 'x.safetensors',
    good: Buffer.concat(checkpoint),
    load: (_, bytes) => decodeCheckpoint(bytes),
    refusal: CheckpointError,
  },
  'weights to start with (safetensors)': {
    file: 'init.safetensors',
    good: Buffer.concat(encodeSafetensors(new Map([['w', Float32Array.of(1, 2, 3)]]), {}, new Map([['w', [3]]]))),
    load: (file) => readWeights(file),
  },
  'the configuration of a run (JSON)': {
    file: 'run/config.json',
    good: JSON.stringify({ hash: 'a', seed: 0, init: 'b', scenario, fork: { ...fork, fork } }),
    load: () => {
      const { scenario, fork } = readConfig(run);
      return stagesOf(scenario, fork);
    },
  },
  'the result of a run (JSON)': { file: 'run/result.json', good: JSON.stringify(result), load: () => readResult(run) },
  'the facts of a run (JSON)': {
    file: 'run/meta.json',
    good: JSON.stringify({ started: '2026-01-01', plugins: ['/a.mjs'] }),
    load: () => [readPlugins(run), recordOf(folder, 'run')],
  },
  'the metrics of a run (JSONL)': {
    file: 'run/metrics.jsonl',
    good: '{"define":0,"name":"loss","help":"","better":"lower"}\n{"metric":[0,0],"step":[1,2],"value":["NaN",-0]}\n',
    load: (file) => [...readMetrics(file)],
  },
};

/** What can happen to a file: bits flip, pieces are lost, doubled, or replaced by what breaks readers. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), size: fc.nat(40) }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat(), size: fc.nat(40) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    text: fc.oneof(
      fc.constantFrom(
        ...[
          '__proto__',
          '"__proto__":{}',
          'constructor: {',
          '\0',
          '\ufeff',
          '\r',
          '"',
          '{',
          '}',
          '[',
          ']',
          ':',
          ',',
          '\n',
        ],
        ...[
          '1e999',
          '-1e400',
          'NaN',
          '9007199254740993',
          '*l',
          '&l',
          '!!js/function',
          '---\n',
          '\u202e',
          '\x1b[2J',
          '../',
        ],
        ...['null', 'true', '{"a":', '[[[[[[[['],
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
  }),
  fc.record({ kind: fc.constant('bytes' as const), at: fc.nat(), bytes: fc.uint8Array({ maxLength: 6 }) }),
);

function damaged(
  good: Uint8Array,
  hits: readonly (typeof damage extends fc.Arbitrary<infer D> ? D : never)[],
): Uint8Array {
  return hits.reduce<Buffer>((bytes, hit) => {
    const at = hit.at % (bytes.length + 1);
    const rest = bytes.subarray(at);
    switch (hit.kind) {
      case 'flip': {
        const copy = Buffer.from(bytes);
        if (at < copy.length) copy[at]! ^= 1 << hit.bit;
        return copy;
      }
      case 'cut':
        return Buffer.concat([bytes.subarray(0, at), rest.subarray(hit.size)]);
      case 'double':
        return Buffer.concat([bytes.subarray(0, at), rest.subarray(0, hit.size), rest]);
      case 'insert':
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(hit.text), rest]);
      case 'bytes':
        return Buffer.concat([bytes.subarray(0, at), hit.bytes, rest]);
      default:
        return hit satisfies never;
    }
  }, Buffer.from(good));
}

describe.each(Object.entries(loaders))('%s', (_, { file: name, good, load, refusal = UserError }) => {
  const file = join(folder, name);
  const restore = () => writeFileSync(file, good);

  it('is read when nothing happened to it', () => {
    restore();
    expect(() => load(file, Buffer.from(good))).not.toThrow();
  });

  it('is read or refused with an error for users, whatever happened to it', { timeout: 60_000 + 60 * RUNS }, () => {
    restore();
    let refused = 0;
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (hits) => {
        const bytes = damaged(Buffer.from(good), hits);
        writeFileSync(file, bytes);
        try {
          load(file, bytes);
        } catch (error) {
          if (!(error instanceof refusal)) throw error;
          refused++;
        }
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    restore();
    if (RUNS > 1000) console.info(`${name}: ${RUNS} damaged files, ${refused} refused`);
  });
});
