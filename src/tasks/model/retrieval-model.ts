import type { NamedArrays } from '../../core/learner.js';
import { Engine, type Tensor } from '../../tensor/engine.js';
import { embeddingBag, matmulNT, normalizeRows } from '../../tensor/ops/index.js';
import { toBags } from '../splits/retrieval-data.js';
import { type HashingOptions, hashFeatures } from '../text/tokens.js';

/** How texts become vectors, as `model.json` of a run of retrieval holds it. */
export interface RetrievalModel {
  readonly format: 'losscope-retrieval';
  readonly version: 1;
  readonly task: 'retrieval';
  readonly hashing: HashingOptions;
  readonly dim: number;
  /** Names of the tables [buckets, dim] in the safetensors file. */
  readonly requestTable: string;
  readonly documentTable: string;
}

export function retrievalModel({
  buckets,
  wordGrams,
  charShortest,
  charLongest,
  dim,
  shared,
}: HashingOptions & { readonly dim: number; readonly shared: boolean }): RetrievalModel {
  return {
    ...{ format: 'losscope-retrieval', version: 1, task: 'retrieval' },
    hashing: { buckets, wordGrams, charShortest, charLongest },
    dim,
    requestTable: shared ? 'table' : 'request_table',
    documentTable: shared ? 'table' : 'document_table',
  };
}

/** A document that was found. */
export interface Found {
  readonly document: number;
  /** Cosine of the request's and the document's vectors. */
  readonly score: number;
}

/** Documents at a time. */
const BLOCK = 4096;

/** Tables of a model and what makes vectors of length 1 of texts. */
function embedder({ hashing, dim }: RetrievalModel, weights: NamedArrays) {
  const engine = new Engine('f32');
  const tableOf = (name: string): Tensor => {
    const array = weights.get(name);
    if (array === undefined || array.length !== hashing.buckets * dim)
      throw new Error(`the weights ${name} are not those of this model`);
    return engine.permanent([hashing.buckets, dim], array);
  };
  const embed = (table: Tensor, texts: readonly string[]): Tensor => {
    const { tokens, offsets } = toBags(
      engine,
      texts.map((text) => hashFeatures(text, hashing)),
    );
    return normalizeRows(embeddingBag(table, tokens, offsets, 'mean'));
  };
  return { engine, tableOf, embed };
}

/** The vectors [documents, dim] of documents. */
export function embedDocuments(
  model: RetrievalModel,
  weights: NamedArrays,
  documents: readonly string[],
): Float32Array {
  const { engine, tableOf, embed } = embedder(model, weights);
  const table = tableOf(model.documentTable);
  const vectors = new Float32Array(documents.length * model.dim);
  for (let from = 0; from < documents.length; from += BLOCK) {
    engine.reset();
    engine.untracked(() => {
      vectors.set(embed(table, documents.slice(from, from + BLOCK)).view(), from * model.dim);
    });
  }
  return vectors;
}

/** The `most` best documents of each query, by the vectors of all documents, the best first; the first of equals. */
export function retrieve(
  model: RetrievalModel,
  weights: NamedArrays,
  vectors: Float32Array,
  queries: readonly string[],
  most: number,
): readonly (readonly Found[])[] {
  const { dim, requestTable } = model;
  const { engine, tableOf, embed } = embedder(model, weights);
  const requests = tableOf(requestTable);
  const documents = vectors.length / dim;
  const scores = queries.map(() => new Float64Array(documents));
  for (let from = 0; from < documents; from += BLOCK) {
    const size = Math.min(BLOCK, documents - from);
    engine.reset();
    engine.untracked(() => {
      const part = engine.tensor([size, dim], vectors.subarray(from * dim, (from + size) * dim));
      const own = matmulNT(embed(requests, queries), part).view();
      queries.forEach((_, q) => {
        scores[q]!.set(own.subarray(q * size, (q + 1) * size), from);
      });
    });
  }
  return scores.map((own) => bestOf(own, most).map((document) => ({ document, score: own[document]! })));
}

/** Places of the `most` highest scores, the highest first; the first of equals. */
function bestOf(scores: Float64Array, most: number): readonly number[] {
  const best: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (best.length === most && !(score > scores[best[most - 1]!]!)) continue;
    let [low, high] = [0, best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (scores[best[middle]!]! >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, i);
    if (best.length > most) best.pop();
  }
  return best;
}
