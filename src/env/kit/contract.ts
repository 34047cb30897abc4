import { show, UserError } from '../../core/errors.js';
import { describeAllowed, isLegal, type ParamSpec, type ParamSpecs, resolveParams } from '../../core/params.js';
import { perform, RandomActor } from './actions.js';
import { actionText, checkSpaces, wrongActions } from './contract-spaces.js';
import { tableRules } from './contract-table.js';
import {
  anyAction,
  choicesOf,
  copyOf,
  differenceOf,
  ended,
  Fault,
  play,
  type Rule,
  randomOf,
  refuses,
  type Seen,
  see,
  type Verdict,
} from './contract-tools.js';
import type { Env, EnvDefinition } from './env.js';

/** One rule of the contract and what came of it. */
export interface ContractCheck {
  readonly rule: string;
  readonly outcome: 'pass' | 'fail' | 'skip';
  /** What was seen, in words: the evidence of a pass, the place of a fault, the reason why a rule does not apply. */
  readonly seen: string;
}

export interface ContractReport {
  /** The env's name as its definition gives it, made printable. */
  readonly env: string;
  readonly checks: readonly ContractCheck[];
}

const WALK = 1000;

/**
 * Holds an env against the contract of {@link Env}, by playing it at random: what agents, checkpoints and the exact
 * optimum rely on. Nothing that the env does ends the check; whatever it throws is the finding of one rule.
 *
 * @param params settings to create the env with. Throws a {@link UserError} when they are not legal for it.
 */
export function checkContract(
  definition: EnvDefinition,
  params: Readonly<Record<string, unknown>> = {},
): ContractReport {
  const name = typeof definition?.name === 'string' ? definition.name : show(definition?.name);
  const checks = [judge('the definition is complete', () => checkDefinition(definition))];
  const values = checks[0]!.outcome === 'pass' ? resolveParams(definition.params, params, 'env') : undefined;
  const create = (): Env => definition.create(values!);
  checks.push(judge('create gives an env', () => (values === undefined ? noEnv : checkCreation(create(), definition))));
  const broken = checks.some(({ outcome }) => outcome !== 'pass');
  for (const { rule, check } of rules) checks.push(judge(rule, () => (broken ? noEnv : check(create))));
  return { env: name, checks };
}

const noEnv: Verdict = { skip: 'there is no env to look at' };

function judge(rule: string, check: () => Verdict): ContractCheck {
  try {
    const verdict = check();
    return typeof verdict === 'string'
      ? { rule, outcome: 'pass', seen: verdict }
      : { rule, outcome: 'skip', seen: verdict.skip };
  } catch (error) {
    if (error instanceof Fault) return { rule, outcome: 'fail', seen: error.message };
    return { rule, outcome: 'fail', seen: `threw ${error instanceof Error ? error.message : show(error)}` };
  }
}

function checkDefinition(definition: EnvDefinition): string {
  if (typeof definition !== 'object' || definition === null) throw new Fault(`is ${show(definition)}, no object`);
  const { name, gymnasium, params } = definition;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Fault(`name is ${show(name)}; allowed: small letters, digits and -, a letter first`);
  }
  for (const key of ['title', 'summary', 'rewards', 'source'] as const) {
    const text: unknown = definition[key];
    if (typeof text !== 'string' || text.trim() === '') throw new Fault(`${key} is ${show(text)}, no text`);
  }
  if (gymnasium !== null && typeof gymnasium !== 'string') throw new Fault(`gymnasium is ${show(gymnasium)}`);
  if (typeof definition.create !== 'function') throw new Fault(`create is ${show(definition.create)}, no function`);
  if (typeof params !== 'object' || params === null) throw new Fault(`params is ${show(params)}, no object`);
  for (const [key, spec] of Object.entries(params as ParamSpecs)) checkSetting(key, spec);
  return `${name}, ${Object.keys(params).length} settings`;
}

function checkSetting(name: string, spec: ParamSpec): void {
  if (typeof spec !== 'object' || spec === null || typeof spec.help !== 'string' || spec.help.trim() === '') {
    throw new Fault(`setting ${name} has no help`);
  }
  if (!isLegal(spec, spec.default)) {
    throw new Fault(`setting ${name} has the default ${show(spec.default)}, which is not ${describeAllowed(spec)}`);
  }
}

const METHODS = ['reset', 'step', 'snapshot', 'render', 'scope'] as const;

