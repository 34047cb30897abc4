import { type Issue, UserError } from '../core/errors.js';
import type { ParamSpecs, ParamValues } from '../core/params.js';
import { didYouMean } from '../core/suggest.js';
import { bundledFile, bundledNames, looksLikeFile, stemOf, TOUR } from './bundled.js';
import { checkDocument, spellOut } from './check.js';
import { crossFindings } from './cross.js';
import { type Finding, isWithin, type Path, type Place, toIssue } from './finding.js';
import { applyOverrides, type Override, overridePlace, parseOverrides } from './overrides.js';
import { pluginFiles, pluginFindings } from './plugins.js';
import type { Catalogues } from './registries.js';
import { folderOfFile, resolveDocument } from './resolve.js';
import type { Scenario } from './scenario.js';
import { readSource } from './source.js';
import { parseYaml } from './yaml.js';

export interface LoadOptions {
  readonly catalogues: Catalogues;
  /** `path=value` texts of the command line. */
  readonly set?: readonly string[];
  /** The folder that relative file names in `set` are seen from. */
  readonly cwd?: string;
  /**
   * Whether a scenario may name plug-ins. Loading it never runs them: their losses, envs, agents and tasks must be in the
   * catalogues by then. @default false
   */
  readonly allowPlugins?: boolean;
}

/** A scenario with the way back to its file, for problems that show later. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly file: string;
  /** Whether the document itself says something at this path. */
  says(path: Path): boolean;
  issue(finding: Finding): Issue;
}

/**
 * Loads scenarios by bundled name, by file, or `tour` for the bundled four. Nothing is left half done: either all of them
 * are resolved and their data is checked, or one {@link UserError} tells every problem of all of them.
 */
export function loadScenarios(references: readonly string[], options: LoadOptions): readonly LoadedScenario[] {
  const overrides = parseOverrides(options.set ?? []);
  const issues: Issue[] = [];
  const loaded: LoadedScenario[] = [];
  for (const reference of references.flatMap((name) => (name === 'tour' ? TOUR : [name]))) {
    try {
      const file = fileOf(reference);
      loaded.push(resolveText(readSource(file), file, overrides, options));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(unique(issues));
  return loaded;
}

/** Loads a scenario from text, as if it stood in `file`. */
export function parseScenario(text: string, file: string, options: LoadOptions): LoadedScenario {
  return resolveText(text, file, parseOverrides(options.set ?? []), options);
}

/** The file of a scenario that was given by name or as a file. */
export function fileOf(reference: string): string {
  if (looksLikeFile(reference)) return reference;
  const names = bundledNames();
  if (names.includes(reference)) return bundledFile(reference);
  throw new UserError({
    path: '',
    message: `there is no scenario named ${reference}`,
    allowed: `${[...names, 'tour'].join(', ')}, or a file such as ./my.yaml`,
    ...hintFor(reference, names),
  });
}

/**
 * The plug-ins of scenarios given by name or as files, each once. Nothing is run. A file that cannot be read has none here:
 * loading the scenario tells what is wrong with it.
 */
export function pluginsOf(references: readonly string[]): readonly string[] {
  const files = references.flatMap((reference) => {
    try {
      const file = fileOf(reference);
      return pluginFiles(parseYaml(readSource(file), file).value, file);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
  return [...new Set(files)];
}

function hintFor(reference: string, names: readonly string[]): { hint?: string } {
  const hint = didYouMean(reference, [...names, 'tour']);
  return hint === undefined ? {} : { hint };
}

function resolveText(text: string, file: string, overrides: readonly Override[], options: LoadOptions): LoadedScenario {
  const { catalogues, cwd = process.cwd(), allowPlugins = false } = options;
  const yaml = parseYaml(text, file);
  const overrideAt = (path: Path) => overrides.findLast((override) => isWithin(path, override.path));
  const place = (path: Path, at?: 'key' | 'value'): Place => {
    const override = overrideAt(path);
    return override === undefined ? yaml.place(path, at) : overridePlace(override);
  };
  const issue = (finding: Finding) => toIssue(finding, place(finding.path, finding.at));
  const refuse = (findings: readonly Finding[]) => new UserError(inOrder(findings.map(issue)));

  const foreign = allowPlugins ? [] : pluginFindings(yaml.value, file);
  if (foreign.length > 0) throw refuse(foreign);

  const document = applyOverrides(spellOut(yaml.value), overrides, catalogues);
  const checked = checkDocument(document, catalogues);
  const shape = 'findings' in checked ? checked.findings : [];
  // What is wrong by itself is said once, not again by the rules that it breaks too.
  const cross = crossFindings(document, catalogues).filter((a) => !shape.some((b) => saysTheSame(a, b)));
  if ('findings' in checked || cross.length > 0) throw refuse([...shape, ...cross]);
  const scenario = resolveDocument(checked.document, {
    stem: stemOf(file),
    variant: overrides.map((override) => override.text).join(', '),
    catalogues,
    folderOf: (path) => (overrideAt(path) === undefined ? folderOfFile(file) : cwd),
  });
  checkData(scenario, catalogues, place);
  const says = (path: Path) => overrideAt(path) !== undefined || has(yaml.value, path);
  return { scenario, file, says, issue };
}

/** Lets the task look at the user's data now; a problem that names no file of its own is one of the scenario's. */
function checkData({ learner }: Scenario, { tasks }: Catalogues, place: (path: Path) => Place): void {
  if (learner.kind !== 'task') return;
  try {
    tasks.get(learner.task.name).check(learner.task.params as ParamValues<ParamSpecs>);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.issues.map((issue) => (issue.file === undefined ? inScenario(issue, place) : issue)));
  }
}

/** Tasks name their settings from their own view (`data`); the scenario's view is `task.data`. */
function inScenario(issue: Issue, place: (path: Path) => Place): Issue {
  const parts = issue.path.split('.').filter((part) => part !== '');
  const path = parts[0] === 'task' ? parts : ['task', ...parts];
  return { ...issue, path: path.join('.'), ...place(path) };
}

function has(value: unknown, path: Path): boolean {
  const [head, ...rest] = path;
  if (head === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, head)) return false;
  return has((value as Readonly<Record<string | number, unknown>>)[head], rest);
}

function saysTheSame(cross: Finding, shape: Finding): boolean {
  const isSeeds = cross.path[0] === 'seeds' || cross.path[0] === 'tunedOn';
  return isWithin(shape.path, cross.path) && (isSeeds || shape.path.length === cross.path.length);
}

/** By line; what has no line of the file comes first. */
function inOrder(issues: readonly Issue[]): readonly Issue[] {
  return issues.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** One override can be wrong in every scenario that it is applied to; once is enough. */
function unique(issues: readonly Issue[]): readonly Issue[] {
  const key = (issue: Issue) => JSON.stringify(issue);
  return issues.filter((issue, i) => i === issues.findIndex((other) => key(other) === key(issue)));
}
