import { Box, Text, useInput } from 'ink';
import { useCallback } from 'react';
import { keyNames, type PressedKey } from './keys.js';
import type { Model } from './model.js';
import { Footer } from './panels/Footer.js';
import { paintFocusChart } from './panels/focus-chart.js';
import { Help } from './panels/Help.js';
import { paintHeader } from './panels/header.js';
import { paintLesson } from './panels/lesson.js';
import { paintLogLine } from './panels/log-line.js';
import { paintRunList } from './panels/run-list.js';
import { paintScopePanel } from './panels/scope-panel.js';
import { paintSmallCharts } from './panels/small-charts.js';
import { Surface } from './Surface.js';
import { type Stage, StageContext } from './stage.js';
import { arrangement } from './state.js';

/**
 * The screen. React and Ink lay out and write what depends on keys alone; whatever training changes is painted by a
 * surface, straight from the session's views.
 */
export function App({
  model,
  stage,
  onKey,
}: {
  readonly model: Model;
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
  const { state, theme } = model;
  const { columns, rows } = state;
  const panels = arrangement(state);
  const body = rows - panels.header - panels.log - panels.footer;
  return (
    <StageContext value={stage}>
      <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
        {panels.header > 0 && <Surface height={1} paint={(region) => paintHeader(region, model)} />}
        {state.dialog === 'help' ? (
          <Help width={columns} height={body} theme={theme} />
        ) : panels.wide ? (
          <WideBody model={model} />
        ) : (
          <StackedBody model={model} />
        )}
        {panels.log > 0 && <Surface height={1} paint={(region) => paintLogLine(region, model)} />}
        {state.dialog === 'quit' && panels.footer > 0 ? (
          <Question height={panels.footer} theme={theme} />
        ) : (
          <Footer width={columns} lines={panels.footer} theme={theme} />
        )}
      </Box>
    </StageContext>
  );
}

function WideBody({ model }: { readonly model: Model }) {
  const panels = arrangement(model.state);
  return (
    <Box height={panels.chart + panels.scope} flexShrink={0}>
      <Box flexDirection="column" width={panels.listWidth} flexShrink={0}>
        <Surface height={panels.list} paint={(region) => paintRunList(region, model, true)} />
        <Surface height={panels.lesson} paint={(region) => paintLesson(region, model)} />
      </Box>
      <Box flexDirection="column" flexGrow={1}>
        <Surface height={panels.chart} paint={(region) => paintFocusChart(region, model)} />
        <Box height={panels.scope} flexShrink={0}>
          <Surface width={panels.scopeWidth} height={panels.scope} paint={(region) => paintScopePanel(region, model)} />
          <Surface
            grow={1}
            height={panels.metrics}
            paint={(region) => paintSmallCharts(region, model, panels.metricColumns, true)}
          />
        </Box>
      </Box>
    </Box>
  );
}

function StackedBody({ model }: { readonly model: Model }) {
  const panels = arrangement(model.state);
  return (
    <>
      {panels.chart > 0 && (
        <Box height={panels.chart} flexShrink={0}>
          <Surface width={panels.chartWidth} height={panels.chart} paint={(region) => paintFocusChart(region, model)} />
          {panels.scope > 0 && (
            <Surface
              width={panels.scopeWidth}
              height={panels.scope}
              paint={(region) => paintScopePanel(region, model)}
            />
          )}
        </Box>
      )}
      {panels.metrics > 0 && (
        <Surface
          height={panels.metrics}
          paint={(region) => paintSmallCharts(region, model, panels.metricColumns, false)}
        />
      )}
      {panels.list > 0 && <Surface height={panels.list} paint={(region) => paintRunList(region, model, false)} />}
    </>
  );
}

function Question({ height, theme }: { readonly height: number; readonly theme: Model['theme'] }) {
  return (
    <Box height={height} flexShrink={0}>
      <Text wrap="truncate">
        {` ${theme.warning}Runs are live. Stop them and quit?\x1b[0m  ${theme.strong}y\x1b[0m yes  ${theme.strong}n\x1b[0m no`}
      </Text>
    </Box>
  );
}
