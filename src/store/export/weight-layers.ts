import type { Shapes } from '../../core/learner.js';
import type { LearnerChoice } from '../../scenario/scenario.js';

/** A layer of a network among exported weights, as their header tells it. The layers of a network stand in the order in which it runs. */
export interface LayerNote {
  readonly network: string;
  /** What the names of its arrays begin with. */
  readonly name: string;
  readonly kind: 'linear' | 'conv' | 'gru';
  /** After it; null where a plug-in does not say. A GRU has its own inside. */
  readonly activation: string | null;
  /** Layer norm before the activation. */
  readonly norm?: true;
  readonly noisy?: true;
  /** Of a convolution: rows and columns of a filter, and cells between two of its places. */
  readonly kernel?: number;
  readonly stride?: number;
}

/** Tasks whose networks have another activation than relu. */
const TASK_ACTIVATIONS: Readonly<Record<string, string>> = { regression: 'tanh', preference: 'tanh' };

/** Networks that have an activation after their last layer too, since others stand on them. */
const BODIES = ['trunk'];

/** The layers among arrays of these names. */
export function layersOf(shapes: Shapes, learner: LearnerChoice): readonly LayerNote[] {
  const { params } = learner.kind === 'agent' ? learner.agent : learner.task;
  const activation = activationOf(learner);
  const layers = [...shapes.keys()].flatMap((name): LayerNote[] => {
    const found = /^(.+?)(\.head)?\.(?:(conv)\.\d+|in|\d+)\.weight$/.exec(name);
    const layer = name.replace(/\.\w+$/, '');
    if (/^(.+)\.gru\.inputWeight$/.test(name)) {
      return [{ network: layer.replace(/\.gru$/, ''), name: layer, kind: 'gru', activation: null }];
    }
    if (found === null) return [];
    const [, network = '', , conv] = found;
    const common = { network, name: layer, activation: network === 'predictor' ? 'relu' : activation } as const;
    if (conv !== undefined) {
      return [{ ...common, kind: 'conv', kernel: Number(params.kernel), stride: Number(params.stride) }];
    }
    return [
      {
        ...common,
        kind: 'linear',
        ...(shapes.has(`${layer}.gain`) ? { norm: true } : {}),
        ...(shapes.has(`${layer}.weightDeviation`) ? { noisy: true } : {}),
      },
    ];
  });
  const last = new Map(layers.map((layer) => [layer.network, layer]));
  return layers.map((layer) =>
    layer.kind === 'linear' && last.get(layer.network) === layer && !BODIES.includes(layer.network)
      ? { ...layer, activation: 'none' }
      : layer,
  );
}

function activationOf(learner: LearnerChoice): string | null {
  if (learner.kind === 'agent') return stated(learner.agent.params);
  return stated(learner.task.params) ?? TASK_ACTIVATIONS[learner.task.name] ?? 'relu';
}

function stated({ activation }: Readonly<Record<string, unknown>>): string | null {
  return typeof activation === 'string' ? activation : null;
}
