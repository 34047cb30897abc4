import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportFailure } from '../../src/cli/kit/failure.js';
import { isInteractive } from '../../src/cli/kit/terminal.js';
import { createProgram, withDefaultCommand } from '../../src/cli/program.js';
import { fakeTerminal } from './fake-terminal.js';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'losscope-cli-'));

/** The program inside this process: everything that starts no thread. */
async function losscope(...args: readonly string[]) {
  const { terminal, out, err } = fakeTerminal();
  let code = 0;
  const exit = (given: number) => {
    code = Math.max(code, given);
  };
  try {
    await createProgram({ terminal, exit }).parseAsync(withDefaultCommand(args), { from: 'user' });
  } catch (error) {
    code = reportFailure(error, terminal);
  }
  await terminal.flush();
  return { code, out: out(), err: err() };
}

function scenario(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const grid = 'env: gridworld\nagent: q-learning\nsteps: 2000\n';

describe('the program', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await losscope('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each(['run', 'list', 'show', 'validate'])('has examples in the help of %s', async (command) => {
    const { code, out } = await losscope(command, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`Examples:\n  $ losscope ${command}`);
  });

  it.each([
    [['lst'], "error: unknown command 'lst'\n(Did you mean list?)\n"],
    [['run', 'x.yaml', '--wokers', '2'], "error: unknown option '--wokers'\n(Did you mean --workers?)\n"],
    [['run'], "error: missing required argument 'scenario'\n"],
    [['list', 'all'], "error: too many arguments for 'list'. Expected 0 arguments but got 1.\n"],
    [['\u001b[2J'], "error: unknown command '\\x1b[2J'\n"],
  ])('refuses %j', async (args, err) => {
    expect(await losscope(...args)).toEqual({ code: 2, out: '', err });
  });

  it('finds nothing wrong with a copy of any bundled scenario, whose learner it builds', async () => {
    const copies = join(folder, 'scenarios');
    cpSync(join(root, 'scenarios'), copies, { recursive: true });
    const files = readdirSync(copies).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThanOrEqual(4);
    const { code, err } = await losscope('validate', ...files.map((name) => join(copies, name)));
    expect(err).toBe('');
    expect(code).toBe(0);
  });

  it('means the tour when no command is given', () => {
    expect(withDefaultCommand([])).toEqual(['run', 'tour']);
    expect(withDefaultCommand(['--plain', '--seeds', '0'])).toEqual(['run', 'tour', '--plain', '--seeds', '0']);
    expect(withDefaultCommand(['--no-color'])).toEqual(['run', 'tour', '--no-color']);
    for (const args of [['list'], ['--help'], ['-V'], ['--no-color', 'list']])
      expect(withDefaultCommand(args)).toEqual(args);
  });

  it('lists the bundled scenarios', async () => {
    const files = readdirSync(join(root, 'scenarios')).filter((file) => file.endsWith('.yaml'));
    const { code, out } = await losscope('list', '--json');
    expect(code).toBe(0);
    expect(
      JSON.parse(out)
        .scenarios.map(({ name }: { name: string }) => `${name}.yaml`)
        .sort(),
    ).toEqual(files.sort());
    const lines = (await losscope('list')).out.split('\n');
    expect(lines[0]).toBe('Tour (losscope run tour)  4');
    for (const title of ['Classification', 'Regression', 'Ranking', 'Contrastive', 'Reinforcement learning by tables'])
      expect(lines.filter((line) => line.startsWith(title))).toHaveLength(1);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^ {2}imbalance-losses +6x {2}Six losses.+ {2}bce, weighted, focal, focal-alpha, poly, dice$/,
      ),
    );
    for (const file of files)
      expect(lines.filter((line) => line.startsWith(`  ${file.slice(0, -5)} `))).toHaveLength(1);
  });

  it('shows a scenario as a file that is valid', async () => {
    const shown = await losscope('show', scenario('shown.yaml', grid), '--set', 'agent.alpha=0.25');
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^ {2}alpha: 0\.25 +# .+default/m);
    const again = scenario('again.yaml', shown.out);
    expect(await losscope('validate', again)).toEqual({ code: 0, out: `${again}: ok\n`, err: '' });
  });

  it('tells every problem of its input and writes nothing', async () => {
    const bad = scenario('bad.yaml', 'env: gridworldd\nagent: {name: q-learning, alpha: 2}\nsteps: 0\n');
    const out = join(folder, 'nothing');
    const result = await losscope('run', bad, '--seeds', '5-1', '--workers', '0', '--out', out);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      expect.stringMatching(/^--seeds: has the range 5-1, which runs backwards/),
      expect.stringMatching(/^--workers: must be a whole number from 1 to 256 \(given "0"\)/),
      expect.stringMatching(/bad\.yaml:1:6: env\.name: unknown env.+Did you mean gridworld\?$/),
      expect.stringMatching(/bad\.yaml:2:34: agent\.alpha: must be a number > 0 and <= 1 \(given 2\)$/),
      expect.stringMatching(/bad\.yaml:3:8: steps: must be a whole number from 1 to 1000000000 \(given 0\)$/),
    ]);
    expect(existsSync(out)).toBe(false);
  });

  it('finds metrics that do not exist before anything runs', async () => {
    const file = scenario('metric.yaml', `${grid}expect:\n  - {metric: regrett, op: "<", value: 1, stat: mean}\n`);
    const { code, err } = await losscope('validate', file);
    expect(code).toBe(2);
    expect(err).toMatch(
      /metric\.yaml:5:14: expect\[0\]\.metric: is not a metric of this scenario \(given regrett; allowed .+\)\. Did you mean regret\?/,
    );
  });

  it('finds an env that cannot be made before anything runs', async () => {
    const file = scenario('layout.yaml', grid.replace('gridworld', '{name: gridworld, layout: "S?G"}'));
    expect(await losscope('validate', file)).toMatchObject({ code: 2, err: expect.stringContaining('layout.yaml') });
  });

  it('validates many files and tells the problems of each', async () => {
    const [good, bad] = [scenario('good.yaml', grid), scenario('worse.yaml', 'steps: [')];
    const { code, out, err } = await losscope('validate', bad, good);
    expect({ code, out }).toEqual({ code: 2, out: `${good}: ok\n` });
    expect(err).toContain('worse.yaml:1:');
  });
});

describe('an error of the program itself', () => {
  it('is one line and a hint, without a trace', async () => {
    const { terminal, err } = fakeTerminal();
    expect(reportFailure(new TypeError('x is undefined'), terminal)).toBe(3);
    expect(err()).toBe(
      'internal error: x is undefined\nThis is a mistake in losscope. LOSSCOPE_DEBUG=1 shows where it happened.\n',
    );
  });
});

describe('the dashboard', () => {
  const host = (part: object = {}) =>
    ({ stdin: { isTTY: true }, stdout: { isTTY: true }, env: { TERM: 'xterm' }, ...part }) as never;

  it('opens on a terminal only', () => {
    expect(isInteractive(host())).toBe(true);
    expect(isInteractive(host({ stdout: {} }))).toBe(false);
    expect(isInteractive(host({ stdin: {} }))).toBe(false);
    expect(isInteractive(host({ env: { TERM: 'dumb' } }))).toBe(false);
    expect(isInteractive(host({ env: { TERM: 'xterm', CI: 'true' } }))).toBe(false);
  });
});
