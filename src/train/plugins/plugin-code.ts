import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, relative, resolve } from 'node:path';

/** A plug-in module as a user can recognise it, and as a run records it. */
export interface PluginFile {
  /** Absolute path of the module. */
  readonly file: string;
  /** {@link codeOf} it, in hex; null where it cannot be read. */
  readonly sha256: string | null;
}

/** Endings of files in which further files may be named. */
const MODULES: ReadonlySet<string> = new Set(['.mjs', '.js', '.cjs', '.mts', '.ts', '.cts']);
/** What CommonJS lets a name leave out. */
const LEFT_OUT = ['', '.js', '.cjs', '.json', '/index.js'] as const;
/** A relative path as a text in the code: of an import, a `require`, a `new URL`, a file that is read. */
const NAMED = /(['"`])(\.{1,2}\/[^'"`\n\\]{1,1000})\1/g;
const MOST_FILES = 1000;
/** Of one file; a larger one is not hashed. */
const MOST_BYTES = 1 << 28;

/**
 * The files that a plug-in module consists of: itself first, then every file that it, or one of them, names by a relative
 * path (`import`, `require`, `new URL('./weights.json', import.meta.url)`), in the order of their paths. Nothing is run.
 * Packages, and files whose names are put together while the code runs, are not seen.
 */
export function filesOf(module: string): readonly string[] {
  const found = new Set<string>([module]);
  // A set goes on to what is added while it is walked.
  for (const file of found) {
    if (!MODULES.has(extname(file))) continue;
    for (const [, , name] of textOf(file).matchAll(NAMED)) {
      const named = LEFT_OUT.map((ending) => resolve(dirname(real(file)), name! + ending)).find(isFile);
      if (named !== undefined && found.size < MOST_FILES) found.add(named);
    }
  }
  const [first, ...others] = found;
  return [first!, ...others.sort()];
}

/**
 * The content hash of a plug-in, the same wherever it stands: sha256 of the module's bytes where it is one file (as
 * `sha256sum` gives it), else of the list of its files, seen from its folder, with their hashes. Null where it cannot be read.
 */
export function codeOf(module: string): string | null {
  try {
    if (!isFile(module)) return null;
    const [own, ...others] = filesOf(module).map((file) => [file, hashOf(readFileSync(file))] as const);
    if (others.length === 0) return own![1];
    const from = dirname(real(module));
    const lines = others.map(([file, hash]) => `${relative(from, file).replaceAll('\\', '/')} ${hash}\n`);
    return hashOf(`${own![1]}\n${lines.join('')}`);
  } catch {
    return null;
  }
}

/** Code that a thread has loaded stays as it was, whatever happens to the file. */
const loaded = new Map<string, string | null>();

/** Notes what a module is at the moment at which this thread loads it. */
export function noteLoaded(module: string): void {
  if (!loaded.has(module)) loaded.set(module, codeOf(module));
}

/** The modules that this thread has loaded. */
export function loadedModules(): readonly string[] {
  return [...loaded.keys()];
}

/** The plug-ins as this thread has loaded them, or as they stand on the disk where it has not. */
export function identify(modules: readonly string[]): readonly PluginFile[] {
  return modules.map((file) => ({ file, sha256: loaded.has(file) ? loaded.get(file)! : codeOf(file) }));
}

/** The plug-ins as they stand on the disk now. */
export function pluginFilesAt(modules: readonly string[]): readonly PluginFile[] {
  return modules.map((file) => ({ file, sha256: codeOf(file) }));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Imports are resolved from where a module really stands. */
function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Not a pipe or a device, which would be read for ever. */
function isFile(path: string): boolean {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= MOST_BYTES;
  } catch {
    return false;
  }
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
