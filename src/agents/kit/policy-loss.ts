import { UserError } from '../../core/errors.js';
import type { InputTensors, LossDefinition, LossResult } from '../../losses/kit/definition.js';
import type { InputSpecs } from '../../losses/kit/input-spec.js';
import { supply } from '../../losses/kit/supervision.js';
import type { Indices, Tensor } from '../../tensor/engine.js';

/** What an agent knows of the actions that it takes up into a loss. */
export interface Played {
  readonly logits: Tensor;
  readonly actions: Indices;
  /** How much better than expected each action was. */
  readonly advantages: () => Tensor;
  /** Returns with what they are compared with, for losses that take them apart. */
  readonly returns?: Tensor;
  readonly baseline?: Tensor | undefined;
  /** Log-probabilities of the actions when they were taken, for losses on the ratio. */
  readonly old?: () => Tensor;
}

/** A loss of a policy, of the program or of a plug-in, by its kind of supervision. */
export class PolicyLoss {
  /** Whether it takes the probabilities of before and clips their ratio itself. */
  readonly onRatio: boolean;
  readonly #loss: LossDefinition;
  readonly #params: Parameters<LossDefinition['compute']>[1];

  constructor(loss: LossDefinition, params: Readonly<Record<string, unknown>>) {
    this.#loss = loss;
    this.#params = params as Parameters<LossDefinition['compute']>[1];
    this.onRatio = loss.fits.includes('policy-ratio');
    if (!this.onRatio && !Object.hasOwn(loss.inputs, 'advantages') && !Object.hasOwn(loss.inputs, 'returns')) {
      throw new UserError({
        path: 'loss',
        message: 'a loss of a policy must take advantages or returns to train here',
        given: `${loss.name} with ${Object.keys(loss.inputs).join(', ')}`,
      });
    }
  }

  /** `entropy` is a factor on the loss's own entropyCoef, where it has one. */
  compute(played: Played, entropy = 1): LossResult {
    const { entropyCoef } = this.#params as Readonly<Record<string, unknown>>;
    const isPlain = entropy === 1 || typeof entropyCoef !== 'number';
    const params = isPlain ? this.#params : { ...this.#params, entropyCoef: entropyCoef * entropy };
    return this.#loss.compute(this.#inputs(played) as InputTensors<InputSpecs>, params);
  }

  #inputs({
    logits,
    actions,
    advantages,
    returns,
    baseline,
    old,
  }: Played): Record<string, Tensor | Indices | undefined> {
    const ratio = supply(this.#loss, 'policy-ratio');
    if (ratio !== undefined) {
      return {
        [ratio.prediction]: logits,
        [ratio.actions]: actions,
        [ratio.old]: old!(),
        [ratio.advantages]: advantages(),
      };
    }
    const { prediction, actions: taken } = supply(this.#loss, 'policy')!;
    const named = { [prediction]: logits, [taken]: actions };
    const takes = (name: string) => Object.hasOwn(this.#loss.inputs, name);
    if (returns !== undefined && takes('returns') && (baseline === undefined || takes('baseline'))) {
      return { ...named, returns, baseline };
    }
    return { ...named, [takes('advantages') ? 'advantages' : 'returns']: advantages() };
  }
}
