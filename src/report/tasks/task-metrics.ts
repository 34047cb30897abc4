import { fileURLToPath } from 'node:url';
import type { MetricSpec } from '../../core/learner.js';
import { packageFile } from '../../core/package.js';
import { resolveParams } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import { losses } from '../../losses/registry.js';
import type { TaskDefinition } from '../../tasks/task.js';
import { Engine } from '../../tensor/engine.js';

/** What a task records on the data that it generates, by building it once; a task without such data on a bundled file. */
export function metricsOf(task: TaskDefinition): readonly MetricSpec[] {
  const loss = losses.get(task.losses[0]!);
  const specs: MetricSpec[] = [];
  const data = task.name === 'retrieval' ? { data: fileURLToPath(packageFile('scenarios/data/commands.jsonl')) } : {};
  task.create({
    params: resolveParams(task.params, data),
    loss,
    lossParams: resolveParams(loss.params, {}),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(0, purpose, index),
    recorder: {
      define(spec) {
        specs.push(spec);
        return () => {};
      },
    },
    steps: 1,
  });
  return specs;
}
