import { number } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { InputTensors, LossDefinition } from '../../losses/kit/definition.js';
import type { InputSpecs } from '../../losses/kit/input-spec.js';
import { supply } from '../../losses/kit/supervision.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  add,
  crossEntropyRows,
  gatherColumns,
  mean,
  mul,
  reshape,
  scale,
  select,
  square,
  sub,
} from '../../tensor/ops/index.js';
import { createOptimizer } from '../../tensor/optim/index.js';
import { defineAgent } from '../kit/agent.js';
import { stacking } from '../kit/frame-stack.js';
import { meanOf } from '../kit/judging/evaluation.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { checkNetwork, convOf } from '../kit/networks/network-settings.js';
import { Network } from '../kit/networks/policy-network.js';
import { createQNetwork } from '../kit/networks/q-network.js';
import { ClonedPolicy } from './cloning.js';
import { offlineLearner, offlineParams, offlineTunable } from './offline-learner.js';

/** Largest weight of a step in the policy's loss (Kostrikov et al. 2022, their code). */
const MOST = 100;

export const iql = defineAgent({
  name: 'iql',
  title: 'Implicit Q-learning',
  summary:
    'Learns from recorded steps alone what the better ones of them bring (an expectile), then does more often what was better.',
  source: 'Kostrikov et al. 2022',
  deviations: [
    'One Q-network where the paper takes the lesser of two.',
    'Actions to choose from only, by a softmax policy.',
    "The loss of the scenario is that of the state values, expectile by default, whose tau is the paper's.",
  ],
  get losses() {
    return lossesTaking(['regression'], 'expectile');
  },
  lossDefaults: { expectile: { tau: 0.8 } },
  suppliesLossParams: [],
  params: {
    ...offlineParams,
    beta: number(3, 'how much more often better actions are done: weights are exp(beta advantage), at most 100', {
      min: 0,
      max: 1e3,
    }),
    tau: number(0.005, 'share of the online weights that the target network takes over at each update', {
      above: 0,
      max: 1,
    }),
    rewardScale: number(1, 'factor on rewards, which sets what an advantage of 1 is', { above: 0 }),
  },
  tunable: [...offlineTunable, 'beta', 'tau'],
  firstUpdate: () => 1,
  create(given) {
    const context = stacking(given);
    const { engine, params: p, recorder, stream } = context;
    return offlineLearner(context, (env) => {
      checkNetwork(p, env, { agent: 'iql' });
      const policy = new ClonedPolicy(context, env);
      const network = (index: number) =>
        createQNetwork(engine, {
          ...{ env, settings: p, dueling: false, distribution: null },
          ...{ init: stream('init', index), noise: stream('explore', index) },
        });
      const [online, target] = [network(1), network(2)];
      target.parameters.copyFrom(online.parameters);
      const value = new Network(
        engine,
        'value',
        [env.observationSpace.size, 1],
        { ...p, conv: convOf(p, env), init: 'uniform', lastGain: 1 },
        stream('init', 3),
      );
      const optimizers = {
        policy: createOptimizer(policy.network.parameters, p),
        q: createOptimizer(online.parameters, p),
        value: createOptimizer(value.parameters, p),
      };
      const names = supply(context.loss, 'regression')!;
      const anatomist = new Anatomist(value.parameters);
      const loss = anatomist.listen(context.loss);
      const record = {
        loss: rlMetrics.loss(recorder, 'loss of the state values in one update'),
        qLoss: rlMetrics.valueLoss(recorder),
        qMean: rlMetrics.qMean(recorder),
        policyLoss: rlMetrics.actorLoss(recorder),
      };
      const valuesAt = (observations: Tensor) => reshape(value.forward(observations), [observations.shape[0]!]);
      return {
        networks: [policy.network.parameters, online.parameters, value.parameters],
        anatomist,
        parts: { target: target.parameters, ...optimizers },
        update({ observations, nextObservations, actions, rewards, terminated }, progress, n) {
          const rows = actions.size;
          const q = engine.constant(() => gatherColumns(target.forward(observations), actions));
          anatomist.begin();
          const v = valuesAt(observations);
          const inputs = { [names.prediction]: v, [names.target]: q };
          const valueLoss = loss.compute(
            inputs as unknown as InputTensors<InputSpecs>,
            context.lossParams as Parameters<LossDefinition['compute']>[1],
          ).value;
          const advantages = q.view().map((one, i) => one - v.view()[i]!);
          anatomist.between([v]);
          anatomist.end(n, optimizers.value.descend(valueLoss, progress));
          record.loss(valueLoss.item());

          const weights = Float64Array.from(advantages, (a) => Math.min(MOST, maths.exp(Math.min(p.beta * a, 50))));
          const logits = policy.network.forward(observations);
          const policyLoss = mean(mul(crossEntropyRows(logits, actions), engine.tensor([rows], weights)));
          optimizers.policy.descend(policyLoss, progress);
          record.policyLoss(policyLoss.item());

          const targets = engine.constant(() => {
            const paid = scale(rewards, p.rewardScale);
            return select(terminated, paid, add(paid, scale(valuesAt(nextObservations), p.gamma)));
          });
          const taken = gatherColumns(online.forward(observations), actions);
          const qLoss = mean(square(sub(taken, targets)));
          optimizers.q.descend(qLoss, progress);
          record.qLoss(qLoss.item());
          record.qMean(meanOf(taken.view()) / p.rewardScale);
          target.parameters.lerpFrom(online.parameters, p.tau);
        },
        choose: policy.choose.bind(policy),
        policy: () => policy.policy(),
        loaded: () => target.parameters.copyFrom(online.parameters),
      };
    });
  },
});
