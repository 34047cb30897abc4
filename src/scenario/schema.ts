import * as z from 'zod';
import { describeAllowed, type ParamSpec, type ParamSpecs } from '../core/params.js';
import { NETWORK, NETWORK_SETTINGS } from './network-block.js';
import { BLOCK_NAMES, BLOCKS, type Block, type Catalogues } from './registries.js';
import type { Comparison, Statistic } from './scenario.js';
import { SEEDS_ALLOWED } from './seeds.js';
import { NAME, NAME_ALLOWED } from './variants.js';

export const MOST_STEPS = 1e9;
export const COMPARISONS = ['>=', '>', '<=', '<'] as const satisfies readonly Comparison[];
export const STATISTICS = ['iqm', 'mean', 'median', 'min', 'max'] as const satisfies readonly Statistic[];

/** Metric names are identifiers: they are columns of files and words of expectations. */
const METRIC = /^[A-Za-z][\w./-]*$/;

type Report = Readonly<{ input?: unknown }>;
const must = (allowed: string) => ({
  error: ({ input }: Report) => (input === undefined ? `is required: ${allowed}` : `must be ${allowed}`),
});

/** One setting as a zod schema without its default: the same ranges and words as `isLegal` and `describeAllowed`. */
function valueSchema(spec: ParamSpec): z.ZodType {
  const error = must(describeAllowed(spec));
  switch (spec.kind) {
    case 'number': {
      let schema = spec.integer ? z.int(error) : z.number(error);
      if (spec.min !== undefined) schema = schema.min(spec.min, error);
      if (spec.above !== undefined) schema = schema.gt(spec.above, error);
      if (spec.max !== undefined) schema = schema.max(spec.max, error);
      if (spec.below !== undefined) schema = schema.lt(spec.below, error);
      return schema;
    }
    case 'boolean':
      return z.boolean(error);
    case 'text':
      return z.string(error);
    case 'choice':
      return z.enum(spec.options, error);
    case 'list':
      return z.array(valueSchema(spec.item), error).min(spec.minLength, error).max(spec.maxLength, error);
    case 'either':
      return z.union([z.null(), ...spec.forms.map(valueSchema)], error);
    default:
      return spec satisfies never;
  }
}

/** A setting with its default, its range and its help as the description. */
export function paramSchema(spec: ParamSpec): z.ZodType {
  return valueSchema(spec)
    .default(spec.default)
    .describe(`${spec.help} (${describeAllowed(spec)})`);
}

type Entry = { readonly name: string; readonly summary: string; readonly params: ParamSpecs };

function entrySchema(entry: Entry, network: boolean) {
  const settings = Object.fromEntries(Object.entries(entry.params).map(([name, spec]) => [name, paramSchema(spec)]));
  const inBlock = Object.entries(settings).filter(([name]) => NETWORK_SETTINGS.includes(name));
  const block = network && inBlock.length > 0 ? { [NETWORK]: networkSchema(Object.fromEntries(inBlock)) } : {};
  return z
    .strictObject({ name: z.literal(entry.name), ...settings, ...block }, must('a name, or a map with a name'))
    .describe(entry.summary);
}

/** The block that people may write in place of the settings of an agent's networks. */
function networkSchema(settings: Readonly<Record<string, z.ZodType>>): z.ZodType {
  return z
    .strictObject(settings)
    .partial()
    .optional()
    .describe('the settings of its networks together; the same as writing them beside the others');
}

/** A registered thing by name, with exactly the settings that it has. */
function blockSchema(block: Block, catalogues: Catalogues, written: boolean): z.ZodType {
  const entries: readonly Entry[] = catalogues[BLOCKS[block]].list();
  const [first, ...rest] = entries.map((entry) => entrySchema(entry, written && block === 'agent'));
  if (first === undefined) return z.never({ error: `there is no ${block} to name` });
  const choice = z.discriminatedUnion('name', [first, ...rest], {
    error: ({ input }) => {
      const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined;
      if (typeof input !== 'object' || input === null) return 'must be a name, or a map with a name';
      return name === undefined ? `is required: the ${block}'s name` : `unknown ${block}`;
    },
  });
  return written ? z.union([z.enum(catalogues[BLOCKS[block]].names()), choice]) : choice;
}

const text = (help: string) => z.string(must('a text')).describe(help);
const count = (most: number, help: string) => {
  const error = must(`a whole number from 1 to ${most}`);
  return z.int(error).min(1, error).max(most, error).describe(help);
};
const metric = (help: string) =>
  z.string(must('the name of a metric')).regex(METRIC, must('the name of a metric')).describe(help);
const seedList = (help: string) => {
  const error = must(SEEDS_ALLOWED);
  const seed = z.int(error).min(0, error);
  const forms = [seed, z.string(error).min(1, error), z.array(seed, error).min(1, error)] as const;
  return z.union(forms, error).describe(`${help} (${SEEDS_ALLOWED})`);
};

const variantName = (help: string) =>
  z.string(must(NAME_ALLOWED)).regex(NAME, must(NAME_ALLOWED)).describe(`${help} (${NAME_ALLOWED})`);

/** What people may write; the variants of a document are checked by `declarationsOf`, whose messages know their places. */
const variantsSchema = (written: boolean): z.ZodType => {
  if (!written) return z.unknown();
  const path = new RegExp(`^((${BLOCK_NAMES.join('|')})(\\.network)?(\\.[A-Za-z_][\\w-]*)?|steps|evaluateEvery)$`);
  const set = z
    .record(z.string().regex(path), z.unknown())
    .describe('values by path, such as loss: bce or loss.epsilon: 2, as --set takes them');
  return z.union([
    z.array(z.strictObject({ name: variantName('the name of the variant'), set })),
    z.record(z.string().regex(NAME), set),
  ]);
};

