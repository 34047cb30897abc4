import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identityHash, readCode, versionsOf } from '../../src/store/run-code.js';
import { codeOf, filesOf } from '../../src/train/plugins/plugin-code.js';
import { start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-identity-'));
afterAll(() => rmSync(folder, { recursive: true }));
const losscope = (...args: readonly string[]) => start(folder, args).ended;

const plugin = join(folder, 'mine.mjs');
const formula = join(folder, 'formula.mjs');
const write = (factor: number) => writeFileSync(formula, `export const factor = ${factor};\n`);
const run = join(folder, 'runs', 'formula-0');

beforeAll(async () => {
  write(1);
  writeFileSync(
    plugin,
    `import { defineLoss, input, ops, reduce, reductionParam } from 'losscope';
import { factor } from './formula.mjs';
export default defineLoss({
  name: 'mine', family: 'regression', summary: 'Squares.', formula: 'f d^2', fits: ['regression'],
  inputs: { pred: input.learned('any', 'P.'), target: input.given('like pred', 'T.') },
  params: { reduction: reductionParam('mean', 'the elements') },
  compute: ({ pred, target }, { reduction }) => ({
    value: reduce(ops.scale(ops.square(ops.sub(pred, target)), factor), reduction),
  }),
});
`,
  );
  writeFileSync(
    join(folder, 'formula.yaml'),
    'plugins: [./mine.mjs]\ntask: regression\nloss: mine\nsteps: 60\nevaluateEvery: 20\nseeds: [0]\n',
  );
  writeFileSync(join(folder, 'sweep.yaml'), 'scenario: ./formula.yaml\nseeds: 0-1\ngrid: {task.lr: [0.001, 0.002]}\n');
  const { code, err } = await losscope('run', 'formula.yaml', '--json', '--allow-plugins');
  if (code !== 0) throw new Error(err);
});

beforeEach(() => write(1));

const digestIn = (path: string): string => JSON.parse(readFileSync(join(path, 'result.json'), 'utf8')).digest;

/** A copy of the run in a folder of its own, as if its process had been killed at its end. */
function cut(name: string): string {
  const copy = join(folder, name, 'formula-0');
  cpSync(run, copy, { recursive: true });
  rmSync(join(copy, 'result.json'));
  return copy;
}

/** Makes a record as if another version had begun it, sound in itself. */
function agedTo(path: string, losscope: string): void {
  const edit = (name: string, change: (content: Record<string, unknown>) => object) => {
    const file = join(path, name);
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
  };
  const code = { ...readCode(path).begun, losscope };
  edit('config.json', (config) => ({ ...config, losscope, identity: identityHash(String(config.hash), code) }));
  edit('meta.json', (meta) => ({ ...meta, losscope }));
}

describe('the code of a plug-in', () => {
  it('is every file that it names by a relative path, whatever folder it stands in', () => {
    expect(filesOf(plugin)).toEqual([plugin, formula]);
    const before = codeOf(plugin);
    cpSync(plugin, join(folder, 'elsewhere', 'mine.mjs'));
    cpSync(formula, join(folder, 'elsewhere', 'formula.mjs'));
    expect(codeOf(join(folder, 'elsewhere', 'mine.mjs'))).toBe(before);
    write(2);
    expect(codeOf(plugin)).not.toBe(before);
  });

  it('that has changed is refused by resume, before any of it is run, and accepted with a word for it', async () => {
    const copy = cut('changed');
    write(2);
    const resume = ['resume', 'formula-0', '--out', 'changed', '--json', '--allow-plugins'] as const;
    const { code, out, err } = await losscope(...resume);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/plugins: the plug-in mine\.mjs is not what it was: .*--allow-changed-plugin/s);
    const accepted = await losscope(...resume, '--allow-changed-plugin');
    expect(accepted.code).toBe(0);
    expect(accepted.err).toContain('the plug-in mine.mjs was changed');
    const { begun, continued } = readCode(copy);
    expect(continued).toHaveLength(1);
    expect(continued[0]!.plugins![0]!.sha256).not.toBe(begun.plugins![0]!.sha256);
    // The code that was accepted goes on without a further word.
    rmSync(join(copy, 'result.json'));
    expect((await losscope(...resume)).code).toBe(0);
  });

  it('that has not changed goes on to the same bits', async () => {
    const copy = cut('same');
    expect((await losscope('resume', 'formula-0', '--out', 'same', '--json', '--allow-plugins')).code).toBe(0);
    expect(digestIn(copy)).toBe(digestIn(run));
    expect(readCode(copy).continued).toEqual([]);
  });

  it('that has changed is refused by replay, which else would find the difference and not its cause', async () => {
    write(2);
    const replay = ['replay', 'formula-0', '--allow-plugins'] as const;
    expect(await losscope(...replay)).toMatchObject({ code: 2, err: expect.stringContaining('is not what it was') });
    const accepted = await losscope(...replay, '--allow-changed-plugin');
    expect(accepted).toMatchObject({ code: 1, out: expect.stringMatching(/loss differs at step 1/) });
  });

  it('that has changed makes another side of a comparison, named in it', async () => {
    cpSync(run, join(folder, 'two', 'formula-0'), { recursive: true });
    write(2);
    expect((await losscope('run', 'formula.yaml', '--json', '--allow-plugins', '--out', 'two')).code).toBe(0);
    const { out } = await losscope('compare', 'two', '--json');
    const { comparisons } = JSON.parse(out);
    expect(comparisons).toHaveLength(1);
    expect(comparisons[0].changes).toEqual([
      {
        path: 'plug-in mine.mjs',
        reference: expect.stringMatching(/^sha256 /),
        candidate: expect.stringMatching(/^sha256 /),
      },
    ]);
    expect(comparisons[0].reference.hash).toBe(comparisons[0].candidate.hash);
  });
});

