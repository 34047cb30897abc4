import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { JSON_DOCS_FILE, jsonDocs } from '../../src/report/json-docs.js';
import { type DocumentKind, type DocumentName, documents, jsonDocument } from '../../src/report/json-document.js';

const example = (type: string): unknown =>
  ({ string: 'x', number: 1, boolean: true, array: [], object: {} })[type.replace(/ or null$/, '')];

describe('a JSON document', () => {
  it.each(Object.keys(documents) as DocumentName[])('of kind %s begins with its format and version', (name) => {
    const { fields, version }: DocumentKind = documents[name];
    const body = Object.fromEntries(Object.entries(fields).map(([field, { type }]) => [field, example(type)]));
    expect(Object.values(body)).not.toContain(undefined);
    const document = JSON.parse(jsonDocument(name, body)) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(['format', 'version', ...Object.keys(fields)]);
    expect(document).toMatchObject({ format: `losscope/${name}`, version });
  });

  it('without a promised field, or with a format of its own, is a mistake of this program', () => {
    expect(() => jsonDocument('replay', { id: 'x' })).toThrow('lacks agrees, steps, points, difference');
    expect(() => jsonDocument('runs', { runs: [], unchecked: 0, version: 3 })).toThrow('of its own');
  });

  it('is described on a page that is up to date', () => {
    expect(readFileSync(JSON_DOCS_FILE, 'utf8')).toBe(jsonDocs());
  });
});
