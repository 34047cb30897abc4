import { resolve } from 'node:path';
import type { Finding } from './finding.js';
import { isRecord } from './record.js';
import { folderOfFile } from './resolved-document.js';

/** The files that a document names as plug-ins, absolute; seen from the folder of the document's own file. */
export function pluginFiles(document: unknown, file: string): readonly string[] {
  const named = isRecord(document) && Array.isArray(document.plugins) ? document.plugins : [];
  return named
    .filter((name): name is string => typeof name === 'string' && name !== '')
    .map((name) => resolve(folderOfFile(file), name));
}

/**
 * A scenario is data: one that names code is refused, with what would run, unless its user has allowed it, or those very
 * files.
 */
export function pluginFindings(
  document: unknown,
  file: string,
  allowed: boolean | readonly string[],
): readonly Finding[] {
  if (allowed === true) return [];
  const files = pluginFiles(document, file).filter((name) => allowed === false || !allowed.includes(name));
  if (files.length === 0) return [];
  return [
    {
      path: ['plugins'],
      message: `names code, which would run with your rights: ${files.join(', ')}`,
      hint: 'Add --allow-plugins if you trust it',
    },
  ];
}
