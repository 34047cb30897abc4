import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type YAMLError,
} from 'yaml';
import { type Issue, show, UserError } from '../../core/errors.js';
import type { Path, Place } from '../finding.js';
import { excerpt } from './excerpt.js';

/** Limits on what a scenario may be: all far beyond honest use, all checked before the expensive work. */
const MOST_TOKENS = 20_000;
const MOST_DEPTH = 24;
const MOST_ALIASES = 50;

/** Keys that would reach into JavaScript's own objects. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A YAML document as plain data that knows where each of its paths stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** The place of a path, or of its nearest ancestor that the document has. */
  place(path: Path, at?: 'key' | 'value'): Place;
}

/**
 * Reads one YAML 1.2 document (core schema). Syntax errors, warnings, duplicate or unsafe keys, several documents, unknown
 * tags and anything beyond the limits are thrown together as one {@link UserError} with line, column and excerpt.
 */
export function parseYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line, column: col, excerpt: excerpt(text, offset) };
  };
  const refuse = (message: string, offset: number, more: Partial<Issue> = {}): Issue => ({
    path: '',
    message,
    ...more,
    ...placeOf(offset),
  });

  refuseFlood(text, file);
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = firstBeyondDepth(tokens);
  if (tooDeep !== null) throw new UserError(refuse('is nested too deep', tooDeep, { allowed: `${MOST_DEPTH} levels` }));
  const documents = [
    ...new Composer({ prettyErrors: false, uniqueKeys: true, strict: true }).compose(tokens, true, text.length),
  ];
  const document = documents[0]!;
  const errors = documents.flatMap((doc) => [...doc.errors, ...doc.warnings]).toSorted((a, b) => a.pos[0] - b.pos[0]);
  const [syntax, others] = [errors.filter(isSyntax), errors.filter((error) => !isSyntax(error))];
  const told = [...firstOf(syntax, lines), ...others];
  const issues = told.map(({ message, pos: [offset] }) => refuse(inOurWords(message), offset, hintFor(text, offset)));
  const more = errors.length - told.length;
  if (more > 0) issues.push({ path: '', file, message: `and ${more} more, which may come from the first` });
  if (documents.length > 1 && syntax.length === 0) {
    issues.push(refuse('has more than one document', documents[1]!.range[0]));
  }
  // Where the structure is broken, it says nothing about its keys.
  if (syntax.length === 0) issues.push(...keyIssues(document, refuse));
  if (issues.length > 0) throw new UserError(issues);
  return {
    value: toData(document, refuse),
    place: (path, at = 'value') => {
      const offset = offsetOf(document, path, at);
      return offset === null ? { file } : placeOf(offset);
    },
  };
}

/** Parsing takes microseconds a token, so their number is checked first, by the lexer alone. */
function refuseFlood(text: string, file: string): void {
  let count = 0;
  for (const _ of new Lexer().lex(text)) {
    if (++count > MOST_TOKENS) {
      throw new UserError({
        path: '',
        file,
        message: 'has too many entries for a scenario',
        allowed: `${MOST_TOKENS} words and marks`,
      });
    }
  }
}

/** Offset of the first token deeper than {@link MOST_DEPTH}; without recursion, which is what it protects. */
function firstBeyondDepth(tokens: readonly CST.Token[]): number | null {
  const stack: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (depth > MOST_DEPTH) return token.offset;
    if (token.type === 'document') {
      if (token.value !== undefined) stack.push({ token: token.value, depth });
    } else if ('items' in token) {
      for (const item of token.items) {
        for (const child of [item.key, item.value]) {
          if (child !== undefined && child !== null) stack.push({ token: child, depth: depth + 1 });
        }
      }
    }
  }
  return null;
}

/** A slip upsets the reader for many lines: the first places tell what there is to tell. */
const MOST_SYNTAX = 3;

/** The first of these errors, one a line. */
function firstOf(errors: readonly YAMLError[], lines: LineCounter): readonly YAMLError[] {
  const lineOf = ({ pos }: YAMLError): number => lines.linePos(pos[0]).line;
  return errors
    .filter((error, i) => i === errors.findIndex((other) => lineOf(other) === lineOf(error)))
    .slice(0, MOST_SYNTAX);
}

type Refuse = (message: string, offset: number, more?: Partial<Issue>) => Issue;

/** Keys that are no plain text, or that would reach into JavaScript's own objects. */
function keyIssues(document: Document.Parsed, refuse: Refuse): Issue[] {
  const issues: Issue[] = [];
  const visit = (node: unknown): void => {
    if (isSeq(node)) node.items.forEach(visit);
    if (!isMap(node)) return;
    for (const pair of node.items as Pair<Node | null, Node | null>[]) {
      const offset = pair.key?.range?.[0] ?? node.range?.[0] ?? 0;
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string' || pair.key.value === '') {
        issues.push(refuse('has a key that is not a text', offset));
      } else if (FORBIDDEN_KEYS.has(pair.key.value)) {
        issues.push(refuse(`has the key ${pair.key.value}, which is not allowed anywhere`, offset));
      }
      visit(pair.value);
    }
  };
  visit(document.contents);
  return issues;
}

function toData(document: Document.Parsed, refuse: Refuse): unknown {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new UserError(
      error.message.startsWith('Excessive')
        ? refuse('uses its anchors too often', 0, { allowed: `${MOST_ALIASES} aliases` })
        : refuse(inOurWords(error.message), 0),
    );
  }
  // An alias inside its own anchor makes a cycle, and aliases of aliases make depth that the tokens did not show.
  if (isBeyondDepth(value, MOST_DEPTH)) throw new UserError(refuse('is nested too deep by its aliases', 0));
  return value;
}

function isBeyondDepth(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((child) => isBeyondDepth(child, left - 1));
}

function offsetOf(document: Document.Parsed, path: Path, at: 'key' | 'value'): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const [i, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let key: number | null = null;
    if (isMap(node)) {
      const pair = (node.items as Pair<Node, Node | null>[]).find(
        (item) => isScalar(item.key) && item.key.value === part,
      );
      if (pair === undefined) break;
      key = pair.key.range?.[0] ?? null;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      node = node.items[part];
    } else break;
    const value = (node as Node | null)?.range?.[0] ?? null;
    offset = (at === 'key' && i === path.length - 1 ? key : value) ?? key ?? offset;
  }
  return offset;
}

/** Whether the text is no YAML there; otherwise it is, and says what a scenario may not say. */
const isSyntax = ({ message }: Pick<YAMLError, 'message'>): boolean =>
  message !== TWICE && !message.startsWith('Unresolved tag');

const TWICE = 'Map keys must be unique';

/** The library's sentences as clauses of ours. */
function inOurWords(message: string): string {
  if (message === TWICE) return 'has this key twice';
  if (message.startsWith('Unresolved tag')) return `has an unknown tag${message.slice('Unresolved tag'.length)}`;
  return `is not valid YAML: ${show(message).slice(1, -1).replaceAll('\\"', '"')}`;
}

/** `op: >=` is the one trap of this format: YAML takes an unquoted > for the start of a text block. */
function hintFor(text: string, offset: number): { hint?: string } {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0]!;
  const operator = /\bop:\s*(>=?)/.exec(line)?.[1];
  return operator === undefined ? {} : { hint: `Put it in quotes: op: "${operator}"` };
}
