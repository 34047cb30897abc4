import { type Issue, UserError } from '../../core/errors.js';
import { integer, isLegal, number, type ParamSpecs, paramIssues } from '../../core/params.js';
import type { Registry } from '../../core/registry.js';
import { nearest } from '../../core/suggestion.js';
import type { EnvDefinition } from '../../env/kit/env.js';
import { parseYaml } from '../../scenario/yaml/reader.js';

const NARROWEST = 40;
const WIDEST = 100;

/** Columns for pages: those of the terminal, but never so many that lines are hard to read. */
export function pageWidth({ columns = 80 }: Pick<NodeJS.WriteStream, 'columns'> = process.stdout): number {
  return Math.max(NARROWEST, Math.min(WIDEST, columns || 80));
}

/**
 * The settings of `key=value` texts. Texts and choices are taken as they stand (a map may have line breaks); everything
 * else is YAML, as in a scenario. Throws a {@link UserError} with every problem.
 */
export function parseSettings(specs: ParamSpecs, texts: readonly string[]): Readonly<Record<string, unknown>> {
  const issues: Issue[] = [];
  const values: Record<string, unknown> = {};
  for (const text of texts) {
    const place = { file: `--set ${text}` };
    const equals = text.indexOf('=');
    const key = text
      .slice(0, Math.max(0, equals))
      .trim()
      .replace(/^env\./, '');
    if (key === '') {
      issues.push({ path: '', message: 'must be key=value', hint: 'For example maxSteps=100', ...place });
    } else if (Object.hasOwn(values, key)) issues.push({ path: key, message: 'is set twice', ...place });
    else {
      try {
        values[key] = settingOf(specs, key, text.slice(equals + 1));
        issues.push(...paramIssues(specs, { [key]: values[key] }, '').map((issue) => ({ ...issue, ...place })));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        issues.push(...error.issues.map(({ message }) => ({ path: key, message, ...place })));
      }
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return values;
}

function settingOf(specs: ParamSpecs, key: string, written: string): unknown {
  const kind = Object.hasOwn(specs, key) ? specs[key]!.kind : 'number';
  if (kind === 'text' || kind === 'choice') return written;
  return written.trim() === '' ? '' : parseYaml(written, '').value;
}

const gammaSpec = number(0.99, 'discount', { min: 0, max: 1 });
const seedSpec = integer(0, 'seed', { min: 0, max: Number.MAX_SAFE_INTEGER });

/** The discount that an option gives. @default 0.99 */
export function parseGamma(given: string | undefined): number {
  return parseOption('--gamma', given, gammaSpec, 'a number from 0 to 1');
}

/** The seed that an option gives. @default 0 */
export function parseSeed(given: string | undefined): number {
  return parseOption('--seed', given, seedSpec, 'a whole number >= 0');
}

function parseOption(
  path: string,
  given: string | undefined,
  spec: typeof gammaSpec | typeof seedSpec,
  allowed: string,
): number {
  if (given === undefined) return spec.default;
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (isLegal(spec, value)) return value;
  throw new UserError({ path, message: `must be ${allowed}`, given: JSON.stringify(given) });
}

/** The env of this name. A mistyped subcommand arrives here as a name: it has a hint of its own. */
export function findEnv(envs: Registry<EnvDefinition>, name: string, subcommands: readonly string[]): EnvDefinition {
  const near = envs.has(name) || nearest(name, envs.names()) !== undefined ? undefined : nearest(name, subcommands);
  if (near === undefined) return envs.get(name);
  throw new UserError({
    path: 'env',
    message: 'unknown env',
    given: name,
    allowed: envs.names().join(', '),
    hint: `Did you mean losscope envs ${near}?`,
  });
}
