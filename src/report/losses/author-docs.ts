import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../core/package.js';
import { families } from '../../losses/kit/definition.js';
import { fits } from '../../losses/kit/supervision.js';
import { withContents } from '../page-contents.js';

/** Where the page stands in the package. */
export const AUTHOR_DOCS_FILE = fileURLToPath(packageFile('docs/loss-authors.md'));

const SOURCES = ['src/tensor/ops', 'src/losses/kit'] as const;

/** What a comment says in its first sentence, on one line. */
function firstSentence(comment: string): string {
  const text = comment
    .replace(/^\s*\*+ ?/gm, '')
    .replace(/\{@link ([^}]+)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return (/^.*?[.:](?= [A-Z]|$)/.exec(text)?.[0] ?? text).replaceAll('|', '\\|');
}

interface Told {
  readonly name: string;
  readonly signature: string;
  readonly help: string;
}

/** The exported functions of a TypeScript text with the comments above them. */
export function functionsIn(source: string): readonly Told[] {
  const found = source.matchAll(
    /(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\n)?export function (\w+)(?:<[^(]*>)?\(((?:[^()]|\([^()]*\))*)\)(?:: ((?:\{[^}]*\}|[^{])+?))? \{/g,
  );
  return Array.from(found, ([, comment = '', name, params, result]) => ({
    name: name!,
    signature: `${name}(${params!.replace(/\s+/g, ' ').replace(/,? $/, '').trim()})${result === undefined ? '' : `: ${result.trim()}`}`,
    help: firstSentence(comment),
  }));
}

/** The exported constants of a TypeScript text, with what they hold. */
export function constantsIn(source: string): readonly { readonly name: string; readonly value: string }[] {
  const found = source.matchAll(/^export const (\w+)[^=]*= (.+?)(?: as const)?;$/gm);
  return Array.from(found, ([, name, value]) => ({ name: name!, value: value! }));
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${heads.join(' | ')} |`,
  `| ${heads.map(() => '---').join(' | ')} |`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  '',
];

/** docs/loss-authors.md: operations, kinds of supervision and constants for losses of one's own, from the sources. */
export function authorDocs(operations: readonly string[]): string {
  const read = (path: string) => readFileSync(fileURLToPath(packageFile(path)), 'utf8');
  const textsIn = (folder: string) =>
    readdirSync(fileURLToPath(packageFile(folder)))
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => read(`${folder}/${file}`));
  const inFolder = (folder: string) => textsIn(folder).flatMap(functionsIn);
  const constants = textsIn(SOURCES[0])
    .flatMap(constantsIn)
    .filter(({ name }) => operations.includes(name));
  const row = ({ name, signature, help }: Told) => [`\`${name}\``, `\`${signature.replaceAll('|', '\\|')}\``, help];
  const pick = (all: readonly Told[], names: readonly string[]) => all.filter(({ name }) => names.includes(name));
  const kit = inFolder(SOURCES[1]);
  const supervision = read('src/losses/kit/supervision.ts');
  const kindHelp = (kind: string) =>
    firstSentence(new RegExp(`/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s*'?${kind}'?: \\{`).exec(supervision)?.[1] ?? '');
  const page = [
    '# Losses of your own',
    '',
    '<!-- Generated from src/tensor/ops and src/losses/kit by npm run docs. Change the comments there. -->',
    '',
    '`losscope new loss my-loss` writes a working module. A loss is an object: name, family, summary, formula, `fits`, inputs,',
    'params and `compute`, which gets tensors and returns `{ value }`. The gradient follows from the operations. Import them from',
    "`losscope`: `import { defineLoss, input, number, ops, reduce, reductionParam } from 'losscope'`.",
    '',
    '## Families',
    '',
    families.map((family) => `\`${family}\``).join(', '),
    '',
    '## Kinds of supervision',
    '',
    '`fits` names what a loss can be trained with. A task or agent that supplies one of the kinds takes the loss.',
    '',
    ...table(
      ['kind', 'what is supplied'],
      fits.map((kind) => [`\`${kind}\``, kindHelp(kind)]),
    ),
    '## Inputs and reduction',
    '',
    "Shapes are texts: `'[N]'`, `'[N,C]'`, `'[N] or [N,C]'`, `'any'`, `'like pred'`, `'[]'` for a scalar; a letter stands for the same size in all inputs of a",
    'call. Further options are `values` (a closed set), `min`, `max`, and for an index `below` (a letter) and `except` (a setting).',
    '',
    ...table(
      ['function', 'signature', 'what it does'],
      pick(kit, ['learned', 'given', 'index', 'optional', 'reduce', 'reductionParam']).map(row),
    ),
    '## Operations',
    '',
    'All take and return tensors of one engine; an operation that is given another shape says which it wants.',
    '',
    ...table(['operation', 'signature', 'what it computes'], pick(inFolder(SOURCES[0]), operations).map(row)),
    '## Constants',
    '',
    ...table(
      ['constant', 'value'],
      constants.map(({ name, value }) => [`\`${name}\``, `\`${value}\``]),
    ),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
  return withContents(page);
}

/** Writes the page where the sources are at hand; returns whether the file has changed. */
export function writeAuthorDocs(operations: readonly string[], file = AUTHOR_DOCS_FILE): boolean {
  if (!existsSync(fileURLToPath(packageFile(SOURCES[0])))) return false;
  const text = authorDocs(operations);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return false;
  writeFileSync(file, text);
  return true;
}
