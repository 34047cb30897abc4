import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let root: URL | undefined;
let version: string | undefined;

/**
 * Address of a file of this package, such as `dist/index.js`. The package's folder is found from here, since the code runs
 * from source, compiled and bundled, each at another depth.
 */
export function packageFile(path: string): URL {
  if (root === undefined) {
    let at = new URL('.', import.meta.url);
    while (!existsSync(new URL('package.json', at))) at = new URL('..', at);
    root = at;
  }
  return new URL(path, root);
}

/** The version of this program. */
export function programVersion(): string {
  version ??= (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
  return version;
}

/** What the build tells of itself: a word for all of what runs, and the files that its entries lead to. */
interface Build {
  readonly id: string;
  readonly entries: Readonly<Record<'index' | 'main' | 'worker', string>>;
}

// Read at the start: a rebuild may replace the program while it runs, which goes on with the files of its own build.
const build = readBuild();

function readBuild(): Build | null {
  const file = packageFile('dist/build.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Build) : null;
}

/** Id of the build that this program was started from: equal ids run the same code. Null from source without a build. */
export function buildId(): string | null {
  return build?.id ?? null;
}

/** The compiled file of an entry, of the build that this program was started from. Throws when nothing was built. */
export function builtEntry(name: 'index' | 'worker'): URL {
  const path = build?.entries[name] ?? `build.json`;
  const file = packageFile(`dist/${path}`);
  if (build === null || !existsSync(file))
    throw new Error(`${fileURLToPath(file)} is missing: build first (npm run build)`);
  return file;
}
