import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { losscope } from './inside.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-foreign-'));
const SEEDS = 10;

/** Logs of ten seeds whose reward ends this much above what the seed alone gives. */
function logs(variant: string, gain: number): readonly string[] {
  return Array.from({ length: SEEDS }, (_, seed) => {
    const at = join(folder, 'logs', variant, `seed${seed}`);
    mkdirSync(at, { recursive: true });
    const rows = Array.from({ length: 20 }, (_, i) => `${50 * i},${i / 10 + seed / 20 + gain},${1 / (i + 1)}`);
    writeFileSync(join(at, 'progress.csv'), ['step,reward,loss', ...rows, ''].join('\n'));
    return join(at, 'progress.csv');
  });
}
const [good, bad] = [logs('good', 0), logs('bad', -3)];
const baselines = join(folder, 'baselines');
const at = ['--baselines', baselines];

describe('logs of another program', () => {
  it('are saved as a baseline, regress against it, and are accepted with a reason', async () => {
    expect((await losscope('baseline', 'save', 'mine', '--from', ...good, ...at)).code).toBe(0);
    const check = (files: readonly string[]) => losscope('baseline', 'check', 'mine', '--from', ...files, ...at);
    const junit = join(folder, 'report.xml');
    await losscope('baseline', 'check', 'mine', '--from', ...bad, '--junit', junit, ...at);
    expect(readFileSync(junit, 'utf8')).toMatch(/config unknown against unknown/);
    const fell = await check(bad);
    expect([fell.code, fell.out.includes('regressed: reward')]).toEqual([1, true]);
    const updated = await losscope('baseline', 'update', 'mine', '--from', ...bad, '--reason', 'harder task', ...at);
    expect(updated.out).toContain('accepted  mean reward: 2.125 (n 10) -> -0.875 (n 10)');
    const { history, seeds } = JSON.parse(readFileSync(join(baselines, 'mine.json'), 'utf8'));
    expect([history.length, history[0].reason, seeds[0].final.reward]).toEqual([1, 'harder task', -1.1]);
    expect((await check(bad)).code).toBe(0);
    const again = await losscope('baseline', 'save', 'mine', '--from', ...good, ...at);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('losscope baseline update mine --from')]);
    const both = await losscope('baseline', 'check', 'mine', '--from', ...good, '--json', '--markdown', ...at);
    expect([both.code, both.err]).toEqual([2, expect.stringContaining('--markdown')]);
  });

  it('are compared with the baseline, planned for, exported and reported', async () => {
    expect((await losscope('baseline', 'save', 'other', '--from', ...good, ...at)).code).toBe(0);
    const compared = await losscope('compare', join(baselines, 'other.json'), ...bad, '--no-plots');
    expect([compared.code, compared.out.includes('regressed: reward is lower by 3')]).toEqual([1, true]);
    expect((await losscope('compare', ...good, ...bad, '--plan')).out).toContain('same seeds');
    const csv = join(folder, 'all.csv');
    expect((await losscope('export', ...good, ...bad, '--csv', csv)).out).toContain('800 points of 20 runs');
    expect(readFileSync(csv, 'utf8').split(/\r?\n/)).toContain('logs-good-s0,logs,good,0,reward,0,0');
    const page = join(folder, 'report.html');
    await losscope('report', ...good, ...bad, '-o', page);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('<strong>good</strong>: <span class="good">improved');
    // No command of this program trains them again.
    expect(text).not.toMatch(/losscope run|give the same bits|gradient updates/);
  });
});
