import { show } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import type { Graph, Triple } from '../generators/graph.js';
import { csvRows, type Separator } from './csv.js';
import { isJsonl, objectRows } from './objects.js';
import { Problems, rowPath } from './problems.js';

/** Different entities, and different relations, of a user's graph. */
const MOST_NAMES = 50_000;
const ENDS = ['head', 'relation', 'tail'] as const;

/** Numbers for names, in the order in which they come. */
class Numbering {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
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
}

/**
 * Reads a CSV file with the columns head, relation and tail, or a JSONL file of objects with these keys; other columns are
 * ignored. Throws a UserError that names file and row, for up to 20 problems at once.
 */
export function readTriples(file: string, separator: Separator): Triples {
  const problems = new Problems(file);
  const rows = isJsonl(file) ? objectRows(problems) : csvRows(problems, separator);
  const first = rows.next();
  const header =
    first.done === true ? problems.fatal({ path: '', message: 'is empty: it needs triples' }) : first.value;
  const columns = ENDS.map((end) => header.fields.findIndex((name) => name.trim() === end));
  ENDS.forEach((end, i) => {
    if (columns[i]! >= 0) return;
    const given = show(header.fields.join(', '));
    problems.add({ path: 'header', line: header.line, message: `has no column named ${end}`, given });
  });
  problems.check();
  const [entities, relations] = [new Numbering(), new Numbering()];
  const triples = new Map<string, Triple>();
  for (const { row, line, fields } of rows) {
    const [head, relation, tail] = columns.map((column) => (fields[column] ?? '').trim()) as [string, string, string];
    const missing = ENDS.filter((_, i) => [head, relation, tail][i] === '');
    for (const end of missing) problems.add({ path: rowPath(row, end), line, message: 'must not be empty' });
    if (missing.length > 0) continue;
    const triple: Triple = [entities.of(head), relations.of(relation), entities.of(tail)];
    triples.set(triple.join(), triple);
    if (entities.size > MOST_NAMES || relations.size > MOST_NAMES)
      problems.fatal({
        path: rowPath(row),
        line,
        message: `goes beyond the ${MOST_NAMES} entities or relations allowed`,
      });
  }
  problems.check();
  if (triples.size < 2) problems.add({ path: '', message: 'needs two different triples or more' });
  problems.check();
  return { entities: entities.size, relations: relations.size, triples: [...triples.values()] };
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
