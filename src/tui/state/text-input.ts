/** A text that is being typed, and the place of the caret in it, counted in graphemes. */
export interface Line {
  readonly text: string;
  readonly caret: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const split = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);
const MOST = 400;

export const lineOf = (text: string): Line => ({ text, caret: split(text).length });

/** The line after a key, or null when the key means nothing to it. */
export function typed(line: Line, key: string): Line | null {
  const all = split(line.text);
  const at = Math.min(line.caret, all.length);
  const without = (from: number, to: number): Line => ({
    text: [...all.slice(0, from), ...all.slice(to)].join(''),
    caret: from,
  });
  switch (key) {
    case 'left':
    case 'ctrl+b':
      return { text: line.text, caret: Math.max(0, at - 1) };
    case 'right':
    case 'ctrl+f':
      return { text: line.text, caret: Math.min(all.length, at + 1) };
    case 'home':
    case 'ctrl+a':
      return { text: line.text, caret: 0 };
    case 'end':
    case 'ctrl+e':
      return { text: line.text, caret: all.length };
    case 'backspace':
    case 'ctrl+h':
      return at === 0 ? line : without(at - 1, at);
    case 'ctrl+d':
      return without(at, at + 1);
    case 'ctrl+u':
      return without(0, at);
    case 'ctrl+k':
      return { text: all.slice(0, at).join(''), caret: at };
    case 'ctrl+w': {
      let from = at;
      while (from > 0 && all[from - 1] === ' ') from--;
      while (from > 0 && all[from - 1] !== ' ') from--;
      return without(from, at);
    }
  }
  if ([...key].length !== 1 || /\p{Cc}/u.test(key) || all.length >= MOST) return null;
  const before = all.slice(0, at).join('') + key;
  const text = before + all.slice(at).join('');
  return { text, caret: split(before).length };
}

/** What stands before the caret and from it on. */
export function around({ text, caret }: Line): readonly [string, string] {
  const all = split(text);
  return [all.slice(0, caret).join(''), all.slice(caret).join('')];
}
