// The declarations that `losscope` stands for to a TypeScript user: index.d.ts and what it refers to, nothing else.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Copies them from `folder` to `folder`/types. Throws where one refers to a package that is not installed with this one. */
export function collectTypes(folder) {
  const open = [join(folder, 'index.d.ts')];
  const seen = new Set(open);
  while (open.length > 0) {
    const file = open.pop();
    // An example in a comment is no import.
    const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      if (target.startsWith('node:')) continue;
      if (!target.startsWith('.')) throw new Error(`${relative(folder, file)} is public and refers to ${target}`);
      const path = join(dirname(file), target.replace(/\.js$/, '.d.ts'));
      if (!seen.has(path)) open.push(path);
      seen.add(path);
    }
    const copy = join(folder, 'types', relative(folder, file));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
  return seen.size;
}
