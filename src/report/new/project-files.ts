import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { programVersion } from '../../core/package.js';
import type { NewFile } from '../envs/new-env.js';

type Kind = 'agent' | 'env' | 'loss' | 'task';

/**
 * What an editor and a test runner need beside a module of `losscope new`: package.json with losscope as its dependency, a
 * jsconfig.json by which editors and tsc check the module against losscope's types, and a test for `node --test`. Files that the
 * folder has already are left out.
 */
export function projectFiles(kind: Kind, name: string, folder: string): readonly NewFile[] {
  const files = {
    'package.json': packageText(name),
    'jsconfig.json': CONFIG,
    [`${name}.test.mjs`]: testText(kind, name),
  };
  return Object.entries(files)
    .map(([file, text]) => ({ path: join(folder, file), text }))
    .filter(({ path }) => !existsSync(path));
}

/** What was written beside the module, in words; empty for nothing. */
export function projectText(files: readonly NewFile[]): readonly string[] {
  if (files.length === 0) return [];
  return [`and ${files.map(({ path }) => path).join(', ')}`, '  npm install, then npm test'];
}

function packageText(name: string): string {
  const content = {
    ...{ name, private: true, type: 'module' },
    scripts: { test: 'node --test' },
    dependencies: { losscope: `^${programVersion()}` },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const CONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      ...{ module: 'nodenext', target: 'es2022', checkJs: true, noEmit: true, skipLibCheck: true },
      ...{ strict: true, noImplicitAny: false, types: [] },
    },
    include: ['*.mjs'],
    exclude: ['*.test.mjs'],
  },
  null,
  2,
)}\n`;

function testText(kind: Kind, name: string): string {
  const scenario = kind === 'loss' ? "'imbalanced-focal'" : `file('./${name}.yaml')`;
  const set = kind === 'loss' ? `['loss=${name}', 'steps=50']` : "['steps=2000']";
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from 'losscope';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

test('${name} trains, and two seeds of the same number agree', async () => {
  const train = async () => {
    const options = { seeds: [0], workers: 1, set: ${set}, plugins: [file('./${name}.mjs')] };
    const { runs } = await run(${scenario}, options).result;
    assert.equal(runs[0].status, 'done', runs[0].reason ?? '');
    return runs[0].digest;
  };
  assert.equal(await train(), await train());
});
`;
}
