import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { readFolderText } from '../../core/regular-file.js';
import { isRecord } from '../../scenario/record.js';
import { mean } from '../../scenario/statistics.js';
import { codeOf, guard } from '../../store/disk.js';
import { lock, unlock } from '../../store/lock.js';
import { readMetrics } from '../../store/metrics-file.js';
import { decodeNumber, encodeJson } from '../../store/number-json.js';
import { writeResult } from '../../store/run-folder.js';
import { readResult } from '../../store/run-list.js';
import { createWhole } from '../../store/whole-file.js';
import type { Cell, Plan } from './plan.js';

/** What was decided at one rung; a file of the sweep, created once. */
export interface Decision {
  /** From 1. */
  readonly rung: number;
  /** The fraction of the budget. */
  readonly at: number;
  /** Per configuration that was compared: the mean of the metric over its seeds; the worst infinity when a seed broke. */
  readonly values: Readonly<Record<string, number>>;
  readonly kept: readonly number[];
  readonly pruned: readonly number[];
}

/** How far the rungs of a sweep are decided. */
export interface Rungs {
  readonly decisions: readonly Decision[];
  /** Whether a configuration has survived all rungs so far. */
  alive(config: number): boolean;
  /** The step at which a configuration waits next; null when it goes to its end. */
  targetOf(config: number): number | null;
}

/** Reads the decisions of a sweep. Throws a {@link UserError} for a file that is none. */
export function rungsOf(out: string, plan: Plan): Rungs {
  const at = plan.prune?.at ?? [];
  const decisions: Decision[] = [];
  for (let i = 0; i < at.length; i++) {
    const decision = readDecision(fileOf(out, i + 1));
    if (decision === null) break;
    decisions.push(decision);
  }
  const pruned = new Set(decisions.flatMap((decision) => decision.pruned));
  const next = at[decisions.length];
  return {
    decisions,
    alive: (config) => !pruned.has(config),
    targetOf: (config) => (next === undefined ? null : stepAt(plan, config, next)),
  };
}

function fileOf(out: string, rung: number): string {
  return join(out, `rung-${rung}.json`);
}

function readDecision(file: string): Decision | null {
  let text: string;
  try {
    text = readFolderText(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    const decision = JSON.parse(text) as Decision;
    const numbers = (list: unknown) => Array.isArray(list) && list.every(Number.isSafeInteger);
    if (isRecord(decision.values) && numbers(decision.kept) && numbers(decision.pruned)) {
      const values = Object.entries(decision.values).map(([key, value]) => [key, decodeNumber(value) ?? Number.NaN]);
      return { ...decision, values: Object.fromEntries(values) };
    }
  } catch {
    // Told below.
  }
  throw new UserError({ path: '', file, message: 'is not a sweep decision' });
}

/** The step of a rung: the first evaluation at or after this fraction of the budget, so that its metric is there. */
export function stepAt({ configs }: Plan, config: number, fraction: number): number {
  const { steps, evaluateEvery } = configs[config]!.scenario;
  return Math.min(steps, Math.ceil((fraction * steps) / evaluateEvery) * evaluateEvery);
}

/**
 * Decides the next rung when every cell that is compared there has come to it; null while one has not, or when all rungs
 * are decided. The choice is a function of the runs' bits alone: of the configurations the better share by the mean over
 * seeds goes on, ties in the order of the plan, one with a broken seed behind all others. Whoever decides first creates the
 * decision; the others read it.
 */
export function decideNext(out: string, plan: Plan): Decision | null {
  const { prune, cells, configs, goal } = plan;
  const { decisions, alive } = rungsOf(out, plan);
  const at = prune?.at[decisions.length];
  if (prune === null || at === undefined) return null;
  const compared = configs.map((_, config) => config).filter(alive);
  const values = new Map<number, number>();
  for (const config of compared) {
    const step = stepAt(plan, config, at);
    const found: number[] = [];
    for (const cell of cells.filter((one) => one.config === config)) {
      const value = valueAt(out, plan, cell, step);
      if (value === null) return null;
      found.push(value);
    }
    values.set(config, mean(found));
  }
  const sign = goal === 'max' ? -1 : 1;
  const order = compared.toSorted((a, b) => compare(sign * values.get(a)!, sign * values.get(b)!) || a - b);
  const count = Math.max(1, Math.ceil(prune.keep * order.length));
  const ascending = (a: number, b: number) => a - b;
  const decision: Decision = {
    rung: decisions.length + 1,
    at,
    values: Object.fromEntries(values),
    kept: order.slice(0, count).sort(ascending),
    pruned: order.slice(count).sort(ascending),
  };
  const file = fileOf(out, decision.rung);
  guard(file, () => createWhole(file, `${encodeJson(decision)}\n`));
  const kept = rungsOf(out, plan).decisions.at(-1)!;
  for (const cell of cells) if (kept.pruned.includes(cell.config)) mark(out, plan, cell, kept);
  return kept;
}

/** Infinities of one sign are equal; their difference would be no number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The last value of the plan's metric up to a step; the worst when the run broke before; null when it is not there yet. */
function valueAt(out: string, { metric, goal }: Plan, { id }: Cell, step: number): number | null {
  const folder = join(out, id);
  const result = readResult(folder);
  if (result === null) return null;
  const worst = goal === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (result.status === 'failed' || (result.status === 'diverged' && result.steps <= step)) return worst;
  if (result.steps < step) return null;
  let last = worst;
  let wanted = -1;
  for (const entry of readMetrics(join(folder, 'metrics.jsonl'))) {
    if (entry.kind === 'metric') {
      if (entry.spec.name === metric) wanted = entry.id;
    } else if (entry.step > step) break;
    else if (entry.id === wanted) last = entry.value;
  }
  return Number.isNaN(last) ? worst : last;
}

/** Says in the run folder why the run goes no further; the decision itself stands in the sweep's folder. */
function mark(out: string, { prune }: Plan, { id }: Cell, { rung }: Decision): void {
  const folder = join(out, id);
  try {
    lock(folder);
  } catch {
    // At work somewhere: what the folder says is not ours to change, and the decision holds without it.
    return;
  }
  try {
    const result = readResult(folder);
    if (result?.status !== 'stopped') return;
    const reason = `pruned at step ${result.steps}, rung ${rung} of ${prune?.at.length}`;
    writeResult(folder, { ...result, reason });
  } finally {
    unlock(folder);
  }
}
