import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DelimitedRow } from '../core/delimited-lexer.js';
import { show, UserError } from '../core/errors.js';
import { didYouMean } from '../core/suggestion.js';
import { openRows, type RowSource } from './readers/formats/row-source.js';
import { Problems } from './readers/problems.js';
import { missingWords } from './readers/table.js';
import { type ReadingSettings, readingOf } from './readers/table-params.js';

/** What a user's file is probably for. */
export interface Guess {
  readonly task: string;
  /** Settings of the task that name columns. */
  readonly params: Readonly<Record<string, string>>;
  /** Why, in words. */
  readonly why: string;
  /** Other tasks that the target would do for. */
  readonly others?: readonly string[];
  /** Rows that were looked at, at most {@link LOOKED_AT}. */
  readonly rows: number;
  /** Inputs besides the target, as far as columns tell. */
  readonly columns: number;
  /** Part of the rows of the rarest of two classes. */
  readonly rarest: number | null;
}

export interface GuessOptions extends Partial<ReadingSettings> {
  /** The column to predict; found by its name or its place when it is not given. */
  readonly target?: string;
  /** The task; found by the target when it is not given. */
  readonly task?: string;
  /** Whether a task can train by the loss that is asked for: a guess that cannot gives way to another that can. */
  readonly suits?: (task: string) => boolean;
}

const LOOKED_AT = 50_000;
/** Different numbers that may be classes where a loss for classes is asked for. */
const MOST_CLASSES = 100;
const TARGETS = [
  'target',
  'label',
  'class',
  'y',
  'outcome',
  'labels',
  'category',
  'species',
  'diagnosis',
  'churn',
  'survived',
];
const QUERIES = ['query', 'qid', 'query_id', 'queryid', 'group_id', 'srch_id'];
const GRADES = ['grade', 'relevance', 'rel', 'label', 'target', 'score'];
const DOCUMENTS = ['document', 'positive', 'passage', 'answer', 'context'];
const REQUESTS = ['query', 'anchor', 'question', 'request', 'requests'];

const findName = (names: readonly string[], wanted: readonly string[]) =>
  wanted.flatMap((word) => names.filter((name) => name.toLowerCase() === word))[0];

