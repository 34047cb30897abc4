import { type Issue, UserError } from '../../core/errors.js';
import { parseSelection, type Selection } from '../../fleet/selection.js';
import type { LookOptions } from '../kit/look.js';
import type { CodeOptions, PluginOptions } from '../kit/plugins.js';
import { checkpointSeconds } from '../run.js';

/** The options of `sweep run` as they are written. */
export interface Options extends PluginOptions, CodeOptions, LookOptions {
  readonly plan?: string;
  readonly index?: string;
  readonly shard?: string;
  readonly until?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly workers?: string;
  readonly retryFailed?: boolean;
  readonly keepGoing?: boolean;
  readonly failFast?: boolean;
  readonly maxFailures?: string;
  readonly divergedIsResult?: boolean;
  readonly maxTime?: string;
  readonly target?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
  readonly checkpoint?: string;
  readonly keepBest?: boolean;
}

/** The options of `sweep run`, checked. */
export interface Settings {
  readonly workers: number | null;
  /** The cells that are run alone; null for all. */
  readonly selection: Selection | null;
  /** Failed runs at most; more stop the sweep. */
  readonly mostFailures: number;
  readonly divergedIsResult: boolean;
  /** With a selection: whether its cells go on past their next rung. */
  readonly untilEnd: boolean;
  readonly checkpoint: number | null;
  /** Whether each run keeps the weights of its best evaluation too. */
  readonly keepBest: boolean;
  /** Milliseconds after which no cell goes on. */
  readonly mostTime: number;
  /** The mean that is good enough; null for none. */
  readonly target: number | null;
}

/** What `--max-time` says when it ends a sweep. */
export const TIME_OVER = 'the time is over (--max-time)';
const MOST_WORKERS = 256;

/** Checks the options. Throws a {@link UserError} with everything that is wrong with them. */
export function readOptions(file: string | undefined, options: Options): Settings {
  const {
    plan,
    index,
    shard,
    out,
    workers,
    keepGoing,
    failFast,
    maxFailures,
    divergedIsResult,
    until,
    maxTime,
    target,
  } = options;
  const issues: Issue[] = [];
  if ((file === undefined) === (plan === undefined)) {
    const message = file === undefined ? 'is required: a sweep file, or --plan' : 'and --plan exclude each other';
    issues.push({ path: 'file', message });
  }
  if (plan !== undefined && out !== undefined)
    issues.push({ path: '--out', message: 'is the folder of the plan with --plan' });
  const given = Object.entries({ '--keep-going': keepGoing, '--fail-fast': failFast, '--max-failures': maxFailures })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  if (given.length > 1)
    issues.push({ path: given[0]!, message: `and ${given.slice(1).join(' and ')} exclude each other` });
  if (until !== undefined && until !== 'rung' && until !== 'end')
    issues.push({ path: '--until', message: 'must be rung or end', given: `"${until}"` });
  const whole = (path: string, text: string | undefined, min: number, max: number): number | null => {
    if (text === undefined) return null;
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    issues.push({ path, message: `must be a whole number from ${min} to ${max}`, given: `"${text}"` });
    return null;
  };
  const number = (path: string, text: string | undefined, allowed: string, isLegal: (value: number) => boolean) => {
    if (text === undefined) return null;
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (isLegal(value)) return value;
    issues.push({ path, message: `must be ${allowed}`, given: `"${text}"` });
    return null;
  };
  const minutes = number('--max-time', maxTime, 'minutes, more than 0', (value) => value > 0);
  const settings = {
    mostTime: minutes === null ? Number.POSITIVE_INFINITY : 60_000 * minutes,
    target: number('--target', target, 'a number', Number.isFinite),
    workers: whole('--workers', workers, 1, MOST_WORKERS),
    selection: parseSelection(index, shard, issues),
    mostFailures: failFast === true ? 0 : (whole('--max-failures', maxFailures, 0, 1e9) ?? Number.POSITIVE_INFINITY),
    divergedIsResult: divergedIsResult !== false,
    untilEnd: until === 'end',
  };
  if (issues.length > 0) throw new UserError(issues);
  return { ...settings, checkpoint: checkpointSeconds(options), keepBest: options.keepBest === true };
}
