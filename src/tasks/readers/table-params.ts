import { boolean, choice, integer, text } from '../../core/params.js';
import { encodings } from './formats/source.js';

/** Settings of tasks that read a table of the user's: how the file is written, and what its columns are. */
export const tableParams = {
  ignore: text('', 'data: columns to leave out, separated by commas'),
  types: text('', 'data: kinds of columns where the guess is wrong, such as age:number,zip:category,note:ignore'),
  missing: text(
    '',
    'data: words for a missing value, separated by commas; none: only the empty field; empty: usual ones',
  ),
  decimal: choice('auto', ['auto', 'point', 'comma'], 'data: decimal mark of numbers'),
  thousands: choice(
    'auto',
    ['auto', 'none', 'comma', 'point', 'space', 'apostrophe'],
    'data: what stands between groups of three digits',
  ),
  separator: text('auto', 'data: what stands between fields: auto, comma, semicolon, tab, pipe, space, or a character'),
  header: choice('auto', ['auto', 'yes', 'no'], 'data: whether the first row names the columns'),
  encoding: choice('auto', encodings, 'data: encoding of the text'),
  skipLines: integer(-1, 'data: lines before the header; -1 finds out', { min: -1, max: 100_000 }),
  maxRows: integer(0, 'data: most rows of a table, from all over a file of any size; 0 takes all', {
    min: 0,
    max: 5e6,
  }),
  missingTarget: choice('drop', ['drop', 'refuse'], 'data: rows without a target are dropped and counted, or refused'),
} as const;

/** Settings that say which rows are held out. */
export const splitParams = {
  test: text('', 'data: a second file of the same columns whose rows are held out in place of a part of the first'),
  split: text('', 'data: column that says of each row train or test'),
  groups: text('', 'data: column whose rows of one value stay together on one side of the split'),
  time: text('', 'data: column by which the latest rows are held out'),
} as const;

export const balanceParam = {
  balance: boolean(false, 'draw batches in which each class has the same part'),
} as const;

export interface ReadingSettings {
  readonly ignore: string;
  readonly types: string;
  readonly missing: string;
  readonly decimal: 'auto' | 'point' | 'comma';
  readonly thousands: 'auto' | 'none' | 'comma' | 'point' | 'space' | 'apostrophe';
  readonly separator: string;
  readonly header: 'auto' | 'yes' | 'no';
  readonly encoding: (typeof encodings)[number];
  readonly skipLines: number;
  readonly maxRows: number;
  readonly missingTarget: 'drop' | 'refuse';
}

export const USUAL_READING: ReadingSettings = {
  ignore: '',
  types: '',
  missing: '',
  decimal: 'auto',
  thousands: 'auto',
  separator: 'auto',
  header: 'auto',
  encoding: 'auto',
  skipLines: -1,
  maxRows: 0,
  missingTarget: 'drop',
};

/** The settings of reading among others. */
export function readingOf(given: Partial<ReadingSettings>): ReadingSettings {
  const names = Object.keys(USUAL_READING) as (keyof ReadingSettings)[];
  return Object.fromEntries(
    names.map((name) => [name, given[name] ?? USUAL_READING[name]]),
  ) as unknown as ReadingSettings;
}

/** Names of columns as people write them, separated by commas. */
export function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
