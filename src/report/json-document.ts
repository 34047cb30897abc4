import { asciiJson } from './ascii-json.js';
import { catalogueDocuments } from './json/catalogue-documents.js';
import { experimentDocuments } from './json/experiment-documents.js';
import { type DocumentKind, runDocuments } from './json/run-documents.js';

export type { DocumentKind };

/** Every document by the name in its `format`, which is `losscope/<name>`. docs/json.md and docs/json.schema.json are generated from it. */
export const documents = { ...runDocuments, ...experimentDocuments, ...catalogueDocuments };

export type DocumentName = keyof typeof documents;

/** A document as it is printed: `format` and `version` first. Throws when a field that is promised is missing. */
export function jsonDocument(name: DocumentName, body: object): string {
  const { version, fields }: DocumentKind = documents[name];
  const missing = Object.entries(fields).flatMap(([field, { optional }]) =>
    optional === true || field in body ? [] : [field],
  );
  if (missing.length > 0) throw new Error(`the document ${name} lacks ${missing.join(', ')}`);
  if ('format' in body || 'version' in body) throw new Error(`the document ${name} has a format or version of its own`);
  return asciiJson({ format: `losscope/${name}`, version, ...body });
}
