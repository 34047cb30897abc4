// Convolutions over images [height, width, channels] as products: patches of the images, row after row, times the filters.
import { addTo } from './lib/rows';
import { bytes } from './lib/vector';

// @ts-ignore: decorator
@inline
function placesOf(size: i32, kernel: i32, stride: i32): i32 {
  return (size - kernel) / stride + 1;
}

/// A stretch of n elements, whole vectors first: patches are short, and a call to the runtime costs more than copying them.
// @ts-ignore: decorator
@inline
function copyStretch<T>(x: usize, y: usize, n: i32): void {
  const end = y + bytes<T>(n);
  for (; y + 16 <= end; x += 16, y += 16) v128.store(y, v128.load(x));
  for (; y < end; x += sizeof<T>(), y += sizeof<T>()) store<T>(y, load<T>(x));
}

/// patches[images rows columns, kernel kernel channels] of x[images, height, width, channels], without padding
export function patchesForward<T>(
  x: usize, patches: usize, images: i32, height: i32, width: i32, channels: i32, kernel: i32, stride: i32,
): void {
  const rows = placesOf(height, kernel, stride);
  const columns = placesOf(width, kernel, stride);
  const line = bytes<T>(width * channels);
  const move = bytes<T>(stride * channels);
  const stretch = kernel * channels;
  const stretchBytes = bytes<T>(stretch);
  for (let image = 0; image < images; image++, x += bytes<T>(height * width * channels)) {
    for (let row = 0; row < rows; row++) {
      let from = x + ((row * stride) as usize) * line;
      for (let column = 0; column < columns; column++, from += move) {
        for (let i = 0, part = from; i < kernel; i++, part += line, patches += stretchBytes) {
          copyStretch<T>(part, patches, stretch);
        }
      }
    }
  }
}

/// gx += what stands in the patches at its places, place by place in their order
export function patchesBackward<T>(
  gPatches: usize, gx: usize, images: i32, height: i32, width: i32, channels: i32, kernel: i32, stride: i32,
): void {
  const rows = placesOf(height, kernel, stride);
  const columns = placesOf(width, kernel, stride);
  const line = bytes<T>(width * channels);
  const move = bytes<T>(stride * channels);
  const stretch = kernel * channels;
  const stretchBytes = bytes<T>(stretch);
  for (let image = 0; image < images; image++, gx += bytes<T>(height * width * channels)) {
    for (let row = 0; row < rows; row++) {
      let to = gx + ((row * stride) as usize) * line;
      for (let column = 0; column < columns; column++, to += move) {
        for (let i = 0, part = to; i < kernel; i++, part += line, gPatches += stretchBytes) {
          addTo<T>(gPatches, part, stretch);
        }
      }
    }
  }
}
