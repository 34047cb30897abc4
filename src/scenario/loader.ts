import { type Issue, UserError } from '../core/errors.js';
import type { ParamSpecs, ParamValues } from '../core/params.js';
import { didYouMean } from '../core/suggestion.js';
import { bundledFile, bundledNames, looksLikeFile, stemOf, TOUR } from './bundled.js';
import { canonical } from './canonical.js';
import { crossFindings } from './cross-check.js';
import { checkDocument, spellOut } from './document-check.js';
import { type Finding, isWithin, type Path, type Place, toIssue } from './finding.js';
import { type Axis, cellsOf, gridSize, parseGrid } from './grid.js';
import { applyOverrides, type Override, overridePlace, parseOverrides } from './overrides.js';
import { pluginFiles, pluginFindings } from './plugins.js';
import { isRecord } from './record.js';
import { type Catalogues, DECISIVE } from './registries.js';
import { agentIn, folderOfFile, resolveDocument } from './resolved-document.js';
import { type Scenario, WRITTEN } from './scenario.js';
import { usualFocus } from './usual.js';
import { type Declarations, type Declared, declarationsOf, touches, variantOf } from './variants.js';
import { parseYaml } from './yaml/reader.js';
import { readSource } from './yaml/source.js';

export interface LoadOptions {
  readonly catalogues: Catalogues;
  /** `path=value` texts of the command line. */
  readonly set?: readonly string[];
  /** `path=value,value` texts of the command line: every combination is a variant of its own. */
  readonly vary?: readonly string[];
  /** Combinations at most. @default 1000 */
  readonly mostCells?: number;
  /**
   * Which variants of a file are loaded: the scenario as written, all, or those named. Of all, those are left out that set
   * what `set` or `vary` set too: the command line has its own say there. @default 'written'
   */
  readonly variants?: 'written' | 'all' | readonly string[];
  /** The folder that relative file names in `set` are seen from. */
  readonly cwd?: string;
  /**
   * Whether a scenario may name plug-ins, or which files it may name. Loading it never runs them: their losses, envs, agents
   * and tasks must be in the catalogues by then. @default false
   */
  readonly allowPlugins?: boolean | readonly string[];
}

/** A scenario with the way back to its file, for problems that show later. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly file: string;
  /** The overrides of the command line that it has, as `--set` takes them. */
  readonly set: readonly string[];
  /** Whether the file's expectations were put aside, since the command line names other parts or data. */
  readonly isUnclaimed: boolean;
  /** Whether the document itself says something at this path. */
  says(path: Path): boolean;
  issue(finding: Finding): Issue;
}

/**
 * Loads scenarios by bundled name, by file, or `tour` for the bundled four: one entry a variant. Nothing is left half done:
 * either all of them are resolved and their data is checked, or one {@link UserError} tells every problem of all of them.
 */
export function loadScenarios(references: readonly string[], options: LoadOptions): readonly LoadedScenario[] {
  const given = givenIn(options);
  const issues: Issue[] = [];
  const loaded: LoadedScenario[] = [];
  for (const reference of references.flatMap((name) => (name === 'tour' ? TOUR : [name]))) {
    collectIssues(issues, () => {
      const file = fileOf(reference);
      loaded.push(...resolveText(readSource(file), file, given, options));
    });
  }
  if (issues.length > 0) throw new UserError(unique(issues));
  return loaded;
}

/** Loads the scenario as written from text, as if it stood in `file`. */
export function parseScenario(text: string, file: string, options: LoadOptions): LoadedScenario {
  return resolveText(text, file, givenIn(options), { ...options, variants: 'written' })[0]!;
}

/** What the command line sets in every scenario, and what it varies. */
interface Given {
  readonly set: readonly Override[];
  readonly axes: readonly Axis[];
}

