import { describeAllowed, type ParamSpec, type ParamSpecs } from '../../core/params.js';
import { BLOCKS, type Block, isBlock } from '../../scenario/registries.js';
import { loadedParts } from './parts.js';
import { type Setting, textOf } from './settings.js';

/** Something that can be named in a block, with words on it. */
export interface Option {
  /** As `--set` takes it. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

/** What learns: the agent or the task, by name. */
export type Owner = readonly [block: 'agent' | 'task', name: string];

/** Takes away what the scenario says of the loss, as `--set loss=null` does. */
export const NO_LOSS = 'null';

const WHAT: Readonly<Record<Block, string>> = {
  env: 'the environment; a different one starts with its own defaults',
  agent: 'the agent; a different one starts with its own defaults, and a loss that fits',
  task: 'the task; a different one starts with its own defaults, and a loss that fits',
  loss: 'the loss; a different one starts with its own defaults',
};

/** The block that a path names as a whole, or null. */
export const blockAt = (path: string): Block | null => (isBlock(path) ? path : null);

/** The losses that fit what learns, the usual one first. */
export function lossesOf([block, name]: Owner): readonly string[] {
  const catalogue = loadedParts().registries[BLOCKS[block]];
  return catalogue.has(name) ? catalogue.get(name).losses : [];
}

/** All that can stand in a block beside what learns. */
export function optionsFor(block: Block, owner: Owner): readonly Option[] {
  if (block !== 'loss')
    return loadedParts()
      .registries[BLOCKS[block]].list()
      .map(({ name, title, summary }) => ({ name, title, summary }));
  const names = lossesOf(owner);
  if (names.length === 0) {
    return [{ name: NO_LOSS, title: 'no loss', summary: `${owner[1]} learns from a table and has no loss to choose.` }];
  }
  const { losses } = loadedParts().registries;
  return names.map((name) => {
    const { family = '', summary = '' } = losses.has(name) ? losses.get(name) : {};
    return { name, title: family, summary };
  });
}

/** What may be written where a block is named. */
export function nameSpec(block: Block, name: string, owner: Owner): ParamSpec {
  const options = optionsFor(block, owner).map((option) => option.name);
  return { kind: 'choice', default: name, options, help: WHAT[block] };
}

/** The settings of something that is named anew: all at their defaults. A loss has none that its agent gives it. */
export function defaultsOf(block: Block, name: string, owner: Owner): readonly Setting[] {
  const catalogue = loadedParts().registries[BLOCKS[block]];
  if (!catalogue.has(name)) return [];
  const specs: ParamSpecs = catalogue.get(name).params;
  const agent = block === 'loss' && owner[0] === 'agent' ? agentNamed(owner[1]) : null;
  const given = agent?.suppliesLossParams ?? [];
  const own = agent?.lossDefaults?.[name] ?? {};
  return Object.entries(specs)
    .filter(([key]) => !given.includes(key))
    .map(([key, spec]) => {
      const value = own[key] ?? spec.default;
      return { path: `${block}.${key}`, value, text: textOf(value), spec, tunable: false };
    });
}

function agentNamed(name: string) {
  const { agents } = loadedParts().registries;
  return agents.has(name) ? agents.get(name) : null;
}

/** One line on what is named in a block. */
export function aboutOption(block: Block, name: string, owner: Owner): string {
  const option = optionsFor(block, owner).find((one) => one.name === name);
  return option === undefined ? describeAllowed(nameSpec(block, name, owner)) : `${option.title}: ${option.summary}`;
}
