import type * as z from 'zod';
import { show } from '../core/errors.js';
import { didYouMean } from '../core/suggestion.js';
import type { Finding, Path } from './finding.js';
import { NETWORK, unfoldNetwork } from './network-block.js';
import { isRecord } from './record.js';
import { BLOCK_NAMES, BLOCKS, type Block, type Catalogues, isBlock } from './registries.js';
import { EXPECTATION_KEYS, LESSON_KEYS, REGRESSION_KEYS, type ScenarioDocument, scenarioSchema } from './schema.js';

/** Checks the shape of a document with its short forms spelled out. Returns it with defaults but for those of its blocks, or all findings. */
export function checkDocument(
  document: unknown,
  catalogues: Catalogues,
): { readonly document: ScenarioDocument } | { readonly findings: readonly Finding[] } {
  const schema = schemaOf(catalogues);
  const result = schema.safeParse(withoutTwice(document), { reportInput: true });
  if (result.success) return { document: withBlocksAsGiven(result.data, document) };
  const findings = result.error.issues.flatMap((issue) =>
    findingsOf(issue, document, catalogues, Object.keys(schema.shape)),
  );
  return { findings: findings.filter((finding, i) => i === findings.findIndex((other) => sameSpot(finding, other))) };
}

/** Without what an agent says twice of its networks, which `crossFindings` tells. */
function withoutTwice(document: unknown): unknown {
  if (!isRecord(document) || !isRecord(document.agent) || !isRecord(document.agent[NETWORK])) return document;
  const { [NETWORK]: _, ...agent } = document.agent as Readonly<Record<string, unknown>>;
  return { ...document, agent };
}

/** The blocks without defaults: those depend on a preset and on the agent, and are filled in when the document is resolved. */
function withBlocksAsGiven(checked: ScenarioDocument, given: unknown): ScenarioDocument {
  if (!isRecord(given)) return checked;
  const blocks = BLOCK_NAMES.filter((block) => given[block] !== undefined).map((block) => [block, given[block]]);
  return { ...checked, ...Object.fromEntries(blocks) };
}

type Schema = ReturnType<typeof scenarioSchema>;

const schemas = new WeakMap<Catalogues, { readonly entries: string; readonly schema: Schema }>();

/** The schema of these catalogues, built once (it takes some 30 ms) and again when a plug-in has added something. */
function schemaOf(catalogues: Catalogues): Schema {
  const entries = Object.values(BLOCKS)
    .flatMap((key) => catalogues[key].names())
    .join();
  const known = schemas.get(catalogues);
  if (known?.entries === entries) return known.schema;
  const schema = scenarioSchema(catalogues);
  schemas.set(catalogues, { entries, schema });
  return schema;
}

/**
 * A bare name spelled out: `loss: focal` is `loss: {name: focal}`, and the settings in an agent's `network` block stand beside
 * the others. What the agent says twice stays in the block, see `crossFindings`.
 */
export function spellOut(document: unknown): unknown {
  if (!isRecord(document)) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [
      key,
      isBlock(key) && typeof value === 'string' ? { name: value } : key === 'agent' ? unfoldNetwork(value) : value,
    ]),
  );
}

function findingsOf(
  issue: z.core.$ZodIssue,
  document: unknown,
  catalogues: Catalogues,
  topKeys: readonly string[],
): Finding[] {
  const path = issue.path as Path;
  const given = valueAt(document, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], key, document, catalogues, topKeys));
  }
  const [head, last] = [path[0], path.at(-1)];
  if (issue.code === 'invalid_union' && isBlock(head) && last === 'name' && given !== undefined) {
    return [
      { path, message: issue.message, given: show(given), ...suggestion(given, catalogues[BLOCKS[head]].names()) },
    ];
  }
  const options = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const hint = typeof given === 'string' ? didYouMean(given, options) : undefined;
  return [
    {
      path,
      message: issue.message,
      ...(given === undefined ? {} : { given: show(given) }),
      ...(hint === undefined ? {} : { hint }),
    },
  ];
}

function suggestion(given: unknown, names: readonly string[]): Pick<Finding, 'allowed' | 'hint'> {
  const hint = didYouMean(String(given), names);
  return { allowed: names.join(', '), ...(hint === undefined ? {} : { hint }) };
}

function unknownKey(
  path: Path,
  key: string,
  document: unknown,
  catalogues: Catalogues,
  topKeys: readonly string[],
): Finding {
  const [head] = path;
  const block = path.length === 2 && isBlock(head) ? head : null;
  const inside =
    block === null ? (path.length === 1 ? topKeys : keysBeside(path)) : settingsOf(block, document, catalogues);
  const near = didYouMean(key, inside);
  const elsewhere = BLOCK_NAMES.find((name) => settingsOf(name, document, catalogues).includes(key));
  const hint = near ?? (elsewhere === undefined ? undefined : `Did you mean ${elsewhere}.${key}?`);
  return {
    path,
    at: 'key',
    message: path.length === 1 ? 'unknown key' : 'unknown setting',
    allowed: inside.length === 0 ? 'no settings here' : inside.join(', '),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The keys of a lesson, of the regression's and of an expectation; everything else is a block. */
function keysBeside(path: Path): readonly string[] {
  if (path[0] === 'regression') return REGRESSION_KEYS;
  return path[0] === 'lesson' ? LESSON_KEYS : EXPECTATION_KEYS;
}

/** The settings of what the document names in this block; none when it names nothing that exists. */
function settingsOf(block: Block, document: unknown, catalogues: Catalogues): readonly string[] {
  const name = valueAt(document, [block, 'name']);
  const catalogue = catalogues[BLOCKS[block]];
  return typeof name === 'string' && catalogue.has(name) ? Object.keys(catalogue.get(name).params) : [];
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Readonly<Record<string | number, unknown>>)[part]
        : undefined,
    document,
  );
}

/** A number out of range may break several rules at once, which are one sentence here. */
function sameSpot(a: Finding, b: Finding): boolean {
  return a.message === b.message && a.path.length === b.path.length && a.path.every((part, i) => part === b.path[i]);
}
