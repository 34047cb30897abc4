import { boolean, integer } from '../../core/params.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import { argmaxRows } from '../../tensor/ops/index.js';
import { createOptimizer } from '../../tensor/optim/index.js';
import { defineAgent } from '../kit/agent.js';
import { stacking } from '../kit/frame-stack.js';
import { meanOf } from '../kit/judging/evaluation.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { checkNetwork } from '../kit/networks/network-settings.js';
import { createQNetwork } from '../kit/networks/q-network.js';
import { QValues } from '../kit/networks/q-values.js';
import { returnDistribution, ValueLoss } from '../kit/value-loss.js';
import { offlineLearner, offlineParams, offlineTunable } from './offline-learner.js';

/** Updates between two looks at the batch. */
const OFTEN = 16;

export const cql = defineAgent({
  name: 'cql',
  title: 'Conservative Q-learning',
  summary:
    'Q-learning on recorded steps that keeps the values of actions low which nobody tried; with the loss q-td plain DQN without acting.',
  source: 'Kumar et al. 2020',
  deviations: [
    'The discrete form, CQL(H), on DQN with double targets; the paper builds on QR-DQN for Atari.',
    'The weight of the conservative term is the setting alpha of the loss, held fixed.',
    'Actions to choose from only.',
  ],
  get losses() {
    return lossesTaking(['temporal-difference'], 'cql');
  },
  suppliesLossParams: ['gamma', 'double'],
  params: {
    ...offlineParams,
    targetEvery: integer(200, 'updates between two copies to the target network', { min: 1, max: 1e9 }),
    double: boolean(true, 'the online network chooses the next action, the target network values it'),
    dueling: boolean(false, 'separate heads for the value of the state and the advantages of the actions'),
  },
  tunable: [...offlineTunable, 'targetEvery', 'double'],
  firstUpdate: () => 1,
  create(given) {
    const context = stacking(given);
    const { engine, params: p, recorder, stream } = context;
    return offlineLearner(context, (env) => {
      checkNetwork(p, env, { agent: 'cql' });
      const network = (index: number) =>
        createQNetwork(engine, {
          ...{ env, settings: p, dueling: p.dueling, distribution: null },
          ...{ init: stream('init', index), noise: stream('explore', index) },
        });
      const [online, target] = [network(0), network(1)];
      target.parameters.copyFrom(online.parameters);
      const optimizer = createOptimizer(online.parameters, p);
      const settings = { ...p, nStep: 1, prioritized: false };
      const distribution = returnDistribution(context.loss, context.lossParams, 1);
      const anatomist = new Anatomist(online.parameters);
      const loss = new ValueLoss(anatomist.listen(context.loss), context.lossParams, settings, distribution);
      const q = new QValues(engine, online, env.observationSpace.size, { observation: [], reward: 1 });
      const record = {
        loss: rlMetrics.loss(recorder, 'loss of one update on recorded steps'),
        dataValue: rlMetrics.qMean(recorder),
        greedyValue: rlMetrics.qGreedy(recorder),
        untried: rlMetrics.untried(recorder),
      };
      return {
        networks: [online.parameters],
        anatomist,
        parts: {
          target: target.parameters,
          optimizer,
        },
        update(batch, progress, n) {
          const next = engine.constant(() => target.forward(batch.nextObservations));
          const nextOnline = p.double ? engine.constant(() => online.forward(batch.nextObservations)) : undefined;
          anatomist.begin();
          const outputs = online.forward(batch.observations);
          const { value, targets, tdErrors } = loss.compute({
            ...{ outputs, next, nextOnline, actions: batch.actions, rewards: batch.rewards },
            ...{ terminated: batch.terminated, nextMasks: batch.nextMasks, discounts: undefined, weights: undefined },
          });
          anatomist.between([outputs]);
          if (n % OFTEN === 1) {
            const best = engine.constant(() => argmaxRows(outputs));
            const [width, values] = [env.actionNames.length, outputs.view()];
            const { ints } = engine;
            let [sum, other] = [0, 0];
            for (let i = 0; i < best.size; i++) {
              const action = ints[(best.ptr >> 2) + i]!;
              sum += values[i * width + action]!;
              if (action !== ints[(batch.actions.ptr >> 2) + i]) other++;
            }
            record.dataValue(meanOf(targets.view()) - meanOf(tdErrors.view()));
            record.greedyValue(sum / best.size);
            record.untried(other / best.size);
          }
          anatomist.end(n, optimizer.descend(value, progress));
          record.loss(value.item());
          if (n % p.targetEvery === 0) target.parameters.copyFrom(online.parameters);
        },
        choose: q.choose,
        policy: () => q.policy(),
        loaded: () => target.parameters.copyFrom(online.parameters),
      };
    });
  },
});
