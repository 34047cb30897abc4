import type { InputTensors, LossDefinition } from '../../losses/kit/definition.js';
import type { InputSpecs } from '../../losses/kit/input-spec.js';
import { supply } from '../../losses/kit/supervision.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import { createOptimizer } from '../../tensor/optim/index.js';
import { defineAgent } from '../kit/agent.js';
import { stacking } from '../kit/frame-stack.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { checkNetwork } from '../kit/networks/network-settings.js';
import { ClonedPolicy } from './cloning.js';
import { offlineLearner, offlineParams, offlineTunable } from './offline-learner.js';

export const bc = defineAgent({
  name: 'bc',
  title: 'Behaviour cloning',
  summary: 'Learns to do what recorded steps did, as a classifier of actions by observations; rewards are not read.',
  source: 'Pomerleau 1991',
  deviations: [
    'Steps are drawn uniformly with replacement; the paper goes over images of its own last minutes.',
    'Actions to choose from only.',
  ],
  get losses() {
    return lossesTaking(['class-logits'], 'cross-entropy');
  },
  suppliesLossParams: [],
  params: offlineParams,
  tunable: offlineTunable,
  firstUpdate: () => 1,
  create(given) {
    const context = stacking(given);
    const { params, recorder } = context;
    return offlineLearner(context, (env) => {
      checkNetwork(params, env, { agent: 'bc' });
      const policy = new ClonedPolicy(context, env);
      const { parameters } = policy.network;
      const optimizer = createOptimizer(parameters, params);
      const anatomist = new Anatomist(parameters);
      const loss = anatomist.listen(context.loss);
      const names = supply(context.loss, 'class-logits')!;
      const recordLoss = rlMetrics.loss(recorder, 'loss of telling the recorded action from the observation');
      return {
        networks: [parameters],
        anatomist,
        parts: { optimizer },
        update({ observations, actions }, progress, n) {
          anatomist.begin();
          const inputs = { [names.prediction]: policy.network.forward(observations), [names.target]: actions };
          const { value } = loss.compute(
            inputs as unknown as InputTensors<InputSpecs>,
            context.lossParams as Parameters<LossDefinition['compute']>[1],
          );
          anatomist.between();
          anatomist.end(n, optimizer.descend(value, progress));
          recordLoss(value.item());
        },
        choose: policy.choose.bind(policy),
        policy: () => policy.policy(),
      };
    });
  },
});
