import { cutMiddle, displayWidth, eachGrapheme } from './text-fit.js';

/**
 * Names in at most `width` columns each: whole where they fit, the others shortened at what they share and never where they
 * differ: first what all begin or end with alike, then the middle. Different names stay different as far as the width can
 * tell that many apart. `brief` leaves out all that they share, where every column counts.
 */
export function shortNames(names: readonly string[], width: number, brief = false): readonly string[] {
  if (names.every((name) => displayWidth(name) <= width)) return names;
  const distinct = [...new Set(names)];
  const all = shortened(distinct, width, brief);
  const whole = new Set(distinct.filter((name) => displayWidth(name) <= width));
  const short = new Map(distinct.map((name, i) => [name, all[i]!]));
  const mixed = distinct.map((name) => (whole.has(name) ? name : short.get(name)!));
  // A name may happen to read like what another one is shortened to.
  const apart = new Set(mixed).size === distinct.length;
  return names.map((name) => (apart && whole.has(name) ? name : short.get(name)!));
}

function shortened(names: readonly string[], width: number, brief: boolean): readonly string[] {
  const parts = stripped(names.map(graphemesOf), brief ? 0 : width);
  const short = parts.map((name) => cutMiddle(name, width));
  const alike = new Map<string, number[]>();
  for (const [i, name] of short.entries()) alike.set(name, [...(alike.get(name) ?? []), i]);
  for (const places of alike.values()) {
    if (places.length === 1) continue;
    const own = places.map((i) => names[i]!);
    // Alike at both ends: what they share is longer than what all share, and without it they can be told apart.
    const apart = places.length < names.length ? shortened(own, width, brief) : own.map((_, i) => `…${i + 1}`);
    for (const [k, i] of places.entries()) short[i] = apart[k]!;
  }
  if (new Set(short).size === names.length) return short;
  return short.map((name, i) => cutMiddle(`${i + 1} ${name}`, width));
}

/** Names with `…` for the graphemes that all of them begin and end with; as much of these stays as there is room for. */
function stripped(names: readonly (readonly string[])[], width: number): readonly string[] {
  const [first = [], ...others] = names;
  if (others.length === 0) return names.map((name) => name.join(''));
  const shortest = Math.min(...names.map(({ length }) => length));
  let head = 0;
  while (head < shortest && others.every((name) => name[head] === first[head])) head++;
  let tail = 0;
  while (tail < shortest - head && others.every((name) => name.at(-1 - tail) === first.at(-1 - tail))) tail++;
  // A mark in the place of one or two graphemes saves nothing.
  if (head < 3) head = 0;
  if (tail < 3) tail = 0;
  const cores = names.map((name) => displayWidth(name.slice(head, name.length - tail).join('')));
  let spare = width - Math.max(...cores) - (head > 0 ? 1 : 0) - (tail > 0 ? 1 : 0);
  // What stands before a difference names it: that first.
  const kept = (grapheme: string | undefined): boolean => {
    spare -= displayWidth(grapheme ?? '');
    return spare >= 0;
  };
  while (head > 0 && kept(first[head - 1])) head--;
  while (tail > 0 && kept(first.at(-tail))) tail--;
  return names.map(
    (name) => `${head > 0 ? '…' : ''}${name.slice(head, name.length - tail).join('')}${tail > 0 ? '…' : ''}`,
  );
}

function graphemesOf(text: string): readonly string[] {
  const all: string[] = [];
  eachGrapheme(text, (grapheme) => all.push(grapheme));
  return all;
}
