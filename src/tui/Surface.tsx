import { Box, type DOMElement } from 'ink';
import { useContext, useLayoutEffect, useRef } from 'react';
import { type Paint, StageContext } from './stage.js';

/** A box that Ink lays out and leaves blank; the stage paints it. */
export function Surface({
  paint,
  width,
  height,
  grow = 0,
}: {
  readonly paint: Paint;
  readonly width?: number | undefined;
  readonly height: number;
  readonly grow?: number;
}) {
  const stage = useContext(StageContext);
  const box = useRef<DOMElement>(null);
  const surface = useRef<{ node: DOMElement; paint: Paint } | null>(null);
  useLayoutEffect(() => {
    if (surface.current !== null) surface.current.paint = paint;
  }, [paint]);
  useLayoutEffect(() => {
    if (stage === null || box.current === null) return;
    surface.current = { node: box.current, paint };
    return stage.add(surface.current);
    // The painter is exchanged above; only a new stage makes a new surface.
  }, [stage]);
  return <Box ref={box} flexGrow={grow} flexShrink={0} width={width} height={height} />;
}