function checkCreation(env: Env, definition: EnvDefinition): string {
  if (typeof env !== 'object' || env === null) throw new Fault(`create gives ${show(env)}`);
  if (env.name !== definition.name) throw new Fault(`its name is ${show(env.name)}, not ${definition.name}`);
  for (const method of METHODS) {
    if (typeof env[method] !== 'function') throw new Fault(`${method} is ${show(env[method])}, no function`);
  }
  const { actionNames, maxEpisodeSteps, observation, observationSpace: space } = env;
  const named = Array.isArray(actionNames) && actionNames.every((name) => typeof name === 'string' && name !== '');
  if (!named || actionNames.length === 0) throw new Fault(`actionNames is ${show(actionNames)}, no list of names`);
  if (!Number.isSafeInteger(maxEpisodeSteps) || maxEpisodeSteps < 1) {
    throw new Fault(`maxEpisodeSteps is ${show(maxEpisodeSteps)}, not a whole number >= 1`);
  }
  if (!(observation instanceof Float64Array)) throw new Fault(`observation is ${show(observation)}, no Float64Array`);
  if (typeof space !== 'object' || space === null) throw new Fault(`observationSpace is ${show(space)}`);
  return `${actionNames.length} actions, ${observation.length} observed numbers, ${maxEpisodeSteps} steps an episode`;
}

const rules: readonly Rule[] = [
  { rule: 'observations stay within their space', check: checkSpace },
  { rule: 'what is declared of observations and actions holds', check: checkSpaces },
  { rule: 'the same seed gives the same trace', check: checkSeeds },
  { rule: 'a reset starts clean and steps are counted', check: checkReset },
  { rule: 'the time limit truncates', check: checkLimit },
  { rule: 'terminated and truncated are apart', check: checkApart },
  { rule: 'a step outside of an episode is refused', check: checkOutside },
  { rule: 'an action that is none is refused', check: checkActions },
  { rule: 'reset(state) goes on from a snapshot', check: checkSnapshot },
  { rule: 'a start that is no state is refused', check: checkStarts },
  { rule: 'it can be drawn', check: checkPicture },
  ...tableRules,
];

function checkSpace(create: () => Env): string {
  const env = create();
  const { size, low, high, states } = env.observationSpace;
  const { observation } = env;
  if (low?.length !== size || high?.length !== size || observation.length !== size) {
    const sizes = `low ${low?.length}, high ${high?.length}, observation ${observation.length}`;
    throw new Fault(`size is ${show(size)}, but the lengths are: ${sizes}`);
  }
  for (let i = 0; i < size; i++) {
    if (!(low[i]! <= high[i]!)) throw new Fault(`component ${i} is bounded by ${low[i]} and ${high[i]}`);
  }
  if (states !== null && !(Number.isSafeInteger(states) && states >= 1)) throw new Fault(`states is ${show(states)}`);
  play(env, WALK, (where) => {
    if (env.observation !== observation) throw new Fault(`${where}: observation is another array, not filled in place`);
    observation.forEach((value, i) => {
      const within = value >= low[i]! && value <= high[i]!;
      if (!within) throw new Fault(`${where}: observation[${i}] is ${value}, outside of ${low[i]} to ${high[i]}`);
    });
    const { state, reward } = env;
    const numbered = states === null ? state === -1 : Number.isInteger(state) && state >= 0 && state < states;
    if (!numbered) {
      const allowed = states === null ? '-1, since states is null' : `0 to ${states - 1}`;
      throw new Fault(`${where}: state is ${show(state)}; allowed: ${allowed}`);
    }
    if (!Number.isFinite(reward)) throw new Fault(`${where}: reward is ${show(reward)}`);
  });
  return `${size} numbers in bounds over ${WALK} steps`;
}

function checkSeeds(create: () => Env): string {
  const trace = (env: Env): readonly Seen[] => {
    const seen: Seen[] = [];
    play(env, WALK, () => seen.push(see(env)));
    return seen;
  };
  const env = create();
  const first = trace(env);
  const other = differenceOf(env, first, trace(create()));
  if (other !== null) throw new Fault(`two envs with one seed: ${other}`);
  const again = differenceOf(env, first, trace(env));
  if (again !== null) throw new Fault(`one env started twice with one seed: ${again}`);
  return `${WALK} steps alike in two envs, and in one started again`;
}

