import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeSafetensors } from '../../src/store/safetensors.js';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const losscope = (...args: string[]) =>
  execFileSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('an example', () => {
  it('trains two losses with the library and prints a mean for each', () => {
    const text = execFileSync(process.execPath, [join(root, 'examples/library/two_losses.mjs')], { encoding: 'utf8' });
    const means = [...text.matchAll(/^steps=500, (loss=\w+): average precision (0\.\d+), mean of 5 seeds$/gm)];
    expect(means.map(([, variant]) => variant)).toEqual(['loss=bce', 'loss=focal']);
  });

  it('learns a reward model from pairs as texts and as messages, which say the same', () => {
    const scenario = join(root, 'examples/preferences/reward-model.yaml');
    const { scenarios } = JSON.parse(losscope('run', scenario, '--no-save', '--json'));
    const finals = scenarios.map(({ runs }: { runs: { status: string; final: Record<string, number> }[] }) =>
      runs.map(({ status, final }) => [status, final.pair_accuracy, final.train_accuracy]),
    );
    expect(scenarios.map(({ variant }: { variant: string }) => variant)).toEqual(['texts', 'messages']);
    // 9 of the 30 pairs are held out; the others are learned by heart.
    expect(finals[0]).toEqual([0, 1, 2].map(() => ['done', 8 / 9, 1]));
    expect(finals[1]).toEqual(finals[0]);
  });

  it('plays CartPole by exported weights for 500 steps in ten episodes, in either layout', () => {
    losscope('run', 'cartpole-reinforce', '--seeds', '0', '--plain');
    for (const layout of ['losscope', 'torch']) {
      losscope('export', 'cartpole-reinforce-0', '--weights', `${layout}.safetensors`, '--layout', layout);
      const { metadata, shapes } = decodeSafetensors(readFileSync(join(folder, `${layout}.safetensors`)));
      expect(metadata).toMatchObject({ format: 'losscope/weights', version: '1', layout, seed: '0', step: 'end' });
      expect(shapes.get('policy.0.weight')).toEqual(layout === 'torch' ? [64, 4] : [4, 64]);
      // Nothing here needs Python; where it is, the example is run.
      if (!hasPython) continue;
      const script = join(root, 'examples/weights/play_cartpole.py');
      const text = execFileSync('python3', [script, `${layout}.safetensors`], { cwd: folder, encoding: 'utf8' });
      expect(text).toBe(`cartpole-reinforce-0: [${Array(10).fill(500).join(', ')}], mean 500.0\n`);
    }
  });

  it('of weights in the layout of PyTorch is refused as a start', () => {
    const args = ['run', 'cartpole-reinforce', '--init', 'torch.safetensors', '--plain', '--no-save'];
    const { status, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toBe('torch.safetensors: has the layout of PyTorch: export the weights without --layout torch\n');
  });
});

/** One with packages of the scripts, such as that of a virtual environment: they take minutes, and are run when it is given. */
const python = process.env.LOSSCOPE_PYTHON;
const scripts = readdirSync(join(root, 'examples/logs'));
const source = (script: string) => readFileSync(join(root, 'examples/logs', script), 'utf8');

/** The packages that the scripts import and this Python has. */
function packagesHere(): ReadonlySet<string> {
  if (python === undefined) return new Set();
  const imported = scripts.flatMap((script) =>
    [...source(script).matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name),
  );
  const code = 'import sys, importlib.util as u; print([n for n in sys.argv[1:] if u.find_spec(n)])';
  const { stdout } = spawnSync(python, ['-c', code, ...imported.map(String)], { encoding: 'utf8' });
  return new Set(JSON.parse((stdout || '[]').replaceAll("'", '"')) as string[]);
}

describe('a script whose log is read', () => {
  const here = packagesHere();

  it.runIf(hasPython)('is Python', () => {
    const code = 'import ast, sys; [ast.parse(open(name, encoding="utf-8").read()) for name in sys.argv[1:]]';
    const files = scripts.map((script) => join(root, 'examples/logs', script));
    const { status, stderr } = spawnSync('python3', ['-c', code, ...files], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });

  it.each(
    scripts.filter((script) =>
      [...source(script).matchAll(/^(?:import|from) (\w+)/gm)].every(([, name]) => here.has(name!)),
    ),
  )('gives curves with several points: %s', { timeout: 240_000 }, (script) => {
    const cwd = join(folder, `${script}-logs`);
    mkdirSync(cwd);
    const { status, stdout, stderr } = spawnSync(python!, [join(root, 'examples/logs', script), '0'], {
      cwd,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    writeFileSync(join(cwd, 'printed.log'), stdout);
    const text = execFileSync(process.execPath, [main, 'watch', '.', '--json'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { runs } = JSON.parse(text) as {
      readonly runs: readonly { readonly metrics: readonly { readonly points: number }[] }[];
    };
    expect(runs.flatMap(({ metrics }) => metrics).filter(({ points }) => points >= 5).length).toBeGreaterThan(0);
  });
});
