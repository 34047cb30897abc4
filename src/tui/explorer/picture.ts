import {
  familyOf,
  type PlottedLoss,
  type Sample,
  type SampledCurve,
  sampleAt,
  sampleCurve,
} from '../../report/losses/loss-curves.js';
import type { ExplorerState } from './state.js';

/** A curve with the number of its mark, which it keeps while others come and go. */
export type BesideCurve = SampledCurve & { readonly mark: number };

/** What the curves view shows: the loss as it is set now, and what it is compared with. */
export interface Picture {
  readonly main: SampledCurve;
  /** Other values of the family's setting; without a family the other kinds of example. */
  readonly beside: readonly BesideCurve[];
  readonly point: Sample;
}

/** Samples what `state` shows, `count` places a curve. */
export function pictureOf(loss: PlottedLoss, state: ExplorerState, count: number): Picture {
  const { example, params, x } = state;
  const { family, examples } = loss.plot;
  const sampled = (label: string, of: string, settings: typeof params) =>
    sampleCurve(loss, of, settings, { label, count });
  const same = (other: typeof params) => JSON.stringify(other) === JSON.stringify(params);
  const others =
    family === null
      ? Object.keys(examples).map((name) => ({ label: name, of: name, params }))
      : familyOf(loss, params).map((member) => ({ ...member, of: example }));
  const beside = others
    .map((other, i) => ({ ...other, mark: i + 1 }))
    .filter((other) => other.of !== example || !same(other.params))
    .map(({ label, of, params: settings, mark }) => ({ ...sampled(label, of, settings), mark }));
  return { main: sampled('as set', example, params), beside, point: sampleAt(loss, example, params, x) };
}
