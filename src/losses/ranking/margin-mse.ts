import { addColumn, neg, reshape, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

const needs = ['positive', 'negative', 'teacherPositive', 'teacherNegative'];

export const marginMse = defineLoss({
  name: 'margin-mse',
  family: 'ranking',
  summary: "Squared error of how far a positive leads a negative, from the same lead in a teacher's scores.",
  formula: 'e^2, e = (s+ - s-) - (t+ - t-)',
  gradient: 'positive 2 sum_k e, negative -2 e',
  source: 'Hofstaetter et al. 2020',
  aliases: ['MarginMSE', 'margin distillation'],
  elsewhere: ['sentence-transformers MarginMSELoss: dot products; labels as margins or as scores.'],
  traps: ['Only differences are learned, so the scores of two queries do not compare.'],
  relatives: ['mse', 'kl-div'],
  fits: ['teacher-margins'],
  inputs: {
    positive: learned('[N]', "The student's score of the positive of each query."),
    negative: learned('[N] or [N,K]', "The student's score of the negative, or of each of K."),
    teacherPositive: given('[N]', "The teacher's score of the positive."),
    teacherNegative: given('[N] or [N,K]', "The teacher's score of the negative, or of each of K."),
  },
  params: { reduction: reductionParam('mean', 'the number of margins, N or N times K') },
  variants: { pairs: {}, lists: {} },
  forms: {
    pairs: { needs, shapes: { negative: ['N'], teacherNegative: ['N'] } },
    lists: { needs, shapes: { negative: ['N', 'K'], teacherNegative: ['N', 'K'] } },
  },
  plot: {
    variable: "lead of the student; the teacher's is 1",
    symbol: 's+ - s-',
    from: -2,
    to: 4,
    examples: {
      'one pair': (s) => ({ positive: [s], negative: [0], teacherPositive: [1], teacherNegative: [0] }),
    },
    slope: { of: 'positive', at: 0, name: 's+' },
    family: null,
  },
  compute({ positive, negative, teacherPositive, teacherNegative }, { reduction }) {
    const n = positive.size;
    const k = negative.shape.length === 1 ? 1 : negative.shape[1]!;
    const ofPositive = sub(positive, teacherPositive);
    const ofNegative = reshape(sub(negative, teacherNegative), [n, k]);
    const errors = square(addColumn(neg(ofNegative), ofPositive));
    return { value: reduce(reshape(errors, negative.shape), reduction) };
  },
});
