import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

/** The built program in a process of its own, in a new folder: plug-ins are imported by Node itself. */
function workplace() {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-plugins-'));
  return {
    folder,
    write(name: string, text: string): void {
      writeFileSync(join(folder, name), text);
    },
    losscope(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
      const env = { ...process.env, CI: '', NO_COLOR: '1', LOSSCOPE_DEBUG: '' };
      return new Promise((done) =>
        execFile(process.execPath, [main, ...args], { cwd: folder, env }, (error, out, err) =>
          done({ code: error === null ? 0 : Number(error.code), out, err }),
        ),
      );
    },
  };
}

/** A loss on predictions whose rows are computed by `body`. */
const lossOf = (body: string) => `
import { defineLoss, input, number, ops, reduce, reductionParam } from 'losscope';
export default defineLoss({
  name: 'mine',
  family: 'regression',
  summary: 'A loss.',
  formula: 'd^2',
  fits: ['regression'],
  inputs: { pred: input.learned('any', 'P.'), target: input.given('like pred', 'T.') },
  params: { k: number(1, 'K.', { min: 0.5 }), reduction: reductionParam('mean', 'the elements') },
  compute({ pred, target }, { k, reduction }) {
    const { engine } = pred;
    const d = ops.sub(pred, target);
    ${body}
  },
});
`;

