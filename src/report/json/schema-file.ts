import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../core/package.js';
import { writeDocument } from '../../store/whole-file.js';
import { type DocumentKind, documents } from '../json-document.js';
import { baselineDocuments, eventFields } from './experiment-documents.js';
import { ended } from './run-documents.js';
import { type Fields, objectSchema, type Schema, text } from './shape.js';

/** Where the schema stands in the package. */
export const JSON_SCHEMA_FILE = fileURLToPath(packageFile('docs/json.schema.json'));

/** The schema of one kind of document: its format and version fixed, further fields allowed. */
function documentSchema(format: string, { version, command, fields }: DocumentKind): Schema {
  const { properties, required, ...rest } = objectSchema(fields) as {
    readonly properties: object;
    readonly required: readonly string[];
  };
  return {
    description: command,
    ...rest,
    properties: { format: { const: format }, version: { const: version }, ...properties },
    required: ['format', 'version', ...required],
  };
}

function eventSchema(kind: string, fields: Fields): Schema {
  const { properties, required, ...rest } = objectSchema(fields) as {
    readonly properties: object;
    readonly required: readonly string[];
  };
  return { ...rest, properties: { kind: { const: kind }, ...properties }, required: ['kind', ...required] };
}

/** Every schema by its name: `losscope/run`, `losscope/event`, `losscope baseline` ... */
export function schemas(): Readonly<Record<string, Schema>> {
  const own = Object.entries<DocumentKind>(documents).map(
    ([name, kind]) => [name, documentSchema(`losscope/${name}`, kind)] as const,
  );
  const others = Object.entries(baselineDocuments).map(
    ([name, kind]) => [name, documentSchema(kind.format, kind)] as const,
  );
  const head = documentSchema('losscope/events', {
    version: 1,
    command: 'the first line of losscope run --events',
    fields: { losscope: text('the version of the program') },
  });
  const events = Object.entries(eventFields(ended)).map(([kind, fields]) => eventSchema(kind, fields));
  const event = { description: 'each further line of losscope run --events', anyOf: events };
  return Object.fromEntries([...own, ...others, ['events', head] as const, ['event', event] as const]);
}

/** One JSON Schema for everything that `--json` and `--events` print and baselines hold; each kind by its name under `$defs`. */
export function jsonSchemaText(): string {
  const defs = schemas();
  const anyOf = Object.keys(defs).map((name) => ({ $ref: `#/$defs/${name}` }));
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'losscope JSON output',
    anyOf,
    $defs: defs,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Writes the schema if it is another one than the file has; whether it was. */
export function writeOutputSchema(): boolean {
  const schema = jsonSchemaText();
  if (existsSync(JSON_SCHEMA_FILE) && readFileSync(JSON_SCHEMA_FILE, 'utf8') === schema) return false;
  writeDocument(JSON_SCHEMA_FILE, schema);
  return true;
}
