import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programVersion } from '../../core/package.js';
import type { Scenario } from '../../scenario/scenario.js';
import { FOREIGN } from '../../store/config-file.js';
import { RunFolder, reserveFolder, writeResult } from '../../store/run-folder.js';
import { type Figure, figureOf, figureText } from './figure.js';
import type { ForeignRun } from './foreign-runs.js';

/** What stands for the scenario of imported runs. */
function importedScenario(name: string, run: ForeignRun, steps: number, figure: string): Scenario {
  return {
    name,
    variant: run.variant,
    title: run.variant === '' ? name : `${name} ${run.variant}`,
    summary: 'Training of another program, imported from its log.',
    lesson: null,
    learner: {
      kind: 'task',
      task: { name: FOREIGN, params: { variant: run.variant, axis: run.axis ?? 'row', figure } },
    },
    loss: null,
    steps,
    evaluateEvery: 1,
    focus: run.focus,
    seeds: [run.seed],
    tunedOn: [],
    expectations: [],
  };
}

/** A run folder with every point. Its last values are the figures that count. */
function importRun(
  root: string,
  name: string,
  run: ForeignRun,
  steps: number,
  { figure, notes }: ImportOptions,
): string {
  const figureName = figureText(figure);
  const scenario = importedScenario(name, run, steps, figureName);
  const id = reserveFolder(root, idOf(name, run));
  const folder = join(root, id);
  const { id: log, axis, changed } = run;
  const meta = {
    losscope: programVersion(),
    started: new Date(changed - run.seconds * 1000).toISOString(),
    foreign: { log, axis, figure: figureName, notes },
  };
  const record = new RunFolder(folder, scenario, run.seed, meta);
  const curves = [...run.curves.values()];
  try {
    for (const [i, { spec }] of curves.entries()) record.metrics.define(i, spec);
    for (const [i, { xs, values }] of curves.entries()) {
      for (let k = 0; k < xs.length; k++) record.metrics.point(i, xs[k]!, values[k]!);
      record.flush();
    }
  } finally {
    record.close();
  }
  const final = Object.fromEntries(
    curves.map((curve) => [curve.spec.name, figureOf(curve, curve.spec.better, figure)]),
  );
  writeResult(folder, {
    ...{ id, scenario: name, variant: run.variant, seed: run.seed, status: 'done', reason: null },
    ...{ steps: lengthOf(run), seconds: run.seconds, digest: null, final },
  });
  return id;
}

export interface ImportOptions {
  readonly figure: Figure;
  /** What was read, kept beside the runs. */
  readonly notes: readonly string[];
}

/**
 * Writes a run folder below `root` for each run, and returns their names. Runs of one variant share the length of their
 * axis. `name`: what they belong to together.
 */
export function importRuns(
  root: string,
  name: string,
  runs: readonly ForeignRun[],
  options: ImportOptions,
): readonly string[] {
  const steps = runs.reduce((most, run) => Math.max(most, lengthOf(run)), 1);
  return runs.map((run) => importRun(root, name, run, steps, options));
}

/** The furthest place of a run, as a whole number of steps. */
function lengthOf({ curves }: ForeignRun): number {
  let furthest = 1;
  for (const { xs } of curves.values()) furthest = Math.max(furthest, xs.at(-1) ?? 0);
  return Math.ceil(furthest);
}

function idOf(name: string, { variant, seed }: ForeignRun): string {
  const text = [name, variant, `s${seed}`].filter((part) => part !== '').join('-');
  return text
    .replace(/[^\p{L}\d_.=-]+/gu, '-')
    .replace(/^[-.]+/, '')
    .slice(0, 120);
}

/** The same in a folder of its own that goes when it has been read. */
export function importedBriefly(
  name: string,
  runs: readonly ForeignRun[],
  options: ImportOptions,
): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    importRuns(folder, name, runs, options);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}
