/** The module of a new task: a curve that is fitted to noisy points, to change from there. */
export function taskText(name: string): string {
  return `// ${name}: a task for losscope.
//
//   losscope tasks check-contract ./${name}.mjs        is it sound? can its runs be resumed?
//   losscope run ${name}.yaml --plugin ./${name}.mjs   train it
import { defineTask, integer, layers, list, number, ops, optimizers, pieces } from 'losscope';

const params = {
  ...optimizers.optimizerParams,
  samples: integer(500, 'points to learn from', { min: 10, max: 1e6 }),
  noise: number(0.1, 'standard deviation of the targets around the curve', { min: 0, max: 10 }),
  hidden: list([32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 })),
  batch: integer(32, 'points per update', { min: 1, max: 65536 }),
};

/** Points of y = x^2 - 1 with noise, x in -2..2. */
function points(count, noise, random) {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = random.between(-2, 2);
    // A sum of three uniform numbers is near enough to a normal one here.
    const error = random.between(-1, 1) + random.between(-1, 1) + random.between(-1, 1);
    y[i] = x[i] * x[i] - 1 + noise * error;
  }
  return { x, y };
}

function build(context, parameters) {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const train = points(p.samples, p.noise, stream('data'));
  const test = points(200, p.noise, stream('data', 1));
  const forward = layers.mlp(parameters, 'mlp', [1, ...p.hidden, 1], {
    activation: 'tanh',
    init: layers.xavierUniform(stream('init')),
  });
  const draw = stream('explore');
  const recordTest = recorder.define({
    name: 'test_loss',
    help: 'the loss on 200 points that are not trained on',
    better: 'lower',
    dependsOn: ['loss'],
  });

  /** The loss of points; [N] predictions against [N] targets. */
  const lossOf = (x, y) => {
    const pred = ops.reshape(forward(engine.tensor([x.length, 1], x)), [x.length]);
    return loss.compute({ pred, target: engine.tensor([y.length], y) }, lossParams).value;
  };

  return {
    loss() {
      const rows = Array.from({ length: p.batch }, () => draw.below(p.samples));
      return lossOf(rows.map((i) => train.x[i]), rows.map((i) => train.y[i]));
    },
    evaluate() {
      recordTest(engine.untracked(() => lossOf(test.x, test.y).item()));
    },
    scope: () => null,
    // What the next batch depends on besides the weights.
    parts: { draw },
    data: { content: { train, test }, epochSteps: Math.ceil(p.samples / p.batch) },
  };
}

export default defineTask({
  name: '${name}',
  title: '${name}',
  summary: 'A small network is fitted to noisy points of a parabola.',
  losses: ['mse', 'mae', 'huber'],
  params,
  // Reads and checks files before any thread starts; this task has none.
  check() {},
  checkLoss() {},
  create: (context) => pieces.createTrained(context, build),
});
`;
}
