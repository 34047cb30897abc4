/** Where a text stops being JSON. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows no control characters inside texts.
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Finds the first place at which a text is not JSON (RFC 8259). For texts that JSON.parse has refused: its messages name
 * a place only sometimes, and differ between versions of Node.
 */
export function jsonFault(text: string): JsonFault {
  const open: ('{' | '[')[] = [];
  let at = 0;
  const take = (token: RegExp): boolean => {
    token.lastIndex = at;
    if (!token.test(text)) return false;
    at = token.lastIndex;
    return true;
  };
  const sign = (wanted: string): boolean => {
    if (text[at] !== wanted) return false;
    at++;
    return true;
  };
  const fault = (expected: string): JsonFault => ({
    offset: at,
    message: at >= text.length ? `it ends where ${expected} is expected` : `${expected} is expected`,
  });
  const key = (): JsonFault | null => {
    take(SPACE);
    if (!take(TEXT)) return fault('a key in double quotes');
    take(SPACE);
    return sign(':') ? null : fault('a colon');
  };

  for (;;) {
    take(SPACE);
    if (sign('{')) {
      take(SPACE);
      if (!sign('}')) {
        const wrong = key();
        if (wrong !== null) return wrong;
        open.push('{');
        continue;
      }
    } else if (sign('[')) {
      take(SPACE);
      if (!sign(']')) {
        open.push('[');
        continue;
      }
    } else if (!take(TEXT) && !take(NUMBER) && !take(WORD)) return fault('a value');

    // A value has ended: what is open goes on or ends with it.
    for (;;) {
      take(SPACE);
      const inside = open.at(-1);
      if (inside === undefined) return fault('the end');
      if (sign(',')) {
        const wrong = inside === '{' ? key() : null;
        if (wrong !== null) return wrong;
        break;
      }
      if (!sign(inside === '{' ? '}' : ']')) return fault(inside === '{' ? 'a comma or }' : 'a comma or ]');
      open.pop();
    }
  }
}
