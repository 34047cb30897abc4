import { mkdtempSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { build } from 'rolldown';
import type { Edit } from './faults.js';
import type { trainSeeds } from './harness.js';

export interface Harness {
  readonly trainSeeds: typeof trainSeeds;
}

/**
 * The harness bundled from the sources under `root` with edits; throws where an edit does not find its place. The bundle must stand inside
 * the package, whose own files the program looks for.
 */
export async function buildWith(edits: readonly Edit[], root: string, bundle: typeof build): Promise<Harness> {
  const folder = mkdtempSync(join(root, 'node_modules', '.planted-'));
  const file = join(folder, 'harness.mjs');
  const made = new Set<Edit>();
  const plugin = {
    name: 'plant',
    transform(code: string, id: string) {
      const own = edits.filter((edit) => edit.file === relative(resolve(root, 'src'), id).replaceAll('\\', '/'));
      if (own.length === 0) return null;
      for (const edit of own) made.add(edit);
      return own.reduce((text, edit) => applied(text, edit), code);
    },
  };
  try {
    const input = resolve(root, 'test/experiment/planted/harness.ts');
    await bundle({ input, platform: 'node', logLevel: 'silent', plugins: [plugin], output: { file, format: 'esm' } });
    const missed = edits.find((edit) => !made.has(edit));
    if (missed !== undefined) throw new Error(`${missed.file} is not part of the program`);
    return (await import(pathToFileURL(file).href)) as Harness;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A source with an edit made in it. */
export function applied(text: string, { file, from, to }: Edit): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}
