import * as z from 'zod';
import { type Issue, show, UserError } from '../../core/errors.js';
import type { GoldenDocument } from '../../env/golden/golden-check.js';
import { formatPath, type Path } from '../../scenario/finding.js';
import { readJson } from '../json-file.js';

const MOST_BYTES = 100_000_000;
const MOST_ISSUES = 20;

const numbers = z.array(z.number());
const whole = z.int().min(0);
const draws = z.array(z.union([z.number(), z.tuple([z.int(), z.int()]), z.tuple([z.literal('normal'), z.number()])]));

/** Arguments of the original; the replay refuses those that no setting of the env stands for. */
const keywords = z.record(z.string(), z.unknown());

const named = { name: z.string(), env: z.string(), kwargs: keywords.optional() };

const vectorTrajectory = z.object({
  ...named,
  init: numbers.min(1),
  drift_for_start_moved_1e13: z.number().min(0),
  total_reward: z.number(),
  actions: z.array(z.number()).min(1),
  states: z.array(numbers),
  obs: z.array(numbers).optional(),
  rewards: numbers,
  terminated: z.array(z.boolean()),
});

const gameTrajectory = z.object({
  ...named,
  total_reward: z.number(),
  reset_draws: draws,
  draws: z.array(draws),
  actions: z.array(whole).min(1),
  obs: z.array(whole),
  flips: z.array(z.array(whole)),
  rewards: numbers,
  terminated: z.array(z.boolean()),
  checkpoints: z.array(z.looseObject({ step: whole })),
  preset: z.record(z.string(), z.number()).optional(),
});

const observation = z.union([z.int(), numbers]);

const episodesTrajectory = z.object({
  ...named,
  total_reward: z.number(),
  mapping: z.array(z.string()).optional(),
  episodes: z
    .array(
      z.object({
        reset_draws: draws,
        start_obs: observation,
        draws: z.array(draws),
        actions: z.array(whole).min(1),
        obs: z.array(observation),
        rewards: numbers,
      }),
    )
    .min(1),
});

/** The lists of a trajectory that have an entry for each action. */
const PER_ACTION = ['states', 'rewards', 'terminated', 'obs', 'flips', 'draws'] as const;

const values = z.object({
  V: numbers,
  Q: z.array(numbers),
  start: z.number(),
  optimal_actions: z.array(z.array(whole)).optional(),
  uniform_random_policy_V: numbers.optional(),
  uniform_random_start: z.number().nullable().optional(),
});

const GAMMAS = ['gamma_09', 'gamma_095', 'gamma_099', 'gamma_1'] as const;

const table = z.object({
  ...named,
  states: whole.min(1),
  actions: whole.min(1),
  start: z.union([whole, z.array(z.tuple([z.number(), whole])).min(1)]),
  terminal_states: z.array(whole),
  max_episode_steps: whole.min(1).nullable(),
  P: z.array(z.array(z.array(z.tuple([z.number(), whole, z.number(), z.boolean()])))),
  gamma_09: values.optional(),
  gamma_095: values.optional(),
  gamma_099: values.optional(),
  gamma_1: values.optional(),
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
  mapping: z.array(z.string()).optional(),
  map: z.array(z.string()).optional(),
  observations: z.array(numbers).optional(),
});

const about = z.object({
  max_episode_steps: whole.min(1).nullable().optional(),
  state: z.array(z.string()).optional(),
});

const schema = z.object({
  environments: z.record(z.string(), about),
  // Each of them by the schema of its kind, below: a choice of schemas would name no place.
  trajectories: z.array(z.looseObject({})),
  tables: z.array(table),
});

/** What a file has beside trajectories and tables of envs, and how many cases of it. */
export type LeftOut = Readonly<Record<string, number>>;

export interface GoldenFile {
  readonly document: GoldenDocument;
  readonly leftOut: LeftOut;
}

/**
 * Reads a golden document of environments and checks its layout, so that a replay meets wrong numbers only. Throws a
 * {@link UserError} that names the file and the line and column of everything that is wrong.
 */
