import { describe, expect, it } from 'vitest';
import { measuredText } from '../../src/scenario/lesson.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { registries } from '../../src/train/registries.js';

const load = (...set: string[]) =>
  loadScenarios(['saturation-mse'], { catalogues: registries, set }).map(({ scenario }) => scenario);
const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const note = "Measured figures are for the scenario's own settings and seeds 0-9; these runs differ.";

describe('the measured figures of a lesson', () => {
  it('stand beside each variant that its file declares, on all its seeds', () => {
    for (const scenario of load()) expect(measuredText(scenario, [...all, 10])).toBe(scenario.lesson?.measured);
  });

  it('do not stand beside runs with other settings or fewer seeds', () => {
    for (const scenario of load('steps=500')) expect(measuredText(scenario, all)).toBe(note);
    for (const scenario of load()) expect(measuredText(scenario, [0, 1, 2])).toBe(note);
  });

  it('are nothing for a scenario without a lesson', () => {
    const [first] = load();
    expect(measuredText({ ...first!, lesson: null }, all)).toBe('');
  });
});
