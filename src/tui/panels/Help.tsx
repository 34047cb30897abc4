import { Box, Text } from 'ink';
import { BINDINGS, type Binding } from '../keys.js';
import { GLYPHS, type Theme } from '../theme.js';
import { cut, fit } from '../widths.js';

const SECTIONS = ['Training', 'Chart', 'Moving', 'Screen'] as const;

/** Every key with its meaning, in two columns where there is room. */
export function Help({
  width,
  height,
  theme,
}: {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}) {
  const lines = helpLines(width, height, theme);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate">
          {line || ' '}
        </Text>
      ))}
    </Box>
  );
}

/** The help screen's lines, at most `height`, with their styles. */
export function helpLines(width: number, height: number, theme: Theme): string[] {
  const columns = width >= 76 ? 2 : 1;
  const columnWidth = Math.floor((width - 2) / columns);
  const blocks = SECTIONS.map((section) => blockOf(section, columnWidth, theme));
  const title = `${theme.strong}Keys\x1b[0m ${theme.dim}any of ? q Esc closes\x1b[0m`;
  const body =
    columns === 1
      ? blocks.flat()
      : beside([...blocks[0]!, '', ...blocks[1]!], [...blocks[2]!, ...blocks[3]!], columnWidth);
  const signs = (['queued', 'running', 'paused', 'done', 'diverged', 'failed', 'stopped'] as const)
    .map((status) => `${GLYPHS[status]} ${status}`)
    .join('  ');
  return [title, '', ...body, '', `${theme.dim}${cut(signs, width - 2)}\x1b[0m`]
    .map((line) => ` ${line}`)
    .slice(0, Math.max(0, height));
}

function blockOf(section: Binding['section'], width: number, theme: Theme): string[] {
  const rows = BINDINGS.filter(
    (binding) => binding.section === section && (binding.dialog === 'none' || binding.dialog === 'any'),
  );
  return [
    `${theme.accent}${fit(section, width)}\x1b[0m`,
    ...rows.map(({ shown, help }) => `${theme.strong}${fit(shown, 7)}\x1b[0m${fit(help, width - 7)}`),
  ];
}

function beside(left: readonly string[], right: readonly string[], width: number): string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const start = left[i] ?? '';
    return `${start === '' ? ' '.repeat(width) : start}${right[i] ?? ''}`;
  });
}
