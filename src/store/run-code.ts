import { basename, join } from 'node:path';
import { type Issue, show, UserError } from '../core/errors.js';
import { buildId, programVersion } from '../core/package.js';
import { readFolderText } from '../core/regular-file.js';
import { hashOf } from '../scenario/canonical.js';
import { isRecord } from '../scenario/record.js';
import { identify, type PluginFile } from '../train/plugins/plugin-code.js';
import { guard } from './disk.js';
import { encodeJson } from './number-json.js';
import { writeWhole } from './whole-file.js';

/** The code that a run executes: with its settings and its seed it decides every bit. */
export interface RunCode {
  /** Version of losscope; null where a folder does not tell. */
  readonly losscope: string | null;
  /** Build of that version; null where it is not known. Decides nothing by itself, but explains other bits. */
  readonly build: string | null;
  /** The plug-ins with the hashes of their content; null where a folder does not tell. */
  readonly plugins: readonly PluginFile[] | null;
}

/** The code that this thread would run. */
export function codeNow(plugins: readonly string[]): RunCode {
  return { losscope: programVersion(), build: buildId(), plugins: identify(plugins) };
}

/** What `config.json` tells of the code: nothing that depends on where a plug-in stands. */
export function codeFields({ losscope, plugins }: RunCode) {
  const named = (plugins ?? []).map(({ file, sha256 }) => ({ file: basename(file), sha256 }));
  return { losscope, plugins: named };
}

/** sha256 over the settings (by their hash), the version of losscope and the content of the plug-ins. */
export function identityHash(settings: string, code: RunCode): string {
  const { losscope, plugins } = codeFields(code);
  return hashOf({ settings, losscope, plugins: plugins.map(({ sha256 }) => sha256) });
}

/** What a user accepts although it makes other bits possible. */
export interface Accepted {
  readonly otherVersion?: boolean;
  readonly changedPlugin?: boolean;
}

/** The code that has worked on a run. */
export interface CodeHistory {
  readonly begun: RunCode;
  /** Each time that other code than before went on with it, oldest first. */
  readonly continued: readonly RunCode[];
}

/** What a run folder tells of the code: `config.json` of the first, `meta.json` of the later ones. */
export function readCode(folder: string): CodeHistory {
  const config = recordIn(join(folder, 'config.json'));
  const meta = recordIn(join(folder, 'meta.json'));
  // Folders of before the code was kept have the version alone.
  const begun = { losscope: meta.losscope, ...config, build: meta.build };
  const continued = Array.isArray(meta.continued) ? meta.continued : [];
  return { begun: codeIn(begun), continued: continued.map((one) => codeIn(isRecord(one) ? one : {})) };
}

/** An object of a JSON file; an empty one where there is none that can be read. */
function recordIn(file: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(readFolderText(file));
    return isRecord(found) ? found : {};
  } catch {
    return {};
  }
}

function codeIn({ losscope, build, plugins }: Readonly<Record<string, unknown>>): RunCode {
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  const files = Array.isArray(plugins)
    ? plugins.filter(isRecord).map(({ file, sha256 }) => ({ file: text(file) ?? '?', sha256: text(sha256) }))
    : null;
  return { losscope: text(losscope), build: text(build), plugins: files };
}

/** Notes in `meta.json` that other code goes on with the run, when it is not the code that last did. */
export function noteContinuation(folder: string, now: RunCode): void {
  const { begun, continued } = readCode(folder);
  const before = continued.at(-1) ?? begun;
  const same = before.losscope === now.losscope && before.build === now.build;
  if (same && changedPlugins(before, now).length === 0) return;
  const meta = recordIn(join(folder, 'meta.json'));
  const entry = { ...codeFields(now), build: now.build, node: process.version, at: new Date().toISOString() };
  const all = [...(Array.isArray(meta.continued) ? meta.continued : []), entry];
  guard(folder, () => writeWhole(join(folder, 'meta.json'), `${encodeJson({ ...meta, continued: all })}\n`));
}

/** The versions of losscope that have worked on a run, in order, each once. */
export function versionsOf(folder: string): readonly string[] {
  const { begun, continued } = readCode(folder);
  return [...new Set([begun, ...continued].flatMap(({ losscope }) => losscope ?? []))];
}

/** The plug-ins that have decided a run, by name: two under one name when one was changed in between. */
export function pluginsOf(folder: string): readonly PluginFile[] {
  const { begun, continued } = readCode(folder);
  const all = [begun, ...continued].flatMap(({ plugins }) => plugins ?? []);
  return all.filter((one, i) => all.findIndex((other) => other.file === one.file && other.sha256 === one.sha256) === i);
}

/**
 * Checks that a folder is gone on with, or repeated, by the code that last worked on it. Throws a {@link UserError} with
 * everything that differs and is not accepted; returns what differs and is, or cannot be known, as warnings.
 */
export function checkCode(folder: string, now: RunCode, accepted: Accepted = {}): string[] {
  const { begun, continued } = readCode(folder);
  return compareCode(folder, continued.at(-1) ?? begun, now, accepted);
}

/** {@link checkCode} against code that is known; `file` holds it. */
export function compareCode(file: string, before: RunCode, now: RunCode, accepted: Accepted): string[] {
  const issues: Issue[] = [];
  const warnings: string[] = [];
  const tell = (isAccepted: boolean | undefined, issue: Issue, warning: string) => {
    if (isAccepted === true) warnings.push(warning);
    else issues.push(issue);
  };
  if (before.losscope !== null && before.losscope !== now.losscope) {
    tell(
      accepted.otherVersion,
      {
        ...{ file, path: 'losscope', message: 'another version made this: the bits may differ' },
        ...{ given: show(now.losscope), allowed: show(before.losscope) },
        hint: '--allow-other-version goes on all the same; the record then names both',
      },
      `begun by losscope ${before.losscope}, this is ${now.losscope}: the bits may differ`,
    );
  } else if (before.build !== null && now.build !== null && before.build !== now.build) {
    warnings.push(`begun by build ${before.build} of losscope ${now.losscope}, this is build ${now.build}`);
  }
  for (const { name, was, is } of changedPlugins(before, now)) {
    tell(
      accepted.changedPlugin,
      {
        ...{ file, path: 'plugins', message: `the plug-in ${name} is not what it was: the bits may differ` },
        ...{ given: shortHash(is), allowed: shortHash(was) },
        hint: '--allow-changed-plugin goes on all the same; the record then names both',
      },
      `the plug-in ${name} was changed (sha256 ${shortHash(was)}, now ${shortHash(is)}): the bits may differ`,
    );
  }
  if (before.plugins === null && (now.plugins?.length ?? 0) > 0) {
    warnings.push('which code its plug-ins had is not recorded: the bits may differ');
  }
  if (issues.length > 0) throw new UserError(issues);
  return warnings;
}

const shortHash = (hash: string | null): string => (hash === null ? 'not there' : hash.slice(0, 12));

/** Plug-ins by their file names whose content differs, or which one side has alone. */
export function changedPlugins(
  { plugins: before }: Pick<RunCode, 'plugins'>,
  { plugins: now }: Pick<RunCode, 'plugins'>,
) {
  if (before === null || now === null) return [];
  const hashes = (all: readonly PluginFile[]) => new Map(all.map(({ file, sha256 }) => [basename(file), sha256]));
  const [old, fresh] = [hashes(before), hashes(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((name) => ({ name, was: old.get(name) ?? null, is: fresh.get(name) ?? null }))
    .filter(({ was, is }) => was !== is);
}