const lessonSchema = z
  .strictObject(
    {
      question: text('what this scenario asks'),
      watch: text('what to look at while it runs'),
      measured: text('what was found, with figures'),
      book: text('the figure or example of Sutton and Barto 2018 that it measures').optional(),
    },
    must('a map of question, watch, measured and book'),
  )
  .describe('what there is to learn here, shown beside the curves');

const expectationSchema = z
  .strictObject(
    {
      metric: metric('the metric that the claim is about, at the end of a run'),
      op: z
        .enum(COMPARISONS, must(`one of ${COMPARISONS.join(', ')}, in quotes`))
        .describe('how it compares; write it in quotes'),
      value: z
        .number(must('a number'))
        .optional()
        .describe(
          'the number that it is compared with; beside versus the least difference: by how much it must lie above the other variant, or below it with < and <= (0 when left out)',
        ),
      than: metric('the metric of the same run that it is compared with, in place of a number').optional(),
      stat: z
        .enum(STATISTICS, must(`one of ${STATISTICS.join(', ')}`))
        .optional()
        .describe('judge this statistic over all seeds; iqm is the mean of the middle half'),
      hold: count(10_000, 'judge seed by seed: so many seeds have to hold').optional(),
      seeds: count(10_000, 'number of seeds that must have run before this is judged').optional(),
      variant: variantName('the variant that the claim is about; the scenario as written when left out').optional(),
      versus: variantName(
        'the variant whose same metric it is compared with on the same seeds, in place of a number: seed by seed with hold, by a statistic of the differences with stat; a seed that failed or diverged in either counts against the claim',
      ).optional(),
      factor: z
        .number(must('a number > 0'))
        .gt(0, must('a number > 0'))
        .optional()
        .describe('beside versus, in place of value: compare with so many times the metric of the other variant'),
      text: text('the claim in words').optional(),
    },
    must('a map such as {metric: loss, op: "<", value: 0.1, stat: mean}'),
  )
  .describe('a claim about final metrics over seeds, judged when enough seeds have run');

const regressionSchema = z
  .strictObject(
    {
      metric: metric('the metric that decides; the focus when left out').optional(),
      margin: z
        .number(must('a number >= 0'))
        .min(0, must('a number >= 0'))
        .optional()
        .describe('a drop up to this much, in units of the metric, is not a regression (default 0)'),
      alpha: z
        .number(must('a number > 0 and < 0.5'))
        .gt(0, must('a number > 0 and < 0.5'))
        .lt(0.5, must('a number > 0 and < 0.5'))
        .optional()
        .describe('probability of a false alarm that is accepted (0.01 when left out)'),
    },
    must('a map such as {metric: accuracy, margin: 0.02}'),
  )
  .describe('by what losscope compare and losscope baseline tell a regression');

/**
 * A scenario document as a zod schema, built from the registries. `written` also takes what people write for short (a
 * bare name in place of a map); without it the short forms must have been spelled out, which keeps messages exact.
 */
export function scenarioSchema(catalogues: Catalogues, { written = false } = {}) {
  const block = (name: Block, help: string) => blockSchema(name, catalogues, written).describe(help).optional();
  return z
    .strictObject(
      {
        name: z
          .string(must(NAME_ALLOWED))
          .regex(NAME, must(NAME_ALLOWED))
          .optional()
          .describe("the scenario's name; the file's name without its ending when left out"),
        title: text('a few words for lists and headings').optional(),
        summary: text('one or two sentences: what is trained, and why').optional(),
        lesson: lessonSchema.optional(),
        plugins: z
          .array(z.string(must('the name of a file')).min(1, must('the name of a file')), must('a list of files'))
          .optional()
          .describe(
            'modules of your own that add losses, envs, agents or tasks, seen from this file; they are code and run only with --allow-plugins',
          ),
        env: block('env', 'the environment that the agent acts in'),
        agent: block('agent', 'the agent; needs an env'),
        task: block('task', 'a supervised or metric-learning problem, in place of env and agent'),
        loss: block('loss', 'the loss; the first that fits the agent or task when left out'),
        steps: count(MOST_STEPS, 'budget of a run: env steps for agents, gradient updates for tasks'),
        evaluateEvery: count(
          MOST_STEPS,
          'steps between two evaluations; a fiftieth of the budget when left out',
        ).optional(),
        focus: metric('the metric that the dashboard shows first').optional(),
        seeds: seedList('the seeds that run by default').default('0'),
        tunedOn: seedList('the seeds on which the settings were tuned: no expectation is judged on them').optional(),
        variantName: variantName('what the scenario as written is called among its variants').optional(),
        variants: variantsSchema(written)
          .optional()
          .describe(
            'scenarios that differ from this one in some settings and run beside it on the same seeds: a list of {name, set}, or a map of the sets by name',
          ),
        regression: regressionSchema.optional(),
        expect: z.array(expectationSchema, must('a list of expectations')).optional().describe('what must come out'),
      },
      must('a map of settings such as name, env, agent, loss, steps'),
    )
    .describe('a losscope scenario: what is learned, with which loss, budget, seeds and expectations');
}

/** Keys of the nested maps, for messages. */
export const LESSON_KEYS: readonly string[] = Object.keys(lessonSchema.shape);
export const REGRESSION_KEYS: readonly string[] = Object.keys(regressionSchema.shape);
export const EXPECTATION_KEYS: readonly string[] = Object.keys(expectationSchema.shape);

export type ScenarioDocument = z.output<ReturnType<typeof scenarioSchema>>;