export function readGoldenEnvs(file: string): GoldenFile {
  const { document, place } = readJson(file, MOST_BYTES);
  const issues = issuesOf(document);
  if (issues.length > 0)
    throw new UserError(issues.slice(0, MOST_ISSUES).map((issue) => ({ ...issue, ...place(issue.path) })));
  // The schema's types are those of the document, but for `undefined` where a key may be left out.
  return { document: document as GoldenDocument, leftOut: leftOutOf(document as Readonly<Record<string, unknown>>) };
}

function leftOutOf(document: Readonly<Record<string, unknown>>): LeftOut {
  const others = Object.entries(document).filter(
    ([key, value]) => Array.isArray(value) && key !== 'trajectories' && key !== 'tables',
  );
  return Object.fromEntries(others.map(([key, value]) => [key, (value as readonly unknown[]).length]));
}

function issuesOf(document: unknown): Issue[] {
  const result = schema.safeParse(document);
  if (!result.success) return result.error.issues.map((issue) => issueOf(issue, issue.path as Path, document));
  const wrong = result.data.trajectories.flatMap((trajectory, i) => {
    const kind =
      trajectory.episodes !== undefined
        ? episodesTrajectory
        : trajectory.flips !== undefined
          ? gameTrajectory
          : vectorTrajectory;
    const parsed = kind.safeParse(trajectory);
    if (parsed.success) return [];
    return parsed.error.issues.map((issue) => issueOf(issue, ['trajectories', i, ...(issue.path as Path)], document));
  });
  return wrong.length > 0 ? wrong : misfits(result.data, document as GoldenDocument);
}

function issueOf(issue: z.core.$ZodIssue, path: Path, document: unknown): Issue {
  let given: unknown = document;
  for (const key of path) given = (given as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key];
  // Zod's words: "Invalid input: expected number, received string".
  const expected = /expected (.+?)(?:, received .*)?$/.exec(issue.message)?.[1];
  if (given === undefined) return { path: formatPath(path), message: 'is missing' };
  const message = expected === undefined ? issue.message : `must be ${expected.replace(/^int$/, 'a whole number')}`;
  return { path: formatPath(path), message, given: show(given) };
}

/** Lists whose lengths do not fit together. */
function misfits({ tables }: z.infer<typeof schema>, { environments, trajectories }: GoldenDocument): Issue[] {
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
  for (const [i, trajectory] of trajectories.entries()) {
    const at = ['trajectories', i] as const;
    if ('episodes' in trajectory) {
      for (const [k, { actions, ...lists }] of trajectory.episodes.entries()) {
        for (const key of ['draws', 'obs', 'rewards'] as const) {
          length([...at, 'episodes', k, key], lists[key], actions.length, 'action');
        }
      }
      continue;
    }
    const isGame = 'flips' in trajectory;
    const lists = trajectory as unknown as Readonly<Record<string, readonly unknown[] | undefined>>;
    for (const key of PER_ACTION) {
      // The cells of a game are those after the reset.
      if (lists[key] !== undefined && !(isGame && key === 'obs')) {
        length([...at, key], lists[key], trajectory.actions.length, 'action');
      }
    }
    if (isGame) continue;
    const state = environments[trajectory.env]?.state;
    if (state === undefined) {
      issues.push({
        path: formatPath([...at, 'env']),
        message: 'is not under environments, or without the names of its state',
        given: show(trajectory.env),
        allowed: Object.keys(environments).join(', '),
      });
      continue;
    }
    length([...at, 'init'], trajectory.init, state.length, 'component of the state');
    for (const [step, one] of trajectory.states.entries()) {
      length([...at, 'states', step], one, state.length, 'component of the state');
    }
  }
  for (const [i, golden] of tables.entries()) {
    const at = ['tables', i] as const;
    length([...at, 'P'], golden.P, golden.states, 'state');
    const solved = GAMMAS.flatMap((key) => (golden[key] === undefined ? [] : [[key, golden[key]] as const]));
    for (const [state, rows] of golden.P.entries()) {
      // An action that does not exist in a state has no value there either.
      const known = solved[0]?.[1].Q[state]?.length ?? golden.actions;
      length([...at, 'P', state], rows, Math.min(known, golden.actions), 'action');
    }
    for (const [key, { V, Q }] of solved) {
      length([...at, key, 'V'], V, golden.states, 'state');
      length([...at, key, 'Q'], Q, golden.states, 'state');
    }
  }
  return issues;
}
