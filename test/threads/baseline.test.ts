import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  return losscopeWith({}, ...args);
}
function losscopeWith(more: NodeJS.ProcessEnv, ...args: readonly string[]) {
  const env = { ...process.env, CI: '1', NO_COLOR: '1', GITHUB_ACTIONS: '', ...more };
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
  const [wrote, ...power] = out.split('\n');
  expect(wrote).toMatch(/^wrote baselines\/demo.json: n 12, seeds 0-11, losscope .*, config [0-9a-f]{8}$/);
  const told = power.join('\n');
  expect(told).toContain('with 80 % power at alpha 0.01');
  expect(told).toMatch(/average_precision +[\d.e-]+ +[\d.e-]+ +[\d.e-]+\n/);
  expect(told).toMatch(/failing seeds +\d+ % +\d+ %/);
  expect(told).toMatch(/A check takes about: 2 seeds .* s, 10 seeds .* s, 12 seeds .* s/);
});

describe('losscope baseline', () => {
  it('finds the same program identical, bit for bit, on two seeds, and takes no more', () => {
    const { code, out } = check('--json');
    expect(code).toBe(0);
    const { format, checks } = JSON.parse(out);
    const [{ name, verdict, candidate, equalDigests }] = checks;
    expect([format, name, verdict, candidate.n, equalDigests]).toEqual([
      ...['losscope baseline check', 'demo', 'identical', 2, 2],
    ]);
  });

  it('looks at all seeds on doubt before it fails, names what fell, and reports it as JUnit and JSON', () => {
    const { code, err, out } = check('demo', '--set', 'task.lr=1e-6', '--junit', 'report.xml');
    expect(code).toBe(1);
    expect(err).toMatch(/demo: .*; 2 more seeds/);
    expect(out).toMatch(/looks +10 seeds: [\s\S]*more\s+seeds\s+12 seeds: decided/);
    expect(out).toMatch(/regressed: .*average_precision/);
    const report = readFileSync(join(folder, 'report.xml'), 'utf8');
    expect(report).toMatch(/<failure type="regressed" message="regressed: [^"]*average_precision/);
    const document = JSON.parse(check('demo', '--set', 'task.lr=1e-6', '--json', '--max-seeds', '10').out);
    const [{ looks, measures, reference }] = document.checks;
    expect(looks.map(({ seeds }: { seeds: unknown[] }) => seeds.length)).toEqual([10]);
    const focus = measures.find(({ name }: { name: string }) => name === 'average_precision');
    expect([focus.verdict, focus.reference.length, focus.candidate.length]).toEqual(['regressed', 12, 10]);
    expect(focus.reference[3].value).toBe(reference.seeds[3].final.average_precision);
  });

  it('decides nothing on three seeds of other settings', () => {
    expect(check('demo', '--seeds', '0-2', '--set', 'task.lr=1e-6').code).toBe(4);
  });

  it('judges the claims of the scenario, and fails where the baseline met one', () => {
    const claim = 'expect: [{metric: average_precision, op: ">=", value: 0.5, hold: 5, seeds: 5}]\n';
    writeFileSync(join(folder, 'demo.yaml'), scenario('1e-2') + claim);
    const { out } = check('demo', '--seeds', '0-4', '--set', 'task.lr=1e-2');
    expect(out).toContain('identical');
    const fallen = check('demo', '--seeds', '0-4', '--set', 'task.lr=1e-6');
    expect(fallen.code).toBe(1);
    expect(fallen.out).toMatch(/no longer met: average_precision >= 0.5 in 5 of 5 seeds/);
    expect(fallen.out).toMatch(/not met: .*: \d of 5 seeds;\s+baseline 5 of 5\s+seeds/);
    writeFileSync(join(folder, 'demo.yaml'), scenario('1e-2'));
  });

  it('lets the regression of the scenario count, and tells what changed since the baseline', () => {
    writeFileSync(join(folder, 'demo.yaml'), `${scenario('1e-2')}regression: {margin: 0.9, alpha: 0.02}\n`);
    const { out } = check('demo', '--markdown');
    expect(out.replaceAll('\\', '')).toContain(
      'metric average_precision, margin 0, alpha 0.01 -> metric average_precision, margin 0.9, alpha 0.02',
    );
    writeFileSync(join(folder, 'demo.yaml'), scenario('1e-2'));
  });

  it('takes a metric that is gone as bad input, with the name that it may have now', () => {
    const text = readFileSync(join(folder, 'baselines/demo.json'), 'utf8');
    writeFileSync(
      join(folder, 'renamed.json'),
      text.replaceAll('"roc_auc"', '"rocauc"').replaceAll('../demo.yaml', 'demo.yaml'),
    );
    const { code, out } = check('renamed.json', '--junit', 'gone.xml');
    expect(code).toBe(2);
    expect(out).toContain('is a metric of the baseline (renamed.json) that no seed records any more');
    expect(out).toContain('Did you mean roc_auc?');
    expect(readFileSync(join(folder, 'gone.xml'), 'utf8')).toContain('<error type="bad input" message="rocauc');
  });

  it('tells bad input in every output, and GitHub Actions where it stands', () => {
    writeFileSync(join(folder, 'wrong.json'), '{"format": "losscope baseline",\n "version": 7}');
    const github = { GITHUB_ACTIONS: 'true' };
    const { code, out, err } = losscopeWith(
      github,
      'baseline',
      'check',
      'wrong.json',
      '--markdown',
      '--junit',
      'bad.xml',
    );
    expect(code).toBe(2);
    expect(out).toMatch(/^### bad input/);
    expect(err).toContain('::error file=wrong.json,line=2,col=13::version must be 1 or 2');
    expect(readFileSync(join(folder, 'bad.xml'), 'utf8')).toContain('errors="1"');
    const document = JSON.parse(losscope('baseline', 'check', 'wrong.json', '--json').out);
    expect(document.checks[0]).toMatchObject({ code: 2, outcome: 'bad input', issues: [{ path: 'version', line: 2 }] });
  });

  it('is saved per variant, named after the file, and found by either', () => {
    const variants = 'name: another\nvariants: {slow: {task.lr: 1e-3}, focal: {loss: focal}}\n';
    writeFileSync(join(folder, 'many.yaml'), scenario('1e-2') + variants);
    const named = ['--variant', 'slow', '--variant', 'focal', '--baselines', 'several'];
    expect(losscope('baseline', 'save', 'many.yaml', ...named, '--seeds', '0-4', '--workers', '1').code).toBe(0);
    expect(readdirSync(join(folder, 'several')).sort()).toEqual(['many.focal.json', 'many.slow.json']);
    const names = (...args: readonly string[]) =>
      JSON.parse(check('--baselines', 'several', '--json', ...args).out).checks.map(
        ({ name, verdict }: { name: string; verdict: string }) => `${name} ${verdict}`,
      );
    expect(names('many.yaml')).toEqual(['many.focal identical', 'many.slow identical']);
    expect(names('many', '--variant', 'slow')).toEqual(['many.slow identical']);
    expect(check('--baselines', 'several', '--variant', 'slwo').err).toContain('Did you mean slow?');
  });

  it('is not saved over, and updated only with a reason, which it keeps', () => {
    expect(losscope('baseline', 'save', 'demo.yaml').err).toContain('is there already');
    expect(losscope('baseline', 'update', 'demo').err).toContain('--reason: is needed');
    writeFileSync(join(folder, 'demo.yaml'), scenario('2e-2'));
    const before = kept();
    const { code, out } = losscope('baseline', 'update', 'demo.yaml', '--reason', 'faster', '--workers', '1');
    expect({ code, told: out.includes('accepted  task.lr: 0.01 -> 0.02') }).toEqual({ code: 0, told: true });
    const after = kept();
    expect(after.hash).not.toBe(before.hash);
    expect(after.history).toMatchObject([
      { reason: 'faster', changes: expect.arrayContaining(['task.lr: 0.01 -> 0.02']) },
    ]);
    const again = losscope('baseline', 'update', 'baselines/demo.json', '--reason', 'again', '--workers', '1');
    expect(again.out).toContain('stays as it is');
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
