/**
 * Kinds of supervision. A task says which kinds it can supply, a loss says which it understands; where they meet, the
 * loss can be trained. For every kind: the roles that a supplier fills, each with the names that losses give it, in the
 * order in which {@link supply} looks for them.
 */
const roles = {
  /** One logit a row, targets 0 or 1. */
  'binary-logits': { prediction: ['logits'], target: ['targets'] },
  /** One unbounded score a row, targets -1 or +1. */
  'binary-scores': { prediction: ['scores'], target: ['targets'] },
  /** A logit per class [N,C], targets are class indices. */
  'class-logits': { prediction: ['logits'], target: ['targets'] },
  /** A margin score per class [N,C], targets are class indices. */
  'class-scores': { prediction: ['scores'], target: ['targets'] },
  /** Log-probabilities [N,C] after a log-softmax of the supplier's, targets are class indices. */
  'class-log-probs': { prediction: ['logProbs'], target: ['targets'] },
  /** Logits [N,C] and rows of probabilities [N,C]. */
  'class-distributions': { prediction: ['logits'], target: ['targetProbs'] },
  /** Logits [N,C], targets [N,C] with any number of ones a row. */
  'multi-label': { prediction: ['logits'], target: ['targets'] },
  /** Logits and a mask of 0 and 1 of one shape, judged by overlap. */
  mask: { prediction: ['logits'], target: ['targets'] },
  /** Predictions and targets of one shape. */
  regression: { prediction: ['pred'], target: ['target'] },
  /** Embeddings [N,D], one learned row per class [C,D], targets are class indices. */
  'class-prototypes': {
    embeddings: ['embeddings'],
    prototypes: ['weights', 'centers', 'proxies'],
    target: ['targets'],
  },
  /** Embeddings [S,M,D] of M utterances for each of S speakers, a learned scale and shift. */
  utterances: { embeddings: ['embeddings'], scale: ['w'], shift: ['b'] },
  /** Embeddings [N,D] twice: row i of one belongs to row i of the other, all others are negatives. */
  'anchor-positive': { anchors: ['anchors', 'queries', 'x1'], positives: ['positives', 'keys', 'x2'] },
  /** The same with a learned log of the scale and a learned shift. */
  'scaled-pairs': { anchors: ['queries'], positives: ['keys'], scale: ['logScale'], shift: ['bias'] },
  /** Two views [N,D] of the same rows, through a predictor and as they are projected. */
  'two-sided': { p1: ['p1'], p2: ['p2'], z1: ['z1'], z2: ['z2'] },
  /** Embeddings [N,D] twice, with a number a pair that says how alike they are. */
  'scored-pairs': { first: ['x1'], second: ['x2'], labels: ['labels'] },
  /** Embeddings [N,D] three times. */
  triplets: { anchors: ['anchors'], positives: ['positives'], negatives: ['negatives'] },
  /** Embeddings [N,D] with a class index a row; the loss mines its own triplets. */
  'labelled-embeddings': { embeddings: ['embeddings'], labels: ['labels'] },
  /** Embeddings [N,D] twice, with 1 (similar) or 0 a pair. */
  'embedding-pairs': { first: ['x1'], second: ['x2'], labels: ['labels'] },
  /** Embeddings [N,D] twice, with +1 (similar) or -1 a pair. */
  'signed-embedding-pairs': { first: ['x1'], second: ['x2'], labels: ['targets'] },
  /** A distance a pair [N], with +1 (similar) or -1. */
  'signed-distances': { prediction: ['distances'], labels: ['targets'] },
  /** A score a document [N], a relevance grade a document. */
  'graded-scores': { prediction: ['scores'], labels: ['labels'] },
  /** A score a document [N], -1 or +1 a document. */
  'signed-scores': { prediction: ['scores'], labels: ['labels'] },
  /** The score of the better and of the worse of each pair [N]. */
  'score-pairs': { better: ['positive', 'x1', 'chosen'], worse: ['negative', 'x2', 'rejected'] },
  /** Scores of a positive and a negative of each query [N], and a teacher's of the same. */
  'teacher-margins': {
    better: ['positive'],
    worse: ['negative'],
    teacherBetter: ['teacherPositive'],
    teacherWorse: ['teacherNegative'],
  },
  /** A mean, the log of a variance and a target of one shape. */
  deviation: { prediction: ['pred'], logVar: ['logVar'], target: ['target'] },
  /** Q-values [N,A], actions, rewards, the next state's Q-values and which steps terminated. */
  'temporal-difference': {
    prediction: ['qValues'],
    actions: ['actions'],
    rewards: ['rewards'],
    next: ['nextQ'],
    dones: ['dones'],
  },
  /** Logits of a policy [T,A], actions, and one of advantages, returns or rewards. */
  policy: { prediction: ['logits'], actions: ['actions'] },
  /** Logits of a policy [T,A], actions, their log-probabilities when they were taken, and advantages. */
  'policy-ratio': {
    prediction: ['logits'],
    actions: ['actions'],
    old: ['oldLogps'],
    advantages: ['advantages'],
  },
  /** State values [N] now, those of before the update, and the returns that were met. */
  'value-update': { prediction: ['values'], old: ['oldValues'], returns: ['returns'] },
  /** A distribution of returns an action [N,A,K] as logits of atoms or as quantiles, actions, rewards, the next state's. */
  'value-distribution': {
    prediction: ['logits', 'quantiles'],
    actions: ['actions'],
    rewards: ['rewards'],
    next: ['nextLogits', 'nextQuantiles'],
    dones: ['dones'],
    nextOnline: optional('nextLogitsOnline', 'nextQuantilesOnline'),
  },
  /** A score of the chosen and of the rejected answer of each pair [N]; by how much it should lead, where taken. */
  'preference-scores': { chosen: ['chosen'], rejected: ['rejected'], margins: optional('margins') },
  /** Log-probabilities [N] of the chosen and the rejected answers; a reference's, and lengths, where taken. */
  'preference-logps': {
    chosen: ['chosenLogps'],
    rejected: ['rejectedLogps'],
    refChosen: optional('refChosenLogps'),
    refRejected: optional('refRejectedLogps'),
    chosenLengths: optional('chosenLengths'),
    rejectedLengths: optional('rejectedLengths'),
  },
  /** Log-probabilities [N] of answers that were each liked or not, a reference's, and the divergence from it. */
  feedback: { prediction: ['logps'], reference: ['refLogps'], desirable: ['desirable'], kl: ['kl'] },
  /** Log-probabilities of the tokens of sampled answers [N,T], those of when they were sampled, a mask, rewards in groups. */
  'sampled-answers': {
    prediction: ['logps'],
    old: ['oldLogps'],
    mask: ['mask'],
    rewards: ['rewards'],
    groups: ['groups'],
    reference: optional('refLogps'),
  },
} as const;

