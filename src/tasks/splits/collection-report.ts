import type { DataReport } from '../readers/data-report.js';
import type { RetrievalData } from './retrieval-data.js';

/** What was understood of a collection of documents and requests. */
export function collectionReport(file: string, { collection, tested, judged }: RetrievalData): DataReport {
  const { documents, train, test } = collection;
  const rows = train.length + test.length;
  const asked = new Set([...train, ...test].map(({ document }) => document)).size;
  const counts = new Map<number, number>();
  for (const { document } of [...train, ...test]) counts.set(document, (counts.get(document) ?? 0) + 1);
  const isSparse = [...counts.values()].every((count) => count < 2);
  const shown = {
    missing: 0,
    firstMissing: null,
    type: 'text',
    how: 'words, pairs of words and n-grams of letters, hashed',
  };
  return {
    ...{ file, format: 'documents and requests', notes: [], rowsRead: rows, rows, dropped: [], missingWords: [] },
    columns: [
      { name: 'request', role: 'input', ...shown },
      { name: 'document', role: 'input', ...shown },
    ],
    warnings: asked === documents.length ? [] : [`nobody asks for ${documents.length - asked} of the documents`],
    task: 'retrieval',
    target: {
      column: 'document',
      kind: `the document that a request looks for, among ${documents.length}`,
      ...(tested.length < test.length || judged !== undefined
        ? {
            note: `evaluations look at ${tested.length} of ${test.length} requests${judged === undefined ? '' : `, among ${judged.length} of the documents, theirs and others drawn by the seed`}`,
          }
        : {}),
    },
    split: {
      how: isSparse
        ? 'the only requests of every fifth document, drawn by the seed'
        : 'a request of each document that has two or more, drawn by the seed',
      ...{ train: train.length, test: test.length, unit: 'requests' },
    },
    inputs: documents.length,
    scaling: 'embeddings have length 1',
  };
}
