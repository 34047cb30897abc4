// Builds the package. Everything is made in .build/ and then put into dist/ file by file, each by a rename, the entries last:
// whoever runs from dist/ meanwhile keeps what it has loaded, and finds under its hashed name what it has yet to load.
// `--release` leaves nothing of earlier builds in dist/ and adds the bill of materials: for a package, not for a checkout.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isBuilt, withLock } from './build-state.mjs';
import { bundle } from './bundle.mjs';
import { writeMaterials } from './materials.mjs';
import { publish } from './publish.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const next = `${root}.build/next`;
const release = process.argv.includes('--release');
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

await withLock(root, async (waited) => {
  // Whoever waited for another build that was made of the same files has nothing left to do.
  if (waited && !release && isBuilt(root)) return;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  node('scripts/build-kernels.mjs');
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next);
  const packages = await bundle(next);
  chmodSync(`${next}/cli/main.js`, 0o755);
  if (release) writeMaterials(root, next, packages);
  publish(next, `${root}dist`, { release });
});
