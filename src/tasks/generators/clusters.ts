import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

export interface ClustersOptions {
  readonly samples: number;
  readonly classes: number;
  readonly features: number;
  /** Clusters of each class. */
  readonly clusters: number;
  /** Deviation of the clusters' centres; a cluster itself has deviation 1. */
  readonly separation: number;
}

export interface Clusters {
  /** [samples, features], row-major. */
  readonly values: Float32Array;
  /** The class of each row. */
  readonly labels: Int32Array;
  /** [samples, classes]: the true probability of each class given the row. */
  readonly odds: Float64Array;
}

/** Features in which the clusters differ; the others tell nothing. */
const TELLING = 3;

/**
 * Classes that overlap: each is a mixture of a few normal clusters whose centres are drawn in the first three features.
 * The densities are known, and with them the true probabilities of the classes at every row.
 */
export function makeClusters(options: ClustersOptions, stream: Stream): Clusters {
  const { samples, classes, features, clusters, separation } = options;
  const normal = (): number => stream.normal(maths.log);
  const telling = Math.min(TELLING, features);
  const total = classes * clusters;
  const centres = Float64Array.from({ length: total * telling }, () => separation * normal());
  const values = new Float32Array(samples * features);
  const labels = new Int32Array(samples);
  const odds = new Float64Array(samples * classes);
  const density = new Float64Array(total);
  for (let row = 0; row < samples; row++) {
    const cluster = stream.below(total);
    labels[row] = Math.floor(cluster / clusters);
    for (let j = 0; j < features; j++)
      values[row * features + j] = (j < telling ? centres[cluster * telling + j]! : 0) + normal();
    let nearest = Infinity;
    for (let c = 0; c < total; c++) {
      let squared = 0;
      for (let j = 0; j < telling; j++) {
        const d = values[row * features + j]! - centres[c * telling + j]!;
        squared += d * d;
      }
      density[c] = squared / 2;
      nearest = Math.min(nearest, squared / 2);
    }
    let sum = 0;
    for (let c = 0; c < total; c++) {
      density[c] = maths.exp(nearest - density[c]!);
      sum += density[c]!;
    }
    for (let c = 0; c < total; c++) odds[row * classes + Math.floor(c / clusters)]! += density[c]! / sum;
  }
  return { values, labels, odds };
}
