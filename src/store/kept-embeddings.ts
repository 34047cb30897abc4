import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedArrays } from '../core/learner.js';
import { embedDocuments, type RetrievalModel } from '../tasks/model/retrieval-model.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';
import { writeWhole } from './whole-file.js';

/** The vectors of a run's documents, kept beside its model: making them takes far longer than comparing them. */
export const EMBEDDINGS_FILE = 'documents.safetensors';
const NAME = 'embeddings';
/** Documents from which on they are kept. */
const KEPT_FROM = 2_000;

/** What the vectors are made of: model, weights and documents. */
function digestOf(model: RetrievalModel, weights: NamedArrays, documents: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(model));
  const table = weights.get(model.documentTable);
  if (table !== undefined) hash.update(new Uint8Array(table.buffer, table.byteOffset, table.byteLength));
  hash.update(JSON.stringify(documents.length));
  for (let from = 0; from < documents.length; from += KEPT_FROM)
    hash.update(JSON.stringify(documents.slice(from, from + KEPT_FROM)));
  return hash.digest('hex');
}

/** The vectors [documents, dim] of a run's documents, from its folder where it has them, else made and put there. */
export function documentEmbeddings(
  folder: string,
  model: RetrievalModel,
  weights: NamedArrays,
  documents: readonly string[],
  tell: (note: string) => void,
): Float32Array {
  if (documents.length < KEPT_FROM) return embedDocuments(model, weights, documents);
  const digest = digestOf(model, weights, documents);
  const file = join(folder, EMBEDDINGS_FILE);
  const kept = keptIn(file, digest, documents.length * model.dim);
  if (kept !== null) return kept;
  const embeddings = embedDocuments(model, weights, documents);
  try {
    const shapes = new Map([[NAME, [documents.length, model.dim]]]);
    writeWhole(file, ...encodeSafetensors(new Map([[NAME, embeddings]]), { digest }, shapes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    tell(`the vectors of the documents could not be kept, and are made anew each time: ${why}`);
  }
  return embeddings;
}

function keptIn(file: string, digest: string, size: number): Float32Array | null {
  if (!existsSync(file)) return null;
  try {
    const { arrays, metadata } = decodeSafetensors(readFileSync(file));
    const found = arrays.get(NAME);
    return metadata.digest === digest && found instanceof Float32Array && found.length === size ? found : null;
  } catch {
    // Damaged: they are made anew.
    return null;
  }
}
