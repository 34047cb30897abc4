import type { LossDefinition, LossResult } from '../../losses/define.js';

/** The loss, with what it tells about its last batch besides the value. */
export function watched(loss: LossDefinition): { loss: LossDefinition; last: () => LossResult['extra'] } {
  let extra: LossResult['extra'];
  return {
    loss: {
      ...loss,
      compute(inputs, lossParams) {
        const result = loss.compute(inputs, lossParams);
        extra = result.extra;
        return result;
      },
    },
    last: () => extra,
  };
}
