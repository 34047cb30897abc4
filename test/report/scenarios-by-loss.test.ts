import { describe, expect, it } from 'vitest';
import { scenariosByLoss } from '../../src/report/losses/scenarios.js';
import { registries } from '../../src/train/registries.js';

describe('the scenarios of a loss', () => {
  const scenarios = scenariosByLoss(registries);

  it('are those that train with it as written', () => {
    expect(scenarios.get('dice')).toContain('masks-dice');
  });

  it('are those too of which a variant trains with it, each once', () => {
    expect(scenarios.get('mse')).toContain('saturation-mse');
    expect(scenarios.get('bce')).toContain('masks-dice');
    for (const names of scenarios.values()) expect(new Set(names).size).toBe(names.length);
  });
});
