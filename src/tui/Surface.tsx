import { Box, type DOMElement } from 'ink';
import { useContext, useLayoutEffect, useRef } from 'react';
import { type Paint, StageContext } from './terminal/panel-painter.js';

/** A box that Ink lays out and leaves blank; the stage paints it. `at` takes it out of the flow to a place of its own. */
export function Surface({
  paint,
  width,
  height,
  grow = 0,
  at,
  layer = 0,
}: {
  readonly paint: Paint;
  readonly width?: number | undefined;
  readonly height: number;
  readonly grow?: number;
  readonly at?: { readonly x: number; readonly y: number; readonly width: number };
  /** What has a higher one is painted later. */
  readonly layer?: number;
}) {
  const stage = useContext(StageContext);
  const box = useRef<DOMElement>(null);
  const surface = useRef<{ node: DOMElement; paint: Paint; layer: number } | null>(null);
  useLayoutEffect(() => {
    if (surface.current !== null) Object.assign(surface.current, { paint, layer });
  }, [paint, layer]);
  useLayoutEffect(() => {
    if (stage === null || box.current === null) return;
    surface.current = { node: box.current, paint, layer };
    return stage.add(surface.current);
    // Painter and layer are exchanged above; only a new stage makes a new surface.
  }, [stage]);
  if (at === undefined) return <Box ref={box} flexGrow={grow} flexShrink={0} width={width} height={height} />;
  return (
    <Box
      ref={box}
      position="absolute"
      marginLeft={at.x}
      marginTop={at.y}
      flexShrink={0}
      width={at.width}
      height={height}
    />
  );
}
