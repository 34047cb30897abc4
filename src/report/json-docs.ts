import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../core/package.js';
import { writeDocument } from '../store/whole-file.js';
import { baselineDocuments, eventFields } from './json/experiment-documents.js';
import { ended } from './json/run-documents.js';
import { type Fields, rowsOf } from './json/shape.js';
import { type DocumentKind, documents } from './json-document.js';
import { withContents } from './page-contents.js';

/** Where the page stands in the package. */
export const JSON_DOCS_FILE = fileURLToPath(packageFile('docs/json.md'));

/** The page of all documents that `--json` prints. */
export function jsonDocs(): string {
  const own = Object.entries<DocumentKind>(documents).map(([name, kind]) => section(`losscope/${name}`, kind));
  const others = Object.values(baselineDocuments).map((kind) => section(kind.format, kind));
  const events = Object.entries(eventFields(ended)).map(
    ([kind, fields]) => `${`\`kind\` is \`${kind}\`:`}\n\n${fieldTable(fields)}`,
  );
  const parts = [
    '# JSON output',
    '<!-- Generated from src/report/json by npm run docs. -->',
    'Every command that takes `--json` prints one document in ASCII. `format` names its kind. `version` increases when a field changes its meaning or is removed; new fields can be added at any time. NaN and the infinities, which JSON does not have, are the texts "NaN", "Infinity" and "-Infinity". [json.schema.json](json.schema.json) is the JSON Schema of all documents; each kind is under `$defs`.',
    'Fields of objects in a list are written as `list[].field`, fields of an object as `object.field`. "optional" fields may be absent.',
    ...own,
    '## losscope/events',
    '`losscope run --events`, version 1: JSON Lines. The first line has `format`, `version` and `losscope`; each further line is an event.',
    ...events,
    ...others,
  ];
  return withContents(`${parts.join('\n\n')}\n`);
}

function section(format: string, { version, command, fields }: DocumentKind): string {
  return [`## ${format}`, `\`${command}\`, version ${version}.`, fieldTable(fields)].join('\n\n');
}

function fieldTable(fields: Fields): string {
  return [
    '| field | type | meaning |',
    '| --- | --- | --- |',
    ...[...rowsOf(fields)].map(
      ([path, { type, help, optional }]) =>
        `| \`${path}\` | ${type}${optional === true ? ', optional' : ''} | ${help} |`,
    ),
  ].join('\n');
}

/** Writes the page if it is another one than the file has; whether it was. */
export function writeJsonDocs(): boolean {
  const text = jsonDocs();
  if (existsSync(JSON_DOCS_FILE) && readFileSync(JSON_DOCS_FILE, 'utf8') === text) return false;
  writeDocument(JSON_DOCS_FILE, text);
  return true;
}
