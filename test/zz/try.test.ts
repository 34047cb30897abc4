import { test } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { examineLoss } from '../../src/losses/examine.js';
test('x', () => {
  for (const loss of losses.list()) {
    const t = performance.now();
    const r = examineLoss(loss);
    console.log(loss.name.padEnd(18), r.calls, r.elements, r.worst.toExponential(1), r.extremes, JSON.stringify(r.untried), (performance.now()-t).toFixed(0)+'ms', JSON.stringify(r.faults.slice(0,6)));
  }
});
