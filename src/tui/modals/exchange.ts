import type { Block } from '../../scenario/registries.js';
import { usualFocus } from '../../scenario/usual.js';
import { blockAt, defaultsOf, lossesOf, NO_LOSS, nameSpec, type Owner } from '../state/blocks.js';
import type { SettingField, SettingsModal } from '../state/modal.js';
import { loadedParts } from '../state/parts.js';
import type { Setting } from '../state/settings.js';
import { lineOf } from '../state/text-input.js';

export const fieldOf = (setting: Setting): SettingField => ({
  setting,
  line: lineOf(setting.text),
  problem: null,
  refusals: [],
  changed: false,
});

/** What learns, as the form says it now. */
export function ownerOf(fields: readonly SettingField[]): Owner {
  const agent = nameIn(fields, 'agent');
  return agent === null ? ['task', nameIn(fields, 'task') ?? ''] : ['agent', agent];
}

/** Fields of a new run, where the names of blocks can be exchanged. */
export function exchangeable(settings: readonly Setting[]): readonly SettingField[] {
  const fields = settings.map(fieldOf);
  const owner = ownerOf(fields);
  return fields.map((field) => withOptions(field, owner));
}

/**
 * The form with another thing named in a block. Its settings take the place of the old one's, as in `--set agent=ppo`: those
 * that the scenario gave to the old one are dropped, and come back with it. When the loss does not fit what learns now, one
 * that fits is named too, to be seen as a change of its own.
 */
export function exchanged(modal: SettingsModal, block: Block, name: string): SettingsModal {
  if (modal.purpose.kind !== 'start' || nameIn(modal.fields, block) === name) return modal;
  const { written, saysLoss } = modal.purpose;
  const field = modal.fields.find(({ setting }) => setting.path === block);
  if (field === undefined) return modal;
  const named = replaced(modal.fields, block, [
    { ...field, line: lineOf(name) },
    ...settingsOf(block, name, written, ownerOf(modal.fields)),
  ]);
  const owner = ownerOf(named);
  const fields = block === 'loss' ? named : replaced(named, 'loss', lossFor(owner, named, written, saysLoss));
  const focused = block === 'loss' ? fields : withFocus(fields, written, owner);
  const marked = focused.map((field) => ({ ...withOptions(field, owner), refusals: [] }));
  return { ...modal, fields: marked, fresh: true, problems: [] };
}

/** The loss block beside what learns now; none where it has no loss and the scenario says none. */
function lossFor(
  owner: Owner,
  fields: readonly SettingField[],
  written: readonly SettingField[],
  saysLoss: boolean,
): readonly SettingField[] {
  const fitting = lossesOf(owner);
  const base = saysLoss ? nameIn(written, 'loss') : (fitting[0] ?? null);
  if (base === null) return [];
  const options = fitting.length === 0 ? [NO_LOSS] : fitting;
  const now = fields.find(({ setting }) => setting.path === 'loss');
  const kept = now?.changed === true && options.includes(now.line.text) ? now.line.text : null;
  const name = kept ?? (options.includes(base) ? base : options[0]!);
  const setting: Setting = { path: 'loss', value: base, text: base, spec: null, tunable: false };
  const same = now?.line.text === name;
  const settings = settingsOf('loss', name, written, owner).map((field) => {
    const before = same ? fields.find((one) => one.setting.path === field.setting.path) : undefined;
    return before ?? field;
  });
  return [{ ...fieldOf(setting), line: lineOf(name) }, ...settings];
}

/** What is named anew may not have the metric of the scenario: without a word of the user's, the usual one is looked at. */
function withFocus(
  fields: readonly SettingField[],
  written: readonly SettingField[],
  [block, owner]: Owner,
): readonly SettingField[] {
  const { agents } = loadedParts().registries;
  const agent = block === 'agent' && agents.has(owner) ? agents.get(owner) : null;
  const isSame = (['env', 'agent', 'task'] as const).every((one) => nameIn(fields, one) === nameIn(written, one));
  const focus = isSame ? written.find(({ setting }) => setting.path === 'focus')?.setting.text : usualFocus(agent);
  return fields.map((field) => {
    if (field.setting.path !== 'focus' || field.changed || focus === undefined) return field;
    return fieldOf({ ...field.setting, value: focus, text: focus });
  });
}

/** The settings of a block: as the scenario has them where it names this, otherwise the defaults. */
function settingsOf(
  block: Block,
  name: string,
  written: readonly SettingField[],
  owner: Owner,
): readonly SettingField[] {
  const isWritten = nameIn(written, block) === name;
  return defaultsOf(block, name, owner).map((setting) => {
    const own = isWritten ? written.find((field) => field.setting.path === setting.path) : undefined;
    return own ?? fieldOf(setting);
  });
}

/** The fields with others in the place of a block; a block that was not there comes last. */
function replaced(fields: readonly SettingField[], block: Block, by: readonly SettingField[]): readonly SettingField[] {
  const isOf = ({ setting: { path } }: SettingField): boolean => path === block || path.startsWith(`${block}.`);
  const at = fields.findIndex(isOf);
  const before = at === -1 ? fields : fields.slice(0, at);
  const after = at === -1 ? [] : fields.slice(at).filter((field) => !isOf(field));
  return [...before, ...by, ...after];
}

/** A field that names a block with all that may be named there. */
function withOptions(field: SettingField, owner: Owner): SettingField {
  const { path, text } = field.setting;
  const block = blockAt(path);
  if (block === null) return field;
  const setting = { ...field.setting, spec: nameSpec(block, text, owner) };
  return { ...field, setting, changed: field.line.text !== text };
}

/** What the form names in a block now; null where it has no such block. */
export function nameIn(fields: readonly SettingField[], block: Block): string | null {
  return fields.find(({ setting }) => setting.path === block)?.line.text ?? null;
}
