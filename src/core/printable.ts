/**
 * C0 (without line feed), DEL and C1 controls; marks that reorder or hide text (bidirectional marks and overrides,
 * zero-width and other invisible characters, line and paragraph separators, tags); lone surrogates.
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what this is for.
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

/**
 * Text from anywhere (files, names, messages) made safe for a terminal: whatever could move the cursor, colour, reorder
 * or hide stands as a visible escape (`\x1b`, `\u202e`). Line feeds stay. The one way to the terminal for foreign text.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeOf);
}

/** As {@link printable}, in one line: line feeds stand as `\n`. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n');
}

function escapeOf(character: string): string {
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
