import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { programVersion } from '../../src/core/package.js';
import { configHash } from '../../src/scenario/canonical.js';
import { readMetrics } from '../../src/store/metrics-file.js';
import { keepsBest } from '../../src/store/run-folder.js';
import { endOf, type LineOptions, lineScenario, trainHere } from '../train/line.js';
import { finished, lineSession, until } from './helpers.js';

const out = mkdtempSync(join(tmpdir(), 'losscope-'));
afterAll(() => rmSync(out, { recursive: true }));

async function recorded(options: LineOptions, seed: number) {
  const scenario = lineScenario(options);
  const session = lineSession([{ scenario, seeds: [seed] }], { out });
  await finished(session);
  const [result] = session.results();
  const folder = join(out, result!.id);
  const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const jsonLines = (name: string) =>
    readFileSync(join(folder, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { scenario, result: result!, folder, json, jsonLines };
}

describe('the folder of a run', () => {
  it('tells a resumed run whether to go on keeping the weights of its best evaluation', async () => {
    const keptBy = async (name: string, keepBest: boolean) => {
      const scenario = lineScenario({ name, steps: 2000, evaluateEvery: 500 });
      const session = lineSession([{ scenario, seeds: [1] }], { out, keepBest });
      await finished(session);
      return join(out, session.results()[0]!.id);
    };
    const folder = await keptBy('keeps', true);
    expect(keepsBest(folder)).toBe(true);
    // As before the first evaluation.
    rmSync(join(folder, 'best.safetensors'), { force: true });
    expect(keepsBest(folder)).toBe(true);
    expect(keepsBest(await keptBy('forgets', false))).toBe(false);
  });

  it('holds its configuration, every point, its events, its weights and its result', async () => {
    const options = { name: 'whole', variant: 'lr=0.05', steps: 20_000, evaluateEvery: 5000 };
    const { scenario, result, folder, json, jsonLines } = await recorded(options, 4);
    const { digest, final } = endOf(scenario, 4);
    expect(result.id).toBe('whole-lr-0.05-4');
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'events.jsonl',
      'meta.json',
      'metrics.jsonl',
      'result.json',
      'weights.safetensors',
    ]);
    const hash = configHash(scenario);
    const code = {
      losscope: programVersion(),
      plugins: [{ file: 'line.mjs', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    };
    expect(json('config.json')).toMatchObject({ ...code, hash, identity: expect.any(String), scenario, seed: 4 });
    expect(json('meta.json')).toMatchObject({ id: result.id, node: process.version, platform: process.platform });
    expect(json('result.json')).toEqual(JSON.parse(JSON.stringify(result)));
    expect(result).toMatchObject({ status: 'done', steps: 20_000, digest, final, variant: 'lr=0.05', seed: 4 });
    expect(jsonLines('events.jsonl').map(({ kind, step }) => [kind, step])).toEqual([
      ['built', 0],
      ['evaluated', 5000],
      ['evaluated', 10_000],
      ['evaluated', 15_000],
      ['evaluated', 20_000],
      ['done', 20_000],
    ]);
    const points = [...readMetrics(join(folder, 'metrics.jsonl'))].flatMap((entry) =>
      entry.kind === 'point' ? [[entry.id, entry.step, entry.value]] : [],
    );
    expect(points).toEqual(trainHere(scenario, 4).points);
  });

  it('is a new one for a second run of the same name', async () => {
    const first = await recorded({ name: 'twice' }, 0);
    const second = await recorded({ name: 'twice' }, 0);
    expect([first.result.id, second.result.id]).toEqual(['twice-0', 'twice-0-2']);
    expect(first.result.digest).toBe(second.result.digest);
  });

  it('of a diverged run holds the last point, NaN and all', async () => {
    const { folder, json } = await recorded({ name: 'diverged', trouble: 'nan', at: 12 }, 0);
    expect([...readMetrics(join(folder, 'metrics.jsonl'))].at(-1)).toEqual({
      kind: 'point',
      id: 0,
      step: 12,
      value: Number.NaN,
    });
    expect(json('result.json')).toMatchObject({ status: 'diverged', steps: 12, final: { loss: 'NaN' } });
  });

  it('of a failed run holds what was recorded and why it failed', async () => {
    const { folder, json, jsonLines } = await recorded({ name: 'failed', trouble: 'throw', at: 150 }, 0);
    const points = [...readMetrics(join(folder, 'metrics.jsonl'))].filter(({ kind }) => kind === 'point');
    expect(points).toHaveLength(149 + 2);
    expect(json('result.json')).toMatchObject({ status: 'failed', reason: 'RangeError: the planted error' });
    expect(jsonLines('events.jsonl').at(-1)).toMatchObject({
      kind: 'failed',
      stack: expect.stringContaining('line.mjs'),
    });
  });

  it('of a run whose thread broke off holds a result all the same', async () => {
    const { json } = await recorded({ name: 'exited', trouble: 'exit' }, 0);
    expect(json('result.json')).toMatchObject({ status: 'failed', reason: expect.stringContaining('exit code 7') });
  });

  it('tells what was done by hand, with the step', async () => {
    const scenario = lineScenario({ name: 'touched', steps: 50_000, evaluateEvery: 50_000, work: 100 });
    const session = lineSession([{ scenario, seeds: [0] }], { out });
    const [run] = session.runs;
    session.step(null, 40);
    await until(session, () => run!.step === 40);
    session.setSpeed(null, 0.9);
    session.resume(null);
    await finished(session);
    const events = readFileSync(join(out, 'touched-0', 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(events.map((line) => JSON.parse(line)).slice(0, 5)).toEqual([
      expect.objectContaining({ step: 0, kind: 'built' }),
      { step: 0, kind: 'paused' },
      expect.objectContaining({ kind: 'speed', speed: 0.9 }),
      { step: 40, kind: 'resumed' },
      { step: 50_000, kind: 'evaluated', final: true },
    ]);
  });
});
