import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { packageFile } from '../../core/package.js';
import { BLOCK_NAMES } from '../../scenario/registries.js';
import { SEEDS_ALLOWED } from '../../scenario/seeds.js';
import { NAME, NAME_ALLOWED } from '../../scenario/variants.js';

/** Where the schema stands in the package: editors and validators read it there. */
export const SWEEP_SCHEMA_FILE = fileURLToPath(packageFile('docs/sweep.schema.json'));

/** Draws at most, and rungs at most: far beyond honest use. */
export const MOST_DRAWS = 100_000;
export const MOST_RUNGS = 16;

/** A path of a setting that decides a run, as `--set` takes it. */
const PATH = new RegExp(`^((${BLOCK_NAMES.join('|')})(\\.[A-Za-z_][\\w-]*)?|steps|evaluateEvery)$`);

type Report = Readonly<{ input?: unknown }>;
const must = (allowed: string) => ({
  error: ({ input }: Report) => (input === undefined ? `is required: ${allowed}` : `must be ${allowed}`),
});
const number = (allowed: string) => z.number(must(allowed));

const fraction = number('a fraction between 0 and 1')
  .gt(0, must('a fraction between 0 and 1'))
  .lt(1, must('a fraction between 0 and 1'));

const pruneSchema = z
  .strictObject(
    {
      at: z
        .array(fraction, must('a list of fractions of the budget such as [0.1, 0.3]'))
        .min(1, must('a list of fractions of the budget such as [0.1, 0.3]'))
        .max(MOST_RUNGS, must(`a list of at most ${MOST_RUNGS} fractions`))
        .describe('fractions of the budget, rising: there all configurations are compared before any goes on'),
      keep: fraction
        .default(0.5)
        .describe('the share of the configurations that goes on at each of them; at least one does'),
    },
    must('a map such as {at: [0.1, 0.3], keep: 0.5}'),
  )
  .describe('successive halving: the configurations that stand behind are given up early');

const whenSchema = z
  .record(z.string(), z.unknown())
  .optional()
  .describe('drawn only where a setting that stands before has one of these values, such as {agent: [dqn, sarsa]}');

const rangeSchema = z.strictObject({
  min: z.number().describe('the smallest value'),
  max: z.number().describe('the largest value'),
  scale: z.enum(['linear', 'log']).default('linear').describe('how values lie between the two'),
  integer: z.boolean().optional().describe('whole numbers only; known by itself where the setting is one'),
  when: whenSchema,
});

const randomSchema = z
  .object({
    samples: z.int().min(1).max(MOST_DRAWS).describe('how many configurations are drawn'),
    seed: z.int().min(0).default(0).describe('the seed of the draws: the same seed draws the same values'),
  })
  .catchall(
    z.union([
      z.array(z.unknown()).min(1),
      z.strictObject({ choices: z.array(z.unknown()).min(1), when: whenSchema }),
      rangeSchema,
    ]),
  )
  .describe('what is drawn at random, by path: {min, max, scale: linear or log}, or a list of choices');

const searchSchema = randomSchema
  .extend({
    sampler: z
      .enum(['tpe', 'random'])
      .default('tpe')
      .describe('tpe: a tree-structured Parzen estimator, which learns from the trials before'),
    startup: z.int().min(1).max(MOST_DRAWS).default(10).describe('trials at random before the first that is suggested'),
    batch: z
      .int()
      .min(1)
      .max(MOST_DRAWS)
      .default(5)
      .describe(
        'trials that are suggested at once, whatever the number of workers, so that the bits do not depend on it',
      ),
  })
  .describe('trials that learn from those before, by path as in random');

/** The maps by path are checked by `fieldsOf`, whose findings know their places; here they are only described. */
const described = (schema: z.ZodType, written: boolean): z.ZodType => (written ? schema : z.unknown());

/** A sweep file as a zod schema. */
export function sweepSchema({ written = false } = {}) {
  const seeds = must(SEEDS_ALLOWED);
  const seed = z.int(seeds).min(0, seeds);
  return z
    .strictObject(
      {
        name: z
          .string(must(NAME_ALLOWED))
          .regex(NAME, must(NAME_ALLOWED))
          .optional()
          .describe("the sweep's name, and that of its folder; the file's name without its ending when left out"),
        scenario: z
          .string(must('the name of a scenario, or a file seen from this one'))
          .min(1, must('the name of a scenario, or a file seen from this one'))
          .describe('what is trained: the name of a bundled scenario, or a file seen from this one'),
        seeds: z
          .union([seed, z.string(seeds).min(1, seeds), z.array(seed, seeds).min(1, seeds)], seeds)
          .optional()
          .describe(`the seeds of every configuration; those of the scenario when left out (${SEEDS_ALLOWED})`),
        set: described(z.record(z.string().regex(PATH), z.unknown()), written)
          .optional()
          .describe('settings that all configurations have, by path, such as task.lr: 1e-3'),
        grid: described(z.record(z.string().regex(PATH), z.array(z.unknown()).min(1)), written)
          .optional()
          .describe('lists of values by path: every combination is a configuration'),
        random: described(randomSchema, written).optional(),
        search: described(searchSchema, written).optional(),
        metric: z
          .string(must('the name of a metric'))
          .optional()
          .describe(
            "what the configurations are ranked by, at the end of their runs; the scenario's focus when left out",
          ),
        goal: z
          .enum(['max', 'min'], must('max or min'))
          .optional()
          .describe('whether more of it is better; what the metric itself says when left out'),
        prune: pruneSchema.optional(),
      },
      must('a map such as {scenario: imbalanced-focal, seeds: 0-4, grid: {loss.gamma: [0, 1, 2]}}'),
    )
    .describe('a losscope sweep: a scenario with many settings, each on the same seeds');
}

export type SweepDocument = z.output<ReturnType<typeof sweepSchema>>;

/** The JSON Schema (draft 2020-12) of sweep files. */
export function sweepJsonSchema(): string {
  const schema = z.toJSONSchema(sweepSchema({ written: true }), { io: 'input' });
  return `${JSON.stringify({ title: 'losscope sweep', ...schema }, null, 2)}\n`;
}

/** Writes the JSON Schema; returns whether the file has changed. */
export function writeSweepSchema(file = SWEEP_SCHEMA_FILE): boolean {
  const text = sweepJsonSchema();
  if (isCurrent(text, file)) return false;
  writeFileSync(file, text);
  return true;
}

function isCurrent(text: string, file: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}
