import { resolveParams } from '../../core/params.js';
import type { Env } from '../kit/env.js';
import { envs } from '../registry.js';
import type { Keywords } from './golden-document.js';

/** An env of ours and its settings, for the names and arguments of an original. */
type Created = readonly [env: string, params: Readonly<Record<string, unknown>>];

/** What a case carries beside its arguments: a drawn mapping, a map. */
export interface Extras {
  readonly mapping?: readonly string[] | undefined;
  readonly map?: readonly string[] | undefined;
}

/** Arguments of Gymnasium's `make`; a custom map comes before a named one, as there. */
function gymnasium({ map_name, desc, max_episode_steps, ...others }: Keywords): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  if (map_name != null) params.map = map_name;
  if (Array.isArray(desc)) params.map = desc.map((row) => (Array.isArray(row) ? row.join('') : String(row))).join('\n');
  else if (desc != null) params.map = desc;
  if (max_episode_steps != null) params.maxSteps = max_episode_steps;
  for (const [name, value] of Object.entries(others)) {
    params[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  return params;
}

/** The same arguments under other names; what has none keeps its own, so that an unknown one is refused. */
function renamed(kwargs: Keywords, names: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(kwargs).map(([name, value]) => [names[name] ?? name, value]));
}

/** Rules of our making or of other suites, which no id of Gymnasium names. */
const others: Readonly<Record<string, (kwargs: Keywords, extras: Extras) => Created>> = {
  'FrozenLake8x8-v1': (kwargs) => ['frozen-lake', { map: '8x8', ...gymnasium(kwargs) }],
  'CliffWalkingSlippery-v1': (kwargs) => ['cliff-walking', { isSlippery: true, ...gymnasium(kwargs) }],
  'Taxi-v4': (kwargs) => ['taxi', rainOf(kwargs)],
  'Taxi-v3': (kwargs) => ['taxi', rainOf(kwargs)],
  'Blackjack-v1': ({ sab = false, natural = false, ...rest }) => [
    'blackjack',
    { rule: sab === true ? 'book' : natural === true ? 'casino' : 'plain', ...gymnasium(rest) },
  ],
  'minatar-breakout': (kwargs) => ['breakout', { actions: 'full', ...unramped(kwargs) }],
  'minatar-asterix': (kwargs) => ['asterix', { actions: 'full', ...kwargs }],
  'minatar-freeway': (kwargs) => ['freeway', { actions: 'full', ...unramped(kwargs) }],
  'minatar-seaquest': (kwargs) => ['seaquest', { actions: 'full', ...kwargs }],
  'minatar-space-invaders': (kwargs) => ['space-invaders', { actions: 'full', ...kwargs }],
  'bsuite-deep-sea': ({ deterministic = true, ...kwargs }, { mapping }) => [
    'deep-sea',
    {
      ...renamed(kwargs, { mapping_seed: 'mappingSeed' }),
      stochastic: deterministic === false,
      ...(mapping && { mapping: mapping.join('\n') }),
    },
  ],
  'bsuite-memory': (kwargs) => ['memory', renamed(kwargs, { memory_length: 'length', num_bits: 'bits' })],
  'bsuite-umbrella': (kwargs) => [
    'umbrella',
    renamed({ n_distractor: 0, ...kwargs }, { chain_length: 'length', n_distractor: 'distractors' }),
  ],
  // The chain with the bonus is the seed modulo the number of chains.
  'bsuite-discounting': ({ mapping_seed = 0, ...kwargs }) => [
    'discounting',
    { ...kwargs, bonus: Number(mapping_seed) % 5 },
  ],
  'random-walk': (kwargs) => ['random-walk', kwargs],
  'maximisation-bias': (kwargs) => ['maximisation-bias', kwargs],
  'short-corridor': (kwargs) => ['short-corridor', kwargs],
  gridworld: mapped,
  'key-door': mapped,
};

function mapped(kwargs: Keywords, { map }: Extras): Created {
  return ['gridworld', { ...kwargs, ...(map && { layout: map.join('\n') }) }];
}

/** These two games know no ramping. */
function unramped({ ramping: _ramping, ...kwargs }: Keywords): Keywords {
  return kwargs;
}

function rainOf({ is_rainy, rainy_probability = 0.8, ...kwargs }: Keywords): Record<string, unknown> {
  return { ...gymnasium(kwargs), ...(is_rainy === true && { rain: rainy_probability }) };
}

/** Every name that can be replayed. */
export function goldenEnvs(): readonly string[] {
  return [...new Set([...envs.list().flatMap(({ gymnasium: id }) => id ?? []), ...Object.keys(others)])];
}

/** The env of ours for an original. Throws a UserError for an argument that no setting stands for. */
export function createFor(name: string, kwargs: Keywords = {}, extras: Extras = {}): Env {
  const other = others[name];
  const [env, params] = other === undefined ? byId(name, kwargs) : other(kwargs, extras);
  const definition = envs.get(env);
  return definition.create(resolveParams(definition.params, params, 'env'));
}

function byId(name: string, kwargs: Keywords): Created {
  const definition = envs.list().find((entry) => entry.gymnasium === name);
  if (definition === undefined) throw new Error(`no env follows ${name}`);
  return [definition.name, gymnasium(kwargs)];
}
