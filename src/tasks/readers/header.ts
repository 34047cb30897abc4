import { type Issue, show } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import type { RowSource } from './formats/row-source.js';
import type { Problems } from './problems.js';
import type { TableOptions } from './table-options.js';
import type { ReadingSettings } from './table-params.js';

interface Wanted extends Pick<TableOptions, 'roles' | 'called' | 'specs' | 'mayLackRoles'> {
  readonly ignore: readonly string[];
  /** Columns that `task.types` names. */
  readonly types: readonly string[];
  readonly settings: ReadingSettings;
}

/** Notes what is wrong with the names of the columns; throws for an empty file. */
export function checkHeader(problems: Problems, source: RowSource, wanted: Wanted): void {
  const { names, headerLine, facts } = source;
  const { roles, called = {}, ignore, types, specs, mayLackRoles = false, settings } = wanted;
  if (names.length === 0) problems.fatal({ path: '', message: 'is empty: it needs a header and rows' });
  const place = headerLine > 0 ? { path: 'header', line: headerLine } : { path: 'columns' };
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) problems.add({ ...place, message: 'names a column twice', given: show(name) });
    seen.add(name);
  }
  const noHeader = headerLine === 0 && facts.separator !== null && settings.header === 'auto';
  const lacks = (name: string, what: string): void => {
    const hint = noHeader
      ? 'The first row was taken for data: add task.header=yes when it names the columns'
      : (separatorHint(names, settings) ?? didYouMean(name, names));
    const issue: Omit<Issue, 'file'> = {
      ...place,
      message: `has no ${what} of this name`,
      given: show(name),
      allowed: listNames(names),
    };
    problems.add(hint === undefined ? issue : { ...issue, hint });
  };
  if (!mayLackRoles)
    for (const [name, role] of roles) if (!seen.has(name)) lacks(name, `${called[name] ?? role} column`);
  if (specs !== undefined) return;
  for (const name of ignore) if (!seen.has(name)) lacks(name, 'column to ignore');
  for (const name of types) if (!seen.has(name)) lacks(name, 'column for task.types');
  const both = [...roles].find(([name]) => ignore.includes(name));
  if (both !== undefined)
    problems.add({ ...place, message: `has its ${both[1]} column among the ignored ones`, given: show(both[0]) });
  else if (names.every((name) => roles.has(name) || ignore.includes(name)))
    problems.add({ ...place, message: `needs at least one column besides the ${[...roles.values()][0] ?? 'target'}` });
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => (name.length > 40 ? `${name.slice(0, 37)}...` : name));
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : shown.join(', ');
}

function separatorHint(names: readonly string[], { separator }: ReadingSettings): string | undefined {
  if (names.length !== 1 || separator === 'auto') return undefined;
  const [name] = names;
  const found = ([';', '\t', ',', '|'] as const).find((mark) => name!.includes(mark));
  const word = { ';': 'semicolon', '\t': 'tab', ',': 'comma', '|': 'pipe' };
  return found === undefined ? undefined : `The separator seems to be ${word[found]}`;
}
