import { once } from './axis-names.js';

const ROLE = /^(train|training|val|valid|validation|test|testing|eval|evaluation|dev)$/i;
const SHORT: Readonly<Record<string, string>> = {
  training: 'train',
  validation: 'val',
  testing: 'test',
  evaluation: 'eval',
};
/** Columns and keys that say what part of the data a row's figures are of. */
const COLUMNS = new Set(['phase', 'split', 'mode', 'stage', 'subset', 'set', 'partition', 'prefix']);

/** The part of the data that a word names: `Validation` is `val`; null for any other word. */
export function roleIn(word: string): string | null {
  const plain = word.trim().toLowerCase();
  if (!ROLE.test(plain)) return null;
  return SHORT[plain] ?? plain;
}

export const isRoleColumn: (name: string) => boolean = once((name) => COLUMNS.has(name.toLowerCase()));

/** Figures of these are taken at a place of the training, and count for themselves. */
export const isEvaluation = (role: string): boolean => role !== 'train';
