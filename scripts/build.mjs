// Builds the package into dist/: kernels (AssemblyScript), TypeScript, then the bundled entries.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

rmSync(`${root}/dist`, { recursive: true, force: true });
node('scripts/build-kernels.mjs');
node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
await bundle(`${root}dist`);
chmodSync(`${root}/dist/cli/main.js`, 0o755);
