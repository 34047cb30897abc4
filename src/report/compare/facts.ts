import type { Arm } from '../../experiment/arm.js';
import type { Change, Comparison } from '../../experiment/comparison.js';
import { formatSeeds } from '../../scenario/seeds.js';

/** `n 20, seeds 0-19, losscope 0.1.0, config 3fa9c2d1`, or `from logs` of another program; with the seeds that did not end well. */
export function armFacts({ seeds, version, hash }: Arm): string {
  const broken = seeds.filter(({ status }) => status !== 'done');
  const numbers = formatSeeds(seeds.map(({ seed }) => seed).toSorted((a, b) => a - b));
  return [
    `n ${seeds.length}`,
    `seeds ${numbers}`,
    ...(version === null && hash === null
      ? ['from logs']
      : [`losscope ${version ?? 'of unknown version'}`, `config ${hash === null ? 'unknown' : hash.slice(0, 8)}`]),
    ...(broken.length === 0 ? [] : [`${countsOf(broken.map(({ status }) => status))} (counted as worst)`]),
  ].join(', ');
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** What differs between the configurations, in words. */
export function changesText({
  changes,
  reference,
  candidate,
  equalDigests,
  otherBits,
}: Pick<Comparison, 'changes' | 'reference' | 'candidate' | 'equalDigests' | 'otherBits'>): readonly string[] {
  if (otherBits > 0) {
    const n = `${otherBits} of ${candidate.seeds.length} digests differ`;
    return [`same settings, other bits: ${n}; the machine or the build differs`];
  }
  if (changes === null) return ['unknown: a side does not tell its settings'];
  if (changes.length > 0) return changes.map(changeLine);
  if (reference.hash !== candidate.hash) return ['nothing that its settings tell'];
  if (equalDigests === null) return ['nothing'];
  return [`no setting; ${equalDigests} of ${candidate.seeds.length} digests are equal`];
}

export function changeLine({ path, reference, candidate }: Change): string {
  return `${path}: ${reference} -> ${candidate}`;
}