function checkReset(create: () => Env): string {
  const env = create();
  let before = -1;
  let episodes = 0;
  play(env, WALK, (where, action) => {
    const { elapsed, reward, terminated, truncated } = env;
    if (action === null) {
      const clean = elapsed === 0 && reward === 0 && terminated === false && truncated === false;
      const fields = show({ elapsed, reward, terminated, truncated });
      if (!clean) throw new Fault(`after reset: ${fields}, not 0, 0, false, false`);
      episodes++;
    } else {
      if (elapsed !== before + 1) throw new Fault(`${where}: elapsed went from ${before} to ${show(elapsed)}`);
      if (typeof terminated !== 'boolean' || typeof truncated !== 'boolean') {
        throw new Fault(`${where}: terminated is ${show(terminated)}, truncated ${show(truncated)}: no booleans`);
      }
    }
    before = elapsed;
  });
  return `${episodes} episodes`;
}

function checkLimit(create: () => Env): string {
  const env = create();
  const limit = env.maxEpisodeSteps;
  let reached = 0;
  play(env, WALK, (where, action) => {
    if (action === null) return;
    if (env.truncated !== (env.elapsed === limit)) {
      throw new Fault(`${where}: truncated is ${env.truncated} after ${env.elapsed} of ${limit} steps`);
    }
    if (env.truncated) reached++;
  });
  env.reset(randomOf(1), undefined, limit - 1);
  if (env.elapsed !== limit - 1) throw new Fault(`reset with elapsed ${limit - 1} leaves elapsed at ${env.elapsed}`);
  perform(env, anyAction(env));
  if (!env.truncated) throw new Fault(`taken up with one step left of ${limit}, that step does not truncate`);
  return `at step ${limit} exactly: ${reached} times in play, and when taken up one step before`;
}

/** Whether a step ends the task must not depend on the clock: each is done early and as the last before the limit. */
function checkApart(create: () => Env): Verdict {
  const env = create();
  const limit = env.maxEpisodeSteps;
  if (limit === 1) return { skip: 'an episode is a single step' };
  const twin = create();
  let compared = 0;
  let from: { state: number[]; random: ReturnType<typeof randomOf> } | null = null;
  play(env, 200, (where, action, random) => {
    if (action !== null && env.terminated && env.truncated && env.elapsed < limit) {
      throw new Fault(`${where}: an end of the task after ${env.elapsed} of ${limit} steps is called truncated too`);
    }
    if (action !== null && from !== null) {
      const [early, late] = [0, limit - 1].map((elapsed) => {
        twin.reset(copyOf(from!.random), from!.state, elapsed);
        perform(twin, action);
        return twin.terminated;
      });
      if (early !== late) {
        const place = `state ${show(from.state)}, action ${actionText(action)}`;
        throw new Fault(
          `${place}: terminated is ${early} early in an episode, ${late} in the step that the limit ends`,
        );
      }
      compared++;
    }
    from = ended(env) ? null : { state: env.snapshot(), random: copyOf(random) };
  });
  return `${compared} steps end alike early in an episode and at the limit`;
}

function checkOutside(create: () => Env): string {
  const env = create();
  const act = () => perform(env, anyAction(env));
  if (!refuses(act)) throw new Fault('a step before the first reset is done');
  let steps = 0;
  play(env, WALK, () => {
    steps++;
    return !ended(env);
  });
  if (!ended(env)) {
    env.reset(randomOf(1), undefined, env.maxEpisodeSteps - 1);
    act();
  }
  if (!ended(env)) throw new Fault('no episode ends');
  const how = env.terminated ? 'terminated' : 'truncated';
  const before = see(env);
  if (!refuses(act)) throw new Fault(`a step after an end (${how}, step ${steps}) is done`);
  const change = differenceOf(env, [before], [see(env)]);
  if (change !== null) throw new Fault(`a step after an end is refused but changes the env: ${change}`);
  return `before the first reset and after an end (${how})`;
}

function checkActions(create: () => Env): string {
  const env = create();
  env.reset(randomOf(2));
  const wrong = wrongActions(env);
  for (const action of wrong) {
    const before = see(env);
    const text = actionText(action);
    if (!refuses(() => perform(env, action))) throw new Fault(`action ${text} is done`);
    const change = differenceOf(env, [before], [see(env)]);
    if (change !== null) throw new Fault(`action ${text} is refused but changes the env: ${change}`);
  }
  return wrong.map(actionText).join(', ');
}

