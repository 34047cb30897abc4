// docs/api.md: every public name of the library with its declaration and its comment, from the declarations that are shipped.
// TypeDoc needs the JavaScript interface of the compiler, which TypeScript 7 does not have.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(import.meta.dirname, '..');
export const API_FILE = join(root, 'docs/api.md');
const KINDS = ['function', 'class', 'const', 'interface', 'type'];

/** The names that a declaration file exports: where each is declared, under which name. */
function exportsOf(file) {
  const text = readFileSync(file, 'utf8');
  const target = (path) => join(dirname(file), path.replace(/\.js$/, '.d.ts'));
  const found = [];
  // An example in a comment exports nothing.
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  for (const [, names, path] of code.matchAll(/export (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/g)) {
    if (path === undefined) continue;
    for (const one of names.split(',').map((name) => name.trim().replace(/^type /, ''))) {
      if (one === '') continue;
      const [own, name = own] = one.split(' as ');
      found.push({ name, own, file: target(path) });
    }
  }
  for (const [, path] of code.matchAll(/export \* from '([^']+)';/g)) found.push(...exportsOf(target(path)));
  for (const [, name, path] of code.matchAll(/export \* as (\w+) from '([^']+)';/g)) {
    found.push({ name, own: null, file: target(path) });
  }
  for (const [, name] of code.matchAll(
    /^export (?:declare )?(?:abstract )?(?:function|class|const|interface|type) (\w+)/gm,
  )) {
    if (!found.some((one) => one.name === name)) found.push({ name, own: name, file });
  }
  return found;
}

/** The declaration of a name with the comment before it, through files that pass it on; null where there is none. */
export function declarationOf(file, name) {
  const text = readFileSync(file, 'utf8');
  const head = new RegExp(`^(?:export )?(?:declare )?(?:abstract )?(${KINDS.join('|')}) ${name}\\b`, 'gm');
  const starts = [...text.matchAll(head)];
  if (starts.length === 0) {
    const passed = exportsOf(file).find((one) => one.name === name);
    return passed === undefined || passed.file === file ? null : declarationOf(passed.file, passed.own ?? name);
  }
  const parts = starts.map(({ index, 1: kind }) => ({
    kind,
    code: text.slice(index, endOf(text, index, kind)).trim(),
  }));
  const before = text.slice(0, starts[0].index).trimEnd();
  const comment = before.endsWith('*/') ? plain(before.slice(before.lastIndexOf('/**'))) : '';
  return {
    kind: parts[0].kind,
    code: parts
      .map(({ code }) =>
        code
          .replace(/^export /, '')
          .replace(/^declare /, '')
          .replaceAll(/import\("[^"]+"\)\./g, ''),
      )
      .join('\n'),
    comment,
  };
}

/** Where a declaration ends: behind the bracket that closes it, or its semicolon. */
function endOf(text, start, kind) {
  const isBlock = kind === 'interface' || kind === 'class';
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text.startsWith('/*', i)) i = text.indexOf('*/', i) + 1;
    else if (text[i] === "'") i = text.indexOf("'", i + 1);
    else if ('{(['.includes(text[i])) depth++;
    else if ('})]'.includes(text[i])) {
      depth--;
      if (isBlock && depth === 0 && text[i] === '}') return i + 1;
    } else if (text[i] === ';' && depth === 0) return i + 1;
  }
  return text.length;
}

function plain(comment) {
  return comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .trim();
}

function entry(name, { comment, code }, level) {
  return [`${'#'.repeat(level)} ${name}`, ...(comment === '' ? [] : [comment]), `\`\`\`ts\n${code}\n\`\`\``];
}

/** The page, from the folder of the shipped declarations. Throws where a public name has no declaration. */
export function apiDocs(types) {
  const index = join(types, 'index.d.ts');
  const byKind = { Values: [], Types: [] };
  const spaces = [];
  for (const { name, own, file } of exportsOf(index)) {
    if (own === null) {
      const head = readFileSync(file, 'utf8').match(/^\/\*\*[\s\S]*?\*\//)?.[0] ?? '';
      const members = exportsOf(file).map((one) => [one.name, declarationOf(one.file, one.own)]);
      spaces.push([
        `## ${name}`,
        ...(head === '' ? [] : [plain(head)]),
        ...members.flatMap(([own, found]) => entry(`${name}.${own}`, found, 3)),
      ]);
      continue;
    }
    const found = declarationOf(file, own);
    if (found === null) throw new Error(`${name} is public and has no declaration in ${file}`);
    byKind[found.kind === 'interface' || found.kind === 'type' ? 'Types' : 'Values'].push([
      name,
      entry(name, found, 3),
    ]);
  }
  const sorted = (list) =>
    list.toSorted(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).flatMap(([, lines]) => lines);
  return `${[
    '# Library reference',
    '<!-- Generated from the shipped declarations by npm run docs. -->',
    "Everything that `import ... from 'losscope'` gives, with its declaration. `examples/` has programs that use it.",
    ['Functions and values', ...spaces.map(([head]) => head.slice(3)), 'Types']
      .map((head) => `- [${head}](#${head.toLowerCase().replaceAll(' ', '-')})`)
      .join('\n'),
    '## Functions and values',
    ...sorted(byKind.Values),
    ...spaces.flat(),
    '## Types',
    ...sorted(byKind.Types),
  ].join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = apiDocs(join(root, 'dist/types'));
  if (!existsSync(API_FILE) || readFileSync(API_FILE, 'utf8') !== text) {
    writeFileSync(API_FILE, text);
    console.log(`wrote ${API_FILE}`);
  }
}
