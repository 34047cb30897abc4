// Distributions of returns: targets of C51 and the loss of QR-DQN, in f64 in either precision.

// @ts-ignore: decorator
@inline
function at<T>(ptr: usize, i: i32): f64 {
  return load<T>(ptr + (i as usize) * sizeof<T>()) as f64;
}

// @ts-ignore: decorator
@inline
function gather<T>(ptr: usize, i: i32, x: f64): void {
  const place = ptr + (i as usize) * sizeof<T>();
  store<T>(place, load<T>(place) + (x as T));
}

// The mass of one atom, shared between the two atoms of the row beside its new place.
function spread<T>(m: usize, k: i32, mass: f64, place: f64): void {
  const b = place < 0 ? 0 : place > ((k - 1) as f64) ? ((k - 1) as f64) : place;
  const low = min(Math.floor(b) as i32, k - 2);
  const share = b - (low as f64);
  gather<T>(m, low, mass * (1 - share));
  gather<T>(m, low + 1, mass * share);
}

/// m[n, :] (zeroed by the caller) = probabilities q[n, :] of k atoms over vMin .. vMax, each moved to r + gamma z, put back
/// on the atoms; all mass at r where done, and q is not read. discounts[n] in place of gamma unless it is 0
export function projectAtoms<T>(
  q: usize, rewards: usize, dones: usize, m: usize, rows: i32, k: i32, vMin: f64, vMax: f64, gamma: f64,
  discounts: usize,
): void {
  const step = (k as usize) * sizeof<T>();
  const width = (vMax - vMin) / ((k - 1) as f64);
  for (let i = 0; i < rows; i++, q += step, m += step) {
    const r = at<T>(rewards, i);
    if (at<T>(dones, i) != 0) {
      spread<T>(m, k, 1, (r - vMin) / width);
      continue;
    }
    const g = discounts == 0 ? gamma : at<T>(discounts, i);
    for (let j = 0; j < k; j++) {
      spread<T>(m, k, at<T>(q, j), (r + g * (vMin + (j as f64) * width) - vMin) / width);
    }
  }
}

/// y[n] = sum over i of the mean over j of |tau_i - 1[u < 0]| H(u), u = t[n, j] - q[n, i], tau_i = (i + 1/2) / k, where H is
/// Huber's loss over kappa, or |u| for kappa 0. slopes[n, i]: the derivative by q[n, i]
export function quantileHuber<T>(
  q: usize, t: usize, y: usize, slopes: usize, rows: i32, k: i32, m: i32, kappa: f64,
): void {
  const stepQ = (k as usize) * sizeof<T>();
  const stepT = (m as usize) * sizeof<T>();
  for (let n = 0; n < rows; n++, q += stepQ, slopes += stepQ, t += stepT, y += sizeof<T>()) {
    let total: f64 = 0;
    for (let i = 0; i < k; i++) {
      const here = at<T>(q, i);
      const tau = ((i as f64) + 0.5) / (k as f64);
      let sum: f64 = 0;
      let slope: f64 = 0;
      for (let j = 0; j < m; j++) {
        const u = at<T>(t, j) - here;
        const size = abs(u);
        const weight = u < 0 ? 1 - tau : tau;
        const inside = size <= kappa;
        sum += weight * (kappa == 0 ? size : inside ? (0.5 * u * u) / kappa : size - 0.5 * kappa);
        slope -= weight * (kappa != 0 && inside ? u / kappa : u > 0 ? 1 : u < 0 ? -1 : u);
      }
      total += sum / (m as f64);
      store<T>(slopes + (i as usize) * sizeof<T>(), (slope / (m as f64)) as T);
    }
    store<T>(y, total as T);
  }
}
