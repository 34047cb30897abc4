import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let root: URL | undefined;

/**
 * Address of a file of this package, such as `dist/index.js`. The package's folder is found from here, since the code runs
 * from source, compiled and bundled, each at another depth.
 */
export function packageFile(path: string): URL {
  if (root === undefined) {
    let at = new URL('.', import.meta.url);
    while (!existsSync(new URL('package.json', at))) {
      const above = new URL('..', at);
      if (above.href === at.href) throw new Error(`no package.json above ${import.meta.url}`);
      at = above;
    }
    root = at;
  }
  return new URL(path, root);
}

// Read at the start: an installation may replace the program while it runs.
let version = (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;

/** The version of this program. */
export function programVersion(): string {
  return version;
}

/** What the build tells of itself: a word for all of what runs, and the files that its entries lead to. */
interface Build {
  readonly id: string;
  readonly entries: Readonly<Record<'index' | 'main' | 'worker' | 'parquet-rows', string>>;
}

// Read at the start: a rebuild may replace the program while it runs, which goes on with the files of its own build.
const build = readBuild();

function readBuild(): Build | null {
  const file = packageFile('dist/build.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Build) : null;
}

let id = build?.id ?? null;

/** Id of the build that this program was started from: equal ids run the same code. Null from source without a build. */
export function buildId(): string | null {
  return id;
}

/** What a program is: its version and its build. */
export interface Program {
  readonly version: string;
  readonly build: string | null;
}

/** Tells a thread which program has started it, whatever stands on the disk since. */
export function adoptProgram(program: Program): void {
  version = program.version;
  id = program.build;
}

/** Why a file of the program is no longer there. */
export const REPLACED = 'losscope was replaced or removed since this program started; start it again';

/** Whether an error says that a file of this program is not there any more. */
export function isReplaced(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) return false;
  return error.message.includes(fileURLToPath(packageFile('dist/')));
}

/** The compiled file of an entry, of the build that this program was started from. Throws when nothing was built. */
export function builtEntry(name: 'index' | 'worker' | 'parquet-rows'): URL {
  const path = build?.entries[name] ?? `build.json`;
  const file = packageFile(`dist/${path}`);
  if (build === null) throw new Error(`${fileURLToPath(file)} is missing: build first (npm run build)`);
  if (!existsSync(file)) throw new Error(`${fileURLToPath(file)} is missing: ${REPLACED}`);
  return file;
}
