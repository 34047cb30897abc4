import { type Issue, show } from '../../core/errors.js';
import { jsonlRows } from '../readers/formats/jsonl.js';
import { Problems, rowPath } from '../readers/problems.js';

/** Longest text of a document or request, in UTF-16 units. */
export const MAX_TEXT = 10_000;
/** Most documents, and most requests, of one collection. */
export const MAX_DOCUMENTS = 20_000;
export const MAX_REQUESTS = 200_000;
/** Most UTF-16 units of all texts together; each makes about four features. */
export const MAX_UNITS = 10_000_000;

/** A text to be found and the texts that people look for it with. */
export interface Entry {
  readonly document: string;
  readonly requests: readonly string[];
}

/**
 * Reads documents with their requests from JSONL: `{"document": text, "requests": [text, ...]}` or one pair a line,
 * `{"document": text, "query": text}`; lines of one document are put together, in the order of their first line. Other
 * keys are ignored. Throws a UserError that names file and row, for up to 20 problems at once.
 */
export function readEntries(file: string): Entry[] {
  const problems = new Problems(file);
  const entries = new Map<string, Set<string>>();
  let total = 0;
  let units = 0;
  for (const { row, line, value } of jsonlRows(problems)) {
    const add = (issue: Omit<Issue, 'file' | 'path' | 'line'>, key?: string): void =>
      problems.add({ path: rowPath(row, key), line, ...issue });
    const own = (key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);
    const document = own('document');
    const list = own('requests');
    const single = own('query');
    if (!isText(document)) {
      add({ message: 'must be a text that is not blank', given: show(document) }, 'document');
      continue;
    }
    if (list === undefined && single === undefined) {
      add({ message: 'needs requests (a list of texts) or query (one text)', given: show(Object.keys(value)) });
      continue;
    }
    if (list !== undefined && !Array.isArray(list)) {
      add({ message: 'must be a list of texts', given: show(list) }, 'requests');
      continue;
    }
    const requests = entries.get(document) ?? new Set<string>();
    entries.set(document, requests);
    if (entries.size > MAX_DOCUMENTS)
      problems.fatal({ path: rowPath(row), line, message: `is one more than the ${MAX_DOCUMENTS} documents allowed` });
    units += document.length;
    const given: readonly unknown[] = [...(list ?? []), ...(single === undefined ? [] : [single])];
    for (const request of given) {
      if (!isText(request)) {
        const message = `must hold texts that are not blank, of at most ${MAX_TEXT} characters`;
        add({ message, given: show(request) }, list === undefined ? 'query' : 'requests');
      } else if (!requests.has(request)) {
        requests.add(request);
        units += request.length;
        if (++total > MAX_REQUESTS)
          problems.fatal({ path: rowPath(row), line, message: `goes beyond the ${MAX_REQUESTS} requests allowed` });
      }
    }
    if (units > MAX_UNITS)
      problems.fatal({ path: rowPath(row), line, message: `goes beyond the ${MAX_UNITS} characters allowed` });
  }
  const testable = [...entries.values()].filter((requests) => requests.size >= 2).length;
  if (entries.size === 0) problems.add({ path: '', message: 'is empty: it needs documents with requests' });
  else if (entries.size < 2) problems.add({ path: '', message: 'needs at least two different documents' });
  else if (testable === 0)
    problems.add({
      path: '',
      message: 'needs a document with two different requests: one to train on and one to test with',
    });
  problems.check();
  return [...entries].map(([document, requests]) => ({ document, requests: [...requests] }));
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

/**
 * Holds one request of each document out for the test, drawn by `below` (a number of 0 .. n-1), so that each seed tests
 * other wordings. A document with a single request trains with it and is only there to be confused with others.
 */
export function holdOut(entries: readonly Entry[], below: (n: number) => number): Collection {
  const train: Request[] = [];
  const test: Request[] = [];
  entries.forEach(({ requests }, document) => {
    const held = requests.length < 2 ? -1 : below(requests.length);
    requests.forEach((text, i) => {
      (i === held ? test : train).push({ text, document });
    });
  });
  return { documents: entries.map((entry) => entry.document), train, test };
}
