import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { replay } from '../../src/session/replay.js';
import { openRun } from '../../src/session/resume.js';
import { checkUnchanged, readConfig } from '../../src/store/config-file.js';
import { lock, unlock } from '../../src/store/lock.js';
import { findRun, listRuns, readEndWeights, readResult, removeRun } from '../../src/store/run-list.js';
import { encodeSafetensors } from '../../src/store/safetensors.js';
import { recordHere } from '../session/record-here.js';
import { lineRegistries, lineScenario } from '../train/line.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const scenario = lineScenario({ steps: 300, evaluateEvery: 100 });

async function record(id: string, stopAt?: number): Promise<string> {
  const folder = join(root, id);
  mkdirSync(folder);
  await recordHere(folder, scenario, stopAt === undefined ? {} : { stopAt });
  return folder;
}

describe('the list of runs', () => {
  it('tells how each stands', async () => {
    await record('done');
    await record('stopped', 100);
    rmSync(join(await record('cut'), 'result.json'));
    rmSync(join(await record('busy'), 'result.json'));
    lock(join(root, 'busy'));
    writeFileSync(join(await record('odd'), 'config.json'), '{"hash":"x"}');
    mkdirSync(join(root, 'no-run'));
    symlinkSync(join(root, 'done'), join(root, 'link'));
    writeFileSync(join(root, 'file'), '');
    const found = Object.fromEntries(listRuns(root).map(({ id, status }) => [id, status]));
    expect(found).toEqual({ done: 'done', stopped: 'stopped', cut: 'interrupted', busy: 'running', odd: 'damaged' });
    const cut = listRuns(root).find(({ id }) => id === 'cut')!;
    expect(cut).toMatchObject({ scenario: 'line', seed: 0, steps: 300 });
    expect(cut.step).toBeGreaterThan(100);
    expect(cut.bytes).toBeGreaterThan(1000);
    expect(listRuns(join(root, 'nowhere'))).toEqual([]);
  });
});

describe('an id', () => {
  it('is itself, or the beginning of one run only', async () => {
    for (const id of ['a-0', 'a-0-2', 'b-0']) await record(id);
    expect([findRun(root, 'a-0'), findRun(root, 'a-0-'), findRun(root, 'b')]).toEqual(['a-0', 'a-0-2', 'b-0']);
    expect(() => findRun(root, 'a')).toThrow(/beginning of several runs.*a-0, a-0-2/);
    expect(() => findRun(root, 'b-1')).toThrow(/no such run.*a-0, a-0-2, b-0.*Did you mean b-0/);
  });

  it('never leads out of the root', () => {
    mkdirSync(join(root, 'inside'));
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside', 'config.json'), '{}');
    symlinkSync(join(root, 'outside'), join(root, 'inside', 'link'));
    const hostile = [
      '..',
      '.',
      '../outside',
      '/',
      root,
      'a/b',
      'a\\b',
      'x\0',
      '',
      'link',
      'y'.repeat(300),
      '..\\outside',
    ];
    for (const id of hostile) expect(() => findRun(join(root, 'inside'), id)).toThrow(UserError);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(() => findRun(join(root, 'inside'), id)).toThrow(UserError);
      }),
    );
  });
});

describe('a run that goes on', () => {
  it('is refused when its settings were changed, each with what it was', async () => {
    const folder = await record('changed', 100);
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
    config.scenario.learner.task.params.lr = 0.5;
    config.scenario.evaluateEvery = 50;
    config.seed = 3;
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    const open = () => openRun(root, 'changed', readConfig(folder));
    expect(open).toThrow(/evaluateEvery: was changed since the run began \(given 50; allowed 100\)/);
    expect(open).toThrow(/learner.task.params.lr: was changed .*given 0.5/);
    expect(open).toThrow(/seed: was changed .*given 3; allowed 0/);
    expect(readResult(folder)).toMatchObject({ status: 'stopped' });
  });

  it('is refused without a checkpoint too, by the hash', async () => {
    const folder = await record('hashed', 0);
    const config = readConfig(folder);
    expect(() => checkUnchanged(folder, { ...config, scenario: { ...scenario, steps: 7 } }, null)).toThrow('not what');
    checkUnchanged(folder, config, null);
  });

  it('is refused while another process is at work on it', async () => {
    const folder = await record('busy', 100);
    lock(folder);
    expect(() => openRun(root, 'busy', readConfig(folder))).toThrow('another process');
    expect(() => removeRun(root, 'busy')).toThrow('another process');
    unlock(folder);
    removeRun(root, 'busy');
    expect(listRuns(root)).toEqual([]);
  });
});