function checkSnapshot(create: () => Env): string {
  const env = create();
  const [random, choices] = [randomOf(5), choicesOf(5)];
  const actor = new RandomActor(env);
  const follow = (from: Env, actions: typeof choices): readonly Seen[] => {
    const seen = [see(from)];
    const follower = new RandomActor(from);
    for (let i = 0; i < 100 && !ended(from); i++) {
      follower.step(actions);
      seen.push(see(from));
    }
    return seen;
  };
  let steps = 0;
  for (let episode = 0; episode < 10; episode++) {
    env.reset(random);
    for (let i = 0; i < episode && !ended(env); i++) actor.step(choices);
    if (ended(env)) env.reset(random);
    const live = env.snapshot();
    if (!Array.isArray(live) || !live.every(Number.isFinite)) throw new Fault(`a snapshot is ${show(live)}`);
    const saved = { state: [...live], elapsed: env.elapsed, random: copyOf(random), choices: copyOf(choices) };
    const expected = follow(env, choices);
    if (differenceOf(env, [saved.state], [live]) !== null) {
      throw new Fault('a snapshot changes while the env goes on: it must be a copy');
    }
    for (const [what, twin] of [
      ['another env', create()],
      ['the same env', env],
    ] as const) {
      twin.reset(copyOf(saved.random), saved.state, saved.elapsed);
      const got = follow(twin, copyOf(saved.choices));
      // A reset has no reward; everything else is as it was.
      got[0]![1] = expected[0]![1]!;
      const difference = differenceOf(env, expected, got);
      const place = `${what} taken up at ${show(saved.state)} after ${saved.elapsed} steps`;
      if (difference !== null) throw new Fault(`${place}: ${difference}`);
    }
    steps += expected.length - 1;
  }
  return `10 episodes taken up in another env and in the same one, ${steps} steps alike`;
}

function checkStarts(create: () => Env): string {
  const env = create();
  env.reset(randomOf(1));
  const { length } = env.snapshot();
  const states = [
    Array(length + 1).fill(0),
    Array(length).fill(Number.NaN),
    Array(length).fill(Number.POSITIVE_INFINITY),
  ];
  if (length > 0) states.push([]);
  for (const state of states.filter((wrong) => wrong.length !== length || length > 0)) {
    if (!refuses(() => env.reset(randomOf(1), state)))
      throw new Fault(`reset to the state ${state.join(', ')} is done`);
  }
  const times = [-1, 0.5, env.maxEpisodeSteps, Number.NaN];
  for (const elapsed of times) {
    if (!refuses(() => env.reset(randomOf(1), undefined, elapsed))) {
      throw new Fault(`reset with elapsed ${elapsed} is done; the limit is ${env.maxEpisodeSteps}`);
    }
  }
  return `states of a wrong length, NaN and Infinity; elapsed ${times.join(', ')}`;
}

function checkPicture(create: () => Env): string {
  const env = create();
  play(env, 20, () => undefined);
  const lines: unknown = env.render();
  const text = Array.isArray(lines) && lines.every((line) => typeof line === 'string' && !line.includes('\n'));
  if (!text || lines.join('').trim() === '') throw new Fault(`render gives ${show(lines)}, no lines of text`);
  const scope = env.scope();
  if (scope === null) return `${lines.length} lines of text, no live picture`;
  try {
    structuredClone(scope);
  } catch {
    throw new Fault('scope gives something that cannot cross a thread');
  }
  if (scope.kind === 'grid') {
    const { width, height, cells, values, policy, visits } = scope;
    const lengths = [cells, values, policy, visits].map((list) => list.length);
    if (lengths.some((count) => count !== width * height)) {
      throw new Fault(`scope has ${width} x ${height} cells, but lists of ${lengths.join(', ')}`);
    }
  } else if (scope.kind === 'board') {
    const { rows, columns, cells, pieces, states = cells } = scope;
    if (cells.length !== rows * columns || states.length !== cells.length) {
      throw new Fault(`scope has ${rows} x ${columns} cells, but lists of ${cells.length} and ${states.length}`);
    }
    const odd = cells.find((piece) => !(Number.isInteger(piece) && piece >= -1 && piece < pieces.length));
    if (odd !== undefined) throw new Fault(`scope has the piece ${show(odd)}; allowed: -1 to ${pieces.length - 1}`);
  } else if (scope.kind !== 'body') {
    throw new Fault(`scope is a ${show(scope.kind)}; allowed: grid, body, board, or null`);
  }
  return `${lines.length} lines of text, a live picture (${scope.kind})`;
}
