import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { losses } from '../../src/losses/registry.js';
import { chooseFit } from '../../src/tasks/model/fit-loss.js';
import { pairingKinds } from '../../src/tasks/model/pairings.js';
import { retrieval } from '../../src/tasks/retrieval.js';
import { bm25Yardstick, loadRetrievalData, RequestBatches, toBags } from '../../src/tasks/splits/retrieval-data.js';
import { Engine } from '../../src/tensor/engine.js';
import { issuesOf, temporaryFiles } from './files.js';
import { build, train } from './learners.js';

const write = temporaryFiles();
const hashing = { buckets: 256, wordGrams: 1, charShortest: 3, charLongest: 4 };

/** Requests share no word with their documents, but with each other. */
function foreignWords(): string {
  const lines = Array.from({ length: 20 }, (_, i) => {
    const [theirs, ours] = [`qu${'aeiou'[i % 5]}${'bcdf'[i % 4]}p`, `zz${'aeiou'[i % 5]}${'bcdf'[i % 4]}t`];
    const requests = [`${theirs} one`, `two ${theirs}`, `three ${theirs} four`, `${theirs}`];
    return JSON.stringify({ document: `${ours} entry`, requests });
  });
  return write(lines.join('\n'), 'foreign.jsonl');
}

describe('the retrieval task', () => {
  it('learns words that documents do not have, which BM25 cannot', () => {
    const data = foreignWords();
    const { learner, recorded } = build(retrieval, { params: { data, buckets: 1024, dim: 32, batch: 16, lr: 1e-2 } });
    train(learner, 100);
    learner.evaluate(true);
    const last = (name: string) => recorded.get(name)!.at(-1)!;
    expect(last('mrr')).toBeGreaterThan(0.9);
    expect(last('bm25_mrr')).toBeLessThan(0.3);
    expect(last('bm25_expanded_mrr')).toBeGreaterThan(0.9);
    const scope = learner.scope();
    if (scope?.kind !== 'embedding') throw new Error('not an embedding');
    expect(scope.points).toHaveLength(40);
    expect(scope.neighbours[0]!.correct).toBe(true);
    for (const { x, y } of scope.points) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
  });

  it('fits with two tables as well as with a shared one', () => {
    const data = foreignWords();
    const { learner, recorded } = build(retrieval, {
      params: { data, shared: false, buckets: 1024, dim: 32, batch: 16, lr: 1e-2 },
    });
    expect([...learner.weights().keys()]).toEqual(['request_table', 'document_table']);
    train(learner, 100);
    learner.evaluate(true);
    expect(recorded.get('mrr')![0]).toBeGreaterThan(0.9);
  });

  it('asks for a file, and names what is wrong with its settings', () => {
    const check = (given: Readonly<Record<string, unknown>>) =>
      issuesOf(() => retrieval.check(resolveParams(retrieval.params, given)))[0]!;
    expect(check({}).path).toBe('data');
    expect(check({ data: foreignWords(), charShortest: 4, charLongest: 2 }).path).toBe('charLongest');
    expect(check({ data: '/nonexistent.jsonl' }).message).toContain('file not found');
  });

  it('takes triplets, or lets the loss mine them when it says so', () => {
    const triplet = losses.get('triplet');
    const fit = (lossParams: Readonly<Record<string, unknown>>) =>
      chooseFit(triplet, resolveParams(triplet.params, lossParams), pairingKinds);
    expect(fit({})).toBe('triplets');
    expect(fit({ mining: 'hard' })).toBe('labelled-embeddings');
  });

  it('says which settings of a loss would fit', () => {
    const loss = losses.get('margin-ranking');
    const [issue] = issuesOf(() =>
      retrieval.checkLoss(loss, resolveParams(loss.params, {}), resolveParams(retrieval.params, {})),
    );
    expect(issue!.allowed).toContain('form pos-neg');
  });
});

describe('RequestBatches', () => {
  const requests = Array.from({ length: 30 }, (_, i) => ({ text: `${i}`, document: Math.floor(i / 3) }));

  it('never puts two requests of one document into a batch, and shows each equally often', () => {
    const batches = new RequestBatches(requests, { batch: 5, duplicates: false, repeats: 1 }, Stream.from(0, 'data'));
    const seen = new Int32Array(30);
    for (let i = 0; i < 60; i++) {
      const batch = batches.next();
      expect(new Set(Array.from(batch, (at) => requests[at]!.document)).size).toBe(5);
      for (const at of batch) seen[at]!++;
    }
    expect([...seen]).toEqual(new Array(30).fill(10));
  });

  it('lets them meet when asked to', () => {
    const batches = new RequestBatches(requests, { batch: 30, duplicates: true, repeats: 1 }, Stream.from(0, 'data'));
    expect([...batches.next()].sort((a, b) => a - b)).toEqual(requests.map((_, i) => i));
  });
});

describe('RequestBatches with repeats', () => {
  const requests = Array.from({ length: 30 }, (_, i) => ({ text: `${i}`, document: Math.floor(i / 3) }));

  it('hold so many different requests of each document, and as many requests in all', () => {
    const batches = new RequestBatches(requests, { batch: 12, duplicates: false, repeats: 3 }, Stream.from(0, 'data'));
    const batch = Array.from(batches.next());
    expect(new Set(batch).size).toBe(12);
    const documents = batch.map((at) => requests[at]!.document);
    for (const document of new Set(documents)) expect(documents.filter((one) => one === document)).toHaveLength(3);
  });

  it.each([
    [{ repeats: 2, duplicates: true }, 'must be 1 beside duplicates'],
    [{ repeats: 4, batch: 7 }, 'must leave room for two documents'],
  ])('are refused with %o', (given, message) => {
    const params = resolveParams(retrieval.params, { data: foreignWords(), ...given });
    expect(issuesOf(() => retrieval.check(params))[0]!.message).toContain(message);
  });
});

describe('retrieval data', () => {
  it('holds one request of each document out and never trains on it', () => {
    const { collection, tested, train, test, documents } = loadRetrievalData(
      foreignWords(),
      hashing,
      Stream.from(0, 'data'),
    );
    expect([documents.length, train.length, test.length]).toEqual([20, 60, 20]);
    const trained = new Set(collection.train.map(({ text, document }) => `${document} ${text}`));
    for (const { text, document } of tested) expect(trained.has(`${document} ${text}`)).toBe(false);
  });

  it('judges BM25 with and without the training requests', () => {
    const { plain, expanded } = bm25Yardstick(loadRetrievalData(foreignWords(), hashing, Stream.from(0, 'data')));
    // No word in common: every document ties, the middle rank of 20 is 10.5.
    expect(plain.mrr).toBeCloseTo(1 / 10.5, 12);
    expect(expanded.recallAt1).toBe(1);
  });

  it('lays bags out as tokens and bounds, empty ones included', () => {
    const engine = new Engine('f32');
    const { tokens, offsets } = toBags(engine, [Int32Array.of(5, 6), Int32Array.of(), Int32Array.of(7)]);
    const read = ({ ptr, size }: { ptr: number; size: number }) => [...engine.ints.subarray(ptr / 4, ptr / 4 + size)];
    expect(read(tokens)).toEqual([5, 6, 7]);
    expect(read(offsets)).toEqual([0, 2, 2, 3]);
  });
});
