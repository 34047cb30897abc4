import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/lessons.mjs', import.meta.url));
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-lessons-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

const run = (seed: number, iou: number, status = 'done') => ({
  seed,
  status,
  digest: 'abcdef0123456789',
  final: { iou, dice_coefficient: 0.5 },
});
const scenario = (variant: string, runs: readonly unknown[], expectations: readonly unknown[]) => ({
  name: 'masks-dice',
  variant,
  hash: '0123456789abcdef',
  better: { iou: 'higher' },
  runs,
  expectations,
});

describe('scripts/lessons.mjs', () => {
  it('writes means with their range over the seeds that ended, and each claim once with its verdict', () => {
    const unjudged = { text: 'iou is higher (not judged: bce did not run)', measured: null, pass: null };
    const folder = folderOf({
      'a.json': {
        losscope: '9.8.7',
        scenarios: [
          scenario('', [run(0, 0.5), run(1, 0.75), run(2, 0.1, 'diverged')], [unjudged]),
          scenario(
            'bce',
            [run(0, 0.25), run(1, 0.25), run(2, 0.25)],
            [{ text: 'iou is higher', measured: 0.375, pass: false }],
          ),
        ],
      },
    });
    const page = execFileSync(process.execPath, [script, folder], { encoding: 'utf8' });
    expect(page).toContain('losscope 9.8.7');
    expect(page).toContain('| dice | 0.5000 | 0.6250 (0.5000 to 0.7500) |');
    expect(page).toContain('| bce | 0.5000 | 0.2500 |');
    expect(page).toContain('| iou is higher | 0.3750 | **no** |');
    expect(page.match(/iou is higher/g)).toHaveLength(1);
    expect(page).toContain('iou ↑');
    expect(page).toContain('`01234567` | `abcdef012345` |');
    expect(page).toContain('n = 3 seeds (0-2)');
    expect(page).toContain('**1 did not come to their end**');
    expect(page).toContain('0 of 1 claims hold');
  });

  it('keeps the order of the claims in the scenario file, whichever variant judged them', () => {
    const claims = [
      'the dice coefficient of dice is higher than that of bce in 10 of 10 seeds',
      'a weight of 10 orders the pixels better than dice in 9 of 10 seeds',
    ].map((text) => ({ text, measured: '10 of 10 seeds', pass: true }));
    const folder = folderOf({
      'a.json': {
        scenarios: [scenario('weighted', [run(0, 1)], [claims[1]]), scenario('dice', [run(0, 1)], [claims[0]])],
      },
    });
    const page = execFileSync(process.execPath, [script, folder], { encoding: 'utf8' });
    expect(page.indexOf(claims[0]!.text)).toBeGreaterThan(0);
    expect(page.indexOf(claims[0]!.text)).toBeLessThan(page.indexOf(claims[1]!.text));
  });

  it.each([
    [{ 'a.json': '{' }, 'is not JSON'],
    [{ 'a.json': { scenarios: {} } }, 'is not what losscope run --json prints'],
    [{ 'a.json': { losscope: '1', scenarios: [{ ...scenario('', [], []), name: 'nowhere' }] } }, 'no bundled scenario'],
    [{}, 'holds no .json file'],
  ])('refuses %j and writes nothing', (files, message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, folderOf(files)], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });
});
