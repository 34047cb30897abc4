import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../core/package.js';
import { writeDocument } from '../store/whole-file.js';
import { type DocumentKind, documents } from './json-document.js';

/** Where the page stands in the package. */
export const JSON_DOCS_FILE = fileURLToPath(packageFile('docs/json.md'));

/** The page of all documents that `--json` prints. */
export function jsonDocs(): string {
  return `${[
    '# JSON output',
    '<!-- Generated from src/report/json-document.ts by npm run docs. -->',
    'Every command that takes `--json` prints one document in ASCII. `format` names its kind, `version` rises when a field changes its meaning or goes; new fields may come at any time. NaN and the infinities, which JSON does not have, are the texts "NaN", "Infinity" and "-Infinity".',
    ...Object.entries<DocumentKind>(documents).map(([name, { version, command, fields }]) =>
      [
        `## losscope/${name}`,
        `\`${command}\`, version ${version}.`,
        [
          '| field | type | what |',
          '| --- | --- | --- |',
          ...Object.entries(fields).map(([field, { type, help }]) => `| \`${field}\` | ${type} | ${help} |`),
        ].join('\n'),
      ].join('\n\n'),
    ),
    '## losscope/events',
    '`losscope run --events`, version 1: JSON Lines. The first line has `format`, `version` and `losscope`; each further line is an event.',
    [
      '| kind | fields |',
      '| --- | --- |',
      '| `start` | run, scenario, variant, seed, steps |',
      '| `metric` | run, metric, step, value |',
      '| `alert` | run, alert: step, kind, level, text, cause, advice |',
      '| `scope` | run, step, scope: the picture |',
      '| `end` | run, result (as in losscope/run), dropped: metric events that were lost on the way; the run folder has all points |',
    ].join('\n'),
    '## Baselines',
    'Baseline files and `losscope baseline check --json` are described in [experiments.md](experiments.md).',
  ].join('\n\n')}\n`;
}

/** Writes the page if it is another one than the file has; whether it was. */
export function writeJsonDocs(): boolean {
  const text = jsonDocs();
  if (existsSync(JSON_DOCS_FILE) && readFileSync(JSON_DOCS_FILE, 'utf8') === text) return false;
  writeDocument(JSON_DOCS_FILE, text);
  return true;
}