describe.skipIf(!existsSync(main))('a loss of a user', () => {
  it('starts from a file that is sound, has a page, and trains', async () => {
    const { folder, losscope } = workplace();
    expect(await losscope('new', 'loss', 'my-loss')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^wrote \.\/my-loss\.mjs\n/),
    });
    const before = readFileSync(join(folder, 'my-loss.mjs'), 'utf8');
    expect(await losscope('new', 'loss', 'my-loss')).toMatchObject({ code: 2, err: 'my-loss.mjs: is there already\n' });
    expect(readFileSync(join(folder, 'my-loss.mjs'), 'utf8')).toBe(before);

    const checked = await losscope('losses', 'check-gradient', 'my-loss.mjs');
    expect(checked).toMatchObject({ code: 0, err: '' });
    expect(checked.out).toMatch(
      /^my-loss: ok {2}\d+ random calls, \d+ gradients against central differences, \d+ calls/,
    );

    const page = await losscope('losses', 'my-loss', '--plugin', './my-loss.mjs');
    expect(page.code).toBe(0);
    expect(page.out).toMatch(/^my-loss {2}classification\n/);
    expect(page.out).toMatch(/weight 1\.5 {3}.+weight 3 {3}.+weight 6\n/);

    const args = ['--plugin', './my-loss.mjs', '--set', 'loss=my-loss', '--set', 'steps=60', '--seeds', '0', '--json'];
    const run = await losscope('run', 'imbalanced-focal', ...args);
    const [scenario] = JSON.parse(run.out).scenarios;
    expect(scenario.variant).toBe('loss=my-loss, steps=60');
    expect(scenario.runs).toMatchObject([
      { status: 'done', steps: 60, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    // The setting of the loss reaches it, within its range.
    const other = await losscope('run', 'imbalanced-focal', ...args, '--set', 'loss.weight=9');
    expect(JSON.parse(other.out).scenarios[0].runs[0].digest).not.toBe(scenario.runs[0].digest);
    const wrong = await losscope('run', 'imbalanced-focal', ...args, '--set', 'loss.weight=0');
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringMatching(/loss\.weight: must be a number > 0 \(given 0\)/),
    });
  });

  it.each([
    [
      'a gradient that is 1 % wrong',
      'const s = ops.square(d); const v = ops.add(ops.scale(s, 1.01), engine.constant(() => ops.scale(s, -0.01))); return { value: reduce(v, reduction) };',
      /^wrong gradient {2}variant default\n {2}pred\[0\]\[0\]: gradient -?[\d.]+, central difference -?[\d.]+\n/,
    ],
    [
      'a value without a gradient',
      'return { value: reduce(engine.constant(() => ops.square(d)), reduction) };',
      /gradient 0, central difference \S+; no gradient arrives/,
    ],
    [
      'an overflow',
      'return { value: reduce(ops.exp(ops.scale(d, k)), reduction) };',
      /^not finite .*\n {2}learned inputs all 1e4, f64: the value is Infinity\n/,
    ],
    ['chance', 'return { value: reduce(ops.scale(ops.square(d), Math.random()), reduction) };', /^not repeatable /],
    [
      'an error',
      'return { value: d.missing.part };',
      /^threw .*\n {2}mine\.mjs:14:\d+: TypeError: Cannot read properties of undefined/,
    ],
    ['no result', 'ops.square(d);', /compute must return \{ value \}, a tensor that operations made; given undefined/],
  ])('is found out by check-gradient with %s', async (_, body, message) => {
    const { write, losscope } = workplace();
    write('mine.mjs', lossOf(body));
    const { code, out, err } = await losscope('losses', 'check-gradient', 'mine.mjs');
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(message);
    expect(out).toMatch(/\nmine: wrong {2}/);
  });

  it('is found out for scripts too', async () => {
    const { write, losscope } = workplace();
    write('mine.mjs', lossOf('return { value: d.missing.part };'));
    const { code, out } = await losscope('losses', 'check-gradient', 'mine.mjs', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).losses).toMatchObject([{ name: 'mine', ok: false, calls: 0 }]);
    expect(JSON.parse(out).losses[0].faults[0]).toMatchObject({
      kind: 'threw',
      variant: 'default',
      params: {},
      where: expect.stringMatching(/^mine\.mjs:14:\d+$/),
    });
  });

  it.each([
    ['is not there', null, /mine\.mjs: file not found$/],
    ['does not parse', 'const a = 1;\nexport default 3 +;\n', /mine\.mjs:2:19: cannot be loaded: SyntaxError: /],
    ['throws', '\nfoo();', /mine\.mjs:2:1: cannot be loaded: ReferenceError: foo is not defined$/],
    ['exports nothing', 'export const x = 1;', /mine\.mjs: exports nothing to add \(allowed export default defineLoss/],
    ['brings no loss', 'export function register() {}', /mine\.mjs: has no loss$/],
    [
      'defines half a loss',
      "import { defineLoss } from 'losscope'; export default defineLoss({ name: 'x' });",
      /mine\.mjs: loss\.family: is not a family of losses/,
    ],
  ])('in a module that %s is refused with its file', async (_, text, message) => {
    const { write, losscope } = workplace();
    if (text !== null) write('mine.mjs', text);
    const { code, out, err } = await losscope('losses', 'check-gradient', 'mine.mjs');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe.skipIf(!existsSync(main))('a scenario that names plug-ins', () => {
  const scenario = 'plugins: [./parts/mine.mjs]\ntask: {name: regression}\nloss: {name: mine, k: 2}\nsteps: 20\n';

  async function place() {
    const { folder, ...rest } = workplace();
    mkdirSync(join(folder, 'parts'));
    const trace = join(folder, 'it-ran');
    const module = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\n${lossOf('return { value: reduce(ops.square(d), reduction) };')}`;
    rest.write('parts/mine.mjs', module);
    rest.write('s.yaml', scenario);
    return { folder, trace, ...rest };
  }

  it.each([['run'], ['validate'], ['show']])(
    'is refused by %s, which names the code and runs none of it',
    async (command) => {
      const { folder, trace, losscope } = await place();
      const { code, out, err } = await losscope(command, 's.yaml');
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(
        `s.yaml:1:10: plugins: names code, which would run with your rights: ${join(folder, 'parts/mine.mjs')}. Add --allow-plugins if you trust it`,
      );
      expect(existsSync(trace)).toBe(false);
    },
  );

  it('trains when that is allowed', async () => {
    const { folder, trace, losscope, write } = await place();
    expect(await losscope('validate', 's.yaml', '--allow-plugins')).toEqual({ code: 0, out: 's.yaml: ok\n', err: '' });
    expect(existsSync(trace)).toBe(true);
    const { code, out } = await losscope('run', 's.yaml', '--allow-plugins', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).scenarios[0].runs).toMatchObject([{ status: 'done', steps: 20 }]);
    // What show prints names the same plug-in from anywhere.
    const shown = await losscope('show', 's.yaml', '--allow-plugins');
    expect(shown.out).toContain(`plugins: [${join(folder, 'parts/mine.mjs')}]`);
    write('parts/again.yaml', shown.out);
    expect(await losscope('validate', 'parts/again.yaml', '--allow-plugins')).toMatchObject({ code: 0 });
  });

  it('is allowed by --plugin with that very file, and with no other', async () => {
    const { losscope, write } = await place();
    expect(await losscope('validate', 's.yaml', '--plugin', 'parts/mine.mjs')).toMatchObject({ code: 0 });
    write('parts/other.mjs', 'export default () => {};');
    const { code, err } = await losscope('validate', 's.yaml', '--plugin', 'parts/other.mjs');
    expect(code).toBe(2);
    expect(err).toContain('Add --allow-plugins if you trust it');
  });
});