/** Guesses task and target of a file by its form and by the values of its target, and says why. Throws a UserError. */
export function guessTask(file: string, options: GuessOptions): Guess {
  const whole = (task: string, why: string): Guess => ({
    ...{ task, why, params: {}, rows: 0, columns: 0 },
    rarest: null,
  });
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true && existsSync(join(file, 'corpus.jsonl')))
    return whole('retrieval', 'the folder has a corpus, as BEIR has');
  const { task } = options;
  if (task === 'retrieval' || task === 'knowledge-graph' || task === 'masks') return whole(task, 'as told');
  const settings = readingOf(options);
  const problems = new Problems(file);
  const source = openRows(problems, {
    ...{ separator: settings.separator, header: settings.header, encoding: settings.encoding },
    ...{ skipLines: settings.skipLines, wanted: options.target === undefined ? [] : [options.target] },
    ...{ query: null, unlimited: true },
  });
  const { names } = source;
  if (names.length === 0) problems.fatal({ path: '', message: 'is empty: it needs a header and rows' });
  if (options.target === undefined && task === undefined) {
    if (['head', 'relation', 'tail'].every((name) => names.includes(name)))
      return whole('knowledge-graph', 'the columns are head, relation and tail');
    const [document, request] = [findName(names, DOCUMENTS), findName(names, REQUESTS)];
    if (document !== undefined && request !== undefined)
      return whole('retrieval', `there are columns ${request} and ${document}`);
    if (names.some((name) => /^image(\.|$)/.test(name)) && names.some((name) => /^mask(\.|$)/.test(name)))
      return whole('masks', 'there are images and masks');
  }
  if (options.target === undefined && task === undefined && names.length === 3) {
    const triples = looksLikeTriples(source, problems);
    if (triples !== null) return whole('knowledge-graph', triples);
  }
  if (source.facts.format === 'LETOR') return ofLetor(source, settings, file);
  if (task === 'ranking') return ofRanking(source, options);
  const target = options.target ?? gradeIn(names) ?? targetIn(names);
  if (!names.includes(target.trim())) {
    const hint = didYouMean(target, names);
    throw new UserError({
      file,
      path: '--target',
      message: 'is not a column of the file',
      given: show(target),
      allowed: names.slice(0, 20).join(', '),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  const guess = byTarget(source, target, options, settings, file);
  const { suits } = options;
  if (task !== undefined || suits === undefined || suits(guess.task)) return guess;
  const other = guess.others?.find(suits);
  if (other === undefined) return guess;
  return {
    ...byTarget(source, target, { ...options, task: other }, settings, file),
    why: `${guess.why}; ${other} for its loss`,
  };
}

/** A name that targets have, else the last column. */
function targetIn(names: readonly string[]): string {
  return findName(names, TARGETS) ?? names.at(-1)!;
}

/** The grade where there are queries too. */
function gradeIn(names: readonly string[]): string | undefined {
  return findName(names, QUERIES) === undefined ? undefined : findName(names, ['relevance', 'grade', 'rel']);
}

/** Rows of three names of which the first and the last name the same things, the second few: head, relation, tail; else null. */
function looksLikeTriples(source: RowSource, problems: Problems): string | null {
  const { names } = source;
  const ends = [new Set<string>(), new Set<string>(), new Set<string>()];
  let rows = 0;
  const add = (texts: readonly string[]) => {
    for (const [i, seen] of ends.entries()) seen.add((texts[i] ?? '').trim());
    return ++rows < LOOKED_AT;
  };
  source.each(new Problems(problems.file, problems.source), (row) => add(row.texts()));
  const [heads, relations, tails] = ends.map((seen) => [...seen]) as [string[], string[], string[]];
  const isText = relations.every((text) => text !== '' && !Number.isFinite(Number(text)));
  if (rows < 10 || !isText || relations.length * 5 > rows) return null;
  const isNamed = names.join() === 'subject,predicate,object' || relations.every((text) => /^[_/<]/.test(text));
  const known = new Set(heads);
  const shared = tails.filter((text) => known.has(text)).length;
  const fewer = Math.min(heads.length, tails.length);
  // Things that are named on both sides; a table of a few categories has them by chance.
  const isGraph = isNamed || (shared * 5 >= fewer && heads.length + tails.length > 20 && shared >= 5);
  return isGraph
    ? `there are three columns, ${shared} names stand in the first and in the last, and ${relations.length} in the second: head, relation, tail`
    : null;
}

function ofLetor(source: RowSource, _: ReadingSettings, file: string): Guess {
  let rows = 0;
  source.each(new Problems(file), () => ++rows < LOOKED_AT);
  return {
    ...{ task: 'ranking', params: {}, rows, columns: source.names.length - 2, rarest: null },
    why: 'the lines have grades and queries (qid), as LETOR has',
  };
}

function ofRanking({ names }: RowSource, { target }: GuessOptions): Guess {
  const query = findName(names, QUERIES);
  const grade = target ?? findName(names, GRADES);
  const params = { ...(query === undefined ? {} : { query }), ...(grade === undefined ? {} : { grade }) };
  return { task: 'ranking', params, why: 'as told', rows: 0, columns: names.length - 2, rarest: null };
}

function byTarget(
  source: RowSource,
  target: string,
  options: GuessOptions,
  settings: ReadingSettings,
  file: string,
): Guess {
  const { names } = source;
  const at = names.indexOf(target);
  const words = missingWords(settings.missing);
  const counts = new Map<string, number>();
  let rows = 0;
  const look = (row: DelimitedRow, field: number): boolean => {
    const text = field < row.count ? row.text(field).trim() : '';
    if (text !== '' && !words.has(text.toLowerCase())) counts.set(text, (counts.get(text) ?? 0) + 1);
    return ++rows < LOOKED_AT;
  };
  source.each(
    new Problems(file, new Problems(file).source),
    (row) => look(row, at),
    ({ cells, width, rows: many }) => {
      for (let i = 0; i < many; i++) if (!look(cells, i * width + at)) return false;
      return undefined;
    },
  );
  const texts = [...counts.keys()];
  const present = [...counts.values()].reduce((a, b) => a + b, 0);
  const base = { rows, columns: names.length - 1, rarest: null };
  const how = options.target === undefined ? `the target is ${show(target)}: ${whyTarget(names, target)}; ` : '';
  const query = findName(names, QUERIES);
  const allNumbers = texts.length > 0 && texts.every((text) => text.trim() !== '' && Number.isFinite(Number(text)));
  const whole =
    allNumbers && texts.every((text) => Number.isInteger(Number(text)) && Number(text) >= 0 && Number(text) <= 30);
  const told = (task: string): Guess => {
    const name = { regression: 'target', 'multi-label': 'labelColumns', ranking: 'grade' }[task] ?? 'label';
    return {
      ...base,
      task,
      params: { [name]: target, ...(task === 'ranking' && query !== undefined ? { query } : {}) },
      why: `${how}as told`,
    };
  };
  if (options.task !== undefined) return told(options.task);
  if (texts.length === 0)
    throw new UserError({
      ...{ file, path: `column ${target}`, message: 'has no value: name another column with --target' },
      ...(names.length > 1 ? { allowed: names.slice(0, 20).join(', ') } : oneColumn(names)),
    });
  if (query !== undefined && query !== target && whole && texts.length <= 10)
    return { ...told('ranking'), why: `${how}it holds grades, and column ${query} names queries` };
  const lists = listsIn(texts);
  if (lists !== null) return { ...told('multi-label'), why: `${how}it lists labels, with ${lists}` };
  if (texts.length === 2 || texts.length === 1)
    return {
      ...told('classification'),
      why: `${how}it has ${texts.length === 2 ? 'two classes' : 'one class'}: ${texts.map(show).join(' and ')}`,
      others: ['multi-class', ...(allNumbers ? ['regression'] : [])],
      rarest: Math.min(...counts.values()) / Math.max(1, present),
    };
  const spelled = texts.filter((text) => /^[-+(]?[\s$€£¥]*\d[\d.,' ]*(?:[eE][-+]?\d+)?[\s%€$]*\)?$/.test(text)).length;
  const numeric = allNumbers || spelled === texts.length;
  const isWhole = allNumbers && texts.every((text) => Number.isInteger(Number(text)));
  if (numeric && (!isWhole || texts.length > 20 || texts.length > 0.3 * present))
    return {
      ...told('regression'),
      why: `${how}it holds ${texts.length} different numbers`,
      others: texts.length <= MOST_CLASSES ? ['multi-class'] : [],
    };
  if (!numeric && texts.length > 0.5 * present && texts.length > 20)
    throw new UserError({
      file,
      path: `column ${target}`,
      message: `has ${texts.length} different texts in ${present} rows: it is no class and no number`,
      ...(names.length > 1 ? { hint: 'Name another column with --target' } : oneColumn(names)),
    });
  return {
    ...told('multi-class'),
    why: `${how}it has ${texts.length} classes`,
    others: numeric ? ['regression'] : [],
  };
}

/** How texts list labels: with bars, in brackets, or with a mark between labels that come again and again; null when they do not. */
function listsIn(texts: readonly string[]): string | null {
  if (texts.length <= 2) return null;
  const are = (is: (text: string) => boolean) => texts.filter(is).length * 5 > texts.length;
  if (are((text) => text.includes('|'))) return 'bars between';
  if (texts.every((text) => /^[[({].*[\])}]$/s.test(text)) && are((text) => text.includes(',')))
    return 'brackets around';
  for (const [mark, name] of [[';', 'semicolons'] as const, [',', 'commas'] as const]) {
    if (!are((text) => text.includes(mark)) || texts.every((text) => /^[-+]?[\d.,;]+$/.test(text))) continue;
    const parts = new Set(texts.flatMap((text) => text.split(mark).map((part) => part.trim())));
    // Names with a comma in them have as many parts as there are names.
    const alone = [...parts].filter((part) => texts.includes(part)).length;
    if (2 * alone >= parts.size || 2 * parts.size <= texts.length) return `${name} between`;
  }
  return null;
}

/** A file of one column has perhaps been cut at the wrong character. */
function oneColumn([name]: readonly string[]): { readonly hint: string } {
  const mark = /[^\p{L}\p{N}\s_"'.-]/u.exec(name!)?.[0];
  return { hint: `The file was read as one column: give its separator, such as task.separator='${mark ?? ';'}'` };
}

function whyTarget(names: readonly string[], target: string): string {
  return findName(names, TARGETS) === target ? 'its name says so' : 'it is the last column';
}
