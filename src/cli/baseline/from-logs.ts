import type { Arm } from '../../experiment/arm.js';
import type { Checked } from '../../report/gate/junit.js';
import type { Regression } from '../../scenario/scenario.js';
import type { Context } from '../kit/command.js';
import { type LogFlags, logOptions } from '../kit/log-options.js';
import { baselineName, FROM_LOGS, type Opened, openBaselines } from './training.js';

export interface FromOptions extends LogFlags {
  readonly from: readonly string[];
  readonly baselines: string;
  readonly variant?: readonly string[];
  readonly metric?: string;
  readonly margin?: string;
  readonly alpha?: string;
}

interface CheckOptions extends FromOptions {
  readonly strict?: boolean;
  readonly junit?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Writes the seeds of logs of another program as a baseline. */
export async function saveFromLogs(name: string, options: FromOptions, { terminal }: Context): Promise<void> {
  const { join } = await import('node:path');
  const { UserError } = await import('../../core/errors.js');
  const { ensureFolder, isThere, writeBaseline } = await import('../../report/compare/baseline-file.js');
  const { armFacts } = await import('../../report/compare/facts.js');
  const [variant = null] = options.variant ?? [];
  const file = join(options.baselines, `${baselineName(name, variant)}.json`);
  if (isThere(file)) {
    const hint = `Accept changes with losscope baseline update ${baselineName(name, variant)} --from ... --reason "..."`;
    throw new UserError({ path: '', file, message: 'is there already', hint });
  }
  const arm = chosen(await armsOf(options, terminal), variant, UserError);
  await checkNumber(arm);
  const head = await headOf(arm, name, await regressionOf(arm, options), options);
  ensureFolder(options.baselines);
  writeBaseline(file, { reference: FROM_LOGS, set: [], variantName: variant, ...head, history: [] });
  terminal.out(`wrote ${file}: ${armFacts(arm)}, by ${head.regression.metric}`);
}

/** Accepts the seeds of logs in place of those of a baseline that was saved from logs. */
export async function updateFromLogs(
  name: string,
  options: FromOptions & { readonly reason: string },
  { terminal }: Context,
): Promise<void> {
  const { accept } = await import('./accept.js');
  for (const opened of await openBaselines([name], { baselines: options.baselines })) {
    const { arm, flags } = await candidateOf(opened, options, terminal);
    await checkNumber(arm);
    const { scenario, regression } = opened.baseline;
    const rule =
      options.metric === undefined
        ? await ruleOf(regression, options)
        : await regressionOf(arm, { ...options, ...flags });
    await accept(
      { opened, arm, set: [], reason: options.reason, head: await headOf(arm, scenario, rule, flags) },
      terminal,
    );
  }
}

/** What is written of logs as a baseline. */
async function headOf(arm: Arm, scenario: string, regression: Regression, options: FromOptions) {
  const { programVersion } = await import('../../core/package.js');
  const { commitOf } = await import('../../store/machine.js');
  const { figure = 'last', group = null, x = null, better = [] } = options;
  return {
    ...{ scenario, variant: arm.variant, losscope: programVersion(), plugins: null, commit: commitOf(process.cwd()) },
    ...{ created: new Date().toISOString(), hash: 'none', settings: { figure, group, x, better } },
    ...{ regression, better: arm.better, seeds: arm.seeds, curves: [arm.curves(regression.metric) ?? []].flat() },
    secondsPerSeed: null,
  };
}

async function checkNumber({ seeds }: Arm): Promise<void> {
  const { UserError } = await import('../../core/errors.js');
  const { FEWEST_SEEDS } = await import('../../experiment/verdict.js');
  if (seeds.length >= FEWEST_SEEDS) return;
  const message = 'hold too few seeds: nothing could be told from them';
  throw new UserError({ path: '--from', message, given: `${seeds.length}`, allowed: `at least ${FEWEST_SEEDS}` });
}

/** The logs that are held to a baseline, read as they were when it was saved, unless the user says otherwise now. */
async function candidateOf({ file, baseline }: Opened, options: FromOptions, terminal: Context['terminal']) {
  const { UserError } = await import('../../core/errors.js');
  if (baseline.reference !== FROM_LOGS) {
    const message = 'was saved from a scenario: check it without --from';
    throw new UserError({ path: '--from', file, message });
  }
  const kept = baseline.settings as {
    readonly figure?: string;
    readonly group?: string;
    readonly x?: string;
    readonly better?: readonly string[];
  };
  const flags = { ...definite(kept), ...definite(options) } as FromOptions;
  const [variant = null] = options.variant ?? [];
  const arms = await armsOf({ ...options, ...flags }, terminal);
  const same = arms.find((arm) => arm.variant === baseline.variant);
  return { arm: variant === null && same !== undefined ? same : chosen(arms, variant, UserError), flags };
}

/** Holds logs of another program to baselines that were saved from logs. */
export async function checkFromLogs(
  names: readonly string[],
  options: CheckOptions,
  { terminal, exit }: Context,
): Promise<void> {
  const { UserError } = await import('../../core/errors.js');
  const { gateExitCode, gateOf } = await import('../../experiment/gate/gate.js');
  const { armOfBaseline } = await import('../../report/compare/baseline-file.js');
  const { gateSentence } = await import('../../report/gate/words.js');
  const { tellBadInput, tellChecks } = await import('./telling.js');
  try {
    if (options.json === true && options.markdown === true) {
      throw new UserError({ path: '--markdown', message: 'cannot stand beside --json: there is one output' });
    }
    // The variant is one of the logs: which baseline is meant, its name says.
    const opened = await openBaselines(names, { baselines: options.baselines });
    const checks: Checked[] = [];
    for (const one of opened) {
      const begun = performance.now();
      const { name, file, baseline } = one;
      const { arm: candidate } = await candidateOf(one, options, terminal);
      const rule = { regression: await ruleOf(baseline.regression, options), expectations: [] };
      const reference = { ...armOfBaseline(baseline, file), hash: null, decides: null };
      const gate = gateOf(reference, candidate, rule, { expectations: [], tunedOn: [] });
      const look = { seeds: candidate.seeds.map(({ seed }) => seed), gate };
      const code = gateExitCode(gate, { strict: options.strict === true });
      const outcome = ({ 0: 'passed', 1: 'regressed', 2: 'bad input', 3: 'broken', 4: 'inconclusive' } as const)[code];
      const seconds = (performance.now() - begun) / 1000;
      checks.push({
        ...{ name, file, seconds, notes: [], outcome, code, error: null },
        text: gateSentence(gate),
        looks: [look],
      });
    }
    await tellChecks(checks, options, terminal);
    exit(([2, 3, 1, 4] as const).find((code) => checks.some((one) => one.code === code)) ?? 0);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await tellBadInput(error, options, terminal);
    exit(2);
  }
}

const definite = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

async function armsOf(options: FromOptions, terminal: Context['terminal']): Promise<readonly Arm[]> {
  const { armsOfLogs } = await import('../../report/compare/arm-logs.js');
  return armsOfLogs(options.from, await logOptions(options), (text) => terminal.err(text));
}

function chosen(
  arms: readonly Arm[],
  variant: string | null,
  UserError: typeof import('../../core/errors.js').UserError,
): Arm {
  const found =
    variant === null ? (arms.length === 1 ? arms[0] : undefined) : arms.find((arm) => arm.variant === variant);
  if (found !== undefined) return found;
  const allowed = arms.map((arm) => arm.variant || 'one without a name').join(', ');
  const message = variant === null ? 'is needed: a baseline is of one variant' : 'is none of the logs';
  throw new UserError({ path: '--variant', message, ...(variant === null ? {} : { given: variant }), allowed });
}

async function regressionOf(arm: Arm, options: FromOptions): Promise<Regression> {
  const { UserError } = await import('../../core/errors.js');
  const { metricsOf } = await import('../../experiment/arm.js');
  const known = metricsOf(arm);
  const metric = options.metric ?? arm.regression?.metric;
  if (metric === undefined || !known.includes(metric)) {
    const message = metric === undefined ? 'is needed: the metric that decides' : 'is in none of the logs';
    throw new UserError({
      path: '--metric',
      message,
      ...(metric === undefined ? {} : { given: metric }),
      allowed: known.join(', '),
    });
  }
  if ((arm.better[metric] ?? 'neither') === 'neither') {
    const message = 'has no direction that could be guessed';
    throw new UserError({
      path: '--metric',
      message,
      given: metric,
      hint: `Say it with --better ${metric}=higher or =lower`,
    });
  }
  return ruleOf({ metric, margin: 0, alpha: 0.01 }, options);
}

async function ruleOf(base: Regression, { margin, alpha }: Pick<FromOptions, 'margin' | 'alpha'>): Promise<Regression> {
  const { UserError } = await import('../../core/errors.js');
  const number = (text: string | undefined, fallback: number) =>
    text === undefined ? fallback : Number(text.trim() || 'none');
  const found = { ...base, margin: number(margin, base.margin), alpha: number(alpha, base.alpha) };
  if (!(found.margin >= 0))
    throw new UserError({ path: '--margin', message: 'must be a number >= 0', given: `"${margin}"` });
  if (!(found.alpha > 0 && found.alpha < 0.5)) {
    throw new UserError({ path: '--alpha', message: 'must be a number > 0 and < 0.5', given: `"${alpha}"` });
  }
  return found;
}
