import type { Issue } from '../core/errors.js';

/** The way to a value inside a document: keys and positions in lists. */
export type Path = readonly (string | number)[];

/** Something wrong at a path of a document, before it is known where in which file that path stands. */
export interface Finding {
  readonly path: Path;
  /** Whether the key is wrong or its value; decides what the caret points at. */
  readonly at?: 'key' | 'value';
  readonly message: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly hint?: string;
}

/** Where a path stands: file, line, column and excerpt, as far as they are known. */
export type Place = Pick<Issue, 'file' | 'line' | 'column' | 'excerpt'>;

/** `agent.hidden[1]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** Whether `path` is `prefix` or inside it. */
export function isWithin(path: Path, prefix: Path): boolean {
  return prefix.length <= path.length && prefix.every((part, i) => part === path[i]);
}

/** The finding with its place, as an issue for the user. */
export function toIssue({ at: _, ...finding }: Finding, place: Place): Issue {
  return { ...finding, path: formatPath(finding.path), ...place };
}
