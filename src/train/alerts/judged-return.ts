import type { See, Watch } from './detector.js';

/**
 * A watch that sees, besides what `watch` sees, the return by which an agent is judged: `policy_return`, that of the policy
 * which it learned, where it is recorded, else `greedy_return`.
 */
export function judgedReturn(watch: Watch, see: See): Watch {
  let hasPolicy = false;
  return (metric) => {
    if (metric === 'policy_return') {
      hasPolicy = true;
      return see;
    }
    if (metric === 'greedy_return') return (value, step) => (hasPolicy ? null : see(value, step));
    return watch(metric);
  };
}
