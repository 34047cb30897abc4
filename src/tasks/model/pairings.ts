import type { Stream } from '../../core/random.js';
import type { Parts } from '../../core/state.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Fit } from '../../losses/kit/supervision.js';
import type { Engine, Tensor } from '../../tensor/engine.js';
import { constant, kaimingUniform, normal } from '../../tensor/nn/init.js';
import { mlp } from '../../tensor/nn/mlp.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import { concatRows, gatherRows, matmulNT, reshape, rowDistance, rowDot } from '../../tensor/ops/index.js';
import { bindLoss, chooseFit, type Filling } from './fit-loss.js';

/** A batch of embeddings: request i was written for document `ids[i]`, whose embedding is row i of `documents`. */
export interface EmbeddedBatch {
  /** [N,D] */
  readonly requests: Tensor;
  /** [N,D] */
  readonly documents: Tensor;
  readonly ids: Int32Array;
  /** Further rows of each document, [N,D] each, for losses that take more than two. */
  readonly further?: readonly Tensor[];
}

export const negativeChoices = ['hardest', 'random'] as const;
export type Negatives = (typeof negativeChoices)[number];

type Roles = Readonly<Record<string, Filling>>;

interface Tools {
  readonly engine: Engine;
  readonly lossParams: Readonly<Record<string, unknown>>;
  /** For each row of the batch the row of a wrong document. */
  negatives(batch: EmbeddedBatch): Int32Array;
  /** Parameters of the loss's own, by name. */
  own(name: string): Tensor;
  /** What one view says of the other, by a network of the loss's own. */
  predict(embeddings: Tensor): Tensor;
}

const distance = (a: Tensor, b: Tensor): Tensor => rowDistance(a, b, 'euclidean');

const vector = (data: readonly number[]): Filling => ({ shape: [data.length], data });

/** Right pairs above wrong ones: both sides, and what the right and the wrong ones are labelled. */
function pairs(batch: EmbeddedBatch, tools: Tools, right: number, wrong: number) {
  const others = gatherRows(batch.documents, tools.engine.indices(tools.negatives(batch)));
  const n = batch.ids.length;
  return {
    first: concatRows(batch.requests, batch.requests),
    second: concatRows(batch.documents, others),
    labels: vector(Array.from({ length: 2 * n }, (_, i) => (i < n ? right : wrong))),
  };
}

/** Requests above documents above further rows, each labelled with its document. */
export function labelled({ requests, documents, ids, further = [] }: EmbeddedBatch) {
  const blocks = [requests, documents, ...further];
  return {
    embeddings: blocks.reduce(concatRows),
    labels: { shape: [blocks.length * ids.length], data: Int32Array.from(blocks.flatMap(() => [...ids])) },
  };
}

/** How a batch meets each kind of loss. */
const suppliers = {
  'anchor-positive': ({ requests, documents }) => ({ anchors: requests, positives: documents }),
  triplets: (batch, tools) => ({
    anchors: batch.requests,
    positives: batch.documents,
    negatives: gatherRows(batch.documents, tools.engine.indices(tools.negatives(batch))),
  }),
  'labelled-embeddings': labelled,
  'embedding-pairs': (batch, tools) => pairs(batch, tools, 1, 0),
  'signed-embedding-pairs': (batch, tools) => pairs(batch, tools, 1, -1),
  'signed-distances': (batch, tools) => {
    const { first, second, labels } = pairs(batch, tools, 1, -1);
    return { prediction: distance(first, second), labels };
  },
  'scored-pairs': (batch, tools) => pairs(batch, tools, 1, 0),
  'scaled-pairs': ({ requests, documents }, tools) => ({
    anchors: requests,
    positives: documents,
    scale: tools.own('scale'),
    shift: tools.own('shift'),
  }),
  'two-sided': ({ requests, documents }, tools) => ({
    p1: tools.predict(requests),
    p2: tools.predict(documents),
    z1: requests,
    z2: documents,
  }),
  'score-pairs': (batch, tools) => {
    const others = gatherRows(batch.documents, tools.engine.indices(tools.negatives(batch)));
    // The form all-pairs takes distances, where lower is better; the others take scores.
    const rate = tools.lossParams.form === 'all-pairs' ? distance : rowDot;
    return { better: rate(batch.requests, batch.documents), worse: rate(batch.requests, others) };
  },
  'class-prototypes': (batch, tools) => {
    const { embeddings, labels } = labelled(batch);
    return { embeddings, prototypes: tools.own('prototypes'), target: labels };
  },
  /** A document is a speaker: its own text, the request and further rows are utterances. */
  utterances: (batch, tools) => {
    const { embeddings } = labelled(batch);
    const n = batch.ids.length;
    const each = embeddings.shape[0]! / n;
    const bySpeaker = Array.from({ length: each * n }, (_, i) => (i % each) * n + Math.floor(i / each));
    const rows = gatherRows(embeddings, tools.engine.indices(bySpeaker));
    return {
      embeddings: reshape(rows, [n, each, rows.shape[1]!]),
      scale: tools.own('scale'),
      shift: tools.own('shift'),
    };
  },
} as const satisfies Partial<Record<Fit, (batch: EmbeddedBatch, tools: Tools) => Roles>>;

