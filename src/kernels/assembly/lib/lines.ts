// Which parts of a gradient a step touched. A table of embeddings gets a gradient in a few of its rows; clearing, measuring
// and applying the rest would cost more than the step itself. So there may be one byte for each line of 64 bytes: 0 says
// that all of it is 0, 1 that a step wrote there, 2 that every step does. The bytes stand in memory of whole 64 bytes.
import { bytes, splat, sumLanes } from './vector';

/// Bytes of a line; gradients begin at a line and end with one.
export const LINE: usize = 64;
const WRITTEN: u8 = 1;
const ALWAYS: i8 = 2;

/// Marks the lines of `size` bytes that begin `offset` bytes after the first line.
// @ts-ignore: decorator
@inline
export function mark(lines: usize, offset: usize, size: usize): void {
  if (size == 0) return;
  const last = (offset + size - 1) / LINE;
  for (let line = offset / LINE; line <= last; line++) store<u8>(lines + line, WRITTEN);
}

/// Lines of many that may be other than 0, counted over the whole vectors of their states.
function written(lines: usize, count: i32): i32 {
  const zero = i8x16.splat(0);
  let sum: i32 = 0;
  for (let i = 0; i + 16 <= count; i += 16) sum += popcnt(i8x16.bitmask(i8x16.ne(v128.load(lines + (i as usize)), zero)));
  return sum;
}

/// Zeroes the lines that a step wrote, and forgets those that only that step did.
export function clearLines<T>(x: usize, n: i32, lines: usize): void {
  const zero = splat<T>(0);
  const count = (bytes<T>(n) / LINE) as i32;
  // Skipping pays only where most is skipped: memory is faster in one go, and each wrong guess costs as much as a few lines.
  if (written(lines, count) > count >> 2) {
    memory.fill(x, 0, bytes<T>(n));
    const always = i8x16.splat(ALWAYS);
    for (const end = lines + (count as usize); lines < end; lines += 16) {
      v128.store(lines, v128.and(v128.load(lines), always));
    }
    return;
  }
  for (const end = x + bytes<T>(n); x < end; x += LINE, lines++) {
    const state = load<u8>(lines);
    if (state == 0) continue;
    if (state == WRITTEN) store<u8>(lines, 0);
    v128.store(x, zero);
    v128.store(x, zero, 16);
    v128.store(x, zero, 32);
    v128.store(x, zero, 48);
  }
}

/// The sum of squares of x, in the order of dotOf: what is left out would add 0.
export function squaresOfLines<T>(x: usize, n: i32, lines: usize): T {
  let s0 = splat<T>(0);
  let s1 = splat<T>(0);
  let s2 = splat<T>(0);
  let s3 = splat<T>(0);
  for (const end = x + bytes<T>(n); x < end; x += LINE, lines++) {
    if (load<u8>(lines) == 0) continue;
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    const v2 = v128.load(x, 32);
    const v3 = v128.load(x, 48);
    s0 = v128.add<T>(s0, v128.mul<T>(v0, v0));
    s1 = v128.add<T>(s1, v128.mul<T>(v1, v1));
    s2 = v128.add<T>(s2, v128.mul<T>(v2, v2));
    s3 = v128.add<T>(s3, v128.mul<T>(v3, v3));
  }
  return sumLanes<T>(v128.add<T>(v128.add<T>(s0, s2), v128.add<T>(s1, s3)));
}
