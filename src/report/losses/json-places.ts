/** Where a JSON text breaks the syntax. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

const MOST_DEPTH = 200;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has none of them inside of a text.
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/**
 * Where every value of a JSON text stands, by its path (`cases[3].grads.pred[0]`; empty for the whole), or where the text
 * breaks off. The words of JSON.parse differ by Node version and give no line; this is for its failures only.
 */
export function jsonPlaces(text: string): { readonly places: ReadonlyMap<string, number> } | JsonFault {
  const places = new Map<string, number>();
  let at = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const fault = (message: string, offset = at): JsonFault => ({
    offset,
    message: offset >= text.length ? `${message}, but the file ends here` : message,
  });

  /** Items between brackets, `item` reading one of them. */
  const items = (close: string, item: (i: number) => JsonFault | null): JsonFault | null => {
    at++;
    take(SPACE);
    if (text[at] === close) {
      at++;
      return null;
    }
    for (let i = 0; ; i++) {
      const wrong = item(i);
      if (wrong !== null) return wrong;
      take(SPACE);
      if (text[at] === close) {
        at++;
        return null;
      }
      if (text[at] !== ',') return fault(`there must be a comma or ${close}`);
      at++;
      take(SPACE);
    }
  };

  const value = (path: string, depth: number): JsonFault | null => {
    take(SPACE);
    // Of a key that is there twice, or is empty, the first place is kept.
    if (!places.has(path)) places.set(path, at);
    if (depth > MOST_DEPTH) return { offset: at, message: 'is nested too deep' };
    switch (text[at]) {
      case '{':
        return items('}', () => {
          const key = take(TEXT);
          if (key === null) return fault('there must be a key in double quotes');
          take(SPACE);
          if (text[at] !== ':') return fault('there must be a colon');
          at++;
          const name = JSON.parse(key) as string;
          return value(path === '' ? name : `${path}.${name}`, depth + 1);
        });
      case '[':
        return items(']', (i) => value(`${path}[${i}]`, depth + 1));
      case '"':
        return take(TEXT) === null ? fault('this text is not closed, or holds what JSON does not allow') : null;
      default:
        return take(WORD) === null && take(NUMBER) === null ? fault('there must be a value') : null;
    }
  };

  const wrong = value('', 0);
  if (wrong !== null) return wrong;
  take(SPACE);
  return at < text.length ? fault('nothing may follow the end of the document') : { places };
}
