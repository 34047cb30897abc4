// What registries and compilers make of the packed package: publint and Are The Types Wrong, which npx fetches. `npm run test:package`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'losscope-package-'));
const run = (command, args) =>
  execFileSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
try {
  const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]));
  const tarball = join(folder, filename);
  console.log(run('npx', ['--yes', 'publint@0.3', '--strict', tarball]));
  // The package is of modules alone: require() of it is refused on purpose below Node 20.19.
  console.log(run('npx', ['--yes', '@arethetypeswrong/cli@0.18', '--profile', 'esm-only', tarball]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
