import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const src = resolve(root, 'src');

/** A folder imports only from itself and from folders before it in this list. */
const floors = [
  'core',
  'kernels',
  'tensor',
  'losses',
  'env',
  'agents',
  'tasks',
  'scenario',
  'train',
  'store',
  'session',
  'logs',
  'experiment',
  'fleet',
  'report',
  'library',
  'tui',
  'cli',
];

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter(
    (name) => /\.tsx?$/.test(name) && !name.startsWith('kernels/assembly/') && !name.startsWith('kernels/generated/'),
  )
  .map((name) => ({ name, folder: name.split('/')[0]!, text: readFileSync(resolve(src, name), 'utf8') }));

const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);

/** Code without comments and texts, so that a rule never trips over prose. */
const bare = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|[^:])\/\/.*$/gm, '$1')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''");

const readsFiles = (name: string, folder: string): boolean =>
  ['core/package.ts', 'core/regular-file.ts'].includes(name) ||
  ['tasks', 'scenario', 'train', 'store', 'session', 'logs', 'experiment', 'fleet', 'report'].includes(folder);

const violations = (check: (file: (typeof files)[number]) => readonly string[]): string[] =>
  files.flatMap((file) => check(file).map((what) => `src/${file.name}: ${what}`));

describe('the floors of the house', () => {
  it('finds the source files that it judges', () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it('has every folder of src on a floor', () => {
    const folders = new Set(files.map((f) => f.folder).filter((f) => !f.includes('.')));
    expect([...folders].filter((f) => !floors.includes(f))).toEqual([]);
  });

  it('lets imports point to the same floor or one above only', () => {
    const bad = violations(({ name, folder, text }) => {
      const own = floors.indexOf(folder);
      if (own === -1) return [];
      return importsOf(text)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(src, resolve(src, name, '..', target)).split('/')[0]!)
        .filter((target) => floors.indexOf(target) > own || !floors.includes(target))
        .map((target) => `imports from ${target}`);
    });
    expect(bad).toEqual([]);
  });

  it('keeps threads to src/session and files to the folders that read or write them', () => {
    const bad = violations(({ name, folder, text }) =>
      importsOf(text).filter(
        (target) =>
          (target === 'node:worker_threads' && folder !== 'session') ||
          (/^node:fs(\/|$)/.test(target) && !readsFiles(name, folder)),
      ),
    );
    expect(bad).toEqual([]);
  });

  it('calls no maths and no clock whose bits depend on the machine in anything that a run executes', () => {
    const executes = [
      'core',
      'kernels',
      'tensor',
      'losses',
      'env',
      'agents',
      'tasks',
      'scenario',
      'train',
      'store',
      'session',
      'logs',
    ];
    const banned =
      /\bMath\.(?:random|pow|exp|expm1|log|log1p|log2|log10|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b|\bDate\.now\b|\*\*/g;
    const bad = violations(({ folder, text }) => (executes.includes(folder) ? (bare(text).match(banned) ?? []) : []));
    expect(bad).toEqual([]);
  });

  it('has no circle of imports, type imports included', () => {
    const names = new Set(files.map((f) => f.name));
    const targets = new Map(
      files.map(({ name, text }) => [
        name,
        importsOf(text)
          .filter((target) => target.startsWith('.'))
          .map((target) => relative(src, resolve(src, name, '..', target)).replaceAll('\\', '/'))
          .flatMap((target) => [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx')])
          .filter((target) => names.has(target)),
      ]),
    );
    const done = new Set<string>();
    const circles: string[] = [];
    const follow = (name: string, path: readonly string[]): void => {
      const at = path.indexOf(name);
      if (at !== -1) circles.push([...path.slice(at), name].join(' -> '));
      if (at !== -1 || done.has(name)) return;
      for (const target of targets.get(name) ?? []) follow(target, [...path, name]);
      done.add(name);
    };
    for (const { name } of files) follow(name, []);
    expect(circles).toEqual([]);
  });

  it('has no file past 400 lines', () => {
    const long = files.map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }));
    expect(long.filter(({ lines }) => lines > 400).map(({ name, lines }) => `src/${name}: ${lines} lines`)).toEqual([]);
  });

  it('has no folder of more than 25 files in one row', () => {
    const rows = new Map<string, number>();
    for (const { name } of files) {
      const folder = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : '';
      rows.set(folder, (rows.get(folder) ?? 0) + 1);
    }
    const crowded = [...rows].filter(([, count]) => count > 25);
    expect(crowded.map(([folder, count]) => `src/${folder}: ${count} files`)).toEqual([]);
  });

  it('writes JSX in src/tui only', () => {
    expect(files.filter((f) => f.name.endsWith('.tsx') && f.folder !== 'tui').map((f) => f.name)).toEqual([]);
  });

  it('switches no type off', () => {
    const bad = violations(({ text }) => bare(text).match(/:\s*any\b|\bas any\b|@ts-ignore|@ts-nocheck/g) ?? []);
    expect(bad).toEqual([]);
  });
});
