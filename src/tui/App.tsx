import { Box, useInput } from 'ink';
import { useCallback } from 'react';
import { type Dialog, keyNames, type PressedKey } from './keys.js';
import type { Arrangement } from './layout.js';
import type { Model } from './model.js';
import { paintFocusChart } from './panels/focus-chart.js';
import { paintFooter } from './panels/footer.js';
import { paintHeader } from './panels/header.js';
import { paintHelp } from './panels/help.js';
import { paintLesson } from './panels/lesson.js';
import { paintLogLine } from './panels/log-line.js';
import { paintRunList } from './panels/run-list.js';
import { paintScopePanel } from './panels/scope-panel.js';
import { paintSmallCharts } from './panels/small-charts.js';
import { Surface } from './Surface.js';
import { type Stage, StageContext } from './stage.js';

/** What the arrangement of the boxes depends on; everything else is painted without React. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  readonly panels: Arrangement;
  readonly dialog: Dialog;
}

interface BodyProps {
  readonly panels: Arrangement;
  /** What the panels show at the moment of painting. */
  readonly model: () => Model;
}

/**
 * The screen: React and Ink arrange the panels and read the keyboard; each panel is painted by its surface. The outer
 * box is out of Ink's flow, so that Ink's frame has no rows and its renderer nothing to do; a `<Text>` would not show.
 */
export function App({
  layout,
  model,
  stage,
  onKey,
}: {
  readonly layout: Layout;
  readonly model: () => Model;
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
  const { columns, rows, panels, dialog } = layout;
  const body = rows - panels.header - panels.log - panels.footer;
  return (
    <StageContext value={stage}>
      <Box position="absolute" flexDirection="column" width={columns} height={rows}>
        <Surface height={panels.header} paint={(region) => paintHeader(region, model())} />
        {dialog === 'help' ? (
          <Surface height={body} paint={(region) => paintHelp(region, model())} />
        ) : panels.wide ? (
          <WideBody panels={panels} model={model} />
        ) : (
          <StackedBody panels={panels} model={model} />
        )}
        <Surface height={panels.log} paint={(region) => paintLogLine(region, model())} />
        <Surface height={panels.footer} paint={(region) => paintFooter(region, model())} />
      </Box>
    </StageContext>
  );
}

function WideBody({ panels, model }: BodyProps) {
  const { list, listWidth, lesson, chart, scope, scopeWidth, metrics, metricColumns } = panels;
  return (
    <Box height={chart + scope} flexShrink={0}>
      <Box flexDirection="column" width={listWidth} flexShrink={0}>
        <Surface height={list} paint={(region) => paintRunList(region, model(), true)} />
        <Surface height={lesson} paint={(region) => paintLesson(region, model())} />
      </Box>
      <Box flexDirection="column" flexGrow={1}>
        <Surface height={chart} paint={(region) => paintFocusChart(region, model())} />
        <Box height={scope} flexShrink={0}>
          <Surface width={scopeWidth} height={scope} paint={(region) => paintScopePanel(region, model())} />
          <Surface
            grow={1}
            height={metrics}
            paint={(region) => paintSmallCharts(region, model(), metricColumns, true)}
          />
        </Box>
      </Box>
    </Box>
  );
}

function StackedBody({ panels, model }: BodyProps) {
  const { list, chart, chartWidth, scope, scopeWidth, metrics, metricColumns } = panels;
  return (
    <>
      <Box height={chart} flexShrink={0}>
        <Surface width={chartWidth} height={chart} paint={(region) => paintFocusChart(region, model())} />
        <Surface width={scopeWidth} height={scope} paint={(region) => paintScopePanel(region, model())} />
      </Box>
      <Surface height={metrics} paint={(region) => paintSmallCharts(region, model(), metricColumns, false)} />
      <Surface height={list} paint={(region) => paintRunList(region, model(), false)} />
    </>
  );
}
