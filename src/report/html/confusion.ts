import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVALUATION_FILE } from '../../store/own-data-files.js';
import { text } from './markup.js';
import type { Chapter, Group } from './model.js';

/** Classes of a matrix at most; one with more would be read by nobody. */
const MOST_CLASSES = 20;
/** Sizes in pixels. */
const CELL = 44;
const NAMES = 130;
const LETTERS = 16;

interface Matrix {
  readonly names: readonly string[];
  readonly counts: readonly (readonly number[])[];
  /** Runs that it sums up. */
  readonly runs: number;
}

/** The confusion matrices of a chapter's configurations on a user's data; empty where there are none. */
export function confusionParts({ groups }: Pick<Chapter, 'groups'>): readonly string[] {
  return groups.flatMap((group) => {
    const matrix = matrixOf(group);
    if (matrix === null) return [];
    const heading = groups.length === 1 ? '' : `<h3>${text(group.label)}</h3>`;
    if (matrix.names.length > MOST_CLASSES)
      return [`${heading}<p>${matrix.names.length} classes: the matrix is in ${EVALUATION_FILE} of each run.</p>`];
    return [`${heading}${picture(matrix)}`];
  });
}

/** The sum over the runs that have one with the same classes. */
function matrixOf({ runs }: Group): Matrix | null {
  const all = runs.flatMap(({ folder }) => readMatrix(folder) ?? []);
  const [first] = all;
  if (first === undefined) return null;
  const alike = all.filter(({ names }) => names.join('\0') === first.names.join('\0'));
  const counts = first.counts.map((row, i) =>
    row.map((_, j) => alike.reduce((sum, own) => sum + own.counts[i]![j]!, 0)),
  );
  return { names: first.names, counts, runs: alike.length };
}

function readMatrix(folder: string): Matrix | null {
  try {
    const { classes, confusion } = JSON.parse(readFileSync(join(folder, EVALUATION_FILE), 'utf8')) as {
      readonly classes: readonly { readonly name: string }[];
      readonly confusion: readonly (readonly number[])[];
    };
    const names = classes.map(({ name }) => name);
    const isSquare = confusion.length === names.length && confusion.every((row) => row.length === names.length);
    return isSquare && confusion.flat().every(Number.isFinite) ? { names, counts: confusion, runs: 1 } : null;
  } catch {
    // A run that has none, such as one on generated data or one that was stopped.
    return null;
  }
}

function picture({ names, counts, runs }: Matrix): string {
  const size = names.length * CELL;
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const short = (name: string) => text(name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name);
  const label = `Confusion matrix of ${total} held-out rows of ${runs} ${runs === 1 ? 'run' : 'runs'}: rows are the true classes, columns the answers; the shade is the part of the true class.`;
  const cells = counts.flatMap((row, i) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => {
      const part = all === 0 ? 0 : count / all;
      const [x, y] = [NAMES + j * CELL, i * CELL];
      const title = `${names[i]!} answered as ${names[j]!}: ${count} of ${all}`;
      return `<g><title>${text(title)}</title><rect x="${x}" y="${y}" width="${CELL - 2}" height="${CELL - 2}" fill="currentColor" fill-opacity="${(0.05 + 0.5 * part).toFixed(3)}"/><text x="${x + CELL / 2 - 1}" y="${y + CELL / 2 + 4}" text-anchor="middle" font-size="12" fill="currentColor">${count}</text></g>`;
    });
  });
  const sides = names.flatMap((name, i) => [
    `<text x="${NAMES - 8}" y="${i * CELL + CELL / 2 + 4}" text-anchor="end" font-size="12" fill="currentColor">${short(name)}</text>`,
    `<text transform="translate(${NAMES + i * CELL + CELL / 2} ${size + 8}) rotate(45)" font-size="12" fill="currentColor">${short(name)}</text>`,
  ]);
  const [width, height] = [NAMES + size + 90, size + 100];
  return `<p class="note">${text(label)}</p><div class="scroll"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${text(label)}">${cells.join('')}${sides.join('')}</svg></div>`;
}
