import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const types = join(root, 'dist/types');

describe.skipIf(!existsSync(types))('docs/api.md', () => {
  it('has every public name of the shipped declarations, and is up to date', async () => {
    const { API_FILE, apiDocs } = (await import(join(root, 'scripts/api-docs.mjs'))) as {
      readonly API_FILE: string;
      readonly apiDocs: (types: string) => string;
    };
    const page = apiDocs(types);
    expect(readFileSync(API_FILE, 'utf8')).toBe(page);
    for (const name of ['run', 'compare', 'sweep', 'SweepResult', 'Comparison', 'ops.add', 'layers.mlp']) {
      expect(page).toContain(`\n### ${name}\n`);
    }
    // A declaration is whole: as many brackets close as open.
    for (const [, code] of page.matchAll(/```ts\n([\s\S]*?)```/g)) {
      const bare = code!
        .replaceAll(/\/\*[\s\S]*?\*\//g, '')
        .replaceAll(/'[^'\n]*'/g, '')
        .replaceAll('=>', '');
      for (const [open, close] of ['{}', '()', '[]']) expect(bare.split(open!).length).toBe(bare.split(close!).length);
    }
  });
});
