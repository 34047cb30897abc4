import type { Scenario } from '../../scenario/scenario.js';
import type { Guess } from '../../tasks/guess.js';
import type { Context } from '../kit/command.js';

/** What the commands on a user's file have in common. */
export interface FileOptions {
  readonly target?: string;
  readonly task?: string;
  readonly loss?: string;
  readonly test?: string;
  readonly set?: readonly string[];
}

/** Files larger than this get a line that says that they are read, in bytes. */
const LARGE = 20_000_000;

/** A scenario on a user's file as a document: what the guess and the options say. */
export interface Drafted {
  readonly guess: Guess;
  /** The scenario as written. */
  readonly text: string;
  /** The file as an absolute path. */
  readonly data: string;
}

/** Settings of reading that `--set task.x=y` gives, which the guess needs too. */
function readingIn(set: readonly string[]): Record<string, string | number> {
  const found: Record<string, string | number> = {};
  for (const text of set) {
    const match = /^\s*task\.(separator|header|encoding|missing|skipLines)\s*=\s*(.*)$/s.exec(text);
    if (match !== null) found[match[1]!] = match[1] === 'skipLines' ? Number(match[2]) : match[2]!.trim();
  }
  return found;
}

/** The path of a file that a user names; the standard input is put into a file first. */
export async function dataFile(given: string): Promise<string> {
  const { resolve } = await import('node:path');
  const { STDIN, spoolStdin } = await import('../../tasks/readers/formats/source.js');
  return given === STDIN ? spoolStdin() : resolve(given);
}

/** Milliseconds between two lines of progress. */
const TOLD_EVERY = 100;

/** Says that a large file is being read: how far, where there is a terminal, and one line elsewhere. */
export async function tellReading(file: string, { terminal }: Pick<Context, 'terminal'>): Promise<void> {
  const { fileSize, watchReading } = await import('../../tasks/readers/formats/source.js');
  const size = fileSize(file);
  if (size <= LARGE) return;
  const what = `reading ${file}: ${Math.round(size / 1e6)} MB`;
  terminal.err(what);
  let last = performance.now();
  watchReading((read) => {
    const now = performance.now();
    // Packed files have more to read than their size.
    if (read > size || now - last < TOLD_EVERY) return;
    last = now;
    terminal.status(read === size ? '' : `reading: ${Math.floor((100 * read) / size)} %`);
  });
}

/** Ends what {@link tellReading} began. */
export async function endTelling({ terminal }: Pick<Context, 'terminal'>): Promise<void> {
  const { watchReading } = await import('../../tasks/readers/formats/source.js');
  watchReading(null);
  terminal.status('');
}

/** Guesses what the file is for and writes a sensible scenario on it. Throws a UserError. */
export async function draft(given: string, options: FileOptions, context: Context): Promise<Drafted> {
  const data = await dataFile(given);
  await tellReading(data, context);
  const { guessTask } = await import('../../tasks/guess.js');
  const { tasks } = await import('../../tasks/registry.js');
  const { target, task, loss, set = [] } = options;
  if (task !== undefined && task !== 'auto') tasks.get(task);
  const guess = guessTask(data, {
    ...readingIn(set),
    ...(target === undefined ? {} : { target }),
    ...(task === undefined || task === 'auto' ? {} : { task }),
    ...(loss === undefined ? {} : { suits: (name: string) => tasks.get(name).losses.includes(loss) }),
  });
  return { guess, data, text: await scenarioText(data, given === '-' ? 'stdin' : data, guess, options) };
}

/** Part of the rows that is held out. */
const TEST_PART = 0.25;

async function scenarioText(data: string, called: string, guess: Guess, { loss, test }: FileOptions): Promise<string> {
  const { basename, extname, resolve } = await import('node:path');
  const { stringify } = await import('yaml');
  const { tasks } = await import('../../tasks/registry.js');
  const definition = tasks.get(guess.task);
  const name = basename(called, extname(called))
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 40);
  const has = (setting: string) => Object.hasOwn(definition.params, setting);
  const sizes = sizesFor(guess);
  const focus = guess.rarest !== null && guess.rarest < 0.2 ? 'average_precision' : (definition.focus ?? 'loss');
  const settings = {
    name: guess.task,
    data,
    ...guess.params,
    ...(test === undefined ? {} : { test: resolve(test) }),
    ...(has('hidden') ? { hidden: sizes.hidden } : {}),
    ...(has('batch') ? { batch: sizes.batch } : {}),
    ...(has('testPart') ? { testPart: TEST_PART } : {}),
    ...(has('lr') ? { lr: sizes.lr, schedule: 'cosine' } : {}),
    ...(has('hidden') ? { optimizer: 'adamw', weightDecay: sizes.decay } : {}),
  };
  const document = {
    name: name === '' ? 'data' : name,
    title: `${definition.title} on ${basename(called)}`,
    task: settings,
    ...(loss === undefined ? {} : { loss }),
    steps: sizes.steps,
    evaluateEvery: Math.max(1, Math.floor(sizes.steps / 20)),
    focus,
    seeds: '0-4',
  };
  return stringify(document, { flowCollectionPadding: false });
}

/** Sizes by the number of rows: small nets and batches for few rows, and enough epochs to learn without learning by heart. */
function sizesFor({ task, rows }: Guess) {
  const text = { hidden: [], batch: 64, lr: 1e-2, steps: 2000, decay: 0 };
  if (task === 'retrieval') return { ...text, lr: 3e-3 };
  if (task === 'knowledge-graph') return { ...text, batch: 128, steps: 4000 };
  const lists = { hidden: [64, 32], batch: task === 'ranking' ? 8 : 32, lr: 1e-3, steps: 2000, decay: 1e-2 };
  if (task === 'ranking' || task === 'identities' || task === 'two-views' || task === 'masks') return lists;
  const trained = Math.max(1, Math.round(rows * (1 - TEST_PART)));
  const batch = trained < 400 ? 32 : trained < 10_000 ? 64 : trained < 40_000 ? 128 : 256;
  const epochs = trained < 400 ? 60 : trained < 3000 ? 50 : trained < 20_000 ? 25 : 10;
  const steps = Math.min(6000, Math.max(400, Math.round((epochs * trained) / batch / 100) * 100));
  const hidden = trained < 200 ? [16] : trained < 2000 ? [32, 16] : [64, 32];
  return { hidden, batch, lr: 3e-3, steps, decay: trained < 2000 ? 0.1 : 1e-2 };
}

/** What the table of a plan says of a scenario's data, by the task itself. */
export async function understoodLines(scenario: Scenario): Promise<readonly string[]> {
  const { tasks } = await import('../../tasks/registry.js');
  const { reportLines } = await import('../../tasks/readers/data-report.js');
  if (scenario.learner.kind !== 'task') return [];
  const { name, params } = scenario.learner.task;
  const report = tasks.get(name).understand?.(params as never) ?? null;
  return report === null ? [] : reportLines(report);
}