describe('the files of a run folder', () => {
  it('are refused with an error for users, whatever they hold', async () => {
    const folder = await record('fuzzed');
    const valid = readFileSync(join(folder, 'config.json'), 'utf8');
    const either = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.nat(valid.length).map((size) => valid.slice(0, size)),
    );
    fc.assert(
      fc.property(either, (text) => {
        for (const [name, read] of [
          ['config.json', readConfig],
          ['result.json', readResult],
        ] as const) {
          writeFileSync(join(folder, name), text);
          try {
            read(folder);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        }
        expect(listRuns(root)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a replay', () => {
  function again(folder: string) {
    const metrics = join(folder, 'metrics.jsonl');
    const { seed, ...config } = readConfig(folder);
    const run = replay({
      scenario: config.scenario,
      seed,
      init: null,
      metrics,
      result: readResult(folder),
      weights: readEndWeights(folder),
      registries: lineRegistries(),
    });
    let turn = run.next();
    while (turn.done !== true) turn = run.next();
    return turn.value;
  }

  it.each([undefined, 100])('of an untouched record agrees in every bit (stopped at %s)', async (stopAt) => {
    const folder = await record('same', stopAt);
    const { steps, points, difference } = again(folder);
    expect(difference).toBe(null);
    expect(steps).toBe(readResult(folder)!.steps);
    expect(points).toBe(steps + Math.floor(steps / 100));
  });

  it('of a record that was cut off compares what is there', async () => {
    const folder = await record('cut');
    rmSync(join(folder, 'result.json'));
    expect(again(folder)).toMatchObject({ points: 303, difference: null });
  });

  it('names the first step and metric that differ', async () => {
    const folder = await record('edited');
    const file = join(folder, 'metrics.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const at = lines.findIndex((line) => line.includes('"step":') && JSON.parse(line).step.includes(150));
    const block = JSON.parse(lines[at]!);
    const i = block.step.indexOf(150);
    block.value[i] += 2 ** -40;
    lines[at] = JSON.stringify(block);
    writeFileSync(file, `${lines.join('\n')}\n`);
    expect(again(folder).difference).toMatchObject({ step: 150, metric: 'loss', recorded: block.value[i] });
  });

  it('sees another digest, points that are missing and points too many', async () => {
    const folder = await record('other');
    const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
    writeFileSync(join(folder, 'result.json'), JSON.stringify({ ...result, digest: 'abc' }));
    expect(again(folder).difference).toMatchObject({ step: 300, metric: 'digest', recorded: 'abc' });
    writeFileSync(join(folder, 'result.json'), JSON.stringify(result));
    const file = join(folder, 'metrics.jsonl');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}{"metric":[0],"step":[301],"value":[1]}\n`);
    expect(again(folder).difference).toEqual({ step: 301, metric: 'loss', recorded: 1, again: null });
    writeFileSync(file, `${text.split('\n').slice(0, 3).join('\n')}\n`);
    expect(again(folder).difference).toMatchObject({ metric: 'loss', recorded: null });
  });

  it('sees another name of a metric', async () => {
    const folder = await record('named');
    const file = join(folder, 'metrics.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"name":"slope_error"', '"name":"slope_erro"'));
    const recorded = { recorded: 'slope_erro', again: 'slope_error' };
    expect(again(folder).difference).toEqual({ step: 0, metric: 'slope_error', ...recorded });
  });

  it('names the first of the weights that differs, bit by bit, and arrays that are missing or too many', async () => {
    const folder = await record('weighed');
    const file = join(folder, 'weights.safetensors');
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    // The lowest byte of the last number.
    changed[whole.length - 8]! ^= 1;
    writeFileSync(file, changed);
    const { step, metric, recorded, again: now } = again(folder).difference!;
    expect({ step, metric, close: Math.abs(Number(recorded) - Number(now)) < 1e-12 }).toEqual({
      step: 300,
      metric: 'weights line[1]',
      close: true,
    });
    expect(recorded).not.toBe(now);
    const write = (arrays: ReadonlyMap<string, Float64Array>) =>
      writeFileSync(file, Buffer.concat(encodeSafetensors(arrays, {})));
    const line = readEndWeights(folder)!.arrays.get('line') as Float64Array;
    write(new Map());
    expect(again(folder).difference).toEqual({ step: 300, metric: 'weights line', recorded: null, again: '2 numbers' });
    writeFileSync(file, whole);
    const good = readEndWeights(folder)!.arrays.get('line') as Float64Array;
    expect(line).not.toEqual(good);
    write(
      new Map([
        ['line', good],
        ['more', Float64Array.of(1)],
      ]),
    );
    expect(again(folder).difference).toEqual({ step: 300, metric: 'weights more', recorded: '1 numbers', again: null });
    write(new Map([['line', good]]));
    expect(again(folder).difference).toBe(null);
  });
});
