import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { JSON_SCHEMA_FILE, jsonSchemaText, schemas } from '../../src/report/json/schema-file.js';
import type { Schema } from '../../src/report/json/shape.js';
import { JSON_DOCS_FILE, jsonDocs } from '../../src/report/json-docs.js';
import { type DocumentKind, type DocumentName, documents, jsonDocument } from '../../src/report/json-document.js';

/** The least that a schema allows. */
function example({ type, properties = {}, anyOf, enum: values }: Schema): unknown {
  if (values !== undefined) return (values as unknown[])[0];
  if (anyOf !== undefined) return example((anyOf as Schema[])[0]!);
  const inside = Object.entries(properties as Record<string, Schema>).map(([key, one]) => [key, example(one)]);
  return (
    { string: 'x', number: 1, integer: 1, boolean: true, array: [], object: Object.fromEntries(inside) }[
      String(type)
    ] ?? null
  );
}

describe('a JSON document', () => {
  it.each(Object.keys(documents) as DocumentName[])('of kind %s begins with its format and version', (name) => {
    const { fields, version }: DocumentKind = documents[name];
    const body = Object.fromEntries(Object.entries(fields).map(([field, { schema }]) => [field, example(schema)]));
    const document = JSON.parse(jsonDocument(name, body)) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(['format', 'version', ...Object.keys(fields)]);
    expect(document).toMatchObject({ format: `losscope/${name}`, version });
    expect(z.fromJSONSchema(schemas()[name] as never).safeParse(document).error).toBeUndefined();
    // A field that is gone, or holds something else, is no such document.
    const [first] = Object.keys(fields);
    const { [first!]: _, ...rest } = document;
    const isRequired = fields[first!]!.optional !== true;
    expect(z.fromJSONSchema(schemas()[name] as never).safeParse(rest).success).toBe(!isRequired);
    expect(z.fromJSONSchema(schemas()[name] as never).safeParse({ ...document, version: 'one' }).success).toBe(false);
  });

  it('without a promised field, or with a format of its own, is a mistake of this program', () => {
    expect(() => jsonDocument('replay', { id: 'x' })).toThrow('lacks agrees, steps, points, difference');
    expect(() => jsonDocument('runs', { runs: [], unchecked: 0, version: 3 })).toThrow('of its own');
  });

  it('is described on a page that is up to date', () => {
    expect(readFileSync(JSON_DOCS_FILE, 'utf8')).toBe(jsonDocs());
    expect(readFileSync(JSON_SCHEMA_FILE, 'utf8')).toBe(jsonSchemaText());
  });
});
