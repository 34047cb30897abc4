/** What xterm takes at most in one such sequence, in characters of base64. */
const MOST = 74_994;
/** GNU screen passes on so much in one piece. */
const SCREEN_PIECE = 700;

/**
 * What puts a text into the clipboard of the terminal (OSC 52), through tmux and GNU screen too; null for one that is too
 * long. tmux has two ways, of which its settings allow one, both or none: `set-clipboard on` takes the sequence itself,
 * `allow-passthrough on` hands it to the terminal outside.
 */
export function clipboardText(text: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const data = Buffer.from(text).toString('base64');
  if (data.length > MOST) return null;
  const sequence = `\x1b]52;c;${data}\x07`;
  if (env.TMUX) return `${sequence}\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  if (!env.STY) return sequence;
  const pieces: string[] = [];
  for (let i = 0; i < sequence.length; i += SCREEN_PIECE) pieces.push(sequence.slice(i, i + SCREEN_PIECE));
  return pieces.map((piece) => `\x1bP${piece}\x1b\\`).join('');
}
