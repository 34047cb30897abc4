import { UserError } from '../../core/errors.js';

/** What a run of another program is, as far as its place tells. */
export interface Place {
  /** What its siblings with other seeds have in common with it; empty where that is nothing. */
  readonly variant: string;
  /** null where nothing tells. */
  readonly seed: number | null;
}

/** Tells variant and seed of a run by its path. */
export type Grouping = (path: string) => Place;

/** `seed_3`, `seed=3`, `seed3`, `s3`, a part of a path or of a name. */
const SEED = /(?:^|[/_.,\s-])(?:seed|s|rng|rep|trial)[-_= ]?(\d{1,9})(?=$|[/_.,\s-])/i;
/** CleanRL: environment, experiment, seed, time. */
const CLEANRL = /__(\d{1,9})__\d{9,11}(?=$|\/)/;
/** SB3 numbers the runs of a name: `PPO_1`. RLlib and Ray: `PPO_env_00003_3_seed=1`. Lightning: `version_0`. */
const NUMBERED = /(?:^|\/)(?:([^/]*?[A-Za-z][^/]*?)_(\d{1,4})|(?:run|rep|fold|version)[-_ ]?(\d{1,4}))(?=$|\/)/;

const ENDING = /\.(?:csv|tsv|log|txt|out|err|json|jsonl|ndjson|dat)(?:\.gz)?$/i;

/**
 * The grouping that the paths themselves suggest. A number behind a name counts as a seed where several runs of one folder
 * have that name.
 */
export function guessedGrouping(paths: readonly string[]): Grouping {
  const stems = new Map<string, number>();
  for (const path of paths) {
    const stem = SEED.test(path) || CLEANRL.test(path) ? null : numbered(path);
    if (stem !== null) stems.set(stem.variant, (stems.get(stem.variant) ?? 0) + 1);
  }
  // The end of a file name tells variants apart only where there are several.
  const ends = new Set(paths.map((path) => ENDING.exec(path)?.[0] ?? ''));
  const plain = (variant: string): string => (ends.size > 1 ? variant : variant.replace(ENDING, ''));
  return (path) => {
    for (const pattern of [CLEANRL, SEED]) {
      const match = pattern.exec(path);
      if (match !== null) return { variant: plain(without(path, match)), seed: Number(match[1]) };
    }
    const found = numbered(path);
    if (found !== null && (stems.get(found.variant) ?? 0) > 1) return { ...found, variant: plain(found.variant) };
    return { variant: tidy(path), seed: null };
  };
}

function numbered(path: string): (Place & { readonly seed: number }) | null {
  const match = NUMBERED.exec(path);
  if (match === null) return null;
  const begin = path.slice(0, match.index);
  const end = path.slice(match.index + match[0].length);
  const stem = match[1] ?? '';
  return { variant: tidy(`${begin}/${stem}${end}`), seed: Number(match[2] ?? match[3]) };
}

function without(path: string, match: RegExpExecArray): string {
  return tidy(path.slice(0, match.index) + path.slice(match.index + match[0].length));
}

const tidy = (text: string): string =>
  text
    .split('/')
    .map((part) => part.replace(/^[-_.,\s]+|[-_.,\s]+$/g, ''))
    .filter((part) => part !== '')
    .join('/');

/**
 * A grouping by a pattern of paths such as `{variant}/seed_{seed}/metrics.csv`: each name in braces takes a part of a path,
 * `*` takes anything within one. `{seed}` is the seed; all other names together are the variant. Throws a {@link UserError}
 * for a pattern without a name.
 */
export function groupingBy(pattern: string): Grouping {
  const names: string[] = [];
  const source = pattern
    .replace(/^\.?\//, '')
    .split(/(\{[^{}]*\}|\*+)/)
    .map((part) => {
      if (part.startsWith('*')) return part.length > 1 ? '.*' : '[^/]*';
      if (!part.startsWith('{')) return part.replace(/[.+?^$()|[\]\\]/g, '\\$&');
      const name = part.slice(1, -1);
      names.push(name);
      return name === 'seed' ? '(\\d+)' : '([^/]+?)';
    })
    .join('');
  if (names.length === 0 || new Set(names).size < names.length || names.includes('')) {
    throw new UserError({
      path: '--group',
      message: 'must name parts of a path in braces, each once',
      given: `"${pattern}"`,
      allowed: "such as '{variant}/seed_{seed}/metrics.csv'",
    });
  }
  const shape = new RegExp(`(?:^|/)${source}$`);
  return (path) => {
    const match = shape.exec(path);
    if (match === null) return { variant: path, seed: null };
    let seed: number | null = null;
    const parts: string[] = [];
    names.forEach((name, i) => {
      const value = match[i + 1]!;
      if (name === 'seed') seed = Number(value);
      else parts.push(name === 'variant' || names.length <= 2 ? value : `${name}=${value}`);
    });
    return { variant: parts.join(' '), seed };
  };
}
