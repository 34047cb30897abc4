import { type Issue, show, UserError } from '../core/errors.js';
import { formatPath } from './finding.js';
import { clashes, type Override, overridePlace, parseOverride } from './overrides.js';
import { DECISIVE } from './registries.js';

const OPTION = '--vary';

/** One `path=a,b,c` of the command line: an override per value. */
export type Axis = readonly Override[];

/**
 * Reads `path=a,b,c` texts. Values are read as those of `--set`; commas inside brackets, braces and quotes do not part
 * them. `set` are the overrides that all cells have. Throws a {@link UserError} with every problem.
 */
export function parseGrid(texts: readonly string[], set: readonly Override[] = []): readonly Axis[] {
  const issues: Issue[] = [];
  const axes: Override[][] = [];
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals === -1) {
      const hint = 'For example loss=bce,focal';
      issues.push({ path: '', message: 'must be path=value,value', hint, ...overridePlace({ text, option: OPTION }) });
      continue;
    }
    const axis: Override[] = [];
    const found: Issue[] = [];
    for (const value of splitValues(text.slice(equals + 1))) {
      try {
        const override = parseOverride(`${text.slice(0, equals)}=${value}`, OPTION, DECISIVE);
        if (axis.some((other) => other.text === override.text)) {
          found.push({
            path: formatPath(override.path),
            message: 'names a value twice',
            given: show(value.trim()),
            ...overridePlace({ text, option: OPTION }),
          });
        }
        axis.push(override);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // What is wrong with the path is wrong for every value.
        found.push(...error.issues.map((issue) => ({ ...issue, ...overridePlace({ text, option: OPTION }) })));
      }
    }
    if (axis[0] !== undefined) found.push(...clashes(axis[0], [...set, ...axes.flatMap((other) => other.slice(0, 1))]));
    issues.push(...found.filter((issue, i) => i === found.findIndex(({ message }) => message === issue.message)));
    axes.push(axis);
  }
  if (issues.length > 0) throw new UserError(issues);
  return axes;
}

/** `a,[b,c]` as `a` and `[b,c]`. */
export function splitValues(text: string): readonly string[] {
  const values: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quote !== '') {
      if (character === '\\' && quote === '"') i++;
      else if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && /[,[{:\s]|^$/.test(text[i - 1] ?? '')) quote = character;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth === 0) {
      values.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...values, text.slice(from)];
}

/** Every combination of one value from each axis, the last axis quickest; one empty cell for a grid without axes. */
export function cellsOf(axes: readonly Axis[]): readonly (readonly Override[])[] {
  let cells: (readonly Override[])[] = [[]];
  for (const axis of axes) cells = cells.flatMap((cell) => axis.map((override) => [...cell, override]));
  return cells;
}

/** The number of cells, known before any of them is made. */
export function gridSize(axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * axis.length, 1);
}
