import { stringify } from 'yaml';
import { describeAllowed, type ParamSpecs } from '../../core/params.js';
import { printableLine } from '../../core/printable.js';
import { BLOCKS, type Block, type Catalogues } from '../registries.js';
import { type Choice, type Expectation, type Family, type Regression, type Scenario, WRITTEN } from '../scenario.js';
import { MOST_STEPS, STATISTICS } from '../schema.js';
import { formatSeeds, SEEDS_ALLOWED } from '../seeds.js';

/** Comments stand in one column, unless a setting is longer than this. */
const COMMENT_COLUMN = 36;

type Line = readonly [code: string, comment?: string];

/**
 * A resolved scenario as a YAML file that loads as the same scenario: every setting written out, with its help, its range
 * and, where it differs, its default as a comment. `plugins` are the files of the plug-ins that it needs.
 */
export function writeScenario(scenario: Scenario, catalogues: Catalogues, plugins: readonly string[] = []): string {
  const { learner, loss } = scenario;
  const overrides = scenario.family?.overrides ?? scenario.variant;
  const lines: readonly Line[] = [
    ...(overrides === '' ? [] : [[`# with ${printableLine(overrides)}`] as const]),
    [`name: ${scalar(scenario.name)}`],
    [`title: ${scalar(scenario.title)}`],
    ...(scenario.summary === '' ? [] : [[`summary: ${scalar(scenario.summary)}`] as const]),
    ...(scenario.lesson === null
      ? []
      : [
          ['lesson:'] as const,
          ...Object.entries(scenario.lesson).map(([key, text]): Line => [`  ${key}: ${scalar(text)}`]),
        ]),
    ...(plugins.length === 0 ? [] : [[`plugins: ${scalar(plugins)}`, 'code: runs only with --allow-plugins'] as const]),
    [''],
    ...(learner.kind === 'agent'
      ? [...blockLines('env', learner.env, catalogues), ...blockLines('agent', learner.agent, catalogues)]
      : blockLines('task', learner.task, catalogues)),
    ...(loss === null ? [] : blockLines('loss', loss, catalogues)),
    [''],
    [
      `steps: ${scenario.steps}`,
      `budget: ${learner.kind === 'agent' ? 'env steps' : 'gradient updates'} (a whole number from 1 to ${MOST_STEPS})`,
    ],
    [`evaluateEvery: ${scenario.evaluateEvery}`, 'steps between two evaluations; the end is always evaluated'],
    [`focus: ${scalar(scenario.focus)}`, 'the metric that the dashboard shows first'],
    [`seeds: ${seedText(scenario.seeds)}`, `the seeds that run by default (${SEEDS_ALLOWED})`],
    ...(scenario.tunedOn.length === 0
      ? []
      : [[`tunedOn: ${seedText(scenario.tunedOn)}`, 'no expectation is judged on these'] as const]),
    ...(scenario.regression === undefined ? [] : [regressionLine(scenario.regression)]),
    ...(scenario.family === undefined ? [] : variantLines(scenario.family)),
    ...(scenario.expectations.length === 0
      ? []
      : [['expect:', `judged on final metrics; stat is one of ${STATISTICS.join(', ')}`] as const]),
    ...scenario.expectations.map((expectation): Line => [`  - ${flow(expectation)}`]),
  ];
  return `${lines.map(written).join('\n')}\n`;
}

function blockLines(block: Block, { name, params }: Choice, catalogues: Catalogues): readonly Line[] {
  const entry: { readonly summary: string; readonly params: ParamSpecs } = catalogues[BLOCKS[block]].get(name);
  return [
    [`${block}:`],
    [`  name: ${scalar(name)}`, entry.summary],
    ...Object.entries(entry.params)
      .filter(([key]) => Object.hasOwn(params, key))
      .map(([key, spec]): Line => {
        const [value, usual] = [scalar(params[key]), scalar(spec.default)];
        const allowed = describeAllowed(spec) + (value === usual ? '' : `; default ${usual}`);
        return [`  ${key}: ${value}`, `${spec.help} (${allowed})`];
      }),
  ];
}

function regressionLine({ metric, margin, alpha }: Regression): Line {
  const code = `regression: {metric: ${quoted(metric)}, margin: ${margin}, alpha: ${alpha}}`;
  return [code, 'a significant drop of this metric beyond the margin is a regression'];
}

/** The variants that the file declares, whichever of them is written out. */
function variantLines({ written: first, variants }: Family): readonly Line[] {
  return [
    ...(first === WRITTEN
      ? []
      : [[`variantName: ${quoted(first)}`, 'what the scenario as written is called'] as const]),
    ['variants:', 'run beside it on the same seeds; each sets values by path'],
    ...variants.map(({ name, set }): Line => [`  - {name: ${quoted(name)}, set: ${data(set)}}`]),
  ];
}

/** Any plain data in one line. */
function data(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(data).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, one]) => `${quoted(key)}: ${data(one)}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

function written([code, comment]: Line): string {
  return comment === undefined ? code : `${code.padEnd(COMMENT_COLUMN)}  # ${printableLine(comment)}`;
}

function flow({ text, ...rest }: Expectation): string {
  const parts = Object.entries({ ...rest, text }).filter(([, value]) => value !== null && value !== undefined);
  return `{${parts.map(([key, value]) => `${key}: ${typeof value === 'number' ? value : quoted(value as string)}`).join(', ')}}`;
}

/** A single seed is a number; several are a text. */
function seedText(seeds: readonly number[]): string {
  return seeds.length === 1 ? `${seeds[0]}` : scalar(formatSeeds(seeds));
}

/** A value in one line of YAML. Texts with anything unprintable are quoted with escapes, which read back as the same. */
function scalar(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(scalar).join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  return printableLine(value) === value
    ? stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd()
    : quoted(value);
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (printableLine(text) === text) return json;
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
