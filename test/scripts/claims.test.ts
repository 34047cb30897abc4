import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/claims.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'losscope-claims-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The column of probabilities, by claim, for results of these runs. */
function judged(name: string, scenarios: readonly { variant: string; values: readonly Record<string, number>[] }[]) {
  const document = {
    scenarios: scenarios.map(({ variant, values }) => ({
      name,
      variant,
      runs: values.map((final, seed) => ({ seed, status: 'done', final })),
    })),
  };
  writeFileSync(join(folder, 'results.json'), JSON.stringify(document));
  return execFileSync(process.execPath, [script, folder], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith(`| ${name} `))
    .map((line) => line.split('|')[4]!.trim());
}

describe('scripts/claims.mjs', () => {
  it('gives .9 to the power of 10 for ten of ten where a tenth of the seeds fails, and says that it is too low', () => {
    const values = Array.from({ length: 30 }, (_, i) => ({ online_return: i < 3 ? -50 : -20 }));
    const [told] = judged('windy-sarsa', [{ variant: '', values }]);
    expect(Math.abs(Number.parseFloat(told!) - 100 * 0.9 ** 10)).toBeLessThan(2);
    expect(told).toContain('too low');
  });

  it('judges differences seed by seed, and nothing on fewer than 30 seeds', () => {
    const both = (n: number) => [
      { variant: '', values: Array.from({ length: n }, (_, i) => ({ mean_rms_error: i / 100, rms_error: 1 })) },
      {
        variant: 'mc',
        values: Array.from({ length: n }, (_, i) => ({ mean_rms_error: i / 100 + 0.01, rms_error: 0 })),
      },
    ];
    expect(judged('prediction-batch', both(40))).toEqual(['100.0 %', '0.0 % **too low**']);
    expect(judged('prediction-batch', both(20))).toEqual(['too few seeds', 'too few seeds']);
  });
});
