import { show } from '../core/errors.js';

/** More seeds than this in one list are a typing error. */
export const MOST_SEEDS = 10_000;

/** What a list of seeds may look like, for messages and help. */
export const SEEDS_ALLOWED = 'whole numbers from 0, such as 0-9, "0,3,7" or [0, 3, 7], none twice';

/**
 * Seeds as people write them: a number, `0-9`, `0,3,7`, `0-4,10`, or a list of numbers. Ranges are measured before they
 * are spelled out. Returns the seeds in the order given, or a clause that tells what is wrong.
 */
export function parseSeeds(given: unknown): readonly number[] | string {
  const parts = typeof given === 'number' ? [given] : typeof given === 'string' ? given.split(',') : given;
  if (!Array.isArray(parts)) return 'must be seeds';
  if (parts.length === 0 || given === '') return 'must name at least one seed';
  const seeds = new Set<number>();
  for (const part of parts as readonly unknown[]) {
    const range = rangeOf(part, typeof given === 'string');
    if (range === null) return `must be seeds, and ${show(part)} is none`;
    const [from, to] = range;
    if (to < from) return `has the range ${from}-${to}, which runs backwards`;
    if (seeds.size + (to - from + 1) > MOST_SEEDS) return `must name at most ${MOST_SEEDS} seeds`;
    for (let seed = from; seed <= to; seed++) {
      if (seeds.has(seed)) return `names seed ${seed} twice`;
      seeds.add(seed);
    }
  }
  return [...seeds];
}

function rangeOf(part: unknown, written: boolean): readonly [number, number] | null {
  if (!written) return isSeed(part) ? [part, part] : null;
  const match = /^\s*(\d{1,16})\s*(?:-\s*(\d{1,16})\s*)?$/.exec(String(part));
  if (match === null) return null;
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  return isSeed(from) && isSeed(to) ? [from, to] : null;
}

function isSeed(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Seeds in the shortest form that {@link parseSeeds} reads back: `0-9`, `0-2,7`. */
export function formatSeeds(seeds: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < seeds.length; ) {
    let end = i;
    while (end + 1 < seeds.length && seeds[end + 1] === seeds[end]! + 1) end++;
    parts.push(end === i ? `${seeds[i]}` : `${seeds[i]}-${seeds[end]}`);
    i = end + 1;
  }
  return parts.join(',');
}
