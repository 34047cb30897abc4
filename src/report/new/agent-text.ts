/** The module of a new agent: a small DQN that is made of the library's pieces, to change from there. */
export function agentText(name: string): string {
  return `// ${name}: an agent for losscope, made of the pieces that its own agents are made of.
//
//   losscope agents check-contract ./${name}.mjs       is it sound? can its runs be resumed?
//   losscope agents ${name} --plugin ./${name}.mjs     its page
//   losscope run ${name}.yaml --plugin ./${name}.mjs   train it
import { defineAgent, integer, layers, list, number, optimizers, pieces } from 'losscope';

const params = {
  ...optimizers.optimizerParams,
  ...pieces.epsilonParams,
  hidden: list([64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 })),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  batch: integer(32, 'transitions per update', { min: 1, max: 65536 }),
  buffer: integer(10000, 'transitions that the replay buffer holds', { min: 1, max: 1e7 }),
  learningStarts: integer(500, 'env steps before the first update', { min: 1, max: 1e9 }),
  tau: number(0.01, 'share of the weights that the target network takes over at each update', { above: 0, max: 1 }),
  evalEpisodes: integer(20, 'greedy episodes per evaluation where no exact figure exists', { min: 1, max: 10000 }),
};

/** Q-learning with a network, a replay buffer and a target network. */
class Learner {
  #c;
  #env;
  #buffer;
  #online;
  #target;
  #optimizer;
  #explore;
  #draw;
  #starts;
  #yardstick;
  #record;
  #slots;
  #parts;
  // Counters in one object: what is added here is saved.
  #now = { step: 0, evaluations: 0 };

  constructor(context) {
    const { engine, params, recorder, stream, makeEnv, steps } = context;
    this.#c = context;
    this.#env = makeEnv();
    // Draw from streams alone, one for each purpose: then a seed decides every bit.
    this.#explore = stream('explore');
    this.#draw = stream('data');
    this.#starts = stream('env');
    this.#online = this.#network(stream('init'));
    this.#target = this.#network(stream('init', 1));
    this.#target.parameters.copyFrom(this.#online.parameters);
    this.#optimizer = optimizers.createOptimizer(this.#online.parameters, params);
    const { size } = this.#env.observationSpace;
    this.#buffer = new pieces.ReplayBuffer(engine, Math.min(params.buffer, steps), size);
    this.#slots = new Int32Array(params.batch);
    // The exact optimum of envs that know their dynamics; null elsewhere.
    this.#yardstick = pieces.createYardstick(makeEnv(), params.gamma);
    this.#record = {
      loss: recorder.define({ name: 'loss', help: 'TD loss of one update', better: 'lower', dependsOn: ['loss'] }),
      greedyReturn: recorder.define({ name: 'greedy_return', help: 'return of the greedy policy', better: 'higher' }),
      regret: this.#yardstick && recorder.define({ name: 'regret', help: 'optimum minus greedy return', better: 'lower' }),
    };
    // Everything that the next step depends on besides the weights.
    this.#parts = pieces.together({
      episode: pieces.episodeIn(this.#env, this.#starts),
      starts: this.#starts,
      explore: this.#explore,
      draw: this.#draw,
      target: this.#target.parameters,
      optimizer: this.#optimizer,
      buffer: this.#buffer,
      now: pieces.fieldsOf(this.#now),
    });
    this.#env.reset(this.#starts);
  }

  /** One env step, and an update. */
  advance() {
    const { params, steps } = this.#c;
    const env = this.#env;
    const before = Float32Array.from(env.observation);
    const epsilon = pieces.epsilonAt(params, this.#now.step / steps);
    const explores = this.#explore.uniform() < epsilon;
    const action = explores ? this.#explore.below(env.actionNames.length) : this.#greedy(before);
    env.step(action);
    // A time limit is no end of the task: the value of the next state still counts.
    this.#buffer.add(before, action, env.reward, 1, env.observation, env.terminated);
    if (env.terminated || env.truncated) env.reset(this.#starts);
    this.#now.step++;
    if (this.#now.step >= params.learningStarts) this.#update();
  }

  #update() {
    const { engine, params, loss, lossParams, steps } = this.#c;
    engine.reset();
    this.#buffer.sample(this.#slots, this.#draw);
    const { observations, actions, rewards, nextObservations, terminated } = this.#buffer.gather(this.#slots);
    const nextQ = engine.constant(() => this.#target.forward(nextObservations));
    const nextQOnline = engine.constant(() => this.#online.forward(nextObservations));
    const { value } = loss.compute(
      { qValues: this.#online.forward(observations), actions, rewards, nextQ, dones: terminated, nextQOnline },
      { ...lossParams, gamma: params.gamma, double: true },
    );
    this.#optimizer.descend(value, this.#now.step / steps);
    this.#target.parameters.lerpFrom(this.#online.parameters, params.tau);
    this.#record.loss(value.item());
    engine.reset();
  }

  /** Draws from streams of its own, and leaves training as it was. */
  evaluate() {
    if (this.#yardstick !== null) {
      const { greedyReturn, regret } = this.#yardstick.judge(this.#table());
      this.#record.greedyReturn(greedyReturn);
      this.#record.regret(regret);
      return;
    }
    const { makeEnv, params, stream } = this.#c;
    const random = stream('eval', this.#now.evaluations++);
    const choose = (observations, count, into) => this.#choose(observations, count, into);
    this.#record.greedyReturn(pieces.meanOf(pieces.episodeReturns(makeEnv, params.evalEpisodes, random, choose)));
  }

  /** The live picture: the env's own, with values and arrows where there is a yardstick. */
  scope() {
    const picture = this.#env.scope();
    return picture?.kind === 'grid' && this.#yardstick !== null
      ? { ...picture, ...this.#yardstick.picture(this.#table()) }
      : picture;
  }

  weights() {
    return this.#online.parameters.byName();
  }

  shapes() {
    return this.#online.parameters.shapes();
  }

  load(weights) {
    pieces.copyArrays(this.weights(), weights);
    this.#target.parameters.copyFrom(this.#online.parameters);
  }

  save() {
    return this.#parts.save();
  }

  restore(saved) {
    this.#parts.restore(saved);
  }

  #network(stream) {
    const { engine, params } = this.#c;
    const parameters = new layers.ParameterSet(engine);
    const sizes = [this.#env.observationSpace.size, ...params.hidden, this.#env.actionNames.length];
    const forward = layers.mlp(parameters, 'q', sizes, { activation: 'relu', init: layers.kaimingUniform(stream) });
    parameters.seal();
    return { parameters, forward };
  }

  /** Q-values of observations that stand row after row. */
  #q(observations, count) {
    const { engine } = this.#c;
    const shape = [count, observations.length / count];
    return engine.untracked(() => Float64Array.from(this.#online.forward(engine.tensor(shape, observations)).view()));
  }

  #greedy(observation) {
    return best(this.#q(observation, 1), 0, this.#env.actionNames.length);
  }

  #choose(observations, count, into) {
    const actions = this.#env.actionNames.length;
    const q = this.#q(observations, count);
    for (let i = 0; i < count; i++) into[i] = best(q, i * actions, actions);
  }

  #table() {
    const { observations, states } = this.#yardstick;
    return this.#q(Float32Array.from(observations), states);
  }
}

function best(q, from, actions) {
  let chosen = 0;
  for (let a = 1; a < actions; a++) if (q[from + a] > q[from + chosen]) chosen = a;
  return chosen;
}

export default defineAgent({
  name: '${name}',
  title: '${name}',
  summary: 'Q-learning with a network, a replay buffer and a slowly moving target network.',
  source: 'own',
  deviations: [],
  losses: ['q-td'],
  suppliesLossParams: ['gamma', 'double'],
  params,
  create: (context) => new Learner(context),
});
`;
}
