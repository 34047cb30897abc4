import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import type { Arm } from '../../experiment/arm.js';
import { isRecord } from '../../scenario/record.js';
import { findRun, listRuns } from '../../store/run-list.js';
import { readJson } from '../json-file.js';
import { armsOfDocument } from './arm-document.js';
import { armsOfFolders } from './arm-folders.js';
import { armsOfLogs, type LogOptions, READ_ALL } from './arm-logs.js';
import { armOfBaseline, baselineIn, isBaseline } from './baseline-file.js';

const MOST_BYTES = 64 * 1024 * 1024;

/** What a user named, with the arms that it holds. */
export interface Source {
  readonly name: string;
  readonly arms: readonly Arm[];
}

/**
 * Reads what a user wants compared: files (baselines, documents of `run --json`), folders of runs, single run folders, and
 * ids of runs below `root`. An id may be the beginning of several: then all of them are meant. Everything else is a log of
 * another program, or a folder of them. Ids are one source together, and so are single logs; everything else is one of its
 * own. Throws a {@link UserError} with every argument that is none of these.
 */
export function readSources(
  given: readonly string[],
  root: string,
  warn: (text: string) => void,
  logs: LogOptions = READ_ALL,
): readonly Source[] {
  const ids = new Set<string>();
  const sources: Source[] = [];
  const files: string[] = [];
  const issues: UserError['issues'][number][] = [];
  for (const name of given) {
    try {
      if (!existsSync(name)) for (const id of idsOf(root, name)) ids.add(id);
      else if (isLogFile(name)) files.push(name);
      else if (!statSync(name).isDirectory()) sources.push(fileSource(name));
      else sources.push(folderSource(name, warn) ?? { name, arms: armsOfLogs([name], logs, warn) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  if (files.length > 0) sources.push({ name: 'logs', arms: armsOfLogs(files, logs, warn) });
  if (ids.size === 0) return sources;
  return [{ name: root, arms: armsOfFolders({ root, ids: [...ids] }, warn) }, ...sources];
}

function idsOf(root: string, given: string): readonly string[] {
  if (/^[^/\\\0]{1,255}$/.test(given)) {
    const all = listRuns(root).map(({ id }) => id);
    if (all.includes(given)) return [given];
    const found = all.filter((id) => id.startsWith(given));
    if (found.length > 0) return found;
  }
  if (/[/\\]|\.json$/.test(given)) {
    throw new UserError({ path: '', file: given, message: 'no such file or folder' });
  }
  return [findRun(root, given)];
}

/** null for a folder without run folders: it may hold logs of other programs. */
function folderSource(name: string, warn: (text: string) => void): Source | null {
  if (existsSync(join(name, 'config.json'))) {
    return { name, arms: armsOfFolders({ root: dirname(name), ids: [basename(name)] }, warn) };
  }
  // The folder of a project has its runs one floor below.
  const root = [name, join(name, 'runs')].find((folder) => listRuns(folder).length > 0);
  if (root === undefined) return null;
  return { name, arms: armsOfFolders({ root, ids: null }, warn) };
}

/** Whether a file is neither a baseline nor a document of ours: then it may be a log. */
function isLogFile(name: string): boolean {
  const status = statSync(name);
  if (!status.isFile()) return false;
  if (!name.endsWith('.json') || status.size > MOST_BYTES) return true;
  try {
    const { document } = readJson(name, MOST_BYTES);
    return !isRecord(document) || !('scenarios' in document || 'format' in document);
  } catch {
    return true;
  }
}

function fileSource(name: string): Source {
  const file = readJson(name, MOST_BYTES);
  if (isBaseline(file.document)) return { name, arms: [armOfBaseline(baselineIn(file), name)] };
  if (isRecord(file.document) && 'scenarios' in file.document) return { name, arms: armsOfDocument(file, name) };
  throw new UserError({
    path: '',
    file: name,
    message: 'is neither a baseline nor a document of losscope run --json',
  });
}

/** Which arm is held to which. */
export interface Pair {
  readonly reference: Arm;
  readonly candidate: Arm;
}

/**
 * Pairs arms: within one source every variant of a scenario with its first one, or with the one that `against` names; the
 * arms of further sources with that of the first which has their scenario and variant, else with its only one of that
 * scenario. Throws a {@link UserError} when nothing is left to compare.
 */
export function pairArms(sources: readonly Source[], against: string | null): readonly Pair[] {
  const arms = distinct(sources.flatMap(({ arms: all }) => all));
  if (against !== null) {
    const reference = named(arms, against);
    const others = arms.filter((arm) => arm !== reference && arm.scenario === reference.scenario);
    return checked(
      others.map((candidate) => ({ reference, candidate })),
      arms,
    );
  }
  const [first = [], ...rest] = sources.map((source, i) => arms.slice(...rangeOf(sources, i, source)));
  if (rest.length === 0) {
    const pairs = first.flatMap((candidate): readonly Pair[] => {
      const reference = first.find(({ scenario }) => scenario === candidate.scenario)!;
      return reference === candidate ? [] : [{ reference, candidate }];
    });
    return checked(pairs, arms);
  }
  const pairs = rest.flat().flatMap((candidate): readonly Pair[] => {
    const ofScenario = first.filter(({ scenario }) => scenario === candidate.scenario);
    const same = ofScenario.find(({ variant }) => variant === candidate.variant);
    // Logs name no scenario: they are of what the only reference is of.
    const isLog = candidate.decides === null && first.length === 1;
    const reference = same ?? (ofScenario.length === 1 ? ofScenario[0] : isLog ? first[0] : undefined);
    return reference === undefined ? [] : [{ reference, candidate }];
  });
  return checked(pairs, arms);
}

function rangeOf(sources: readonly Source[], i: number, { arms }: Source): readonly [number, number] {
  const start = sources.slice(0, i).reduce((sum, source) => sum + source.arms.length, 0);
  return [start, start + arms.length];
}

/** Arms of the same label get their source, or their configuration, behind it. */
function distinct(arms: readonly Arm[]): readonly Arm[] {
  return arms.map((arm) => {
    const alike = arms.filter(({ label }) => label === arm.label);
    if (alike.length === 1) return arm;
    const sameSource = alike.filter(({ source }) => source === arm.source).length > 1;
    const what = sameSource ? whatDiffers(arm, alike) : arm.source;
    return { ...arm, label: `${arm.label} (${what})` };
  });
}

/** What tells an arm from the others of its source that have its label. */
function whatDiffers(arm: Arm, alike: readonly Arm[]): string {
  const differs = (of: (one: Arm) => unknown) => new Set(alike.map((one) => JSON.stringify(of(one)))).size > 1;
  const config = `config ${arm.hash?.slice(0, 8) ?? 'unknown'}`;
  if (differs(({ hash }) => hash)) return config;
  if (differs(({ version }) => version)) return `losscope ${arm.version ?? 'of unknown version'}`;
  const plugins = (arm.plugins ?? []).map(({ file, sha256 }) => `${basename(file)} ${sha256?.slice(0, 8)}`);
  return plugins.length === 0 ? config : plugins.join(', ');
}

function named(arms: readonly Arm[], name: string): Arm {
  const namesOf = ({ label, variant, scenario }: Arm) => [label, variant === '' ? scenario : variant];
  const found =
    arms.find((arm) => namesOf(arm).includes(name)) ??
    arms.find(({ variant }) => variant.startsWith(name) || variant.endsWith(`, ${name}`));
  if (found !== undefined) return found;
  const all = arms.map(({ variant, scenario }) => (variant === '' ? scenario : variant));
  const hint = didYouMean(name, all);
  throw new UserError({
    path: '--against',
    message: 'no such variant here',
    given: show(name),
    allowed: all.join(', '),
    ...(hint === undefined ? {} : { hint }),
  });
}

function checked(pairs: readonly Pair[], arms: readonly Arm[]): readonly Pair[] {
  if (pairs.length > 0) return pairs;
  throw new UserError({
    path: '',
    message: 'there is nothing to compare: two variants of one scenario are needed',
    given: arms.length === 0 ? 'no runs' : arms.map(({ label }) => label).join(', '),
  });
}