/** A role that a loss may do without, with the names that losses give it. */
function optional<const N extends readonly string[]>(...names: N) {
  return { optional: names } as const;
}

export type Fit = keyof typeof roles;
/** The roles of a kind; of any of several kinds when which is not known. */
export type Role<F extends Fit> = F extends Fit ? keyof (typeof roles)[F] & string : never;

type Names<F extends Fit> = {
  readonly [R in keyof (typeof roles)[F] & string]: (typeof roles)[F][R] extends readonly string[]
    ? string
    : string | undefined;
};

export const fits = Object.keys(roles) as readonly Fit[];

/** The roles of a kind that a loss may do without. */
export function optionalRoles(fit: Fit): readonly string[] {
  return Object.entries<object>(roles[fit])
    .filter(([, told]) => 'optional' in told)
    .map(([role]) => role);
}

/** What tells whether a loss fits. */
interface Fitting {
  readonly name: string;
  readonly fits: readonly Fit[];
  readonly inputs: object;
}

/**
 * The names under which `loss` takes the roles of `fit`, undefined for an optional role that it has not; undefined when the
 * loss does not fit.
 */
export function supply<F extends Fit>(loss: Fitting, fit: F): Names<F> | undefined {
  if (!loss.fits.includes(fit)) return undefined;
  const all: Readonly<Record<string, readonly string[] | { readonly optional: readonly string[] }>> = roles[fit];
  const names = Object.entries(all).map(([role, told]) => {
    const candidates = 'optional' in told ? told.optional : told;
    const name = candidates.find((candidate) => Object.hasOwn(loss.inputs, candidate));
    if (name === undefined && !('optional' in told))
      throw new Error(`${loss.name}: fits ${fit} but has no input named ${candidates.join(' or ')}`);
    return [role, name] as const;
  });
  return Object.fromEntries(names) as Names<F>;
}
