import type { ParamSpecs } from '../core/params.js';
import { createRegistry, type Registry } from '../core/registry.js';
import { asymmetric } from './classification/asymmetric.js';
import { bce } from './classification/bce.js';
import { crossEntropy } from './classification/cross-entropy.js';
import { dice } from './classification/dice.js';
import { focal } from './classification/focal.js';
import { generalizedCrossEntropy } from './classification/generalized-cross-entropy.js';
import { hinge } from './classification/hinge.js';
import { klDiv } from './classification/kl-div.js';
import { ldam } from './classification/ldam.js';
import { logitAdjusted } from './classification/logit-adjusted.js';
import { lovaszHinge } from './classification/lovasz-hinge.js';
import { lovaszSoftmax } from './classification/lovasz-softmax.js';
import { multiClassHinge } from './classification/multi-class-hinge.js';
import { multiLabelBce } from './classification/multi-label-bce.js';
import { nll } from './classification/nll.js';
import { poly } from './classification/poly.js';
import { softMargin } from './classification/soft-margin.js';
import { squaredHinge } from './classification/squared-hinge.js';
import { symmetricCrossEntropy } from './classification/symmetric-cross-entropy.js';
import { tversky } from './classification/tversky.js';
import { arcface } from './contrastive/arcface.js';
import { barlowTwins } from './contrastive/barlow-twins.js';
import { center } from './contrastive/center.js';
import { circle } from './contrastive/circle.js';
import { contrastive } from './contrastive/contrastive.js';
import { cosent } from './contrastive/cosent.js';
import { cosineEmbedding } from './contrastive/cosine-embedding.js';
import { ge2e } from './contrastive/ge2e.js';
import { hingeEmbedding } from './contrastive/hinge-embedding.js';
import { infoNce } from './contrastive/info-nce.js';
import { mnr } from './contrastive/mnr.js';
import { multiSimilarity } from './contrastive/multi-similarity.js';
import { nPair } from './contrastive/n-pair.js';
import { proxyAnchor } from './contrastive/proxy-anchor.js';
import { siglip } from './contrastive/siglip.js';
import { simsiam } from './contrastive/simsiam.js';
import { sphereface } from './contrastive/sphereface.js';
import { supCon } from './contrastive/sup-con.js';
import { triplet } from './contrastive/triplet.js';
import { vicreg } from './contrastive/vicreg.js';
import type { LossDefinition } from './kit/definition.js';
import type { InputSpecs } from './kit/input-spec.js';
import { withRowOptions } from './kit/row-options.js';
import { bradleyTerry } from './preference/bradley-terry.js';
import { dpo } from './preference/dpo.js';
import { grpo } from './preference/grpo.js';
import { ipo } from './preference/ipo.js';
import { kto } from './preference/kto.js';
import { orpo } from './preference/orpo.js';
import { simpo } from './preference/simpo.js';
import { approxNdcgLoss } from './ranking/approx-ndcg.js';
import { lambdaRankLoss } from './ranking/lambda-rank.js';
import { listMleLoss } from './ranking/list-mle.js';
import { listnet } from './ranking/listnet.js';
import { marginMse } from './ranking/margin-mse.js';
import { marginRanking } from './ranking/margin-ranking.js';
import { pairwiseLogistic } from './ranking/pairwise-logistic.js';
import { pairwiseRanking } from './ranking/pairwise-ranking.js';
import { softPairwise } from './ranking/soft-pairwise.js';
import { crpsGaussian } from './regression/crps-gaussian.js';
import { expectile } from './regression/expectile.js';
import { gaussianNll } from './regression/gaussian-nll.js';
import { huber } from './regression/huber.js';
import { logCosh } from './regression/log-cosh.js';
import { mae } from './regression/mae.js';
import { mape } from './regression/mape.js';
import { mse } from './regression/mse.js';
import { msle } from './regression/msle.js';
import { poissonNll } from './regression/poisson-nll.js';
import { quantile } from './regression/quantile.js';
import { smoothL1 } from './regression/smooth-l1.js';
import { tweedie } from './regression/tweedie.js';
import { categoricalTd } from './reinforcement/categorical-td.js';
import { clippedValue } from './reinforcement/clipped-value.js';
import { cql } from './reinforcement/cql.js';
import { policyGradient } from './reinforcement/policy-gradient.js';
import { ppoClip } from './reinforcement/ppo-clip.js';
import { qTd } from './reinforcement/q-td.js';
import { quantileTd } from './reinforcement/quantile-td.js';
import { type Evaluation, evaluate, type LossCall } from './tools/evaluation.js';

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
  asymmetric,
  logitAdjusted,
  ldam,
  tversky,
  lovaszHinge,
  lovaszSoftmax,
  generalizedCrossEntropy,
  symmetricCrossEntropy,
  mae,
  mse,
  huber,
  smoothL1,
  logCosh,
  mape,
  msle,
  poissonNll,
  expectile,
  quantile,
  gaussianNll,
  tweedie,
  crpsGaussian,
  mnr,
  softPairwise,
  pairwiseLogistic,
  pairwiseRanking,
  triplet,
  marginRanking,
  listnet,
  listMleLoss,
  approxNdcgLoss,
  lambdaRankLoss,
  marginMse,
  bradleyTerry,
  dpo,
  ipo,
  kto,
  orpo,
  simpo,
  grpo,
  contrastive,
  hingeEmbedding,
  cosineEmbedding,
  infoNce,
  supCon,
  nPair,
  circle,
  multiSimilarity,
  proxyAnchor,
  siglip,
  cosent,
  barlowTwins,
  vicreg,
  simsiam,
  qTd,
  policyGradient,
  ppoClip,
  clippedValue,
  categoricalTd,
  quantileTd,
  cql,
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

function withEvaluate(own: LossDefinition): Loss {
  const definition = withRowOptions(own);
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
