import { show } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import type { Graph, Triple } from '../generators/graph.js';
import { type FileFacts, openRows } from './formats/row-source.js';
import { Problems, rowPath } from './problems.js';

/** Different entities, and different relations, of a user's graph. */
const MOST_NAMES = 200_000;
const ENDS = ['head', 'relation', 'tail'] as const;

/** Numbers for names, in the order in which they come. */
class Numbering {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  names(): readonly string[] {
    return [...this.#numbers.keys()];
  }

  of(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.size);
    return this.size - 1;
  }
}

export interface Triples {
  readonly entities: number;
  readonly relations: number;
  /** Each once, in the order of the file. */
  readonly triples: readonly Triple[];
  readonly names: { readonly entities: readonly string[]; readonly relations: readonly string[] };
  readonly facts: FileFacts;
  readonly hasHeader: boolean;
}

/** Names that a header of three columns has in their place. */
const OTHER_NAMES: ReadonlySet<string> = new Set([
  ...['subject,predicate,object', 'source,relation,target', 'from,relation,to', 'h,r,t', 'entity1,relation,entity2'],
]);

/**
 * Reads a table with the columns head, relation and tail, of any format; other columns are ignored. A file of three columns
 * without such names has no header: head, relation, tail, as FB15k and WN18RR are written. Throws a UserError that names file
 * and row, for up to 20 problems at once.
 */
export function readTriples(file: string, separator: string): Triples {
  const problems = new Problems(file);
  const options = { separator, encoding: 'auto', skipLines: 0, wanted: ENDS, query: null, unlimited: false } as const;
  let source = openRows(problems, { ...options, header: 'auto' });
  if (source.names.length === 0) problems.fatal({ path: '', message: 'is empty: it needs triples' });
  const three = source.names.length === 3 && !source.names.some((name) => (ENDS as readonly string[]).includes(name));
  const isOther = three && OTHER_NAMES.has(source.names.join().toLowerCase());
  const isBare = three && !isOther;
  if (isBare && source.facts.separator !== null) source = openRows(problems, { ...options, header: 'no' });
  const columns = three ? [0, 1, 2] : ENDS.map((end) => source.names.indexOf(end));
  ENDS.forEach((end, i) => {
    if (columns[i]! >= 0) return;
    const given = show(source.names.join(', '));
    problems.add({ path: 'header', line: 1, message: `has no column named ${end}`, given });
  });
  problems.check();
  const [entities, relations] = [new Numbering(), new Numbering()];
  const triples = new Map<string, Triple>();
  source.each(problems, (fields, row) => {
    const { line } = fields;
    const texts = columns.map((column) => (column < fields.count ? fields.text(column).trim() : ''));
    const missing = ENDS.filter((_, i) => texts[i] === '');
    for (const end of missing) problems.add({ path: rowPath(row, end), line, message: 'must not be empty' });
    if (missing.length > 0) return undefined;
    const triple: Triple = [entities.of(texts[0]!), relations.of(texts[1]!), entities.of(texts[2]!)];
    triples.set(triple.join(), triple);
    if (entities.size > MOST_NAMES || relations.size > MOST_NAMES)
      problems.fatal({
        path: rowPath(row),
        line,
        message: `goes beyond the ${MOST_NAMES} entities or relations allowed`,
      });
    return undefined;
  });
  problems.check();
  if (triples.size < 2) problems.add({ path: '', message: 'needs two different triples or more' });
  problems.check();
  return {
    entities: entities.size,
    relations: relations.size,
    triples: [...triples.values()],
    names: { entities: entities.names(), relations: relations.names() },
    facts: source.facts,
    hasHeader: !isBare,
  };
}

/**
 * Holds a part of the triples out, drawn by `stream`. A triple stays in training where its head, its relation or its tail
 * would else be missing there: of what was never seen nothing can be learned.
 */
export function holdOutTriples({ entities, relations, triples }: Triples, testPart: number, stream: Stream): Graph {
  const left = { entity: new Int32Array(entities), relation: new Int32Array(relations) };
  const count = ([head, relation, tail]: Triple, by: 1 | -1) => {
    left.entity[head]! += by;
    left.entity[tail]! += by;
    left.relation[relation]! += by;
  };
  for (const triple of triples) count(triple, 1);
  const wanted = Math.max(1, Math.round(triples.length * testPart));
  const train: Triple[] = [];
  const test: Triple[] = [];
  for (const i of stream.shuffle(Int32Array.from(triples.keys()))) {
    const triple = triples[i]!;
    count(triple, -1);
    const [head, relation, tail] = triple;
    const covered = left.entity[head]! > 0 && left.entity[tail]! > 0 && left.relation[relation]! > 0;
    if (covered && test.length < wanted) test.push(triple);
    else {
      count(triple, 1);
      train.push(triple);
    }
  }
  return { entities, relations, train, test, rowOf: new Int32Array(entities) };
}
