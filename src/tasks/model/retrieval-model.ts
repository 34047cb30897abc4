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

/** The `most` best documents of each query, the best first; the first of equals. */
export function retrieve(
  { hashing, dim, requestTable, documentTable }: RetrievalModel,
  weights: NamedArrays,
  documents: readonly string[],
  queries: readonly string[],
  most: number,
): readonly (readonly Found[])[] {
  const engine = new Engine('f32');
  const tableOf = (name: string): Tensor => {
    const array = weights.get(name);
    if (array === undefined || array.length !== hashing.buckets * dim)
      throw new Error(`the weights ${name} are not those of this model`);
    return engine.permanent([hashing.buckets, dim], array);
  };
  const requests = tableOf(requestTable);
  const found = documentTable === requestTable ? requests : tableOf(documentTable);
  const embed = (table: Tensor, texts: readonly string[]): Tensor => {
    const { tokens, offsets } = toBags(
      engine,
      texts.map((text) => hashFeatures(text, hashing)),
    );
    return normalizeRows(embeddingBag(table, tokens, offsets, 'mean'));
  };
  const scores = queries.map(() => new Float64Array(documents.length));
  for (let from = 0; from < documents.length; from += BLOCK) {
    const part = documents.slice(from, from + BLOCK);
    engine.reset();
    engine.untracked(() => {
      const own = matmulNT(embed(requests, queries), embed(found, part)).view();
      queries.forEach((_, q) => {
        scores[q]!.set(own.subarray(q * part.length, (q + 1) * part.length), from);
      });
    });
  }
  return scores.map((own) => {
    const order = Array.from(own.keys()).sort((a, b) => own[b]! - own[a]! || a - b);
    return order.slice(0, most).map((document) => ({ document, score: own[document]! }));
  });
}
