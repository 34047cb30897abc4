import { type Issue, show, UserError } from '../core/errors.js';
import type { ParamSpec } from '../core/params.js';
import { nearest } from '../core/suggestion.js';
import { formatPath, isWithin, type Path } from './finding.js';
import { NETWORK, unfoldNetwork } from './network-block.js';
import { isRecord } from './record.js';
import { BLOCKS, type Block, type Catalogues, DECISIVE, isBlock } from './registries.js';
import { parseYaml } from './yaml/reader.js';

/** One `path=value` of the command line, or one setting of a variant that the file declares. */
export interface Override {
  /** As given, for messages and for the name of the variant. */
  readonly text: string;
  readonly path: Path;
  readonly value: unknown;
  /** The value as it was typed: what a setting of text takes. */
  readonly raw?: string;
  /** What is wrong with the value where anything but a text is wanted. */
  readonly broken?: readonly Issue[];
  /** The option that gave it. @default '--set' */
  readonly option?: string;
  /** Where the value stands in the document, when the document itself gave it. */
  readonly source?: Path;
}

/** What can be overridden: everything that decides a run, nothing that only describes it. */
const OVERRIDABLE: readonly string[] = [...DECISIVE, 'focus', 'seeds'];

/** Where a problem of an override stands, in the user's words. */
export function overridePlace({ text, option = '--set' }: Pick<Override, 'text' | 'option'>): Pick<Issue, 'file'> {
  return { file: `${option} ${text}` };
}

/**
 * Reads `path=value` texts; values are YAML (`1e-3`, `true`, `[64, 64]`, `{name: focal, gamma: 2}`), an empty one is the
 * empty text. Where the setting is a text, the value is the text as typed (`;`, `% change`, `1`), but for quotes around it. Throws a
 * {@link UserError} with every problem.
 */
