/** Key names of a chunk that a terminal in raw mode sent; several when they were typed faster than they were read. */
export function decodeKeys(chunk: string): readonly string[] {
  const keys: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  for (const [match] of chunk.matchAll(/\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Za-z])|./gsu)) {
    const name = match.length > 1 && match.startsWith('\x1b') ? ARROWS[match.at(-1)!] : (NAMED[match] ?? match);
    if (name !== undefined) keys.push(name);
  }
  return keys;
}

/** The last letter of the sequences of arrow keys, in both modes of a terminal and with any modifier. */
const ARROWS: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left' };

const NAMED: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  ' ': 'space',
  '\x03': 'ctrl+c',
  '\x0c': 'ctrl+l',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
};
