import { Box, Text } from 'ink';
import { BINDINGS } from '../keys.js';
import type { Theme } from '../theme.js';
import { displayWidth } from '../widths.js';

/** Keys and what they do in one word, as many as fit into the lines. */
export function Footer({
  width,
  lines,
  theme,
}: {
  readonly width: number;
  readonly lines: number;
  readonly theme: Theme;
}) {
  return (
    <Box flexDirection="column" height={lines} flexShrink={0}>
      {footerLines(width, lines).map((entries) => (
        <Text key={entries[0]?.keys ?? ''} wrap="truncate">
          {entries.map(({ keys, word }) => ` ${theme.strong}${keys}\x1b[0m ${theme.dim}${word}\x1b[0m `).join('')}
        </Text>
      ))}
    </Box>
  );
}

interface Entry {
  readonly keys: string;
  readonly word: string;
}

/** Help and quit always stand at the end of the last line; the rest follows the table's order. */
export function footerLines(width: number, lines: number): Entry[][] {
  const all = BINDINGS.flatMap(({ footer, action }) => {
    const [keys, word] = footer?.split(' ') ?? [];
    return keys === undefined || word === undefined ? [] : [{ keys, word, action }];
  });
  const last = all.filter(({ action }) => action === 'help' || action === 'quit');
  const size = ({ keys, word }: Entry): number => displayWidth(keys) + displayWidth(word) + 3;
  const reserved = last.reduce((sum, entry) => sum + size(entry), 0);
  const rest = all.filter((entry) => !last.includes(entry));
  const made: Entry[][] = [];
  for (let i = 0; i < lines; i++) {
    const line: Entry[] = [];
    let room = width - (i === lines - 1 ? reserved : 0);
    while (rest.length > 0 && size(rest[0]!) <= room) {
      const entry = rest.shift()!;
      line.push(entry);
      room -= size(entry);
    }
    if (i === lines - 1) line.push(...last);
    made.push(line);
  }
  return made;
}
