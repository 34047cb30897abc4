import type { Command } from 'commander';
import { type Issue, show } from '../core/errors.js';
import { THEMES, type ThemeName } from '../tui/theme.js';

/** How the dashboard looks and what it takes from the terminal. */
export interface LookOptions {
  readonly theme?: string;
  readonly ascii?: boolean;
  readonly mouse?: boolean;
}

export function addLookOptions(command: Command): void {
  command
    .option('--theme <name>', `colours of the dashboard: ${THEMES.join(', ')} (NO_COLOR takes them away)`)
    .option('--ascii', 'draw the dashboard in ASCII, without boxes and braille')
    .option('--no-mouse', 'leave clicks and the wheel to the terminal');
}

/** What is wrong with them. */
export function lookIssues({ theme }: LookOptions): Issue[] {
  if (theme === undefined || isTheme(theme)) return [];
  return [{ path: '--theme', message: 'is no theme', given: show(theme), allowed: THEMES.join(', ') }];
}

/** The same for `openDashboard`, once they have been checked. */
export function lookOf({ theme = 'dark', ascii = false, mouse = true }: LookOptions) {
  return { theme: isTheme(theme) ? theme : 'dark', ascii, mouse } as const;
}

const isTheme = (name: string): name is ThemeName => (THEMES as readonly string[]).includes(name);