export function parseOverrides(texts: readonly string[]): readonly Override[] {
  const issues: Issue[] = [];
  const overrides: Override[] = [];
  for (const text of texts) {
    try {
      const override = parseOverride(text, '--set', OVERRIDABLE);
      issues.push(...clashes(override, overrides));
      overrides.push(override);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return overrides;
}

/** Reads one `path=value` that `option` gave; the first name of its path must be one of `heads`. */
export function parseOverride(text: string, option: string, heads: readonly string[]): Override {
  const equals = text.indexOf('=');
  const place = overridePlace({ text, option });
  if (equals === -1) {
    throw new UserError({ path: '', message: 'must be path=value', hint: 'For example agent.lr=3e-4', ...place });
  }
  const written = text.slice(0, equals).trim();
  const path = settingPath(written, heads);
  if ('message' in path) throw new UserError({ ...path, ...place });
  const raw = text.slice(equals + 1).trim();
  return {
    text: `${written}=${raw}`,
    path,
    raw,
    ...parseValue(raw, place, isBlock(path[0]) && path.length > 1),
    ...(option === '--set' ? {} : { option }),
  };
}

/** `agent.lr` as the path of a setting; or what is wrong with it. */
export function settingPath(
  written: string,
  heads: readonly string[],
): Path | Pick<Issue, 'path' | 'message' | 'given' | 'allowed' | 'hint'> {
  const parts = written.split('.');
  const [head, setting] = parts;
  if (!parts.every((part) => /^[A-Za-z_][\w-]*$/.test(part)) || head === undefined) {
    return { path: '', message: 'must be path=value, a path being names with dots', given: show(written) };
  }
  if (!heads.includes(head)) {
    const near = nearest(head, heads);
    return {
      path: written,
      message: 'cannot be overridden',
      allowed: heads.join(', '),
      hint:
        near === undefined
          ? 'Settings stand in env, agent, task or loss, such as agent.lr'
          : `Did you mean ${[near, ...parts.slice(1)].join('.')}?`,
    };
  }
  // `agent.network.conv` is a longer way to say `agent.conv`.
  if (head === 'agent' && setting === NETWORK && parts.length === 3) return [head, parts[2]!];
  if (parts.length > (isBlock(head) ? 2 : 1)) return { path: written, message: 'is deeper than any setting' };
  // `loss.name=poly` is a longer way to say `loss=poly`.
  return setting === 'name' || setting === undefined ? [head] : [head, setting];
}

function parseValue(
  written: string,
  place: Pick<Issue, 'file'>,
  mayBeText: boolean,
): Pick<Override, 'value' | 'broken'> {
  if (written === '') return { value: '' };
  try {
    return { value: parseYaml(written, '').value };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const broken = error.issues.map(({ message }) => ({ path: '', message, ...place }));
    // Whether the setting is a text is known only with its task.
    if (mayBeText) return { value: written, broken };
    throw new UserError(broken);
  }
}

/** The value of an override as the setting takes it. Throws what is wrong with a value that is not a text. */
function valueFor(override: Override, spec: ParamSpec | undefined): unknown {
  const { value, raw, broken } = override;
  if (raw === undefined) return value;
  if (spec?.kind !== 'text') {
    if (broken !== undefined) throw new UserError(broken);
    return value;
  }
  return typeof value === 'string' && /^(["']).*\1$/.test(raw) ? value : raw;
}

/** The same path twice, or a whole block named after one of its settings was set, would drop the earlier one silently. */
export function clashes(override: Override, earlier: readonly Override[]): Issue[] {
  return earlier
    .filter(({ path }) => isWithin(path, override.path))
    .map((other) => ({
      path: formatPath(override.path),
      message: other.path.length === override.path.length ? 'is set twice' : `would undo ${other.text}`,
      ...(other.path.length === override.path.length ? {} : { hint: `Give ${override.text} first` }),
      ...overridePlace(override),
    }));
}

/**
 * A document (short forms spelled out) with overrides over it. Naming an env, agent, task or loss anew drops the settings
 * that the document gave to the old one; null takes away what it says of the block.
 */
export function applyOverrides(document: unknown, overrides: readonly Override[], catalogues: Catalogues): unknown {
  if (!isRecord(document)) return document;
  const result: Record<string, unknown> = { ...document };
  for (const override of overrides) {
    const { path, value } = override;
    const [head, setting] = path as readonly [string, string?];
    if (!isBlock(head)) result[head] = value;
    else if (setting === undefined && value === null) delete result[head];
    else if (setting === undefined) result[head] = typeof value === 'string' ? { name: value } : value;
    else {
      const block = isRecord(result[head]) ? result[head] : defaultBlock(head, result, catalogues);
      const { name } = block as { readonly name?: unknown };
      const catalogue = catalogues[BLOCKS[head]];
      const known = typeof name === 'string' && catalogue.has(name) ? catalogue.get(name).params : {};
      const spec = Object.hasOwn(known, setting) ? known[setting] : undefined;
      const set = { [setting]: valueFor(override, spec) };
      result[head] = { ...block, ...(head === 'agent' ? (unfoldNetwork(set) as object) : set) };
    }
  }
  return result;
}

/** Settings of a loss that the document leaves to the default go to that default. */
function defaultBlock(block: Block, document: Readonly<Record<string, unknown>>, catalogues: Catalogues): object {
  if (block !== 'loss') return {};
  const name = defaultLoss(document, catalogues);
  return name === undefined ? {} : { name };
}

/** The loss of the preset that the document chooses, or the first that fits the agent or task which it names. */
export function defaultLoss(
  document: Readonly<Record<string, unknown>>,
  { agents, tasks }: Catalogues,
): string | undefined {
  const nameIn = (block: unknown) => (isRecord(block) && typeof block.name === 'string' ? block.name : '');
  const [agent, task] = [nameIn(document.agent), nameIn(document.task)];
  if (agents.has(agent)) {
    const { losses, presets = {} } = agents.get(agent);
    const preset = isRecord(document.agent) ? document.agent.preset : undefined;
    const chosen = typeof preset === 'string' && Object.hasOwn(presets, preset) ? presets[preset] : undefined;
    return chosen?.trains ?? losses[0];
  }
  return tasks.has(task) ? tasks.get(task).losses[0] : undefined;
}
