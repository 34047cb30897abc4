// Run by npm after an install in a checkout, and before it packs or links the folder: builds only what is not built.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './build-state.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const missing = ['typescript', 'assemblyscript', 'rolldown'].filter(
  (name) => !existsSync(`${root}node_modules/${name}`),
);

if (isBuilt(root)) {
  // dist/ is newer than everything that it is made of.
} else if (missing.length > 0) {
  const state = existsSync(`${root}dist/build.json`) ? 'dist/ is used as it is' : 'there is no dist/ to run from';
  console.error(`losscope was not built: ${missing.join(', ')} not installed; ${state}. To build: npm ci`);
} else {
  console.error('losscope: building dist/ (some 10 seconds, only after changes)');
  await import('./build.mjs');
}
