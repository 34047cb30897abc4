import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Issue, show, UserError } from '../../core/errors.js';
import { csvRows } from '../readers/formats/csv.js';
import { jsonlRows } from '../readers/formats/jsonl.js';
import { openRows } from '../readers/formats/row-source.js';
import { headOf, textOf } from '../readers/formats/source.js';
import { Problems, rowPath } from '../readers/problems.js';

/** Longest text of a document or request, in UTF-16 units. */
export const MAX_TEXT = 10_000;
/** Most documents, and most requests, of one collection. */
export const MAX_DOCUMENTS = 250_000;
export const MAX_REQUESTS = 1_000_000;
/** Most UTF-16 units of all texts together; each makes about four features. */
export const MAX_UNITS = 300_000_000;

/** A text to be found and the texts that people look for it with. */
export interface Entry {
  readonly document: string;
  readonly requests: readonly string[];
}

/** Names under which files hold a document, the text that looks for it, and a document that is none for it. */
const DOCUMENTS = ['document', 'positive', 'passage', 'answer', 'context', 'pos'] as const;
const REQUESTS = ['query', 'anchor', 'question', 'request', 'sentence1'] as const;
const NEGATIVES = ['negative', 'neg', 'hard_negative'] as const;

/** What a collection looks like on disk, for messages. */
export const COLLECTION_SHAPES =
  'documents with requests (a list) or query, anchor with positive and maybe negative, question with answer; as JSON Lines, CSV, TSV or Parquet; or a BEIR folder';

/**
 * Reads documents with their requests: rows of JSON Lines or of a table with `document` and `requests` (a list) or `query`, or
 * with anchor, positive and negative, or question and answer; or a BEIR folder (corpus, queries, qrels). Rows of one document
 * are put together, in the order of their first row; a negative is a document that nobody asks for. Other keys are ignored.
 * Throws a UserError that names file and row, for up to 20 problems at once.
 */
export function readEntries(file: string): Entry[] {
  const key = stampOf(file);
  if (key !== null && lastRead?.key === key) return lastRead.entries;
  const entries = freshEntries(file);
  if (key !== null) lastRead = { key, entries };
  return entries;
}

/** Bytes from which on a file is remembered: it is asked for several times, and reading it takes seconds. */
const LARGE = 1_000_000;
let lastRead: { readonly key: string; readonly entries: Entry[] } | null = null;

/** What tells that a large file or folder is still the same; null for anything else. */
function stampOf(file: string): string | null {
  const own = statSync(file, { throwIfNoEntry: false });
  const parts = [file];
  if (own?.isDirectory() === true) {
    const qrels = join(file, 'qrels');
    parts.push(join(file, 'corpus.jsonl'), join(file, 'queries.jsonl'));
    if (existsSync(qrels)) parts.push(...readdirSync(qrels).map((name) => join(qrels, name)));
  }
  const stats = parts.map((name) => statSync(name, { throwIfNoEntry: false }));
  const size = stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0);
  if (size < LARGE) return null;
  return JSON.stringify([...parts, ...stats.flatMap((stat) => [stat?.size ?? null, stat?.mtimeMs ?? null])]);
}

function freshEntries(file: string): Entry[] {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    return checked(readBeir(file), new Problems(file));
  const problems = new Problems(file);
  const gathered = new Gathering(problems);
  const each = (row: number, line: number, value: Readonly<Record<string, unknown>>): void => {
    const own = (key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);
    const named = (names: readonly string[]) => names.find((name) => own(name) !== undefined && own(name) !== '');
    const add = (issue: Omit<Issue, 'file' | 'path' | 'line'>, key?: string): void =>
      problems.add({ path: rowPath(row, key), line, ...issue });
    const documentKey = named(DOCUMENTS);
    const requestKey = named(REQUESTS);
    const document = documentKey === undefined ? undefined : own(documentKey);
    const list = own('requests');
    const single = requestKey === undefined ? undefined : own(requestKey);
    if (!isText(document)) {
      add({ message: 'must be a text that is not blank', given: show(document) }, documentKey ?? 'document');
      return;
    }
    if (list === undefined && single === undefined) {
      const given = show(Object.keys(value));
      add({ message: 'needs requests (a list of texts) or query (one text)', given, allowed: COLLECTION_SHAPES });
      return;
    }
    if (list !== undefined && !Array.isArray(list)) {
      add({ message: 'must be a list of texts', given: show(list) }, 'requests');
      return;
    }
    gathered.document(document, row, line);
    for (const request of [...(list ?? []), ...(single === undefined ? [] : [single])] as readonly unknown[]) {
      if (isText(request)) gathered.request(document, request, row, line);
      else {
        const message = `must hold texts that are not blank, of at most ${MAX_TEXT} characters`;
        add({ message, given: show(request) }, list === undefined ? requestKey : 'requests');
      }
    }
    const negative = named(NEGATIVES);
    const others = negative === undefined ? [] : own(negative);
    for (const other of Array.isArray(others) ? others : [others])
      if (isText(other)) gathered.document(other, row, line);
  };
  eachObject(problems, each);
  return checked(gathered.entries(), problems);
}

