import type { Better, SeedEnd } from '../../../src/experiment/arm.js';
import { configHash, decisive } from '../../../src/scenario/canonical.js';
import { parseScenario } from '../../../src/scenario/loader.js';
import type { Expectation } from '../../../src/scenario/scenario.js';
import { Series } from '../../../src/session/curve.js';
import { registries } from '../../../src/train/registries.js';
import { train } from '../../../src/train/training.js';

/** What a training of some seeds gives, as plain data that passes between two builds of the program. */
export interface Trained {
  readonly hash: string;
  readonly decides: unknown;
  readonly steps: number;
  readonly better: Readonly<Record<string, Better>>;
  readonly ends: readonly SeedEnd[];
  /** The focus of each seed. */
  readonly series: readonly { readonly seed: number; readonly series: Series }[];
  readonly focus: string;
  readonly expectations: readonly Expectation[];
}

/** Trains seeds one after the other in this thread. This file is bundled with a fault in it, and without. */
export function trainSeeds(text: string, seeds: readonly number[]): Trained {
  const { scenario } = parseScenario(text, 'planted.yaml', { catalogues: registries });
  const better: Record<string, Better> = {};
  const all: { seed: number; series: Series }[] = [];
  const ends = seeds.map((seed): SeedEnd => {
    let focus = -1;
    let series: Series | null = null;
    const sink = (id: number, step: number, value: number) => {
      if (id === focus) series?.add(step, value);
    };
    const events = train(scenario, seed, { registries, sink });
    for (let next = events.next(0); !next.done; next = events.next(1e9)) {
      const event = next.value;
      if (event.kind === 'metric') {
        better[event.spec.name] = event.spec.better;
        if (event.spec.name !== scenario.focus) continue;
        focus = event.id;
        series = new Series(event.spec, scenario.steps);
        all.push({ seed, series });
      }
      if (event.kind === 'done' || event.kind === 'diverged') {
        return { seed, status: event.kind, digest: event.digest, final: event.final };
      }
    }
    throw new Error('the training did not end');
  });
  const { steps, focus, expectations } = scenario;
  return {
    hash: configHash(scenario),
    decides: decisive(scenario),
    steps,
    better,
    ends,
    series: all,
    focus,
    expectations,
  };
}
