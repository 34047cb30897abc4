import { type Issue, show, UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import type { Transitions } from '../kit/env.js';
import type { Size } from './grid-table.js';

/** Cells that a table of transitions may have: 4096 states and 4 actions take a few megabytes. */
const MOST_CELLS = 4096;

/** A map as text, checked: all rows of one length, known characters only, a start and a goal. */
export interface Layout extends Size {
  /** All characters, row by row. */
  readonly cells: string;
  readonly starts: readonly number[];
}

/** The characters that a map may hold. */
export interface Legend {
  readonly characters: string;
  /** The characters that end an episode well; at least one must be there. */
  readonly goals: string;
  /** What each means, for messages. */
  readonly meaning: string;
}

/** The text of a map: a bundled one by its name, or the user's own, recognised by its line breaks or its cells. */
export function mapText(given: string, bundled: readonly string[], legend: Legend, path: string): string | null {
  const text = given.trim();
  if (bundled.includes(text)) return null;
  if (text.includes('\n') || text === '' || [...text].every((character) => legend.characters.includes(character)))
    return given;
  const hint = didYouMean(text, bundled);
  throw new UserError({
    path,
    message: 'unknown layout',
    given: show(given),
    allowed: `${bundled.join(', ')}, or a map of your own with a line break after each row`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/**
 * Reads a map, one character a cell, one line a row. Blank lines around it and spaces around rows do not count.
 * Throws a {@link UserError} that names the row and column of everything that is wrong.
 */
export function parseLayout(text: string, legend: Legend, path: string): Layout {
  const { characters, goals, meaning: allowed } = legend;
  const rows = text
    .trim()
    .split(/\r?\n/)
    .map((row) => row.trim());
  const width = rows[0]!.length;
  const size = rows.reduce((sum, row) => sum + row.length, 0);
  if (size > MOST_CELLS) {
    throw new UserError({
      path,
      message: 'the layout is too large',
      given: `${size} cells`,
      allowed: `at most ${MOST_CELLS}`,
    });
  }
  const issues: Issue[] = [];
  rows.forEach((row, r) => {
    if (row.length !== width) {
      issues.push({
        path,
        message: `row ${r + 1} has ${row.length} cells, row 1 has ${width}: all rows must have the same length`,
        excerpt: excerpt(row, r, Math.min(row.length, width)),
      });
    }
    const wrong = [...row].findIndex((character) => !characters.includes(character));
    if (wrong >= 0) {
      issues.push({
        path,
        message: `row ${r + 1}, column ${wrong + 1}: unknown cell`,
        given: show([...row][wrong]),
        allowed,
        excerpt: excerpt(row, r, wrong),
      });
    }
  });
  const cells = rows.join('');
  const starts = [...cells].flatMap((character, cell) => (character === 'S' ? [cell] : []));
  if (cells === '') issues.push({ path, message: 'the layout is empty', allowed });
  else {
    if (starts.length === 0) issues.push({ path, message: 'the layout has no start', allowed: 'at least one S' });
    if (![...cells].some((character) => goals.includes(character))) {
      issues.push({ path, message: 'the layout has no goal', allowed: `at least one of ${[...goals].join(' ')}` });
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return { width, height: rows.length, cells, starts };
}

/** Refuses a layout in which some start leads to no goal, whatever the agent does. */
export function requireReachableGoal(
  { width, cells, starts }: Layout,
  { P }: Transitions,
  goals: string,
  path: string,
): void {
  for (const start of starts) {
    const seen = new Set([start]);
    // A set is walked in the order of insertion, so that cells added on the way are still visited.
    for (const cell of seen) {
      for (const row of P[cell]!) for (const [probability, next] of row) if (probability > 0) seen.add(next);
    }
    if (![...seen].some((state) => goals.includes(cells[state % cells.length]!))) {
      const row = Math.floor(start / width);
      throw new UserError({
        path,
        message: `row ${row + 1}, column ${start - row * width + 1}: no goal can be reached from this start`,
        excerpt: excerpt(cells.slice(row * width, (row + 1) * width), row, start - row * width),
      });
    }
  }
}

function excerpt(row: string, index: number, column: number): string {
  const prefix = `${index + 1} | `;
  return `${prefix}${row}\n${' '.repeat(prefix.length + column)}^`;
}
