/** Names of files that say nothing of their run: the folder does. */
const PLAIN =
  /^(?:metrics|progress|results?|history|log|logs|train|training|stdout|out|output|scalars|monitor|trainer_state|events\.out\.tfevents\..*)(?:\.monitor)?(?:\.(?:csv|tsv|jsonl?|ndjson|txt|log|out|gz))*$/i;

/** Paths where they differ: what all have in common at the beginning and at the end is left out. */
export function labelsOf(paths: readonly string[]): readonly string[] {
  const split = paths.map(partsOf);
  if (new Set(paths).size < 2) return split.map((parts) => nameOf(parts));
  const shortest = Math.min(...split.map(({ length }) => length));
  let head = 0;
  while (head < shortest - 1 && split.every((parts) => parts[head] === split[0]![head])) head++;
  let tail = 0;
  while (tail < shortest - head - 1 && split.every((parts) => parts.at(-1 - tail) === split[0]!.at(-1 - tail))) tail++;
  return split.map((parts) => parts.slice(head, parts.length - tail).join('/'));
}

/** A path below a root, without a file name that says nothing. */
export function labelBelow(root: string, path: string): string {
  const parts = partsOf(path).slice(partsOf(root).length);
  if (parts.length > 0 && PLAIN.test(parts.at(-1)!)) parts.pop();
  return parts.length === 0 ? nameOf(partsOf(root)) || nameOf(partsOf(path)) : parts.join('/');
}

function nameOf(parts: readonly string[]): string {
  return parts.at(-1) ?? '';
}

const partsOf = (path: string): string[] => path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
