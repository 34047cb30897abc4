import { lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type Issue, UserError } from '../core/errors.js';
import type { Config, Plan } from '../experiment/sweep/plan.js';
import { hashOfFile } from '../scenario/canonical.js';
import { isRecord } from '../scenario/record.js';
import type { Scenario } from '../scenario/scenario.js';
import { codeOf as codeOfError, copyHead, guard, io, makeFolders } from '../store/disk.js';
import { asideOf, writeWhole } from '../store/whole-file.js';
import { codeOf, filesOf } from '../train/plugins/plugin-code.js';

/** Folder of the files that a plan carries, in the sweep's folder, and the list of them. */
const FILES = 'files';
const LIST = 'list.json';
const DIGITS = 16;

/** A file of the user's that the cells of a plan need. */
interface Carried {
  readonly kind: 'data' | 'plug-in';
  /** Where it stood when the plan was frozen. */
  readonly path: string;
  /** Of the content; of a plug-in as {@link codeOf} gives it. */
  readonly sha256: string;
  /** Its copy, in `files/`, with slashes. */
  readonly copy: string;
}

/**
 * Copies what the cells of a plan need into the sweep's folder, by content: data files, plug-ins with the files that they
 * import. So the folder alone is enough on another machine. What is there already stays.
 */
export function carryFiles(out: string, plan: Plan): void {
  const folder = join(out, FILES);
  const carried = [...dataIn(plan).map((path) => dataCopy(path)), ...plan.plugins.map((path) => pluginCopy(path))];
  if (carried.length === 0) return;
  guard(folder, () => {
    for (const { copies } of carried) {
      for (const { from, to } of copies) copyOnce(from, join(folder, to));
    }
    const list = carried.map(({ copies: _, ...one }) => one);
    writeWhole(join(folder, LIST), `${JSON.stringify(list, null, 2)}\n`);
  });
}

type Copied = Carried & { readonly copies: readonly { readonly from: string; readonly to: string }[] };

function dataCopy(path: string): Copied {
  const sha256 = hashOfFile(path);
  const copy = `${sha256.slice(0, DIGITS)}-${basename(path)}`;
  return { kind: 'data', path, sha256, copy, copies: [{ from: path, to: copy }] };
}

/** The module with what it imports, each where the others look for it. */
function pluginCopy(path: string): Copied {
  const sha256 = codeOf(path) ?? '';
  const files = filesOf(path);
  const root = files.map((file) => dirname(file)).reduce(commonFolder);
  const below = (file: string) => `${sha256.slice(0, DIGITS)}/${relative(root, file).split(sep).join('/')}`;
  const copies = files.map((file) => ({ from: file, to: below(file) }));
  return { kind: 'plug-in', path, sha256, copy: below(path), copies };
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (b !== folder && !b.startsWith(folder.endsWith(sep) ? folder : folder + sep) && dirname(folder) !== folder)
    folder = dirname(folder);
  return folder;
}

function copyOnce(from: string, to: string): void {
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return;
  makeFolders(dirname(to));
  const aside = asideOf(to);
  copyHead(from, aside, statSync(from).size);
  io.rename(aside, to);
}

/** The data files that the configurations of a plan name, each once. */
function dataIn({ configs }: Plan): readonly string[] {
  return [...new Set(configs.flatMap(({ scenario }) => dataOf(scenario) ?? []))];
}

function dataOf({ learner }: Scenario): string | null {
  const data = learner.kind === 'task' ? learner.task.params.data : undefined;
  return typeof data === 'string' && data !== '' ? data : null;
}

/**
 * The plan with the files that this machine has: each where it stood, as long as its content is what was planned, else its
 * copy in the sweep's folder. Throws a {@link UserError} that names every file that neither place has.
 */
export function locateFiles(out: string, plan: Plan): Plan {
  const carried = readList(join(out, FILES, LIST));
  const issues: Issue[] = [];
  const locate = (kind: Carried['kind'], path: string, hash: (file: string) => string | null): string => {
    const one = carried.find((other) => other.kind === kind && other.path === path);
    // Plans of before files were carried have none.
    if (one === undefined || hash(path) === one.sha256) return path;
    const copy = resolve(out, FILES, one.copy);
    if (hash(copy) === one.sha256) return copy;
    issues.push({
      file: join(out, FILES, one.copy),
      path: '',
      message: `${kind} file ${path} is missing on this machine, or is another one, and so is its copy`,
      allowed: `sha256 ${one.sha256}`,
    });
    return path;
  };
  const places = new Map(dataIn(plan).map((path) => [path, locate('data', path, hashOrNull)]));
  const plugins = plan.plugins.map((path) => locate('plug-in', path, codeOf));
  if (issues.length > 0) throw new UserError(issues);
  return { ...plan, plugins, configs: plan.configs.map((config) => withData(config, places)) };
}

function withData(config: Config, places: ReadonlyMap<string, string>): Config {
  const { scenario } = config;
  const data = dataOf(scenario);
  const place = data === null ? undefined : places.get(data);
  if (place === undefined || place === data || scenario.learner.kind !== 'task') return config;
  const { task } = scenario.learner;
  const learner = { ...scenario.learner, task: { ...task, params: { ...task.params, data: place } } };
  return { ...config, scenario: { ...scenario, learner } };
}

/** A list that somebody sent is data: its copies stand below the folder, or it is refused. */
function readList(file: string): readonly Carried[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOfError(error) === 'ENOENT') return [];
    throw error;
  }
  const isText = (value: unknown): value is string => typeof value === 'string';
  const isInside = (copy: string) =>
    !copy.startsWith('/') && !copy.split(/[/\\]/).includes('..') && !copy.includes('\0');
  const isWhole = (one: unknown): one is Carried =>
    isRecord(one) && [one.kind, one.path, one.sha256, one.copy].every(isText) && isInside(one.copy as string);
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every(isWhole)) return list;
  } catch {
    // Told below.
  }
  throw new UserError({ path: '', file, message: 'must be the list of the files that a plan carries' });
}

function hashOrNull(path: string): string | null {
  try {
    return statSync(path).isFile() ? hashOfFile(path) : null;
  } catch {
    return null;
  }
}
