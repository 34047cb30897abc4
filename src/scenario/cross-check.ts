import type { AgentDefinition } from '../agents/kit/agent.js';
import { show } from '../core/errors.js';
import { didYouMean } from '../core/suggestion.js';
import type { Finding, Path } from './finding.js';
import { NETWORK } from './network-block.js';
import { isRecord } from './record.js';
import type { Catalogues } from './registries.js';
import { parseSeeds, SEEDS_ALLOWED } from './seeds.js';
import { declarationsOf } from './variants.js';

/**
 * What does not fit together in a document with its short forms spelled out. Looks only at what is there and legal by
 * itself, so that it can speak beside the findings on shape instead of after them.
 */
export function crossFindings(document: unknown, catalogues: Catalogues): readonly Finding[] {
  if (!isRecord(document)) return [];
  const expectations = Array.isArray(document.expect) ? document.expect : [];
  return [
    ...learnerFindings(document),
    ...networkFindings(document.agent),
    ...lossFindings(document, catalogues),
    ...seedFindings(document.seeds, ['seeds']),
    ...seedFindings(document.tunedOn, ['tunedOn']),
    ...expectations.flatMap((expectation, i) => expectationFindings(expectation, ['expect', i])),
    ...variantFindings(expectations, document),
  ];
}

function learnerFindings(document: Readonly<Record<string, unknown>>): readonly Finding[] {
  const given = ['env', 'agent', 'task'].filter((block) => document[block] !== undefined);
  const set = given.join(' and ');
  if (set === 'task' || set === 'env and agent') return [];
  return [
    {
      path: given.length === 0 ? [] : [given.at(-1)!],
      at: 'key',
      message: 'must name what is learned: either env and agent, or task',
      given: given.length === 0 ? 'none of them' : set,
    },
  ];
}

/** What an agent says of its networks both by itself and in its `network` block. */
function networkFindings(agent: unknown): readonly Finding[] {
  if (!isRecord(agent) || !isRecord(agent[NETWORK])) return [];
  return Object.keys(agent[NETWORK]).map((name) => ({
    path: ['agent', NETWORK, name],
    at: 'key',
    message: `is set twice: here and as agent.${name}`,
  }));
}

function lossFindings(document: Readonly<Record<string, unknown>>, catalogues: Catalogues): readonly Finding[] {
  const { agents, tasks, losses } = catalogues;
  const loss = nameIn(document.loss);
  const agent = nameIn(document.agent);
  const task = nameIn(document.task);
  if (loss === undefined || !losses.has(loss) || (agent === undefined) === (task === undefined)) return [];
  if (task !== undefined) return tasks.has(task) ? fitFindings(loss, tasks.get(task)) : [];
  if (agent === undefined || !agents.has(agent)) return [];
  const definition = agents.get(agent);
  const misfits = fitFindings(loss, definition);
  return misfits.length > 0 ? misfits : suppliedFindings(document.loss, definition);
}

function fitFindings(
  loss: string,
  owner: { readonly name: string; readonly losses: readonly string[] },
): readonly Finding[] {
  if (owner.losses.includes(loss)) return [];
  const none = owner.losses.length === 0;
  const hint = didYouMean(loss, owner.losses);
  return [
    {
      path: ['loss', 'name'],
      message: none ? `${owner.name} learns from a table and has no loss to choose` : `does not fit ${owner.name}`,
      given: show(loss),
      ...(none ? {} : { allowed: owner.losses.join(', ') }),
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}

function suppliedFindings(loss: unknown, { name, suppliesLossParams, params }: AgentDefinition): readonly Finding[] {
  return suppliesLossParams
    .filter((setting) => isRecord(loss) && loss[setting] !== undefined)
    .map((setting) => ({
      path: ['loss', setting],
      at: 'key',
      message: `is given to the loss by ${name} itself`,
      ...(Object.hasOwn(params, setting) ? { hint: `Set agent.${setting} instead` } : {}),
    }));
}

function seedFindings(given: unknown, path: Path): readonly Finding[] {
  if (given === undefined) return [];
  const seeds = parseSeeds(given);
  return typeof seeds === 'string' ? [{ path, message: seeds, given: show(given), allowed: SEEDS_ALLOWED }] : [];
}

function expectationFindings(given: unknown, path: Path): readonly Finding[] {
  if (!isRecord(given)) return [];
  const findings: Finding[] = given.versus === undefined ? [] : versusFindings(given, path);
  for (const [a, b] of [
    ...(given.versus === undefined ? ([['value', 'than']] as const) : []),
    ['stat', 'hold'],
  ] as const) {
    if ((given[a] === undefined) === (given[b] === undefined)) {
      findings.push({
        path,
        message: `must have either ${a} or ${b}`,
        given: given[a] === undefined ? 'neither' : 'both',
      });
    }
  }
  const { hold, seeds } = given;
  if (given.factor !== undefined && given.versus === undefined) {
    findings.push({ path: [...path, 'factor'], at: 'key', message: 'needs versus, a variant to compare with' });
  }
  if (typeof hold === 'number' && typeof seeds === 'number' && hold > seeds) {
    findings.push({
      path: [...path, 'hold'],
      message: 'must not be more than seeds',
      given: `${hold}`,
      allowed: `at most ${seeds}`,
    });
  }
  return findings;
}

/** Beside `versus` stands one more thing at most: a least difference or a factor. */
function versusFindings(given: Readonly<Record<string, unknown>>, path: Path): Finding[] {
  const findings: Finding[] = [];
  if (given.than !== undefined) {
    findings.push({ path, message: 'must have either than or versus', given: 'both' });
  }
  if (given.value !== undefined && given.factor !== undefined) {
    findings.push({ path, message: 'must have either value or factor beside versus', given: 'both' });
  }
  return findings;
}

/** Expectations that speak of variants which the document does not have, or of one variant versus itself. */
function variantFindings(
  expectations: readonly unknown[],
  document: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const { written, variants } = declarationsOf(document);
  const names = [...new Set([written, ...variants.map(({ name }) => name)])];
  return expectations.flatMap((given, i) => {
    if (!isRecord(given)) return [];
    const findings: Finding[] = [];
    for (const key of ['variant', 'versus'] as const) {
      const name = given[key];
      if (typeof name !== 'string' || names.includes(name)) continue;
      const hint = didYouMean(name, names);
      findings.push({
        path: ['expect', i, key],
        message: 'unknown variant',
        given: show(name),
        allowed: names.join(', '),
        ...(hint === undefined ? {} : { hint }),
      });
    }
    if (given.versus !== undefined && given.versus === (given.variant ?? written)) {
      findings.push({
        path: ['expect', i, 'versus'],
        message: 'compares a variant with itself',
        given: show(given.versus),
      });
    }
    return findings;
  });
}

/** The name that a block gives; undefined when there is no block or it gives none. */
function nameIn(block: unknown): string | undefined {
  return isRecord(block) && typeof block.name === 'string' ? block.name : undefined;
}
