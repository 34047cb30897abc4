import { copyArrays, type GreedyPolicy, type Learner, type NamedArrays } from '../../core/learner.js';
import { integer, number, type ParamValues, text } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { fieldsOf, type Savable, together } from '../../core/state.js';
import type { Env } from '../../env/kit/env.js';
import type { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import { optimizerParams, optimizerTunable } from '../../tensor/optim/index.js';
import type { AgentContext } from '../kit/agent.js';
import { episodeReturns, meanOf } from '../kit/judging/evaluation.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import type { Replayed } from '../kit/memory/replay-buffer.js';
import { networkParams } from '../kit/networks/network-params.js';
import { Transitions } from './transitions.js';

/** Settings of every agent that learns from recorded steps. */
export const offlineParams = {
  data: text('', 'file of recorded steps, one JSON object a line, as export --transitions writes it'),
  ...optimizerParams,
  lr: { ...optimizerParams.lr, default: 1e-3 },
  ...networkParams,
  batch: integer(256, 'steps per update', { min: 1, max: 65_536 }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  evalEpisodes: integer(20, 'greedy episodes per evaluation', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;

export const offlineTunable = [...optimizerTunable, 'batch', 'gamma', 'evalEpisodes', 'finalEpisodes'] as const;

export type OfflineParams = ParamValues<typeof offlineParams>;

/** What one kind of agent does with a batch. */
export interface OfflineMethod {
  /** Its networks, in the order of their weights. */
  readonly networks: readonly ParameterSet[];
  /** Looks at updates of the first of them. */
  readonly anatomist: Anatomist;
  /** State besides weights. */
  readonly parts: Readonly<Record<string, Savable | null>>;
  /** One update, the n-th from 1, at this fraction of the budget. */
  update(batch: Replayed, progress: number, n: number): void;
  /** The best action at each of `count` observations that stand row after row. */
  choose(observations: Float32Array, count: number, actions: Int32Array, masks?: readonly Uint8Array[] | null): void;
  policy(): GreedyPolicy;
  /** After weights were loaded. */
  loaded?(): void;
}

/** A learner that never acts while it learns: each step of the budget is an update on recorded steps; evaluations play. */
export function offlineLearner<P extends OfflineParams>(
  context: AgentContext<P>,
  make: (env: Env, data: Transitions) => OfflineMethod,
): Learner {
  const { engine, params, recorder, stream, makeEnv, steps } = context;
  const env = makeEnv();
  const data = new Transitions(engine, params.data, env);
  const method = make(env, data);
  env.reset(stream('scope'));
  const draw = stream('data');
  const rows = new Int32Array(params.batch);
  const now = { updates: 0, evaluations: 0 };
  const record = {
    greedyReturn: rlMetrics.greedyReturn(recorder, false),
    dataReturn: rlMetrics.dataReturn(recorder),
    dataBest: rlMetrics.dataBest(recorder),
  };
  const parts = together({ draw, now: fieldsOf(now), ...method.parts });
  const weights = (): NamedArrays => new Map(method.networks.flatMap((network) => [...network.byName()]));
  return {
    advance() {
      engine.reset();
      for (let i = 0; i < rows.length; i++) rows[i] = draw.below(data.size);
      now.updates++;
      method.update(data.gather(rows), (now.updates - 1) / steps, now.updates);
      engine.reset();
    },
    evaluate(final) {
      method.anatomist.evaluated(now.updates / steps);
      const { episodes, meanReturn, bestReturn } = data.behaviour;
      if (episodes > 0) {
        record.dataReturn(meanReturn);
        record.dataBest(bestReturn);
      }
      const count = final ? params.finalEpisodes : params.evalEpisodes;
      const returns = episodeReturns(makeEnv, count, stream('eval', now.evaluations++), method.choose.bind(method));
      record.greedyReturn(meanOf(returns));
    },
    scope: (apart = true) => method.anatomist.join(pictureOf(env), apart),
    policy: () => method.policy(),
    weights,
    shapes: () => new Map(method.networks.flatMap((network) => [...network.shapes()])),
    load(saved) {
      copyArrays(weights(), saved);
      method.loaded?.();
    },
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

/** The env at a start of an episode: nobody acts in it. */
function pictureOf(env: Env): Scope | null {
  const picture = env.scope();
  if (picture?.kind !== 'body' && picture?.kind !== 'board') return picture;
  return { ...picture, actions: [] };
}
