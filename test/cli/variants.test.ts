import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { losscope } from './inside.js';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-variants-'));
const file = join(folder, 'demo.yaml');
writeFileSync(
  file,
  `task: {name: classification, samples: 500, positives: 0.2}
loss: focal
steps: 20
seeds: 0-1
variants:
  bce: {loss: bce}
expect:
  - {metric: loss, op: "<", versus: bce, hold: 2}
`,
);

/** The built program in a process of its own, since runs are threads. */
function run(...args: readonly string[]) {
  const env = { ...process.env, CI: '1', NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'run', file, '--no-save', ...args], {
    encoding: 'utf8',
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

describe('variants on the command line', () => {
  it('are told all their problems at once, before anything runs', async () => {
    const { code, out, err } = await losscope(
      'run',
      file,
      '--vary',
      'loss=bec,poly',
      '--variant',
      'bc',
      '--workers',
      '0',
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.split('\n').map((line) => line.slice(0, 50))).toEqual([
      '--workers: must be a whole number from 1 to 256 (g',
      '--variant: unknown variant in demo (given bc; allo',
      '--vary loss=bec: loss.name: unknown loss (given "b',
      '',
    ]);
  });

  it('start no grid of more than 1000 runs unasked', async () => {
    const { code, err } = await losscope('run', file, '--vary', 'loss=bce,focal', '--seeds', '0-500');
    expect({ code, err }).toEqual({
      code: 2,
      err: '--vary: makes a large grid (given 1002 runs; allowed at most 1000 without --yes). Give --yes to start it\n',
    });
  });

  it('stand in what show prints, which is valid', async () => {
    const { out } = await losscope('show', file);
    expect(out).toContain('variants:');
    expect(out).toContain('  - {name: "bce", set: {"loss": "bce"}}\n');
    const again = join(folder, 'again.yaml');
    writeFileSync(again, out);
    expect(await losscope('validate', again)).toEqual({ code: 0, out: `${again}: ok\n`, err: '' });
  });

  it('are rehearsed by validate: a metric that a variant lacks is found', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(
      wrong,
      `task: {name: classification, samples: 500}\nsteps: 20\nvariants: {a: {loss: focal}}\nexpect:\n  - {metric: losss, op: "<", variant: a, value: 1, stat: mean}\n`,
    );
    const { code, err } = await losscope('validate', wrong);
    expect(code).toBe(2);
    expect(err).toContain('wrong.yaml:5:14: expect[0].metric: is not a metric of this scenario (given losss;');
  });
});

describe.skipIf(!existsSync(main))('a run of variants', () => {
  const entries = (out: string) =>
    (JSON.parse(out).scenarios as { variant: string; runs: unknown[]; expectations: { pass: unknown }[] }[]).map(
      ({ variant, runs, expectations }) => [variant, runs.length, ...expectations.map(({ pass }) => pass)],
    );

  it('has all that the file declares, and judges them together', () => {
    const { code, out } = run('--json');
    expect(entries(out)).toEqual([
      ['', 2, true],
      ['bce', 2],
    ]);
    expect(code).toBe(0);
  });

  it('has only those that are picked', () => {
    expect(entries(run('--json', '--variant', 'bce').out)).toEqual([['bce', 2, null]]);
  });

  it('has one for each value of --vary, and says how many', () => {
    const { out, err } = run('--json', '--vary', 'loss=bce,focal,poly', '--seeds', '0');
    expect(entries(out)).toEqual([
      ['loss=bce', 1, null],
      ['loss=focal', 1, null],
      ['loss=poly', 1, null],
    ]);
    expect(err).toMatch(/^3 variants, 3 runs\n/);
  });
});
