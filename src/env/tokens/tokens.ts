import type { ParamValues } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import type { Env, Transitions } from '../kit/env.js';
import { defineEnv } from '../kit/env.js';
import { TableEnv, type TableSpec } from '../kit/table.js';
import { type MadeWorld, makeWorld } from './made-world.js';
import { observationSize, writeObservation } from './observation.js';
import { fitProxy, proxyParams } from './proxy.js';
import { worldParams } from './settings.js';
import { legalToken } from './tree.js';

/** The world as a finite env: a state for each prefix of each prompt, and one in which every answer has ended. */
function transitionsOf({ tree, prompts, rewards: gold, proxy }: MadeWorld): Transitions {
  const { rows, vocabulary: v, answers, child } = tree;
  const ended = prompts * rows;
  const rewards = proxy ?? gold;
  const P = Array.from({ length: ended + 1 }, (_, state) =>
    Array.from({ length: v }, (_, action) => {
      if (state === ended) return [[1, ended, 0, true] as const];
      const [prompt, row] = [Math.floor(state / rows), state % rows];
      const next = child[row * v + legalToken(tree, row, action)]!;
      return next < 0
        ? [[1, ended, rewards[prompt * answers + ~next]!, true] as const]
        : [[1, prompt * rows + next, 0, false] as const];
    }),
  );
  const start = Array.from({ length: prompts }, (_, prompt) => [1 / prompts, prompt * rows] as const);
  return { states: ended + 1, actions: v, start, P, terminal: new Set([ended]) };
}

/** The tokens that lead to a row, as they are written. */
function prefixOf(world: MadeWorld, prefixes: readonly string[], state: number): string {
  const { rows } = world.tree;
  return state === world.prompts * rows ? 'end' : `prompt ${Math.floor(state / rows)}: ${prefixes[state % rows]!}_`;
}

function prefixesOf({ tree, language }: MadeWorld): string[] {
  const { rows, vocabulary: v, child } = tree;
  const result = Array<string>(rows).fill('');
  for (let row = 0; row < rows; row++) {
    for (let token = 0; token < v; token++) {
      const next = child[row * v + token]!;
      if (next >= 0) result[next] = `${result[row]!}${language.names[token]!}`;
    }
  }
  return result;
}

const params = { ...worldParams, ...proxyParams } as const;
type Params = ParamValues<typeof params>;

function describe(p: Params, seed: number): { readonly spec: TableSpec; readonly world: MadeWorld } {
  const made = makeWorld(p);
  const draw = () => Stream.from(seed, 'env', 1_000_000);
  const world = p.proxyPairs === 0 ? made : { ...made, proxy: fitProxy(made, p.proxyPairs, p.proxyOrder, draw()) };
  const { tree, prompts, language } = world;
  const size = observationSize(tree, prompts);
  const prefixes = prefixesOf(world);
  const spec: TableSpec = {
    name: 'tokens',
    actionNames: language.names.map((name, token) => (token === tree.end ? 'end' : `token ${name}`)),
    maxEpisodeSteps: tree.length,
    transitions: transitionsOf(world),
    blocked: new Set(),
    observationSpace: {
      size,
      low: Array<number>(size).fill(0),
      high: Array<number>(size).fill(1),
      states: prompts * tree.rows + 1,
    },
    observe: (state, into, offset) => writeObservation(tree, prompts, state, into, offset),
    render: (env: Env) => [prefixOf(world, prefixes, env.state)],
    scope: () => null,
  };
  return { spec, world };
}

class TokensEnv extends TableEnv {
  readonly world: MadeWorld;

  constructor(spec: TableSpec, world: MadeWorld) {
    super(spec);
    this.world = world;
  }
}

/** Envs made in a row from equal settings share one world. */
let latest: { readonly key: string; readonly made: ReturnType<typeof describe> } | undefined;

export const tokens = defineEnv({
  name: 'tokens',
  title: 'Tokens',
  summary:
    'A prompt is shown; write an answer token by token. Small enough to enumerate: the best policy at every distance from the reference policy is known exactly.',
  rewards: 'the true reward of the answer with its last token, or what a reward model makes of it; 0 before.',
  source: 'own; the optimum pi_ref exp(r / beta): Ziegler et al. 2019, Rafailov et al. 2023',
  gymnasium: null,
  params,
  create(values, seed = 0) {
    const key = JSON.stringify([values, values.proxyPairs === 0 ? 0 : seed]);
    if (latest?.key !== key) latest = { key, made: describe(values, seed) };
    return new TokensEnv(latest.made.spec, latest.made.world);
  },
});
