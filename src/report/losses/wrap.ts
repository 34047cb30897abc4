import { displayWidth } from '../../core/text-width.js';

/** A text broken at spaces into lines of at most `width` columns. A word that is longer has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** {@link wrap} with every line indented, the first one behind `lead`. */
export function wrapAfter(lead: string, text: string, width: number): readonly string[] {
  const space = ' '.repeat(displayWidth(lead));
  return wrap(text, Math.max(16, width - space.length)).map((line, i) => (i === 0 ? lead : space) + line);
}
