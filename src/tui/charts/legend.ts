import { shortNames } from '../terminal/short-names.js';
import { displayWidth } from '../terminal/text-fit.js';
import { type Entry, entryText } from './chart-lines.js';

/** Columns of `+12 more`. */
const MORE = 10;
/** Of a mark and the spaces around it and the text. */
const AROUND = 5;
/** A name in fewer columns says nothing. */
const SHORTEST_NAME = 4;
/** In so many most names can be read. */
const READABLE_NAME = 12;

type Told = Pick<Entry, 'name' | 'metric' | 'value'>;

/**
 * The texts of a legend in so many columns: whole where they fit, then with shorter names, then without how far the seeds
 * reach; the last ones are left out only where even that is too long, or with `more`, where others already are.
 */
export function legendTexts(entries: readonly Told[], room: number, more: boolean): readonly string[] {
  for (let count = entries.length; count > 1; count--) {
    const texts = fitting(entries.slice(0, count), more || count < entries.length ? room - MORE : room);
    if (texts !== null) return texts;
  }
  return entries.slice(0, 1).map(entryText);
}

/** The texts of all these entries with names as long as there is room for; null where they do not fit. */
function fitting(entries: readonly Told[], room: number): readonly string[] | null {
  const names = entries.map(({ name }) => name);
  const metrics = entries.map(({ metric = '' }) => metric);
  const widest = Math.max(longest(names), longest(metrics));
  const brief = entries.map(({ value }) => value.split(/,? /)[0]!);
  // What tells the lines apart comes before how far the seeds reach.
  for (const [values, least] of [
    [entries.map(({ value }) => value), READABLE_NAME],
    [brief, SHORTEST_NAME],
  ] as const) {
    const free = room - AROUND * entries.length - values.reduce((sum, value) => sum + displayWidth(value), 0);
    // Each part stands before its value, with a space between.
    const columns = (width: number): number =>
      briefly(names, width).columns + briefly(metrics, width).columns + spaces(names) + spaces(metrics);
    let low = Math.min(least, widest);
    if (columns(low) > free) continue;
    let high = widest;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (columns(middle) <= free) low = middle;
      else high = middle - 1;
    }
    const [short, of] = [briefly(names, low).texts, briefly(metrics, low).texts];
    return entries.map((_, i) => entryText({ metric: of[i]!, name: short[i]!, value: values[i]! }));
  }
  return null;
}

const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(displayWidth));

const spaces = (names: readonly string[]): number => names.filter((name) => name !== '').length;

interface Brief {
  readonly texts: readonly string[];
  readonly columns: number;
}

/** Names in short by these names and the width: they are the same from frame to frame, and take long to find. */
const known = new Map<string, Brief>();
const MOST_KNOWN = 1000;

/** Names in few columns each; empty ones have nothing to do with how the others are shortened. */
function briefly(names: readonly string[], width: number): Brief {
  const key = `${width}\n${names.join('\n')}`;
  let brief = known.get(key);
  if (brief === undefined) {
    const told = names.filter((name) => name !== '');
    const short = shortNames(told, width);
    const texts = names.map((name) => (name === '' ? '' : short[told.indexOf(name)]!));
    brief = { texts, columns: texts.reduce((sum, text) => sum + displayWidth(text), 0) };
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, brief);
  }
  return brief;
}
