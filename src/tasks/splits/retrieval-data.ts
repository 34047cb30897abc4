import type { Stream } from '../../core/random.js';
import { fill } from '../../core/state.js';
import type { Engine, Indices } from '../../tensor/engine.js';
import { type RankingSummary, rankOf, summarizeRanks } from '../metrics/ranking.js';
import { createBm25 } from '../text/bm25.js';
import { type Collection, holdOut, type Request, readEntries } from '../text/pairs.js';
import { type HashingOptions, hashFeatures, words } from '../text/tokens.js';

/** Held-out requests that an evaluation looks at; of more, the first of a shuffled order. */
const MAX_TESTED = 2000;
/** Documents among which an evaluation looks for the right one; of more, those of the tested requests and others by chance. */
export const MAX_JUDGED = 20_000;

/** Features of texts by position. */
export interface Bags {
  readonly length: number;
  at(i: number): Int32Array | undefined;
}

/** Texts as features, with the collection they come from. */
export interface RetrievalData {
  readonly collection: Collection;
  /** The requests that evaluations look at. */
  readonly tested: readonly Request[];
  /** Features by document, by training request and by tested request; of a large collection hashed whenever they are asked for. */
  readonly documents: Bags;
  readonly train: Bags;
  readonly test: readonly Int32Array[];
  /** Of a large collection: the documents among which evaluations look for the right one, in ascending order. */
  readonly judged?: Int32Array;
}

/** Features that are made anew each time: those of all texts would take much memory in every thread. */
class HashedTexts implements Bags {
  readonly #texts: readonly { readonly text: string }[];
  readonly #hashing: HashingOptions;

  constructor(texts: readonly { readonly text: string }[], hashing: HashingOptions) {
    this.#texts = texts;
    this.#hashing = hashing;
  }

  get length(): number {
    return this.#texts.length;
  }

  at(i: number): Int32Array {
    return hashFeatures(this.#texts[i]!.text, this.#hashing);
  }
}

/** Reads documents and requests, holds the test's out by `stream`, and hashes all texts. */
export function loadRetrievalData(file: string, hashing: HashingOptions, stream: Stream): RetrievalData {
  const collection = holdOut(readEntries(file), (n) => stream.below(n));
  const order = stream.shuffle(collection.test.map((_, i) => i)).slice(0, MAX_TESTED);
  const tested = order.map((i) => collection.test[i]!);
  const features = (text: string) => hashFeatures(text, hashing);
  if (collection.documents.length > MAX_JUDGED)
    return {
      ...{ collection, tested, judged: judgedOf(collection.documents.length, tested, stream) },
      documents: new HashedTexts(
        collection.documents.map((text) => ({ text })),
        hashing,
      ),
      train: new HashedTexts(collection.train, hashing),
      test: tested.map((request) => features(request.text)),
    };
  return {
    collection,
    tested,
    documents: collection.documents.map(features),
    train: collection.train.map((request) => features(request.text)),
    test: tested.map((request) => features(request.text)),
  };
}

/** The documents of the tested requests, and others drawn by `stream` up to {@link MAX_JUDGED}. */
function judgedOf(documents: number, tested: readonly Request[], stream: Stream): Int32Array {
  const judged = new Set(tested.map(({ document }) => document));
  while (judged.size < MAX_JUDGED) judged.add(stream.below(documents));
  return Int32Array.from(judged).sort();
}

/** Bags of features as the embedding op takes them: all tokens in a row and N+1 bounds. */
export function toBags(engine: Engine, bags: readonly Int32Array[]): { tokens: Indices; offsets: Indices } {
  const offsets = new Int32Array(bags.length + 1);
  bags.forEach((bag, i) => {
    offsets[i + 1] = offsets[i]! + bag.length;
  });
  const tokens = new Int32Array(offsets[bags.length]!);
  bags.forEach((bag, i) => {
    tokens.set(bag, offsets[i]!);
  });
  return { tokens: engine.indices(tokens), offsets: engine.indices(offsets) };
}

/** BM25 on the same test: over the documents alone, and over documents with their training requests added. */
export function bm25Yardstick({ collection, tested, judged }: RetrievalData): {
  plain: RankingSummary;
  expanded: RankingSummary;
} {
  const place = judged === undefined ? null : new Map([...judged].map((document, i) => [document, i]));
  const placeOf = (document: number) => (place === null ? document : place.get(document));
  const plain =
    judged === undefined
      ? collection.documents.map(words)
      : Array.from(judged, (document) => words(collection.documents[document]!));
  const expanded = plain.map((tokens) => [...tokens]);
  for (const { text, document } of collection.train) {
    const at = placeOf(document);
    if (at !== undefined) expanded[at]!.push(...words(text));
  }
  const judge = (documents: readonly (readonly string[])[]) => {
    const index = createBm25(documents);
    return summarizeRanks(tested.map(({ text, document }) => rankOf(index.scores(words(text)), placeOf(document)!)));
  };
  return { plain: judge(plain), expanded: judge(expanded) };
}

/**
 * Endless batches of training requests. Without duplicates, a batch never holds two requests of one document, which would
 * be wrong negatives of each other: an epoch goes over the documents in a new order and takes the next request of each, or
 * the next few where `repeats` says so. With duplicates, an epoch goes over all requests.
 */
export class RequestBatches {
  /** Lists per batch, each giving `repeats` requests. */
  readonly size: number;
  /** Batches of one epoch. */
  readonly perEpoch: number;
  readonly #stream: Stream;
  /** Training requests by turn: one list per document, or one per request. */
  readonly #lists: readonly Int32Array[];
  readonly #cursor: Int32Array;
  readonly #order: Int32Array;
  readonly #repeats: number;
  #next: number;

