import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { end, main } from '../fleet/program.js';
import { losscope } from './inside.js';

const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../docs/json.schema.json'), 'utf8')) as {
  readonly $defs: Readonly<Record<string, never>>;
};
const folder = mkdtempSync(join(tmpdir(), 'losscope-json-'));
const here = { cwd: folder };

/** What is wrong with a document by the schema that is shipped; empty where nothing is. */
function faults(name: string, document: unknown): string {
  const { error } = z.fromJSONSchema(schema.$defs[name]!).safeParse(document);
  return error === undefined ? '' : z.prettifyError(error).slice(0, 600);
}

const data = join(folder, 'data.csv');
writeFileSync(data, `x,y\n${Array.from({ length: 30 }, (_, i) => `${i},${2 * i + (i % 3)}`).join('\n')}\n`);
const log = join(folder, 'progress.csv');
writeFileSync(log, 'step,reward\n0,1\n10,2\n20,nan\n');

describe('the documents of --json', () => {
  it.each([
    ['scenarios', ['list']],
    ['losses', ['losses']],
    ['loss', ['losses', 'huber']],
    ['loss', ['losses', 'cross-entropy']],
    ['loss-value', ['losses', 'evaluate', 'focal', '--logits', '[0.3,-1.2]', '--targets', '[1,0]']],
    ['loss-value', ['losses', 'evaluate', 'mse', '--pred', '[1,2]', '--target', '[1,0]', '--set', 'reduction=none']],
    ['loss-check', ['losses', 'check', resolve('test/golden/own-losses.json')]],
    ['envs', ['envs']],
    ['env', ['envs', 'cartpole']],
    ['env', ['envs', 'gridworld']],
    ['env-check', ['envs', 'check', resolve('test/golden/envs.json')]],
    ['agents', ['agents']],
    ['agent', ['agents', 'dqn']],
    ['tasks', ['tasks']],
    ['task', ['tasks', 'classification']],
    ['config', ['config']],
    ['data', ['data', data]],
    ['watch', ['watch', log]],
    ['import', ['import', log, '--out', join(folder, 'imported')]],
    ['runs', ['runs', '--out', join(folder, 'imported')]],
  ])('are what their schema says: %s %j', async (name, args) => {
    const { out, err } = await losscope(...args, '--json');
    expect(faults(name, JSON.parse(out)), err).toBe('');
  });

  it.skipIf(!existsSync(main))(
    'of trainings, comparisons, sweeps and baselines are what their schema says',
    { timeout: 240_000 },
    async () => {
      const told = async (...args: readonly string[]) => {
        const { out, err } = await end(args, here);
        expect(out, err).not.toBe('');
        return out;
      };
      const json = async (...args: readonly string[]) => JSON.parse(await told(...args, '--json')) as unknown;
      const few = ['--set', 'steps=300', '--workers', '1'];
      const run = ['run', 'outliers-regression', '--vary', 'task.lr=0.001,0.01', '--seeds', '0-1', ...few];
      expect(faults('run', await json(...run, '--profile'))).toBe('');
      expect(faults('comparison', await json('compare', 'runs'))).toBe('');
      const listed = (await json('runs')) as { readonly runs: readonly { readonly id: string }[] };
      expect(faults('runs', listed)).toBe('');
      const { runs } = listed;
      expect(faults('run-record', await json('runs', 'show', runs[0]!.id))).toBe('');
      expect(faults('verification', await json('verify', runs[0]!.id))).toBe('');
      expect(faults('replay', await json('replay', runs[0]!.id))).toBe('');
      const game = ['run', 'gridworld-dqn', '--seeds', '0', '--set', 'steps=1500', '--workers', '1'];
      const lines = (await told(...game, '--events')).trimEnd().split('\n');
      expect(faults('events', JSON.parse(lines[0]!))).toBe('');
      const kinds = new Set<string>();
      for (const line of lines.slice(1)) {
        const event = JSON.parse(line) as { readonly kind: string };
        if (kinds.has(event.kind)) continue;
        kinds.add(event.kind);
        expect(faults('event', event)).toBe('');
      }
      expect([...kinds]).toEqual(expect.arrayContaining(['start', 'metric', 'end']));
      expect(faults('play', await json('play', 'gridworld-dqn-steps-1500-0', '--episodes', '2'))).toBe('');
      writeFileSync(
        join(folder, 'sweep.yaml'),
        'scenario: outliers-regression\nseeds: 0-1\nset: {steps: 100}\ngrid: {task.lr: [1e-3, 1e-2]}\nprune: {at: [0.5], keep: 0.5}\n',
      );
      expect(faults('sweep', await json('sweep', 'run', 'sweep.yaml', '--workers', '1'))).toBe('');
      await told('baseline', 'save', 'outliers-regression', '--seeds', '0-4', ...few);
      const file = join(folder, 'baselines/outliers-regression.json');
      expect(faults('baseline', JSON.parse(readFileSync(file, 'utf8')))).toBe('');
      const check = ['baseline', 'check', 'outliers-regression', '--workers', '1'];
      expect(faults('baseline-check', await json(...check, '--set', 'task.lr=0.1'))).toBe('');
      expect(faults('baseline-check', await json('baseline', 'check', 'nothing'))).toBe('');
    },
  );

  it.skipIf(!existsSync(main))(
    'of modules of a user’s own and of runs that diverge are what their schema says',
    { timeout: 120_000 },
    async () => {
      const own = { cwd: mkdtempSync(join(folder, 'own-')) };
      const json = async (...args: readonly string[]) => {
        const { out, err } = await end([...args, '--json'], own);
        expect(out, err).not.toBe('');
        return JSON.parse(out) as unknown;
      };
      for (const [kind, name] of [
        ['loss', 'mine'],
        ['env', 'hall'],
        ['agent', 'walker'],
        ['task', 'ours'],
      ] as const) {
        expect((await end(['new', kind, name], own)).code).toBe(0);
      }
      expect(faults('loss-gradients', await json('losses', 'check-gradient', './mine.mjs'))).toBe('');
      for (const [kind, module] of [
        ['envs', 'hall'],
        ['agents', 'walker'],
        ['tasks', 'ours'],
      ] as const) {
        expect(faults('contract', await json(kind, 'check-contract', `./${module}.mjs`))).toBe('');
      }
      const diverging = [
        'run',
        'outliers-regression',
        '--variant',
        'mse',
        '--seeds',
        '0-1',
        '--set',
        'task.lr=1000',
        '--set',
        'task.optimizer=sgd',
      ];
      const document = await json(...diverging, '--set', 'steps=200', '--workers', '1');
      expect(faults('run', document)).toBe('');
      expect(JSON.stringify(document)).toContain('"status":"diverged"');
      expect(faults('runs', await json('runs'))).toBe('');
    },
  );
});
