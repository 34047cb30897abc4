import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-baseline-'));
const scenario = (lr: string) => `task: {name: classification, samples: 300, positives: 0.3, lr: ${lr}}
loss: bce
steps: 40
focus: average_precision
`;

function losscope(...args: readonly string[]) {
  const env = { ...process.env, CI: '1', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env,
    cwd: folder,
  });
  return { code: status, out: stdout, err: stderr };
}
const check = (...args: readonly string[]) => losscope('baseline', 'check', '--workers', '1', ...args);
const kept = () => JSON.parse(readFileSync(join(folder, 'baselines/demo.json'), 'utf8'));

beforeAll(() => {
  writeFileSync(join(folder, 'demo.yaml'), scenario('1e-2'));
  const { code, out, err } = losscope('baseline', 'save', 'demo.yaml', '--seeds', '0-11', '--workers', '1');
  if (code !== 0) throw new Error(err);
  expect(out).toMatch(/^wrote baselines\/demo.json: n 12, seeds 0-11, losscope .*, config [0-9a-f]{8}\n$/);
});

describe('losscope baseline', () => {
  it('finds the same program identical, bit for bit, on the first ten seeds', () => {
    const { code, out } = check('--json');
    expect(code).toBe(0);
    const [{ comparison, name }] = JSON.parse(out).checks;
    expect([name, comparison.verdict, comparison.candidate.n, comparison.equalDigests]).toEqual([
      'demo',
      'identical',
      10,
      10,
    ]);
  });

  it('fails for a regression only when fresh seeds confirm it, and reports it as JUnit', () => {
    const { code, err, out } = check('demo', '--set', 'task.lr=1e-6', '--confirm', '--junit', 'report.xml');
    expect(code).toBe(1);
    expect(err).toContain('once more on seeds 12-21');
    expect(out).toContain('confirmed on fresh seeds');
    expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toContain('<failure type="regressed"');
  });

  it('decides nothing on three seeds of other settings', () => {
    expect(check('demo', '--seeds', '0-2', '--set', 'task.lr=1e-6').code).toBe(4);
  });

  it('is not saved over, and updated only with a reason, which it keeps', () => {
    expect(losscope('baseline', 'save', 'demo.yaml').err).toContain('is there already');
    expect(losscope('baseline', 'update', 'demo').err).toContain('--reason: is needed');
    writeFileSync(join(folder, 'demo.yaml'), scenario('2e-2'));
    const before = kept();
    const { code, out } = losscope('baseline', 'update', 'demo', '--reason', 'faster', '--workers', '1');
    expect({ code, told: out.includes('accepted  task.lr: 0.01 -> 0.02') }).toEqual({ code: 0, told: true });
    const after = kept();
    expect(after.hash).not.toBe(before.hash);
    expect(after.history).toMatchObject([
      { reason: 'faster', changes: expect.arrayContaining(['task.lr: 0.01 -> 0.02']) },
    ]);
    expect(losscope('baseline', 'update', 'demo', '--reason', 'again', '--workers', '1').out).toContain(
      'stays as it is',
    );
    expect(kept()).toEqual(after);
  });

  it('refuses unknown baselines before it trains', () => {
    const { code, err } = check('demi');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'there is no baseline of demi in baselines (allowed demo). Did you mean demo?\n',
    });
  });
});
