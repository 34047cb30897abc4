import * as z from 'zod';
import { type Issue, show, UserError } from '../../core/errors.js';
import type { GoldenDocument } from '../../env/kit/golden-check.js';
import { formatPath, type Path } from '../../scenario/finding.js';
import { readJson } from '../json-file.js';

const MOST_BYTES = 100_000_000;
const MOST_ISSUES = 20;

const numbers = z.array(z.number());
const whole = z.int().min(0);

/** Arguments of `gymnasium.make`; the replay refuses those that no setting of the env stands for. */
const keywords = z.record(z.string(), z.unknown());

const trajectory = z.object({
  name: z.string(),
  env: z.string(),
  kwargs: keywords.optional(),
  init: numbers.min(1),
  drift_for_start_moved_1e13: z.number().min(0),
  total_reward: z.number(),
  actions: z.array(whole).min(1),
  states: z.array(numbers),
  obs: z.array(numbers).optional(),
  rewards: numbers,
  terminated: z.array(z.boolean()),
});

const values = { V: numbers, Q: z.array(numbers), start: z.number() };

const table = z.object({
  name: z.string(),
  env: z.string(),
  kwargs: keywords.optional(),
  states: whole.min(1),
  actions: whole.min(1),
  start: whole,
  terminal_states: z.array(whole),
  max_episode_steps: whole.min(1).nullable(),
  P: z.array(z.array(z.array(z.tuple([z.number(), whole, z.number(), z.boolean()])))),
  gamma_099: z.object({
    ...values,
    optimal_actions: z.array(z.array(whole)),
    uniform_random_policy_V: numbers,
    uniform_random_start: z.number(),
  }),
  gamma_1: z.object(values),
  gamma_1_horizon: z
    .object({
      horizon: whole.min(1),
      V: numbers,
      start: z.number(),
      greedy_of_gamma_099_start: z.number(),
      greedy_of_gamma_0999_start: z.number(),
      uniform_random_start: z.number(),
    })
    .optional(),
});

const schema = z.object({
  environments: z.record(z.string(), z.object({ max_episode_steps: whole.min(1), state: z.array(z.string()) })),
  trajectories: z.array(trajectory),
  tables: z.array(table),
});

/**
 * Reads a golden document of environments and checks its layout, so that a replay meets wrong numbers only. Throws a
 * {@link UserError} that names the file and the line and column of everything that is wrong.
 */
export function readGoldenEnvs(file: string): GoldenDocument {
  const { document, place } = readJson(file, MOST_BYTES);
  const result = schema.safeParse(document);
  const issues: Issue[] = result.success
    ? misfits(result.data)
    : result.error.issues.map((issue) => ({ path: formatPath(issue.path as Path), ...clauseOf(issue, document) }));
  if (issues.length > 0)
    throw new UserError(issues.slice(0, MOST_ISSUES).map((issue) => ({ ...issue, ...place(issue.path) })));
  // The schema's types are those of the document, but for `undefined` where a key may be left out.
  return document as GoldenDocument;
}

function clauseOf(issue: z.core.$ZodIssue, document: unknown): Pick<Issue, 'message' | 'given'> {
  let given: unknown = document;
  for (const key of issue.path) given = (given as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  // Zod's words: "Invalid input: expected number, received string".
  const expected = /expected (.+?)(?:, received .*)?$/.exec(issue.message)?.[1];
  if (given === undefined) return { message: 'is missing' };
  const message = expected === undefined ? issue.message : `must be ${expected.replace(/^int$/, 'a whole number')}`;
  return { message, given: show(given) };
}

/** Lists whose lengths do not fit together. */
function misfits({ environments, trajectories, tables }: z.infer<typeof schema>): Issue[] {
  const issues: Issue[] = [];
  if (trajectories.length + tables.length === 0) issues.push({ path: '', message: 'there is nothing to check in it' });
  const length = (path: Path, list: readonly unknown[], expected: number, of: string): void => {
    if (list.length === expected) return;
    issues.push({
      path: formatPath(path),
      message: `must have one entry for each ${of}`,
      given: `${list.length}`,
      allowed: `${expected}`,
    });
  };
  for (const [i, { env, init, actions, ...lists }] of trajectories.entries()) {
    const at = ['trajectories', i] as const;
    const about = environments[env];
    if (about === undefined) {
      const allowed = Object.keys(environments).join(', ');
      issues.push({
        path: formatPath([...at, 'env']),
        message: 'is not under environments',
        given: show(env),
        allowed,
      });
      continue;
    }
    length([...at, 'init'], init, about.state.length, 'component of the state');
    for (const key of ['states', 'rewards', 'terminated', 'obs'] as const) {
      if (lists[key] !== undefined) length([...at, key], lists[key], actions.length, 'action');
    }
    for (const [step, state] of lists.states.entries()) {
      length([...at, 'states', step], state, about.state.length, 'component of the state');
    }
  }
  for (const [i, { states, actions, P, gamma_099, gamma_1 }] of tables.entries()) {
    const at = ['tables', i] as const;
    length([...at, 'P'], P, states, 'state');
    for (const [state, rows] of P.entries()) length([...at, 'P', state], rows, actions, 'action');
    for (const [key, { V, Q }] of Object.entries({ gamma_099, gamma_1 })) {
      length([...at, key, 'V'], V, states, 'state');
      length([...at, key, 'Q'], Q, states, 'state');
    }
  }
  return issues;
}