export const pairingKinds = Object.keys(suppliers) as readonly (keyof typeof suppliers)[];

export interface PairingOptions {
  readonly loss: LossDefinition;
  readonly lossParams: Readonly<Record<string, unknown>>;
  readonly negatives: Negatives;
  /** Number of documents and size of an embedding. */
  readonly documents: number;
  readonly dim: number;
  readonly init: Stream;
  /** Draws random negatives. */
  readonly draw: Stream;
}

export interface Pairing {
  /** Whether the loss makes use of more than two rows of a document. */
  readonly takesFurther: boolean;
  loss(batch: EmbeddedBatch): Tensor;
  /** Keeps the loss's own parameters legal; call it after each update. */
  afterUpdate(): void;
  /** What it keeps besides parameters. */
  readonly parts: Parts;
}

/** A learned scale and shift of similarities, as the papers start them: of ge2e, and of siglip, whose scale is a logarithm. */
const STARTS: Readonly<Partial<Record<Fit, { readonly scale: number; readonly shift: number }>>> = {
  utterances: { scale: 10, shift: -5 },
  'scaled-pairs': { scale: Math.LN10, shift: -10 },
};

/** Kinds that take a class a row, whatever the number of rows of a class. */
const byClass: readonly Fit[] = ['labelled-embeddings', 'class-prototypes', 'utterances'];

/** How batches of requests and documents meet a loss; adds the loss's own parameters to `parameters`. */
export function createPairing(parameters: ParameterSet, options: PairingOptions): Pairing {
  const { engine } = parameters;
  const { loss, lossParams, documents, dim, init, draw } = options;
  const fit = chooseFit(loss, lossParams, pairingKinds);
  const own = new Map<string, Tensor>();
  // Of about length 1: losses bring them to length 1 anyway, and long ones would turn slowly.
  if (fit === 'class-prototypes')
    own.set('prototypes', parameters.add('prototypes', [documents, dim], normal(init, 1 / Math.sqrt(dim))));
  const first = STARTS[fit];
  if (first !== undefined) {
    own.set('scale', parameters.add('scale', [], constant(first.scale)));
    own.set('shift', parameters.add('shift', [], constant(first.shift)));
  }
  const predictor =
    fit === 'two-sided'
      ? mlp(parameters, 'predictor', [dim, dim, dim], { activation: 'relu', init: kaimingUniform(init) })
      : null;
  const pick = { hardest: hardestNegatives, random: randomNegatives }[options.negatives];
  const tools: Tools = {
    engine,
    lossParams,
    negatives: (batch) => pick(batch, draw),
    own: (name) => own.get(name)!,
    predict: (embeddings) => predictor!(embeddings),
  };
  const bound = bindLoss(engine, loss, lossParams, fit);
  return {
    takesFurther: byClass.includes(fit),
    parts: {},
    loss: (batch) => bound(suppliers[fit](batch, tools)),
    afterUpdate() {
      // A scale below 0 would turn the loss around (Wan et al. 2018 keep it positive).
      const scale = fit === 'utterances' ? own.get('scale') : undefined;
      if (scale !== undefined) scale.write([Math.max(1e-6, scale.item())]);
    },
  };
}

/** The most similar wrong document of the batch; row i itself when there is none. */
function hardestNegatives({ requests, documents, ids }: EmbeddedBatch): Int32Array {
  const { engine } = requests;
  const n = ids.length;
  return engine.untracked(() => {
    const scores = matmulNT(requests, documents).view();
    return ids.map((id, i) => {
      let best = -1;
      for (let j = 0; j < n; j++)
        if (ids[j] !== id && (best < 0 || scores[i * n + j]! > scores[i * n + best]!)) best = j;
      return best < 0 ? i : best;
    });
  });
}

function randomNegatives({ ids }: EmbeddedBatch, draw: Stream): Int32Array {
  return ids.map((id, i) => {
    const others = Array.from(ids.keys()).filter((j) => ids[j] !== id);
    return others.length === 0 ? i : others[draw.below(others.length)]!;
  });
}
