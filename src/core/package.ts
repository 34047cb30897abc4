import { existsSync, readFileSync } from 'node:fs';

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
