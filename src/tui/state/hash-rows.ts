import { formatSeeds } from '../../scenario/seeds.js';
import type { BuiltFacts } from '../../store/built-facts.js';
import type { OutlineGroup } from './outline.js';

/** So many digits tell hashes apart by eye. */
const DIGITS = 8;

const KINDS: readonly {
  readonly path: string;
  readonly help: string;
  readonly of: (built: BuiltFacts) => string | null;
}[] = [
  { path: 'init hash', help: 'sha256 of the parameters before the first step', of: ({ initHash }) => initHash },
  { path: 'data hash', help: 'sha256 of the rows and their split', of: ({ dataHash }) => dataHash },
];

/** What the runs of variants begin with, side by side. */
export interface HashRow {
  readonly path: string;
  readonly help: string;
  /** A hash by variant, of one seed of each; of a single variant those of all its seeds. null where none is known. */
  readonly texts: readonly (string | null)[];
  /** By variant, whether every seed that the first variant has too begins alike; null where there is no such seed. */
  readonly same: readonly (boolean | null)[];
  /** What the seeds have shown, in a line. */
  readonly verdict: string;
}

/** The hashes that the runs of these variants know; a row is left out where none knows any. */
export function hashRows(variants: readonly OutlineGroup[]): readonly HashRow[] {
  return KINDS.flatMap(({ path, help, of }) => {
    const tables = variants.map((variant) => tableOf(variant, of));
    const [first = new Map<number, string>()] = tables;
    if (tables.every(({ size }) => size === 0)) return [];
    if (tables.length === 1) return [{ path, help, ...ofOne(first) }];
    const common = (table: ReadonlyMap<string | number, string>) => [...first.keys()].filter((seed) => table.has(seed));
    const unlike = tables.map((table) => common(table).filter((seed) => table.get(seed) !== first.get(seed)));
    const shared = tables.map(common);
    // A seed that shows the difference, if there is one.
    const told = unlike.flat()[0] ?? shared.slice(1).flat()[0];
    const texts = tables.map((table) => {
      const hash = told === undefined ? undefined : table.get(told);
      return hash === undefined ? ([...table.values()].map(short)[0] ?? null) : short(hash);
    });
    const same = shared.map((seeds, i) => (i === 0 || seeds.length === 0 ? null : unlike[i]!.length === 0));
    return [
      {
        path,
        help,
        texts,
        same,
        verdict: verdictOf([...new Set(shared.slice(1).flat())], [...new Set(unlike.flat())]),
      },
    ];
  });
}

/** What the runs of these variants understood of a user's data, by the first run of each that tells; none on generated data. */
export function dataRows(variants: readonly OutlineGroup[]): readonly HashRow[] {
  const texts = variants.map(({ runs }) => runs.flatMap(({ built }) => built?.understood ?? [])[0] ?? null);
  const [first = null] = texts;
  const verdict = texts.find((text) => text !== null);
  if (verdict === undefined) return [];
  const same = texts.map((text, i) => (i === 0 || text === null || first === null ? null : text === first));
  return [
    { path: 'data', help: 'how the data was read; details in data.json of the run folder', texts, same, verdict },
  ];
}

/** The hashes of a single variant: of a single seed in full. */
function ofOne(hashes: ReadonlyMap<number, string>): Pick<HashRow, 'texts' | 'same' | 'verdict'> {
  const all = [...hashes].map(([seed, hash]) => (hashes.size === 1 ? short(hash) : `s${seed} ${short(hash)}`));
  const [[seed, hash] = [0, '']] = hashes;
  const verdict = hashes.size === 1 ? `seed ${seed}: ${hash}` : `by seed, the first ${DIGITS} digits of each`;
  return { texts: [all.join('  ')], same: [null], verdict };
}

function tableOf({ runs }: OutlineGroup, of: (built: BuiltFacts) => string | null): ReadonlyMap<number, string> {
  const entries = runs.flatMap(({ seed, built }) => {
    const hash = built === null ? null : of(built);
    return hash === null ? [] : [[seed, hash] as const];
  });
  return new Map(entries.sort(([a], [b]) => a - b));
}

const short = (hash: string): string => hash.slice(0, DIGITS);

function verdictOf(shared: readonly number[], unlike: readonly number[]): string {
  const seeds = (list: readonly number[]) =>
    `seed${list.length === 1 ? '' : 's'} ${formatSeeds([...list].sort((a, b) => a - b))}`;
  if (shared.length === 0) return 'no seed that both have started';
  if (unlike.length === 0) return `the same for ${seeds(shared)}`;
  return unlike.length === shared.length
    ? `different for ${seeds(unlike)}`
    : `different for ${seeds(unlike)} of ${seeds(shared)}`;
}
