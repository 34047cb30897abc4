import { cutMiddle, displayWidth, eachGrapheme } from './text-fit.js';

/** In so many columns both ends of a name can be read: the end often has the value. */
const HALVES = 8;

/**
 * Names in at most `width` columns each: whole where they fit, the others shortened at what they share and never where they
 * differ: first what all begin or end with alike, then the middle. Different names stay different as far as the width can
 * tell that many apart.
 */
export function shortNames(names: readonly string[], width: number): readonly string[] {
  if (names.every((name) => displayWidth(name) <= width)) return names;
  const distinct = [...new Set(names)];
  const all = shortened(distinct, width);
  const whole = new Set(distinct.filter((name) => displayWidth(name) <= width));
  const short = new Map(distinct.map((name, i) => [name, all[i]!]));
  const mixed = distinct.map((name) => (whole.has(name) ? name : short.get(name)!));
  // A name may happen to read like what another one is shortened to.
  const apart = new Set(mixed).size === distinct.length;
  return names.map((name) => (apart && whole.has(name) ? name : short.get(name)!));
}

function shortened(names: readonly string[], width: number): readonly string[] {
  const parts = stripped(names.map(graphemesOf), width);
  const short = parts.map((name) => cutMiddle(name, width, HALVES));
  const alike = new Map<string, number[]>();
  for (const [i, name] of short.entries()) alike.set(name, [...(alike.get(name) ?? []), i]);
  for (const places of alike.values()) {
    if (places.length === 1) continue;
    const own = places.map((i) => names[i]!);
    // Alike at both ends: what they share is longer than what all share, and without it they can be told apart.
    const apart = places.length < names.length ? shortened(own, width) : own.map((_, i) => `…${i + 1}`);
    for (const [k, i] of places.entries()) short[i] = apart[k]!;
  }
  if (new Set(short).size === names.length) return short;
  return short.map((name, i) => cutMiddle(`${i + 1} ${name}`, width, HALVES));
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
  const without = (before: number, after: number): readonly string[] =>
    names.map(
      (name) => `${before > 0 ? '…' : ''}${name.slice(before, name.length - after).join('')}${after > 0 ? '…' : ''}`,
    );
  const fits = (before: number, after: number): boolean =>
    without(before, after).every((name) => displayWidth(name) <= width);
  // Half a number reads like another number.
  const low = head - (BEFORE.exec(first.slice(0, head).join(''))?.[0].length ?? 0);
  const high = tail - (AFTER.exec(first.slice(first.length - tail).join(''))?.[0].length ?? 0);
  if (fits(low, high)) [head, tail] = [low, high];
  // What stands before a difference names it: that first.
  for (let least = 0; least < head; least++) if (fits(least, tail)) head = least;
  for (let least = 0; least < tail; least++) if (fits(head, least)) tail = least;
  return without(head, tail);
}

/** The part of a number that a text ends or begins with. */
const BEFORE = /\d[\d.eE+-]*$/;
const AFTER = /^[\d.eE+-]*\d/;

function graphemesOf(text: string): readonly string[] {
  const all: string[] = [];
  eachGrapheme(text, (grapheme) => all.push(grapheme));
  return all;
}
