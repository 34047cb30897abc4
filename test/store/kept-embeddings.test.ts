import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { documentEmbeddings, EMBEDDINGS_FILE } from '../../src/store/kept-embeddings.js';
import { retrievalModel, retrieve } from '../../src/tasks/model/retrieval-model.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-embeddings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const model = retrievalModel({ buckets: 32, wordGrams: 1, charShortest: 3, charLongest: 0, dim: 4, shared: true });
const weights = new Map([['table', Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * i))]]);
const documents = Array.from({ length: 2_500 }, (_, i) => `word${i % 40} word${i % 7} word${i % 3}`);
const told: string[] = [];
const tell = (note: string) => void told.push(note);

describe('vectors of a run of retrieval', () => {
  it('are kept in its folder, and made anew for other weights, other documents or a damaged file', () => {
    const made = documentEmbeddings(folder, model, weights, documents, tell);
    const file = join(folder, EMBEDDINGS_FILE);
    const bytes = readFileSync(file);
    expect(documentEmbeddings(folder, model, weights, documents, tell)).toEqual(made);
    // What the file holds is what is taken.
    const marked = Buffer.from(bytes);
    marked.writeFloatLE(0.125, bytes.length - 4);
    writeFileSync(file, marked);
    expect(documentEmbeddings(folder, model, weights, documents, tell).at(-1)).toBe(0.125);
    const others = documents.with(0, 'another document');
    expect(documentEmbeddings(folder, model, weights, others, tell).subarray(4)).toEqual(made.subarray(4));
    writeFileSync(file, bytes.subarray(0, 100));
    expect(documentEmbeddings(folder, model, weights, documents, tell)).toEqual(made);
    const twice = new Map([['table', weights.get('table')!.map((value, i) => (i % 3 === 0 ? -value : value))]]);
    expect(documentEmbeddings(folder, model, twice, documents, tell)).not.toEqual(made);
    expect(told).toEqual([]);
  });

  it('say when they cannot be kept', () => {
    const made = documentEmbeddings(join(folder, 'none'), model, weights, documents, tell);
    expect(made).toHaveLength(10_000);
    expect(told.join()).toContain(
      'the vectors of the documents could not be kept, and are made anew each time: ENOENT',
    );
  });

  it('find the best documents, the first of equals', () => {
    const vectors = documentEmbeddings(folder, model, weights, documents, tell);
    const [found] = retrieve(model, weights, vectors, ['word1 word3'], 90);
    const [all] = retrieve(model, weights, vectors, ['word1 word3'], documents.length);
    const sorted = [...all!].sort((a, b) => b.score - a.score || a.document - b.document);
    expect(all).toEqual(sorted);
    expect(found).toEqual(sorted.slice(0, 90));
    expect(found![0]!.score).toBeLessThanOrEqual(1.000001);
  });
});
