import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';

export interface ListsOptions {
  readonly lists: number;
  readonly documents: number;
  readonly features: number;
  readonly noise: number;
  /** Deviation of the logarithm of how generously a list is graded; 0 grades all lists alike. */
  readonly generosity: number;
}

export interface Lists {
  /** [lists * documents, features], row-major: list after list. */
  readonly values: Float32Array;
  /** Relevance 0 to 4 of each document within its list. */
  readonly grades: Uint8Array;
  /** What orders the documents but for the noise: nobody ranks them better. */
  readonly truth: Float64Array;
}

/** Part of a list that has at least grade 1, 2, 3, 4: most documents are of no use, as on the web. */
const AT_LEAST = [0.45, 0.25, 0.12, 0.05];
/** However generous, a part of a list stays without a grade. */
const MOST_GRADED = 0.9;

/**
 * Lists of documents, as a search engine would rank them for one query each. A document's utility is a bump in its first
 * two features (there is a best length and age, so no straight line ranks well) plus a slope in the third; the grades cut
 * the noisy utilities of one list into five, more generously in one list than in another, so that a grade means something within its list only. The last feature is the same for a whole list: it tells of the query and must
 * be ignored.
 */
export function makeLists(options: ListsOptions, stream: Stream): Lists {
  const { lists, documents, features, noise, generosity } = options;
  const normal = (): number => stream.normal(maths.log);
  const values = new Float32Array(lists * documents * features);
  const grades = new Uint8Array(lists * documents);
  const truth = new Float64Array(lists * documents);
  const noisy = new Float64Array(documents);
  for (let list = 0; list < lists; list++) {
    const query = normal();
    for (let d = 0; d < documents; d++) {
      const row = list * documents + d;
      for (let j = 0; j < features; j++) values[row * features + j] = j === features - 1 ? query : normal();
      const at = (j: number) => values[row * features + j]!;
      truth[row] = 2 * maths.exp(-(at(0) * at(0) + (at(1) - 0.5) * (at(1) - 0.5))) + 0.3 * at(2);
      noisy[d] = truth[row]! + noise * normal();
    }
    const factor = generosity === 0 ? 1 : maths.exp(generosity * normal());
    const parts = AT_LEAST.map((part) => Math.min(MOST_GRADED, part * factor));
    const order = Array.from(noisy.keys()).sort((a, b) => noisy[b]! - noisy[a]!);
    order.forEach((d, place) => {
      grades[list * documents + d] = parts.filter((part) => place < Math.round(part * documents)).length;
    });
  }
  return { values, grades, truth };
}
