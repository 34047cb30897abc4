import type { LossDefinition, LossResult } from '../../losses/kit/definition.js';

/** The loss, with what it tells about its last batch besides the value. */
export function watched(loss: LossDefinition): { loss: LossDefinition; last: () => LossResult['extra'] } {
  let extra: LossResult['extra'];
  const value: LossDefinition['compute'] = (inputs, lossParams) => {
    const result = loss.compute(inputs, lossParams);
    extra = result.extra;
    return result;
  };
  // A loss that is watched already has most of its fields by inheritance.
  return {
    loss: Object.create(loss, { compute: { value, enumerable: true } }) as LossDefinition,
    last: () => extra,
  };
}