function givenIn({ set: texts = [], vary = [], mostCells = 1000 }: LoadOptions): Given {
  const issues: Issue[] = [];
  const set = collectIssues(issues, () => parseOverrides(texts)) ?? [];
  const axes = collectIssues(issues, () => parseGrid(vary, set)) ?? [];
  const size = gridSize(axes);
  if (size > mostCells) {
    const [number, allowed] = [`${size} combinations`, `at most ${mostCells}`];
    issues.push({ path: '--vary', message: 'makes too large a grid', given: number, allowed });
  }
  if (issues.length > 0) throw new UserError(issues);
  return { set, axes };
}

/** The result of `act`; undefined when it has issues, which go to the others. */
function collectIssues<T>(issues: Issue[], act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    issues.push(...error.issues);
    return undefined;
  }
}

/** The file of a scenario that was given by name or as a file. */
export function fileOf(reference: string): string {
  if (looksLikeFile(reference)) return reference;
  const names = bundledNames();
  if (names.includes(reference)) return bundledFile(reference);
  throw new UserError({
    path: '',
    message: `no scenario named ${reference}`,
    // Some eighty names would bury the hint.
    allowed: 'a name of losscope list, tour, or a file such as ./my.yaml',
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

/** The variants of a scenario that are wanted, each in every cell of the grid. */
function resolveText(text: string, file: string, { set, axes }: Given, options: LoadOptions): LoadedScenario[] {
  const { catalogues, cwd = process.cwd(), allowPlugins = false } = options;
  const yaml = parseYaml(text, file);
  const issueOf = (finding: Finding) => toIssue(finding, yaml.place(finding.path, finding.at));
  const foreign = pluginFindings(yaml.value, file, allowPlugins);
  if (foreign.length > 0) throw new UserError(inOrder(foreign.map(issueOf)));

  const document = spellOut(yaml.value);
  const declared = declarationsOf(document);
  const { wanted, issues: unknown } = wantedVariants(
    declared,
    [...set, ...axes.flat()],
    file,
    (variant) => changesGenerator(variant, document, catalogues),
    options.variants,
  );
  const issues: Issue[] = [...unknown, ...declared.findings.map(issueOf)];
  const checkData = dataChecker(catalogues);
  const folder = folderOfFile(file);
  const variants = declared.variants.map((variant) => variantOf(variant, folder));

  /** The variant under these overrides; null for one that is not wanted and only has to be legal in what it sets. */
  const resolveOne = (
    { name, overrides: own, at }: Declared,
    given: readonly Override[],
    isWanted = true,
  ): LoadedScenario | null => {
    const overrides = [...own, ...given];
    const overrideAt = (path: Path) => overrides.findLast((override) => isWithin(path, override.path));
    const place = (path: Path, where?: 'key' | 'value'): Place => {
      const override = overrideAt(path);
      if (override === undefined) return yaml.place(path, where);
      const { source } = override;
      if (source === undefined) return overridePlace(override);
      return yaml.place([...source, ...path.slice(override.path.length)], where);
    };
    const plainIssue = (finding: Finding) => toIssue(finding, place(finding.path, finding.at));
    // What only comes about through the variant is told at the variant.
    const ownIssue = (finding: Finding) => {
      const decides = DECISIVE.includes(String(finding.path[0]));
      const override = overrideAt(finding.path);
      const isGiven = override !== undefined && override.source === undefined;
      if (own.length === 0 || !decides || isGiven) return plainIssue(finding);
      const issue = toIssue(finding, override === undefined ? yaml.place(at, 'key') : place(finding.path, finding.at));
      return { ...issue, path: `variants.${name}.${issue.path}` };
    };
    const checked = examine(applyOverrides(document, overrides, catalogues), catalogues);
    if ('findings' in checked) {
      const before =
        own.length === 0 ? { findings: [] } : examine(applyOverrides(document, given, catalogues), catalogues);
      const shared = 'findings' in before ? before.findings.map(saying) : [];
      const isShared = (finding: Finding) => shared.includes(saying(finding));
      const told = checked.findings.filter((finding) => isWanted || !isShared(finding));
      if (told.length > 0 || isWanted) {
        throw new UserError(told.map((finding) => (isShared(finding) ? plainIssue : ownIssue)(finding)));
      }
    }
    if (!isWanted || 'findings' in checked) return null;
    // A scenario as written in which another loss was set is no longer what its name says.
    const isPlain =
      name === WRITTEN ||
      (own.length === 0 && declared.variants.some((variant) => given.some((override) => touches(variant, override))));
    const told = given.map((override) => override.text).join(', ');
    const resolved = resolveDocument(checked.document, {
      stem: stemOf(file),
      variant: [isPlain ? '' : name, told].filter((part) => part !== '').join(', '),
      catalogues,
      folderOf: (path) => (overrideAt(path) === undefined || overrideAt(path)?.source !== undefined ? folder : cwd),
      family: variants.length === 0 ? null : { name, written: declared.written, variants, overrides: told },
    });
    checkData(resolved, place);
    const other = isOfOther(given)
      ? withoutClaims(resolved, overrideAt(['focus']) !== undefined, catalogues)
      : isOnOtherData(resolved, given)
        ? onOtherData(resolved)
        : null;
    const scenario = other ?? resolved;
    const says = (path: Path) =>
      overrideAt(path) !== undefined || (has(yaml.value, path) && !(other !== null && path[0] === 'focus'));
    const isUnclaimed = other !== null && resolved.expectations.length > 0;
    return { scenario, file, set: given.map((override) => override.text), isUnclaimed, says, issue: ownIssue };
  };

  const loaded = cellsOf(axes).flatMap((cell) =>
    wanted.flatMap((variant) => collectIssues(issues, () => resolveOne(variant, [...set, ...cell])) ?? []),
  );
  // A file is right or wrong as a whole: variants that are not wanted now must be legal too.
  for (const variant of declared.variants.filter((one) => !wanted.includes(one))) {
    collectIssues(issues, () => resolveOne(variant, [], false));
  }
  if (issues.length > 0) throw new UserError(inOrder(unique(issues)));
  return loaded;
}

/** Whether overrides of the command line name an env, agent or task in place of the scenario's. */
function isOfOther(given: readonly Override[]): boolean {
  return given.some(({ path }) => path.length === 1 && ['env', 'agent', 'task'].includes(String(path[0])));
}

/** Claims about one learner and its problem say nothing about another, which may not even record their metrics. */
function withoutClaims(scenario: Scenario, hasOwnFocus: boolean, catalogues: Catalogues): Scenario {
  const { regression: _, ...rest } = scenario;
  const focus = hasOwnFocus ? scenario.focus : usualFocus(agentIn(scenario.learner, catalogues));
  return { ...rest, expectations: [], focus };
}

/** Whether overrides of the command line give a task a data file in place of what the scenario has. */
function isOnOtherData({ learner }: Scenario, given: readonly Override[]): boolean {
  const data = learner.kind === 'task' ? learner.task.params.data : undefined;
  return data !== undefined && data !== '' && given.some(({ path }) => path.join('.') === 'task.data');
}

/**
 * Claims about the file's own data say nothing about other data. Nor is their truth known: in place of the distance from it
 * (`true_mae`) stands that from what was observed (`mae`).
 */
function onOtherData(scenario: Scenario): Scenario {
  return { ...scenario, expectations: [], focus: scenario.focus.replace(/^true_/, '') };
}

/** The checked document, or everything that is wrong with it. */
function examine(document: unknown, catalogues: Catalogues) {
  const checked = checkDocument(document, catalogues);
  const shape = 'findings' in checked ? checked.findings : [];
  // What is wrong by itself is said once, not again by the rules that it breaks too.
  const cross = crossFindings(document, catalogues).filter((a) => !shape.some((b) => saysTheSame(a, b)));
  return 'findings' in checked || cross.length > 0 ? { findings: [...shape, ...cross] } : checked;
}

/** The variants to load, the scenario as written first; an issue for each name that the file does not have. */
function wantedVariants(
  { written, variants }: Declarations,
  given: readonly Override[],
  file: string,
  generates: (variant: Declared) => boolean,
  wanted: LoadOptions['variants'] = 'written',
): { readonly wanted: readonly Declared[]; readonly issues: readonly Issue[] } {
  const first: Declared = { name: written, overrides: [], at: [] };
  if (wanted === 'written') return { wanted: [first], issues: [] };
  if (wanted === 'all') {
    const isOwn = given.some(({ path }) => path.join('.') === 'task.data');
    const untouched = variants.filter(
      (variant) => !given.some((override) => touches(variant, override)) && !(isOwn && generates(variant)),
    );
    return { wanted: [first, ...untouched], issues: [] };
  }
  const all = [first, ...variants];
  const names = all.map(({ name }) => name);
  const issues = wanted
    .filter((name) => !names.includes(name))
    .map((name) => {
      const hint = didYouMean(name, names);
      const message = `unknown variant in ${stemOf(file)}`;
      const allowed = names.join(', ');
      return { path: '--variant', message, given: name, allowed, ...(hint === undefined ? {} : { hint }) };
    });
  // With a wrong name the rest is checked all the same, so that everything wrong is told at once.
  return { wanted: issues.length > 0 ? all : all.filter(({ name }) => wanted.includes(name)), issues };
}

/** Whether a variant changes how data are generated, which says nothing about a file of the user's. */
function changesGenerator({ overrides }: Declared, document: unknown, { tasks }: LoadOptions['catalogues']): boolean {
  const task = isRecord(document) && isRecord(document.task) ? document.task.name : undefined;
  if (typeof task !== 'string' || !tasks.has(task)) return false;
  const { params } = tasks.get(task);
  return overrides.some(({ path: [block, setting] }) => {
    const help = block === 'task' && typeof setting === 'string' ? (params[setting]?.help ?? '') : '';
    return help.startsWith('generated: ');
  });
}

/** Lets each task look at its loss, and at the user's data once for all variants with the same settings. */
function dataChecker(catalogues: Catalogues): (scenario: Scenario, place: (path: Path) => Place) => void {
  const seen = new Set<string>();
  return (scenario, place) => {
    const key = canonical(scenario.learner);
    if (!seen.has(key)) checkTask(scenario, place, (task, params) => catalogues.tasks.get(task).check(params));
    seen.add(key);
    const { loss } = scenario;
    if (loss === null) return;
    checkTask(scenario, place, (task, params) =>
      catalogues.tasks.get(task).checkLoss(catalogues.losses.get(loss.name), loss.params, params),
    );
  };
}

/** Lets the task look at something now; a problem that names no file of its own is one of the scenario's. */
function checkTask(
  { learner }: Scenario,
  place: (path: Path) => Place,
  look: (task: string, params: ParamValues<ParamSpecs>) => void,
): void {
  if (learner.kind !== 'task') return;
  try {
    look(learner.task.name, learner.task.params as ParamValues<ParamSpecs>);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.issues.map((issue) => (issue.file === undefined ? inScenario(issue, place) : issue)));
  }
}

/** Tasks name their settings from their own view (`data`); the scenario's view is `task.data`. `loss` is the loss's. */
function inScenario(issue: Issue, place: (path: Path) => Place): Issue {
  const parts = issue.path.split('.').filter((part) => part !== '');
  const path = parts[0] === 'task' || parts[0] === 'loss' ? parts : ['task', ...parts];
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

function saying({ path, message, given }: Finding): string {
  return JSON.stringify([path, message, given]);
}

/** One override can be wrong in every scenario that it is applied to; once is enough. */
function unique(issues: readonly Issue[]): readonly Issue[] {
  const key = (issue: Issue) => JSON.stringify(issue);
  return issues.filter((issue, i) => i === issues.findIndex((other) => key(other) === key(issue)));
}