/** Queries of a file: the values of a column or key `query` (or anchor, question, text), else each line that is not blank. */
export function readQueries(file: string): string[] {
  const problems = new Problems(file);
  const names = [...REQUESTS, 'text'];
  const queries: string[] = [];
  const head = new TextDecoder().decode(headOf(problems));
  const first = head
    .split(/\r?\n/, 1)[0]!
    .split(/[,;\t|]/)
    .map((name) => name.trim().replace(/^"|"$/g, ''));
  if (/^[{[]/.test(head.trimStart()) || first.some((name) => (names as string[]).includes(name)))
    eachObject(problems, (row, line, value) => {
      const text = names.map((name) => value[name]).find(isText);
      if (text === undefined) problems.add({ path: rowPath(row), line, message: 'has no query', given: show(value) });
      else queries.push(text);
    });
  else {
    let whole = '';
    for (const piece of textOf(problems, () => ({ path: '' }))) whole += piece;
    queries.push(...whole.split(/\r?\n/).filter((line) => line.trim() !== ''));
  }
  if (queries.length === 0) problems.add({ path: '', message: 'is empty: it needs queries' });
  problems.check();
  return queries;
}

/** The rows of JSON or of a table as objects. */
function eachObject(
  problems: Problems,
  each: (row: number, line: number, value: Readonly<Record<string, unknown>>) => void,
): void {
  const first = new TextDecoder().decode(headOf(problems)).trimStart()[0];
  if (first === '{' || first === '[' || first === undefined) {
    for (const { row, line, value } of jsonlRows(problems)) each(row, line, value);
    return;
  }
  const wanted = [...DOCUMENTS, ...REQUESTS];
  const options = { separator: 'auto', header: 'auto', encoding: 'auto', skipLines: -1, query: null } as const;
  const source = openRows(problems, { ...options, wanted, unlimited: false });
  source.each(problems, (fields, row) => {
    const texts = fields.texts();
    each(row, fields.line, Object.fromEntries(source.names.map((name, i) => [name, texts[i] ?? ''])));
    return undefined;
  });
}

/** Documents and their requests as they come, within the limits. */
class Gathering {
  readonly #problems: Problems;
  readonly #entries = new Map<string, Set<string>>();
  #total = 0;
  #units = 0;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  document(text: string, row: number, line: number): void {
    if (this.#entries.has(text)) return;
    this.#entries.set(text, new Set());
    this.#count(text, row, line);
    if (this.#entries.size > MAX_DOCUMENTS)
      this.#fatal(row, line, `is one more than the ${MAX_DOCUMENTS} documents allowed`);
  }

  request(document: string, text: string, row: number, line: number): void {
    const requests = this.#entries.get(document)!;
    if (requests.has(text)) return;
    requests.add(text);
    this.#count(text, row, line);
    if (++this.#total > MAX_REQUESTS) this.#fatal(row, line, `goes beyond the ${MAX_REQUESTS} requests allowed`);
  }

  entries(): Entry[] {
    return [...this.#entries].map(([document, requests]) => ({ document, requests: [...requests] }));
  }

  #count(text: string, row: number, line: number): void {
    this.#units += text.length;
    if (this.#units > MAX_UNITS) this.#fatal(row, line, `goes beyond the ${MAX_UNITS} characters allowed`);
  }

  #fatal(row: number, line: number, message: string): never {
    return this.#problems.fatal({ path: rowPath(row), line, message });
  }
}

/** A BEIR folder (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels/*.tsv. */
function readBeir(folder: string): Entry[] {
  const texts = (name: string): Map<string, string> => {
    const problems = new Problems(join(folder, name));
    const found = new Map<string, string>();
    for (const { row, line, value } of jsonlRows(problems)) {
      const { _id: id, title, text } = value;
      const whole = [title, text].filter((part) => typeof part === 'string' && part !== '').join('. ');
      if ((typeof id !== 'string' && typeof id !== 'number') || whole === '')
        problems.add({ path: rowPath(row), line, message: 'must have _id and text', given: show(value) });
      else found.set(String(id), whole.slice(0, MAX_TEXT));
    }
    problems.check();
    return found;
  };
  const [corpus, queries] = [texts('corpus.jsonl'), texts('queries.jsonl')];
  const tables = existsSync(join(folder, 'qrels'))
    ? readdirSync(join(folder, 'qrels'))
        .filter((name) => name.endsWith('.tsv'))
        .sort()
    : [];
  if (tables.length === 0)
    throw new UserError({ file: folder, path: 'qrels', message: 'must hold tables such as train.tsv and test.tsv' });
  const gathered = new Gathering(new Problems(folder));
  for (const text of corpus.values()) gathered.document(text, 1, 1);
  for (const name of tables) {
    const problems = new Problems(join(folder, 'qrels', name));
    for (const { row, line, fields } of csvRows(problems, { separator: '\t' })) {
      if (row === 0 || Number(fields[2] ?? 1) <= 0) continue;
      const [query, document] = [queries.get(fields[0]!), corpus.get(fields[1]!)];
      if (query === undefined || document === undefined) {
        const given = show(query === undefined ? fields[0] : fields[1]);
        problems.add({
          path: rowPath(row),
          line,
          message: 'names an id that is not in the queries or the corpus',
          given,
        });
      } else gathered.request(document, query, row, line);
    }
    problems.check();
  }
  return gathered.entries();
}

/** Enough documents and requests to train on and to test with. */
function checked(entries: Entry[], problems: Problems): Entry[] {
  const asked = entries.filter(({ requests }) => requests.length > 0).length;
  if (entries.length === 0) problems.add({ path: '', message: 'is empty: it needs documents with requests' });
  else if (entries.length < 2) problems.add({ path: '', message: 'needs at least two different documents' });
  else if (asked < 2 && !entries.some(({ requests }) => requests.length >= 2))
    problems.add({ path: '', message: 'needs two requests: one to train on and one to test with' });
  problems.check();
  return entries;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT;
}

export interface Request {
  readonly text: string;
  /** Number of its document. */
  readonly document: number;
}

export interface Collection {
  readonly documents: readonly string[];
  readonly train: readonly Request[];
  /** One request of each document that has two or more. */
  readonly test: readonly Request[];
}

/** Part of the documents whose only request is held out where no document has two. */
const ONLY_REQUESTS = 0.2;

/**
 * Holds one request of each document out for the test, drawn by `below` (a number of 0 .. n-1), so that each seed tests
 * other wordings. A document with a single request trains with it and is only there to be confused with others; where all have
 * one at most, the requests of every fifth document are held out: then the test asks for documents that nobody asked for before.
 */
export function holdOut(entries: readonly Entry[], below: (n: number) => number): Collection {
  const train: Request[] = [];
  const test: Request[] = [];
  const isSparse = entries.every(({ requests }) => requests.length < 2);
  const held = isSparse ? drawn(entries, below) : null;
  entries.forEach(({ requests }, document) => {
    const out = held !== null ? (held.has(document) ? 0 : -1) : requests.length < 2 ? -1 : below(requests.length);
    requests.forEach((text, i) => {
      (i === out ? test : train).push({ text, document });
    });
  });
  return { documents: entries.map((entry) => entry.document), train, test };
}

function drawn(entries: readonly Entry[], below: (n: number) => number): ReadonlySet<number> {
  const asked = [...entries.keys()].filter((i) => entries[i]!.requests.length > 0);
  const wanted = Math.min(asked.length - 1, Math.max(1, Math.round(ONLY_REQUESTS * asked.length)));
  // Fisher and Yates, from the end.
  for (let i = asked.length - 1; i >= asked.length - wanted; i--) {
    const j = below(i + 1);
    [asked[i], asked[j]] = [asked[j]!, asked[i]!];
  }
  return new Set(asked.slice(asked.length - wanted));
}
