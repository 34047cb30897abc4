import { Box, useInput } from 'ink';
import { useCallback } from 'react';
import { keyNames, type PressedKey } from './input/keys.js';
import { type MousePress, mouseOf } from './input/mouse.js';
import { Surface } from './Surface.js';
import type { Model } from './state/model.js';
import { type Stage, StageContext } from './terminal/panel-painter.js';
import type { Panel } from './views/view.js';

/** The boxes on the screen; everything in them is painted without React. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly panels: readonly Panel[];
}

/**
 * The screen: React and Ink place the panels and read the keyboard; each panel is painted by its surface. The outer box
 * is out of Ink's flow, so that Ink's frame has no rows and its renderer nothing to do; a `<Text>` would not show.
 */
export function App({
  layout,
  model,
  stage,
  onKey,
  onMouse,
}: {
  readonly layout: Layout;
  readonly model: () => Model;
  readonly stage: Stage;
  readonly onKey: (key: string) => void;
  readonly onMouse: (press: MousePress) => void;
}) {
  useInput(
    useCallback(
      (input: string, key: PressedKey) => {
        const press = mouseOf(input);
        if (press === 'other') return;
        if (press !== null) onMouse(press);
        else for (const name of keyNames(input, key)) onKey(name);
      },
      [onKey, onMouse],
    ),
  );
  const { columns, rows, panels } = layout;
  return (
    <StageContext value={stage}>
      <Box position="absolute" width={columns} height={rows}>
        {panels.map(({ id, box, paint }, i) => (
          <Surface key={id} layer={i} at={box} height={box.height} paint={(region) => paint(region, model())} />
        ))}
      </Box>
    </StageContext>
  );
}
