import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readSettingsText } from '../../report/settings-file.js';
import { BINDINGS } from '../../tui/input/keys.js';
import { USUAL_SETTINGS, type UserSettings } from './settings-fields.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where the settings file stands: `$LOSSCOPE_CONFIG`, else below `$XDG_CONFIG_HOME` or `~/.config`. A relative
 * `$XDG_CONFIG_HOME` counts as none (XDG Base Directory Specification 0.8).
 */
export function settingsPath(env: Env = process.env): string {
  if (env.LOSSCOPE_CONFIG) return env.LOSSCOPE_CONFIG;
  const { XDG_CONFIG_HOME: given = '' } = env;
  return join(isAbsolute(given) ? given : join(homedir(), '.config'), 'losscope', 'config.yaml');
}

/**
 * Where the layout of the dashboard is saved: beside a settings file of `$LOSSCOPE_CONFIG`, else below `$XDG_STATE_HOME` or
 * `~/.local/state`. Undefined where the settings are read from no file at all, such as `/dev/null`.
 */
export function layoutPath(env: Env = process.env): string | undefined {
  const { LOSSCOPE_CONFIG: config, XDG_STATE_HOME: given = '' } = env;
  if (config === '/dev/null') return undefined;
  if (config) return `${config.replace(/\.ya?ml$/, '')}.layout.json`;
  return join(isAbsolute(given) ? given : join(homedir(), '.local', 'state'), 'losscope', 'layout.json');
}

/**
 * The user's settings. Without a file, the usual ones. Throws a {@link UserError} with everything that is wrong with the file,
 * with line and column.
 */
export async function readSettings(env: Env = process.env): Promise<UserSettings> {
  const file = settingsPath(env);
  const text = readSettingsText(file);
  if (text === null || text.trim() === '') {
    return { file, found: text !== null, values: USUAL_SETTINGS, given: new Set(), bindings: BINDINGS };
  }
  const { parseSettings } = await import('./settings-text.js');
  return { file, found: true, ...parseSettings(text, file) };
}