  constructor(
    train: readonly Request[],
    { batch, duplicates, repeats }: { batch: number; duplicates: boolean; repeats: number },
    stream: Stream,
  ) {
    const lists = new Map<number, number[]>();
    train.forEach(({ document }, i) => {
      const key = duplicates ? i : document;
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [i]);
      else list.push(i);
    });
    this.#lists = [...lists.values()].map((list) => stream.shuffle(Int32Array.from(list)));
    this.#cursor = new Int32Array(this.#lists.length);
    this.#order = Int32Array.from(this.#lists.keys());
    this.#repeats = repeats;
    this.size = Math.min(Math.floor(batch / repeats), this.#lists.length);
    this.perEpoch = Math.floor(this.#lists.length / this.size);
    this.#stream = stream;
    this.#next = this.#lists.length;
  }

  /** Positions of the next batch's requests in the training part. */
  next(): Int32Array {
    if (this.#next + this.size > this.#order.length) {
      this.#stream.shuffle(this.#order);
      this.#next = 0;
    }
    const turn = this.#order.subarray(this.#next, this.#next + this.size);
    this.#next += this.size;
    const each = Array.from(turn).flatMap((at) => Array<number>(this.#repeats).fill(at));
    return Int32Array.from(each, (at) => {
      const list = this.#lists[at]!;
      if (this.#cursor[at] === list.length) {
        this.#stream.shuffle(list);
        this.#cursor[at] = 0;
      }
      return list[this.#cursor[at]!++]!;
    });
  }

  /** The order of the documents and of the requests of each, how far they are, and the stream. */
  save() {
    return {
      lists: this.#lists.map((list) => list.slice()),
      cursor: this.#cursor.slice(),
      order: this.#order.slice(),
      next: this.#next,
      stream: this.#stream.save(),
    };
  }

  restore(saved: ReturnType<RequestBatches['save']>): void {
    this.#lists.forEach((list, i) => {
      fill(list, saved.lists[i]!);
    });
    fill(this.#cursor, saved.cursor);
    fill(this.#order, saved.order);
    this.#next = saved.next;
    this.#stream.restore(saved.stream);
  }
}
