import { groundOf } from './background-color.js';
import type { Output } from './screen.js';
import { enterTerminal } from './terminal.js';
import { colorDepth, makeTheme, type Theme, type ThemeChoice } from './theme.js';

/** How a picture on the whole terminal looks. */
export interface PictureLook {
  readonly theme: ThemeChoice;
  /** Only ASCII characters: no boxes, no braille. */
  readonly ascii: boolean;
}

/** What a picture is made with. */
export interface PictureParts {
  readonly theme: Theme;
  readonly ascii: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: Output;
}

/** Something that has the whole terminal until it is left. */
interface Picture {
  readonly ended: Promise<'quit' | 'interrupt'>;
  readonly resize: () => void;
  readonly lost: () => void;
  open(): void;
  close(): void;
}

/**
 * Shows what `make` makes on the whole terminal until it is left, and gives the terminal back whatever happens. Rejects
 * when the picture failed.
 */
export async function showPicture<P extends Picture>(
  { theme, ascii }: PictureLook,
  make: (parts: PictureParts) => P | Promise<P>,
): Promise<{ readonly end: 'quit' | 'interrupt'; readonly picture: P }> {
  const { stdin, stdout } = process;
  if (theme === 'auto') stdin.setRawMode?.(true);
  const ground = await groundOf(theme, stdin, stdout);
  const picture = await make({ theme: makeTheme(colorDepth(process.env), ground), ascii, stdin, stdout });
  const leave = enterTerminal(stdout, () => picture.close());
  stdout.on('resize', picture.resize);
  stdout.on('error', picture.lost);
  try {
    picture.open();
    return { end: await picture.ended, picture };
  } finally {
    stdout.off('resize', picture.resize);
    leave();
    stdout.off('error', picture.lost);
  }
}
