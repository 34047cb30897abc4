import { stringify } from 'yaml';
import { describeAllowed, type ParamSpecs } from '../core/params.js';
import { printableLine } from '../core/printable.js';
import { BLOCKS, type Block, type Catalogues } from './registries.js';
import type { Choice, Expectation, Scenario } from './scenario.js';
import { MOST_STEPS, STATISTICS } from './schema.js';
import { formatSeeds, SEEDS_ALLOWED } from './seeds.js';

/** Comments stand in one column, unless a setting is longer than this. */
const COMMENT_COLUMN = 36;

type Line = readonly [code: string, comment?: string];

/**
 * A resolved scenario as a YAML file that loads as the same scenario: every setting written out, with its help, its range
 * and, where it differs, its default as a comment. `plugins` are the files of the plug-ins that it needs.
 */
export function writeScenario(scenario: Scenario, catalogues: Catalogues, plugins: readonly string[] = []): string {
  const { learner, loss } = scenario;
  const lines: readonly Line[] = [
    ...(scenario.variant === '' ? [] : [[`# with ${printableLine(scenario.variant)}`] as const]),
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

function written([code, comment]: Line): string {
  return comment === undefined ? code : `${code.padEnd(COMMENT_COLUMN)}  # ${printableLine(comment)}`;
}

function flow({ text, ...rest }: Expectation): string {
  const parts = Object.entries({ ...rest, text }).filter(([, value]) => value !== null);
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
