// Elementwise maps. Forward kernels write y; backward kernels add to gx.

/// y = max(x, 0)
export function relu<T>(x: usize, y: usize, n: i32): void {
  const size = sizeof<T>();
  const end = x + (n as usize) * size;
  const lanes: usize = 16 / size;
  const vectorEnd = x + ((n as usize) / lanes) * 16;
  const zero = v128.splat<T>(0 as T);
  while (x < vectorEnd) {
    v128.store(y, v128.max<T>(v128.load(x), zero));
    x += 16;
    y += 16;
  }
  while (x < end) {
    const v = load<T>(x);
    store<T>(y, v > (0 as T) ? v : v != v ? v : (0 as T));
    x += size;
    y += size;
  }
}

/// gx += gy where y > 0
export function reluBackward<T>(y: usize, gy: usize, gx: usize, n: i32): void {
  const size = sizeof<T>();
  for (let i: usize = 0, bytes = (n as usize) * size; i < bytes; i += size) {
    if (load<T>(y + i) > (0 as T)) store<T>(gx + i, load<T>(gx + i) + load<T>(gy + i));
  }
}

/// y += x
export function accumulate<T>(x: usize, y: usize, n: i32): void {
  const size = sizeof<T>();
  for (let i: usize = 0, bytes = (n as usize) * size; i < bytes; i += size) {
    store<T>(y + i, load<T>(y + i) + load<T>(x + i));
  }
}
