import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-new-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const losscope = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
};

describe.each(['agent', 'task'] as const)('a new %s', (kind) => {
  it('keeps its contract as written, and is trained by its scenario', () => {
    expect(losscope('new', kind, `my-${kind}`).code).toBe(0);
    const checked = losscope(`${kind}s`, 'check-contract', `./my-${kind}.mjs`, '--steps', '1200');
    expect(checked.out).toContain('7 passed, 0 failed');
    expect(checked.code).toBe(0);
    const run = losscope(
      'run',
      `my-${kind}.yaml`,
      '--plugin',
      `./my-${kind}.mjs`,
      '--seeds',
      '0',
      '--plain',
      '--no-save',
    );
    expect(run.err).toContain('done');
    expect(run.code).toBe(0);
  });

  it('that draws from Math.random is told that one seed gives two results', () => {
    const text = readFileSync(join(folder, `my-${kind}.mjs`), 'utf8');
    const draw = kind === 'agent' ? 'this.#explore.below(env.actionNames.length)' : 'draw.below(p.samples)';
    const most = kind === 'agent' ? 'env.actionNames.length' : 'p.samples';
    expect(text).toContain(draw);
    writeFileSync(join(folder, `bad-${kind}.mjs`), text.replace(draw, `Math.floor(Math.random() * ${most})`));
    const { code, out } = losscope(`${kind}s`, 'check-contract', `./bad-${kind}.mjs`, '--steps', '1200', '--json');
    expect(code).toBe(1);
    const { reports } = JSON.parse(out) as { reports: readonly { checks: readonly Record<string, string>[] }[] };
    const broken = reports[0]!.checks.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule);
    expect(broken).toContain('the same seed gives the same bits');
  });

  it('is refused where one of its name is there, and overwrites no file', () => {
    expect(losscope('new', kind, `my-${kind}`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    });
    const taken = kind === 'agent' ? 'dqn' : 'classification';
    expect(losscope('new', kind, taken)).toMatchObject({
      code: 2,
      err: expect.stringContaining('of this name is there already'),
    });
  });
});

describe('a plug-in in TypeScript', () => {
  it('is loaded where Node strips types, and refused with the versions that can elsewhere', () => {
    writeFileSync(
      join(folder, 'typed.ts'),
      "import { defineLoss, input, ops } from 'losscope';\nconst name: string = 'typed';\nexport default defineLoss({ name, inputs: { pred: input.learned('[N]'), target: input.given('[N]') }, compute: ({ pred, target }: any) => ops.mean(ops.abs(ops.sub(pred, target))) } as any);\n",
    );
    const { code, err } = losscope('losses', 'typed', '--plugin', './typed.ts');
    const { typescript = false } = process.features as { readonly typescript?: string | false };
    if (typescript !== false) expect({ code, err }).toEqual({ code: 0, err: '' });
    else {
      expect(code).toBe(2);
      expect(err).toContain(`is TypeScript, which Node ${process.versions.node} cannot load`);
      expect(err).toContain('Node 22.18 or newer');
    }
  });
});
