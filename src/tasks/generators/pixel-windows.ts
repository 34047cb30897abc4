/** An image as its rows of pixels, one after another. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: ArrayLike<number>;
}

/** Writes the square of `window` by `window` pixels around each pixel into `into` from `start`; outside it is 0. */
export function cutWindows(
  { width, height, pixels }: Picture,
  window: number,
  into: Float32Array,
  start: number,
): void {
  const reach = (window - 1) / 2;
  let next = start;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let v = y - reach; v <= y + reach; v++)
        for (let u = x - reach; u <= x + reach; u++)
          into[next++] = u < 0 || v < 0 || u >= width || v >= height ? 0 : pixels[v * width + u]!;
}
