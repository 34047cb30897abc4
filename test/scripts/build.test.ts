import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const checkout = mkdtempSync(join(tmpdir(), 'losscope-build-'));
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

for (const name of ['src', 'scripts', 'scenarios', 'package.json', 'package-lock.json', 'tsconfig.json']) {
  cpSync(join(root, name), join(checkout, name), { recursive: true, preserveTimestamps: true });
}
cpSync(join(root, 'tsconfig.build.json'), join(checkout, 'tsconfig.build.json'));
symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));

const prepare = () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/prepare.mjs'], { cwd: checkout });
  return { code: status, text: `${stdout}${stderr}` };
};
const buildId = () => (JSON.parse(readFileSync(join(checkout, 'dist/build.json'), 'utf8')) as { id: string }).id;

describe('a build', () => {
  it('is made by the first prepare, and by no further one until a source changes', () => {
    expect(prepare()).toMatchObject({ code: 0, text: expect.stringContaining('building dist/') });
    expect(prepare()).toEqual({ code: 0, text: '' });
  }, 120_000);

  it('that replaces the program leaves a training untouched that began before it', async () => {
    const first = buildId();
    const args = [
      'dist/cli/main.js',
      'run',
      'gridworld-dqn',
      '--json',
      // With a profile every run gets a thread of its own.
      '--profile',
      '--no-save',
      '--workers',
      '1',
      '--seeds',
      '0-13',
    ];
    const run = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
    const told = { out: '', err: '' };
    run.stdout.on('data', (text) => {
      told.out += text;
    });
    const ended = new Promise<number | null>((done) => run.on('exit', done));
    await new Promise<void>((begun) => {
      run.stderr.on('data', (text) => {
        told.err += text;
        begun();
      });
    });
    // A thread that started from here on would end at once.
    const worker = join(checkout, 'src/session/thread/worker.ts');
    const source = readFileSync(worker, 'utf8');
    writeFileSync(
      worker,
      source.replace('\nconst data = ', "\nif (parentPort) throw new Error('of another build');\nconst data = "),
    );
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: checkout });
    appendFileSync(join(checkout, 'src/cli/main.ts'), '\nexport {};\n');
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: checkout });
    expect(run.exitCode).toBeNull();
    expect(buildId()).not.toBe(first);
    expect(await ended, told.err).toBe(0);
    expect(told.out.match(/"status": "done"/g)).toHaveLength(14);
    const after = spawnSync(process.execPath, args.with(-1, '0'), { cwd: checkout, encoding: 'utf8' });
    expect(after.stdout).toContain('of another build');
  }, 180_000);

  it('is not attempted without the development packages, which is said', () => {
    rmSync(join(checkout, 'node_modules'));
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(checkout, 'src/index.ts'), later, later);
    expect(prepare()).toEqual({
      code: 0,
      text: 'losscope was not built: typescript, assemblyscript, rolldown not installed; dist/ is used as it is. To build: npm ci\n',
    });
    rmSync(join(checkout, 'dist'), { recursive: true });
    expect(prepare()).toMatchObject({ code: 0, text: expect.stringContaining('there is no dist/ to run from') });
  });
});
