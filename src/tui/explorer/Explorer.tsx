import { Box, useInput } from 'ink';
import { useCallback } from 'react';
import { keyNames, type PressedKey } from '../input/keys.js';
import { Surface } from '../Surface.js';
import type { Region } from '../terminal/cell-buffer.js';
import { type Stage, StageContext } from '../terminal/panel-painter.js';
import { explorerLayout } from './layout.js';
import {
  paintCurves,
  paintFooter,
  paintFormula,
  paintHeader,
  paintHelp,
  paintLegend,
  paintPage,
  paintReading,
  paintSettings,
  type View,
} from './panels.js';

/** The screen: Ink lays out and reads keys, surfaces paint. */
export function Explorer({
  view,
  stage,
  onKey,
}: {
  readonly view: View;
  readonly stage: Stage;
  readonly onKey: (key: string) => void;
}) {
  useInput(
    useCallback(
      (input: string, key: PressedKey) => {
        for (const name of keyNames(input, key)) onKey(name);
      },
      [onKey],
    ),
  );
  const { columns, rows } = view.state;
  return (
    <StageContext value={stage}>
      <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
        {view.state.view === 'curves' ? <Curves view={view} /> : <Reading view={view} />}
      </Box>
    </StageContext>
  );
}

type Painter = (region: Region, view: View) => void;

function Curves({ view }: { readonly view: View }) {
  const layout = explorerLayout(view.subject, view.state);
  const [left, right] = layout.chartWidths;
  const panel = (height: number, paint: Painter) =>
    height > 0 && <Surface height={height} paint={(region) => paint(region, view)} />;
  return (
    <>
      {panel(layout.header, paintHeader)}
      <Box height={layout.charts} flexShrink={0}>
        <Surface width={left} height={layout.charts} paint={(region) => paintCurves(region, view, 'loss')} />
        {right > 0 && (
          <Surface width={right} height={layout.charts} paint={(region) => paintCurves(region, view, 'slope')} />
        )}
      </Box>
      {panel(layout.legend, paintLegend)}
      {panel(layout.reading, paintReading)}
      {panel(layout.settings, paintSettings)}
      {panel(layout.formula, paintFormula)}
      {panel(layout.footer, paintFooter)}
    </>
  );
}

/** The page or the help, between header and footer. */
function Reading({ view }: { readonly view: View }) {
  const { rows } = view.state;
  return (
    <>
      <Surface height={1} paint={(region) => paintHeader(region, view)} />
      <Surface
        height={Math.max(1, rows - 2)}
        paint={(region) => (view.state.view === 'page' ? paintPage : paintHelp)(region, view)}
      />
      {rows > 2 && <Surface height={1} paint={(region) => paintFooter(region, view)} />}
    </>
  );
}
