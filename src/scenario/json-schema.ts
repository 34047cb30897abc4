import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { packageFile } from '../core/package.js';
import type { Catalogues } from './registries.js';
import { scenarioSchema } from './schema.js';

/** Where the schema stands in the package: editors and validators read it there. */
export const SCHEMA_FILE = fileURLToPath(packageFile('docs/scenario.schema.json'));

/** The JSON Schema (draft 2020-12) of scenario files, with every setting of everything that is registered. */
export function jsonSchema(catalogues: Catalogues): string {
  const schema = z.toJSONSchema(scenarioSchema(catalogues, { written: true }), { io: 'input' });
  const whole = {
    title: 'losscope scenario',
    ...schema,
    oneOf: [{ required: ['env', 'agent'] }, { required: ['task'] }],
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Writes the JSON Schema; returns whether the file has changed. */
export function writeJsonSchema(catalogues: Catalogues, file = SCHEMA_FILE): boolean {
  const text = jsonSchema(catalogues);
  if (isCurrent(text, file)) return false;
  writeFileSync(file, text);
  return true;
}

function isCurrent(text: string, file: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}
