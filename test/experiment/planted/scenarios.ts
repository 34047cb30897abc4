/** Small scenarios that the faults are planted in: quick to train, and learned by every seed. */
export const scenarios = {
  dqn: `
name: planted-dqn
env:
  name: gridworld
  stepReward: -0.02
  maxSteps: 50
  layout: |
    S....
    .##..
    ...#.
    .#...
    ....G
agent: {name: dqn, hidden: [32], gamma: 0.95, batch: 32, lr: 6e-3, schedule: constant, double: false, learningStarts: 100, trainEvery: 1, target: hard, targetEvery: 20, epsilonFraction: 0.8}
loss: {name: q-td, kind: huber}
steps: 1500
evaluateEvery: 50
focus: greedy_return
expect: [{metric: regret, op: "<=", value: 0.01, hold: 9, seeds: 10}]
`,
  ppo: `
name: planted-ppo
env: cartpole
agent: {name: ppo, hidden: [32], horizon: 256, epochs: 6, batch: 64, lr: 3e-3, valueLr: 3e-3, evalEpisodes: 3, finalEpisodes: 10}
steps: 6000
evaluateEvery: 500
focus: policy_return
`,
  focal: `
name: planted-focal
task: {name: classification, samples: 800, positives: 0.1, features: 6, hidden: [16], batch: 32, lr: 1e-2, schedule: linear}
loss: {name: focal, alpha: 0.75, gamma: 2}
steps: 400
evaluateEvery: 20
focus: average_precision
`,
  regression: `
name: planted-regression
task: {name: regression, kind: outliers, samples: 400, hidden: [32], batch: 32, lr: 1e-2, schedule: linear}
loss: {name: huber, delta: 0.5}
steps: 600
evaluateEvery: 20
focus: true_mae
`,
  triplets: `
name: planted-triplets
task: {name: identities, trainClasses: 100, hidden: [32], dim: 8, batch: 32}
loss: {name: triplet, margin: 0.3, mining: semi-hard}
steps: 150
evaluateEvery: 15
focus: equal_error_rate
`,
} as const;

export type ScenarioName = keyof typeof scenarios;
