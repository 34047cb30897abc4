import { type Command, Option } from 'commander';
import { type Issue, show, UserError } from '../../core/errors.js';
import { THEME_CHOICES, type ThemeChoice } from '../../tui/terminal/theme.js';
import type { Settings } from './settings-fields.js';
import { RUNS } from './stored-runs.js';

/** How a picture on the whole terminal looks and what it takes from the terminal. */
export interface LookOptions {
  readonly theme?: string;
  readonly ascii?: boolean;
  readonly mouse?: boolean;
}

/** Adds them to a command that opens a dashboard; `mouse: false` for a picture that takes no clicks. */
export function addLookOptions(command: Command, { mouse = true } = {}): void {
  command
    .option('--theme <name>', `colours: ${THEME_CHOICES.join(', ')} (NO_COLOR takes them away)`)
    .option('--ascii', 'draw in ASCII, without boxes and braille')
    // What the settings file says must be taken back somehow.
    .addOption(new Option('--no-ascii').hideHelp());
  if (!mouse) return;
  command
    .addOption(new Option('--mouse').hideHelp())
    .option('--no-mouse', 'leave clicks and the wheel to the terminal');
}

/** What is wrong with them. */
export function lookIssues({ theme }: LookOptions): Issue[] {
  if (theme === undefined || isTheme(theme)) return [];
  return [{ path: '--theme', message: 'is not a theme', given: show(theme), allowed: THEME_CHOICES.join(', ') }];
}

/** Throws them as a `UserError`. */
export function checkLook(look: LookOptions): void {
  const issues = lookIssues(look);
  if (issues.length > 0) throw new UserError(issues);
}

/** The same for a picture on the whole terminal, once they have been checked. */
export function pictureLook({ theme = 'dark', ascii = false }: LookOptions) {
  return { theme: isTheme(theme) ? theme : 'dark', ascii } as const;
}

/** The same for `openDashboard`, with what only the settings file says. */
export async function lookOf(look: LookOptions) {
  const { layoutPath, readSettings } = await import('./settings.js');
  const { file, bindings, values, given } = await readSettings();
  const { rate, smoothing, band, notify, remember } = values;
  const { theme, ascii } = pictureLook(look);
  return {
    ascii,
    // What was given goes before the layout of the last session.
    ...(look.theme === undefined ? {} : { theme }),
    ...(look.mouse === undefined ? {} : { mouse: look.mouse }),
    chart: { ...(given.has('smoothing') ? { smoothing } : {}), ...(given.has('band') ? { band } : {}) },
    layoutFile: remember ? layoutPath() : undefined,
    // Only a rate that the user set is kept whatever it takes from training.
    ...(given.has('rate') ? { rate } : {}),
    bindings,
    notify,
    settingsFile: file,
  } as const;
}

const isTheme = (name: string): name is ThemeChoice => (THEME_CHOICES as readonly string[]).includes(name);

/** Settings of the file that are options of commands too. */
const OPTIONS = ['theme', 'ascii', 'mouse', 'workers', 'out'] as const;

/**
 * Gives a command what the settings file says, for every option that the user did not give. Throws a `UserError` when the
 * file is wrong and the command would have taken something from it.
 */
export async function applySettings(command: Command): Promise<void> {
  const taken = OPTIONS.filter((name) => takes(command, name));
  if (taken.length === 0) return;
  const { readSettings } = await import('./settings.js');
  const { values, given } = await readSettings();
  for (const name of taken) {
    if (!given.has(name) || command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, optionValue(name, values), 'config');
  }
}

function takes(command: Command, name: (typeof OPTIONS)[number]): boolean {
  const option = command.options.find((one) => one.attributeName() === name);
  // Other folders are called --out too.
  return option !== undefined && (name !== 'out' || option.defaultValue === RUNS);
}

function optionValue(name: (typeof OPTIONS)[number], values: Settings): unknown {
  return name === 'workers' ? String(values.workers) : values[name];
}
