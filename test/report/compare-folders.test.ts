import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSources } from '../../src/report/compare/sources.js';
import { configHash } from '../../src/scenario/canonical.js';
import { recordHere } from '../session/record-here.js';
import { lineScenario } from '../train/line.js';

const root = mkdtempSync(join(tmpdir(), 'losscope-folders-'));
const [plain, fast] = [lineScenario(), lineScenario({ variant: 'fast', lr: 0.2 })];
const warnings: string[] = [];
const read = (...given: readonly string[]) => readSources(given, root, (text) => warnings.push(text));

/** Every name of a run tells when it began, by its order. */
async function record(id: string, scenario: typeof plain, seed: number): Promise<void> {
  const folder = join(root, id);
  mkdirSync(folder);
  await recordHere(folder, scenario, { seed });
}

beforeAll(async () => {
  for (const seed of [0, 1, 2]) await record(`line-${seed}`, plain, seed);
  for (const seed of [0, 1]) await record(`line-fast-${seed}`, fast, seed);
});

describe('run folders', () => {
  it('are grouped by variant, with versions, hashes, directions, digests and curves', () => {
    const [source] = read(root);
    const arms = source!.arms.toSorted((a, b) => (a.variant < b.variant ? -1 : 1));
    expect(arms.map(({ label, seeds }) => [label, seeds.map(({ seed }) => seed)])).toEqual([
      ['line', [0, 1, 2]],
      ['line [fast]', [0, 1]],
    ]);
    const [arm] = arms;
    expect(arm!.hash).toBe(configHash(plain));
    expect(arm!.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(arm!.better.loss).toBe('lower');
    expect(
      arm!.seeds.every(({ status, digest, final }) => status === 'done' && digest !== null && 'loss' in final),
    ).toBe(true);
    const curves = arm!.curves('loss')!;
    expect([curves.seeds.map(({ seed }) => seed), curves.steps.at(-1)]).toEqual([[0, 1, 2], 200]);
    for (const { values } of curves.seeds) expect(values.at(-1)!).toBeLessThan(values[0]!);
    expect(arm!.curves('nothing')).toBeNull();
  });

  it('are meant by their ids, by the beginnings of them and by their own folder, none twice', () => {
    const seedsOf = (...given: readonly string[]) =>
      read(...given).flatMap(({ arms }) => arms.map(({ seeds }) => seeds.length));
    expect(seedsOf('line-1')).toEqual([1]);
    expect(seedsOf('line-fast', 'line-fast-0')).toEqual([2]);
    expect(seedsOf(join(root, 'line-2'))).toEqual([1]);
  });

  it('of the same seed count once, the newer one, and damaged ones are left out with a word', async () => {
    await record('line-2-again', plain, 2);
    mkdirSync(join(root, 'line-9'));
    writeFileSync(join(root, 'line-9', 'config.json'), '{');
    warnings.length = 0;
    const [source] = read(root);
    expect(source!.arms.find(({ variant }) => variant === '')!.seeds).toHaveLength(3);
    expect(warnings.map((text) => text.replace(/: left out: .*/s, ''))).toEqual([
      'line-9',
      expect.stringMatching(/^line-2/),
    ]);
  });
});
