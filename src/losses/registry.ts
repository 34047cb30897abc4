import type { ParamSpecs } from '../core/params.js';
import { createRegistry, type Registry } from '../core/registry.js';
import { arcface } from './arcface.js';
import { bce } from './bce.js';
import { center } from './center.js';
import { contrastive } from './contrastive.js';
import { cosineEmbedding } from './cosine-embedding.js';
import { crossEntropy } from './cross-entropy.js';
import type { LossDefinition } from './define.js';
import { dice } from './dice.js';
import { type Evaluation, evaluate, type LossCall } from './evaluate.js';
import { focal } from './focal.js';
import { ge2e } from './ge2e.js';
import { hinge } from './hinge.js';
import { hingeEmbedding } from './hinge-embedding.js';
import { huber } from './huber.js';
import { infoNce } from './info-nce.js';
import type { InputSpecs } from './input-spec.js';
import { klDiv } from './kl-div.js';
import { logCosh } from './log-cosh.js';
import { mae } from './mae.js';
import { mape } from './mape.js';
import { marginRanking } from './margin-ranking.js';
import { mnr } from './mnr.js';
import { mse } from './mse.js';
import { msle } from './msle.js';
import { multiClassHinge } from './multi-class-hinge.js';
import { multiLabelBce } from './multi-label-bce.js';
import { nll } from './nll.js';
import { pairwiseLogistic } from './pairwise-logistic.js';
import { pairwiseRanking } from './pairwise-ranking.js';
import { poissonNll } from './poisson-nll.js';
import { policyGradient } from './policy-gradient.js';
import { poly } from './poly.js';
import { qTd } from './q-td.js';
import { smoothL1 } from './smooth-l1.js';
import { softMargin } from './soft-margin.js';
import { softPairwise } from './soft-pairwise.js';
import { sphereface } from './sphereface.js';
import { squaredHinge } from './squared-hinge.js';
import { triplet } from './triplet.js';

/** A loss as registered: its definition, and its values and gradients on plain arrays. */
export type Loss<
  I extends InputSpecs = InputSpecs,
  P extends ParamSpecs = ParamSpecs,
  N extends string = string,
  V extends string = string,
> = LossDefinition<I, P, N, V> & {
  /** {@link evaluate} of this loss. */
  evaluate(call: LossCall<I, P, V>): Evaluation<I>;
};

const definitions = [
  crossEntropy,
  nll,
  bce,
  multiLabelBce,
  focal,
  klDiv,
  hinge,
  squaredHinge,
  softMargin,
  multiClassHinge,
  poly,
  ge2e,
  arcface,
  sphereface,
  center,
  dice,
  mae,
  mse,
  huber,
  smoothL1,
  logCosh,
  mape,
  msle,
  poissonNll,
  mnr,
  softPairwise,
  pairwiseLogistic,
  pairwiseRanking,
  triplet,
  marginRanking,
  contrastive,
  hingeEmbedding,
  cosineEmbedding,
  infoNce,
  qTd,
  policyGradient,
] as const;

type Definition = (typeof definitions)[number];
type Registered<D> = D extends LossDefinition<infer I, infer P, infer N, infer V> ? Loss<I, P, N, V> : never;

/** The losses that come with the program, by name. */
export type LossMap = { readonly [D in Definition as D['name']]: Registered<D> };

export interface LossRegistry extends Registry<Loss> {
  get<N extends keyof LossMap>(name: N): LossMap[N];
  get(name: string): Loss;
  /** Adds a user's own loss: `losses.add(defineLoss({ ... }))`. */
  add(definition: LossDefinition): void;
}

function withEvaluate(definition: LossDefinition): Loss {
  return { ...definition, evaluate: (call) => evaluate(definition, call) };
}

const registry = createRegistry<Loss>(
  'loss',
  definitions.map((definition) => withEvaluate(definition as unknown as LossDefinition)),
);

export const losses = {
  ...registry,
  add: (definition) => registry.add(withEvaluate(definition)),
} as LossRegistry;
