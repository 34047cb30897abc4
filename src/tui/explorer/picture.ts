import {
  familyOf,
  type PlottedLoss,
  type Sample,
  type SampledCurve,
  sampleAt,
  sampleCurve,
} from '../../report/losses/sample.js';
import type { ExplorerState } from './state.js';

/** What the curves view shows: the loss as it is set now, and what it is compared with. */
export interface Picture {
  readonly main: SampledCurve;
  /** Other values of the family's setting; without a family the other kinds of example. */
  readonly beside: readonly SampledCurve[];
  readonly point: Sample;
}

/** Samples what `state` shows, `count` places a curve. */
export function pictureOf(loss: PlottedLoss, state: ExplorerState, count: number): Picture {
  const { example, params, x } = state;
  const { family, examples } = loss.plot;
  const sampled = (label: string, of: string, settings: typeof params) =>
    sampleCurve(loss, of, settings, { label, count });
  const same = (other: typeof params) => JSON.stringify(other) === JSON.stringify(params);
  const beside =
    family === null
      ? Object.keys(examples)
          .filter((name) => name !== example)
          .map((name) => sampled(name, name, params))
      : familyOf(loss, params)
          .filter((member) => !same(member.params))
          .map((member) => sampled(member.label, example, member.params));
  return { main: sampled('as set', example, params), beside, point: sampleAt(loss, example, params, x) };
}
