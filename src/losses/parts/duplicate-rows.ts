import type { FlatInput } from '../kit/definition.js';

/** A warning when rows of candidates occur twice: inside one batch a duplicate acts as a false negative. */
export function duplicateWarning(name: string, { shape, data }: FlatInput): string[] {
  const [rows, size] = shape as [number, number];
  const seen = new Set<string>();
  for (let i = 0; i < rows; i++) seen.add(data.subarray(i * size, (i + 1) * size).join());
  return seen.size === rows
    ? []
    : [
        `${rows - seen.size} of ${rows} ${name} are duplicates; as false negatives they keep their rows at log 2 or more.`,
      ];
}
