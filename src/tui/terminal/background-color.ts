import type { ThemeChoice, ThemeName } from './theme.js';

/** What is needed of the terminal to ask it. */
interface Asked {
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown;
  unshift(chunk: Buffer): void;
  pause(): unknown;
}

/** OSC 11: "which colour is your ground?"; terminals that do not know it stay silent. */
const QUESTION = '\x1b]11;?\x1b\\';
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const ANSWER = /\x1b\]11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)[^\x07\x1b]*(?:\x07|\x1b\\)/i;
const PATIENCE_MS = 150;

/**
 * The theme that `choice` means here: of `auto` what COLORFGBG says, else what the terminal itself answers, else dark. The
 * keyboard must be in raw mode; keys that are pressed meanwhile are given back to it.
 */
export async function groundOf(
  choice: ThemeChoice,
  stdin: Asked,
  stdout: { write(text: string): unknown },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ThemeName> {
  if (choice !== 'auto') return choice;
  const told = groundIn(env.COLORFGBG);
  if (told !== null) return told;
  let heard = '';
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stdin.off('data', onData);
      stdin.pause();
      resolve();
    };
    const onData = (chunk: Buffer | string): void => {
      heard += chunk.toString('latin1');
      if (ANSWER.test(heard)) end();
    };
    const timer = setTimeout(end, PATIENCE_MS);
    stdin.on('data', onData);
    stdout.write(QUESTION);
  });
  const found = ANSWER.exec(heard);
  const keys = heard.replace(ANSWER, '');
  if (keys !== '') stdin.unshift(Buffer.from(keys, 'latin1'));
  return found === null
    ? 'dark'
    : themeOf(found.slice(1).map((part) => Number.parseInt(part, 16) / (16 ** part.length - 1)));
}

/** COLORFGBG is `foreground;background` in the numbers of the 16 colours; 7 and 15 are the light ones. */
function groundIn(colors: string | undefined): ThemeName | null {
  const last = /(?:^|;)(\d+)$/.exec(colors ?? '')?.[1];
  if (last === undefined) return null;
  return last === '7' || last === '15' ? 'light' : 'dark';
}

/** By luminance (ITU-R BT.709). */
function themeOf([red = 0, green = 0, blue = 0]: readonly number[]): ThemeName {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? 'light' : 'dark';
}
