import { integer } from '../../core/params.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { optimizerTunable } from '../../tensor/optim/index.js';
import { defineAgent, presetParam } from '../kit/agent.js';
import { ActorCritic, criticParams } from '../kit/critic.js';
import { stacking } from '../kit/frame-stack.js';

const presets = {
  grid: {
    summary:
      'tables and grids without noise, catch and bandits: an update every two steps of each env, rewards as they are, much entropy',
    params: {
      horizon: 16,
      activation: 'relu',
      normalizeRewards: 'off',
      valueLr: 5e-3,
      valueUpdates: 2,
      finalLr: 0.3,
    },
    loss: { 'policy-gradient': { entropyCoef: 0.1 } },
  },
} as const;

export const actorCritic = defineAgent({
  name: 'actor-critic',
  title: 'Advantage actor-critic',
  summary: 'Policy gradient on advantages that a learned critic estimates (A2C with GAE).',
  source: 'Mnih et al. 2016 (A3C; here its synchronous form A2C); GAE: Schulman et al. 2016',
  deviations: [
    'Actor and critic share no layers, and the critic takes several gradient steps per update.',
    'Advantages are standardised over the rollout.',
    'A time limit bootstraps from the critic, unless bootstrapOnTruncation is off.',
  ],
  focus: 'policy_return',
  lossDefaults: { 'policy-gradient': { entropyCoef: 0.02 } },
  get losses() {
    return lossesTaking(['policy'], 'policy-gradient');
  },
  actions: 'both',
  suppliesLossParams: ['gamma'],
  presets,
  params: {
    preset: presetParam(presets),
    ...criticParams,
    lr: { ...criticParams.lr, default: 2e-3 },
    valueLr: { ...criticParams.valueLr, default: 3e-3 },
    horizon: integer(64, 'env steps between two updates', { min: 1, max: 1e6 }),
    valueUpdates: integer(4, 'gradient steps of the critic per update', { min: 1, max: 1000 }),
  },
  tunable: [...optimizerTunable, 'gamma', 'lambda', 'valueLr', 'valueUpdates', 'evalEpisodes', 'finalEpisodes'],
  firstUpdate: ({ horizon }) => horizon,
  create(given) {
    const context = stacking(given);
    const { engine, params } = context;
    const both = new ActorCritic(
      context,
      'policy-gradient loss of one update; no measure of progress, watch the return',
    );
    // One policy step per stretch of play, with the critic's judgement in place of whole-episode returns.
    return both.learner(() => {
      const { advantage, returns } = both.judge();
      const batch = both.whole();
      both.improve(both.outputs(batch), batch, both.standardise(advantage));
      both.fit(batch, returns, params.valueUpdates);
      engine.reset();
    });
  },
});
