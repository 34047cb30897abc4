import { choice } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { type Lists, type ListValues, listsOf } from '../../tensor/ops/index.js';
import type { FlatInput, LossResult } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { integers } from '../kit/numerics.js';
import { type Reduction, reduce, reductionParam } from '../kit/reduction.js';

/** The inputs of every listwise loss. */
export const listInputs = {
  scores: learned('[N]', 'Score of each document; higher ranks first.'),
  labels: given('[N]', 'Relevance grade of each document.'),
  groups: optional(index('[N]', 'Documents with the same number form a list; without it all do.')),
  mask: optional(given('[N]', '0 leaves a document out: it is not read.', { values: [0, 1] })),
};

export const listReduction = reductionParam('mean', 'the number of lists that count');

export function gainParam() {
  return choice('exp2', ['exp2', 'linear'], 'What a grade y is worth: 2^y - 1, or y.');
}

interface ListTensors {
  readonly scores: Tensor;
  readonly labels: Tensor;
  readonly groups?: Indices | undefined;
  readonly mask?: Tensor | undefined;
}

/** One value a list, of the documents that the mask leaves, reduced over the lists that count. */
export function overLists(
  { scores, labels, groups, mask }: ListTensors,
  reduction: Reduction,
  of: (scores: Tensor, labels: Tensor, lists: Lists) => ListValues & { readonly pairs?: number },
): LossResult {
  const { engine } = scores;
  const lists = listsOf(
    engine,
    scores.size,
    groups === undefined ? null : integers(engine, groups),
    mask === undefined ? null : mask.view(),
  );
  const { values, counted, pairs } = of(scores, labels, lists);
  const value = reduce(values, reduction, counted);
  return pairs === undefined ? { value } : { value, extra: { pairs } };
}

/** Grades below 0, which have no gain; masked ones are not read. */
export function gradeIssues({ labels, mask }: { labels: FlatInput; mask?: FlatInput | undefined }) {
  const at = labels.data.findIndex((grade, i) => grade < 0 && mask?.data[i] !== 0);
  return at < 0
    ? []
    : [{ path: `inputs.labels[${at}]`, message: 'a gain needs a grade of at least 0', given: `${labels.data[at]}` }];
}
