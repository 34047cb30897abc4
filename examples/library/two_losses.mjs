// Trains the same rows with two losses on five seeds each, and prints the mean of a held-out metric.
//   node examples/library/two_losses.mjs
import { run } from 'losscope';

const training = run('imbalanced-focal', { vary: ['loss=bce,focal'], seeds: [0, 1, 2, 3, 4], set: ['steps=500'] });
for await (const event of training) if (event.kind === 'alert') console.error(`${event.run}: ${event.alert.text}`);

const { runs } = await training.result;
for (const variant of new Set(runs.map((one) => one.variant))) {
  const values = runs.filter((one) => one.variant === variant).map((one) => one.final.average_precision);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  console.log(`${variant}: average precision ${mean.toFixed(3)}, mean of ${values.length} seeds`);
}