describe('the version of losscope', () => {
  it('that began a run is told by resume and replay, which go on with another one only when that is accepted', async () => {
    const copy = cut('older');
    agedTo(copy, '0.0.9');
    for (const command of ['resume', 'replay']) {
      const { code, err } = await losscope(command, 'formula-0', '--out', 'older', '--json', '--allow-plugins');
      expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/losscope: another version .*0\.0\.9/) });
    }
    const accept = ['--json', '--allow-plugins', '--allow-other-version'];
    const { code, err } = await losscope('resume', 'formula-0', '--out', 'older', ...accept);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('begun by losscope 0.0.9') });
    expect(versionsOf(copy)).toHaveLength(2);
  });

  it('cannot be changed in config.json unnoticed', async () => {
    const copy = cut('doctored');
    const file = join(copy, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...config, plugins: [] }));
    const { code, err } = await losscope(
      'resume',
      'formula-0',
      '--out',
      'doctored',
      '--allow-plugins',
      '--allow-changed-plugin',
    );
    expect(code).toBe(2);
    expect(err).toMatch(/config\.json/);
  });

  it('is one over a sweep, unless another is accepted; then every table names both', async () => {
    const sweep = [
      'sweep',
      'run',
      'sweep.yaml',
      '--out',
      'swept',
      '--json',
      '--allow-plugins',
      '--workers',
      '1',
    ] as const;
    expect((await losscope(...sweep)).code).toBe(0);
    const { cells } = JSON.parse((await losscope('sweep', 'show', 'swept', '--json')).out);
    agedTo(join(folder, 'swept', cells[0].id), '0.0.9');
    rmSync(join(folder, 'swept', cells[3].id), { recursive: true });
    const refused = await losscope(...sweep);
    expect({ code: refused.code, out: refused.out }).toEqual({ code: 2, out: '' });
    expect(refused.err).toMatch(new RegExp(`${cells[0].id}: losscope: another version made this`));
    const accepted = await losscope(...sweep, '--allow-other-version');
    expect(accepted.code).toBe(0);
    expect(JSON.parse(accepted.out).losscope).toContain('0.0.9');
    expect(JSON.parse(accepted.out).losscope).toHaveLength(2);
    expect((await losscope('sweep', 'show', 'swept')).out).toMatch(/losscope 0\.0\.9 and \d/);
  });
});
