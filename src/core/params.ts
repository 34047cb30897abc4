import { type Issue, show, UserError } from './errors.js';
import { didYouMean } from './suggestion.js';

/**
 * Settings of a loss, env, agent or task as data: default, legal range and one line of help. The same object drives
 * TypeScript's types, validation, the JSON Schema, the command line's help, the dashboard's forms and the docs.
 */
export type ParamSpec =
  | NumberSpec
  | { readonly kind: 'boolean'; readonly default: boolean; readonly help: string }
  | { readonly kind: 'text'; readonly default: string; readonly help: string }
  | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[]; readonly help: string }
  | ListSpec
  | EitherSpec;

export interface NumberSpec {
  readonly kind: 'number';
  readonly default: number;
  readonly help: string;
  readonly integer: boolean;
  /** Smallest legal value; `above` excludes the bound itself. */
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

/** A list of numbers, such as the sizes of hidden layers or one weight per class. */
export interface ListSpec {
  readonly kind: 'list';
  readonly default: readonly number[];
  readonly help: string;
  readonly item: NumberSpec;
  readonly minLength: number;
  readonly maxLength: number;
}

/** null, or one of several forms (`alpha`: null, a number, or a number per class). */
export interface EitherSpec {
  readonly kind: 'either';
  readonly default: null;
  readonly help: string;
  readonly forms: readonly (NumberSpec | ListSpec)[];
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

type ValueOf<S extends ParamSpec> = S extends { kind: 'number' }
  ? number
  : S extends { kind: 'boolean' }
    ? boolean
    : S extends { kind: 'text' }
      ? string
      : S extends { kind: 'choice'; options: readonly (infer O)[] }
        ? O
        : S extends { kind: 'list' }
          ? readonly number[]
          : S extends { kind: 'either'; forms: readonly (infer F)[] }
            ? null | (F extends { kind: 'number' } ? number : readonly number[])
            : never;

/** The resolved values of a set of specs. */
export type ParamValues<S extends ParamSpecs> = { -readonly [K in keyof S]: ValueOf<S[K]> };

type Bounds = { min?: number; above?: number; max?: number; below?: number };

export function number(value: number, help: string, bounds: Bounds = {}) {
  return { kind: 'number', default: value, help, integer: false, ...bounds } as const satisfies NumberSpec;
}

export function integer(value: number, help: string, bounds: Bounds = {}) {
  return { kind: 'number', default: value, help, integer: true, ...bounds } as const satisfies NumberSpec;
}

export function boolean(value: boolean, help: string) {
  return { kind: 'boolean', default: value, help } as const;
}

export function text(value: string, help: string) {
  return { kind: 'text', default: value, help } as const;
}

export function choice<const O extends readonly string[]>(value: O[number], options: O, help: string) {
  return { kind: 'choice', default: value, options, help } as const;
}

export function list(
  value: readonly number[],
  help: string,
  item: NumberSpec,
  { minLength = 0, maxLength = 64 }: { minLength?: number; maxLength?: number } = {},
) {
  return { kind: 'list', default: value, help, item, minLength, maxLength } as const satisfies ListSpec;
}

export function nullOr<const F extends readonly (NumberSpec | ListSpec)[]>(help: string, ...forms: F) {
  return { kind: 'either', default: null, help, forms } as const;
}

/** The legal set in words: "a number > 0 and <= 1", "one of mean, sum, none". */
export function describeAllowed(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'number': {
      const bounds = [
        spec.min === undefined ? '' : `>= ${spec.min}`,
        spec.above === undefined ? '' : `> ${spec.above}`,
        spec.max === undefined ? '' : `<= ${spec.max}`,
        spec.below === undefined ? '' : `< ${spec.below}`,
      ].filter((b) => b !== '');
      return `a${spec.integer ? ' whole' : ''} number${bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`}`;
    }
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'a text';
    case 'choice':
      return `one of ${spec.options.join(', ')}`;
    case 'list': {
      const length = spec.minLength === spec.maxLength ? `${spec.minLength}` : `${spec.minLength} to ${spec.maxLength}`;
      return `a list of ${length}, each ${describeAllowed(spec.item)}`;
    }
    case 'either':
      return ['null', ...spec.forms.map(describeAllowed)].join(', or ');
    default:
      return spec satisfies never;
  }
}

/** Whether `value` is legal for `spec`. */
export function isLegal(spec: ParamSpec, value: unknown): boolean {
  switch (spec.kind) {
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        (!spec.integer || Number.isSafeInteger(value)) &&
        (spec.min === undefined || value >= spec.min) &&
        (spec.above === undefined || value > spec.above) &&
        (spec.max === undefined || value <= spec.max) &&
        (spec.below === undefined || value < spec.below)
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'choice':
      return typeof value === 'string' && spec.options.includes(value);
    case 'list':
      return (
        Array.isArray(value) &&
        value.length >= spec.minLength &&
        value.length <= spec.maxLength &&
        value.every((item) => isLegal(spec.item, item))
      );
    case 'either':
      return value === null || spec.forms.some((form) => isLegal(form, value));
    default:
      return spec satisfies never;
  }
}

/** What is wrong with `given` as values of `specs`: unknown names and illegal values, all at once. */
export function paramIssues(specs: ParamSpecs, given: Readonly<Record<string, unknown>>, path: string): Issue[] {
  const names = Object.keys(specs);
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(specs, name)) {
      const hint = didYouMean(name, names);
      issues.push({
        path: join(path, name),
        message: 'unknown setting',
        allowed: names.length === 0 ? 'no settings here' : names.join(', '),
        ...(hint === undefined ? {} : { hint }),
      });
      continue;
    }
    const spec = specs[name]!;
    if (value !== undefined && !isLegal(spec, value)) {
      const hint = spec.kind === 'choice' && typeof value === 'string' ? didYouMean(value, spec.options) : undefined;
      issues.push({
        path: join(path, name),
        message: `must be ${describeAllowed(spec)}`,
        given: show(value),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
  return issues;
}

const KINDS: readonly ParamSpec['kind'][] = ['number', 'boolean', 'text', 'choice', 'list', 'either'];

const SPEC_KEYS: Readonly<Record<ParamSpec['kind'], readonly string[]>> = {
  number: ['integer', 'min', 'above', 'max', 'below'],
  boolean: [],
  text: [],
  choice: ['options'],
  list: ['item', 'minLength', 'maxLength'],
  either: ['forms'],
};

/** An issue for each key of a definition that nothing reads, with what may be meant. */
export function unknownKeys(given: object, known: readonly string[], path: string): Issue[] {
  const legal = given !== null && 'kind' in given ? ['kind', 'default', 'help', ...known] : known;
  return Object.keys(given)
    .filter((key) => !legal.includes(key))
    .map((key) => {
      const hint = didYouMean(key, legal);
      const allowed = legal.join(', ');
      return { path: join(path, key), message: 'is not read here', allowed, ...(hint === undefined ? {} : { hint }) };
    });
}

/** What is wrong with something that should be specs of settings, such as those of a plug-in. */
export function specIssues(specs: unknown, path: string): Issue[] {
  if (!isObject(specs)) {
    return [{ path, message: 'must be a map of what number, choice and the like make', given: show(specs) }];
  }
  return Object.entries(specs).flatMap(([name, spec]): Issue[] => {
    const own = join(path, name);
    if (!isObject(spec) || !KINDS.includes(spec.kind as ParamSpec['kind']) || typeof spec.help !== 'string') {
      return [{ path: own, message: 'must be made by number, choice or the like', given: show(spec) }];
    }
    const unknown = unknownKeys(spec, SPEC_KEYS[spec.kind as ParamSpec['kind']], own);
    if (unknown.length > 0) return unknown;
    const legal = isLegal(spec as unknown as ParamSpec, spec.default);
    return legal ? [] : [{ path: `${own}.default`, message: 'is not within its own range', given: show(spec.default) }];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values of `specs` with `given` over the defaults. Throws a {@link UserError} with every issue. */
export function resolveParams<S extends ParamSpecs>(
  specs: S,
  given: Readonly<Record<string, unknown>> = {},
  path = 'params',
): ParamValues<S> {
  const issues = paramIssues(specs, given, path);
  if (issues.length > 0) throw new UserError(issues);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs))
    values[name] = given[name] === undefined ? spec.default : given[name];
  return values as ParamValues<S>;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
