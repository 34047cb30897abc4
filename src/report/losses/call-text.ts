import { parse as parseYaml } from 'yaml';
import { type Issue, show, UserError } from '../../core/errors.js';
import { didYouMean } from '../../core/suggestion.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Nested } from '../../losses/kit/input-spec.js';
import { type Evaluation, evaluate } from '../../losses/tools/evaluation.js';

/** A call of a loss as read from words of a command line and from a document. */
export interface LossCallText {
  /** `--logits [1,2]`, `--logits=[1,2]` and so on, in the order of the command line. */
  readonly words: readonly string[];
  /** `gamma=2` */
  readonly settings: readonly string[];
  /** What a file or the standard input holds: inputs by name, or { inputs, params, variant }. */
  readonly document?: unknown;
  readonly variant?: string | undefined;
  readonly precision: 'f64' | 'f32';
}

export interface EvaluatedLoss {
  readonly result: Evaluation;
  /** The values before the reduction, where the loss has any. */
  readonly rows: Nested | null;
}

/** Evaluates a loss on inputs given as text. Throws a {@link UserError} with everything that is wrong. */
export function evaluateText(loss: LossDefinition, call: LossCallText): EvaluatedLoss {
  const base = documentCall(call.document);
  const inputs = { ...base.inputs, ...inputWords(loss, call.words) };
  const params = { ...base.params, ...settingWords(call.settings) };
  const variant = call.variant ?? base.variant;
  const common = { inputs, variant, precision: call.precision };
  const result = evaluate(loss, { ...common, params } as never) as Evaluation;
  const { reduction } = loss.params;
  const keeps = reduction?.kind === 'choice' && reduction.options.includes('none');
  const rows = keeps
    ? (evaluate(loss, { ...common, params: { ...params, reduction: 'none' } } as never) as Evaluation).value
    : null;
  return { result, rows };
}

type Plain = Readonly<Record<string, unknown>>;

function documentCall(document: unknown): { inputs: Plain; params: Plain; variant?: string } {
  if (document === undefined) return { inputs: {}, params: {} };
  if (!isObject(document)) {
    throw new UserError({
      path: '--input',
      message: 'must hold an object',
      given: show(document),
      allowed: 'inputs by name, or { inputs, params, variant }',
    });
  }
  if (!('inputs' in document)) return { inputs: document, params: {} };
  const known = ['inputs', 'params', 'variant'];
  const issues = Object.keys(document)
    .filter((key) => !known.includes(key))
    .map((key): Issue => ({ path: key, message: 'is not a part of a call', allowed: known.join(', ') }));
  for (const key of ['inputs', 'params']) {
    if (document[key] !== undefined && !isObject(document[key])) {
      issues.push({ path: key, message: 'must be an object', given: show(document[key]) });
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  const { inputs, params = {}, variant } = document as { inputs: Plain; params?: Plain; variant?: string };
  return { inputs, params, ...(variant === undefined ? {} : { variant }) };
}

/** `--old-logps` is the input oldLogps. */
const camel = (word: string) => word.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function inputWords(loss: LossDefinition, words: readonly string[]): Plain {
  const inputs: Record<string, unknown> = {};
  const issues: Issue[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!word.startsWith('--')) {
      issues.push({
        path: 'losses evaluate',
        message: 'inputs are given by name',
        given: word,
        allowed: inputOptions(loss),
      });
      continue;
    }
    const equals = word.indexOf('=');
    const name = camel(word.slice(2, equals < 0 ? undefined : equals));
    if (!Object.hasOwn(loss.inputs, name)) {
      const hint = didYouMean(name, Object.keys(loss.inputs));
      issues.push({
        path: word.slice(0, equals < 0 ? undefined : equals),
        message: `${loss.name} has no such input`,
        allowed: inputOptions(loss),
        ...(hint === undefined ? {} : { hint }),
      });
      // Its value, if any, is not a second mistake.
      if (equals < 0 && words[i + 1]?.startsWith('--') === false) i++;
      continue;
    }
    const text = equals < 0 ? words[++i] : word.slice(equals + 1);
    if (text === undefined)
      issues.push({ path: `--${name}`, message: 'needs a value', allowed: 'JSON, such as [0.3,-1.2]' });
    else {
      try {
        inputs[name] = JSON.parse(text) as unknown;
      } catch {
        issues.push({ path: `--${name}`, message: 'must be JSON', given: show(text), allowed: 'such as [0.3,-1.2]' });
      }
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return inputs;
}

const inputOptions = (loss: LossDefinition) =>
  Object.keys(loss.inputs)
    .map((name) => `--${name}`)
    .join(', ');

function settingWords(settings: readonly string[]): Plain {
  return Object.fromEntries(
    settings.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 1) throw new UserError({ path: '--set', message: 'must be name=value', given: show(text) });
      return [text.slice(0, equals).trim(), parseYaml(text.slice(equals + 1)) as unknown];
    }),
  );
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Value, rows, gradients and intermediate results as lines; -0 reads as 0. */
export function evaluationLines({ result, rows }: EvaluatedLoss): readonly string[] {
  const entries: [string, Nested][] = [['value', result.value]];
  if (rows !== null && typeof result.value === 'number') entries.push(['rows', rows]);
  for (const [name, gradient] of Object.entries(result.grads)) entries.push([`gradient ${name}`, gradient]);
  for (const [name, value] of Object.entries(result.extra)) entries.push([name, value]);
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${JSON.stringify(shortened(value))}`);
}

/** Ten digits: enough to compare with another library, and readable. */
function shortened(value: Nested): unknown {
  if (typeof value !== 'number') return value.map(shortened);
  return Number.isFinite(value) ? Number(value.toPrecision(10)) : String(value);
}
