import { readFileSync, statSync } from 'node:fs';
import { type Issue, show, UserError } from '../core/errors.js';
import { readRegular } from '../core/regular-file.js';
import { excerpt } from '../scenario/yaml/excerpt.js';
import { jsonPlaces } from './losses/json-places.js';

/** A JSON file as plain data that knows where each of its paths stands. */
export interface JsonFile {
  readonly document: unknown;
  /** File, line and column of a path (`tables[0].P`), or of the nearest part of it that the file has. */
  place(path: string): Pick<Issue, 'file' | 'line' | 'column' | 'excerpt'>;
}

/** Reads a JSON file of at most so many bytes. Throws a {@link UserError} that names the file and the place. */
export function readJson(file: string, mostBytes: number): JsonFile {
  const text = readText(file, mostBytes);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const found = jsonPlaces(text);
    const why = 'offset' in found ? found.message : error instanceof Error ? error.message : show(error);
    const place = 'offset' in found ? lineOf(text, found.offset) : {};
    throw new UserError({ path: '', file, message: `is not JSON: ${why}`, ...place });
  }
  let places: ReadonlyMap<string, number> | undefined;
  return {
    document,
    place(path) {
      if (places === undefined) {
        const found = jsonPlaces(text);
        places = 'places' in found ? found.places : new Map();
      }
      for (let part = path; part !== ''; part = part.replace(/(\.[^.[]*|\[[^[]*|^[^.[]+)$/, '')) {
        const offset = places.get(part);
        if (offset !== undefined) return { file, ...lineOf(text, offset) };
      }
      return { file };
    },
  };
}

/** JSON from the standard input, to its end. Throws a {@link UserError} when it is none. */
export function readJsonInput(): unknown {
  const text = readFileSync(0, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = `is not JSON: ${error instanceof Error ? error.message : show(error)}`;
    throw new UserError({ path: '', file: 'standard input', message });
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'file not found',
  ENOTDIR: 'file not found',
  EACCES: 'may not be read (permission denied)',
  EISDIR: 'is a directory',
  EIRREGULAR: 'is not a regular file',
};

function readText(file: string, mostBytes: number): string {
  const refuse = (message: string, more: Partial<Issue> = {}) => new UserError({ path: '', file, message, ...more });
  let bytes: Uint8Array;
  try {
    const { size } = statSync(file);
    if (size > mostBytes) throw refuse('is too large', { given: `${size} bytes`, allowed: `${mostBytes} bytes` });
    bytes = readRegular(file, { follow: true });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : show(error);
    throw refuse(PROBLEMS[code] ?? `cannot be read (${code})`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('is not UTF-8 text');
  }
  if (text.trim() === '') throw refuse('is empty');
  return text;
}

function lineOf(text: string, offset: number): Pick<Issue, 'line' | 'column' | 'excerpt'> {
  const before = text.slice(0, offset);
  const column = offset - before.lastIndexOf('\n');
  return { line: before.split('\n').length, column, excerpt: excerpt(text, offset) };
}
