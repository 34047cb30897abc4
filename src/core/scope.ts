/** The live picture of a learner, plain data that can cross a thread. Drawn by src/tui/scopes. */
export type Scope = (
  | GridScope
  | BodyScope
  | BoardScope
  | CurveScope
  | ClassesScope
  | EmbeddingScope
  | FitScope
  | FrontierScope
) & {
  /** What stands beside the picture where there is room: how large the learner's errors are. */
  readonly errors?: Histogram;
  /** What a late update did; there once a picture has been asked for and an update has followed. */
  readonly anatomy?: Anatomy;
};

/** How often values fall into bins from `low` to `high`, of equal widths or of equal factors. */
export interface Histogram {
  readonly title: string;
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
  /** Equal factors. @default false */
  readonly log?: boolean;
  /** Whether the first bin also holds what is below `low`. @default false */
  readonly open?: boolean;
  /** Exact zeros that stand in no bin, since they mean something of their own. @default 0 */
  readonly zeros?: number;
}

/** One update of a learner's network, as it was computed. */
export interface Anatomy {
  /** The step of the budget that it was part of, from 1. */
  readonly step: number;
  /** The loss of each example of the batch; null where the loss tells one number for all of them. */
  readonly losses: Histogram | null;
  /**
   * How hard each example pulls: the length of the gradient of the batch's loss by the network's output for it, times the
   * number of examples, which undoes the mean.
   */
  readonly weights: Histogram | null;
  readonly layers: readonly LayerFigures[];
  /** Its convolutions and what they gave for the first example of the batch; absent without any. */
  readonly filters?: readonly FilterFigures[];
}

/** The filters of one convolution, row by row: of each the channel that it weighs most, and its output. */
export interface FilterFigures {
  readonly name: string;
  /** Rows and columns of a filter. */
  readonly kernel: number;
  /** Rows and columns of an output. */
  readonly rows: number;
  readonly columns: number;
  /** [filters]: number of the channel with the longest weights. */
  readonly channels: readonly number[];
  /** [filters kernel kernel]: the weights of that channel. */
  readonly weights: readonly number[];
  /** [filters rows columns] */
  readonly outputs: readonly number[];
}

/** What an update did to one layer: its weights and biases together. */
export interface LayerFigures {
  readonly name: string;
  /** Median and 99th percentile of the sizes of its gradients, before clipping. */
  readonly median: number;
  readonly high: number;
  /** How these sizes are spread, from the smallest to the largest; exact zeros are left out. */
  readonly spread: readonly number[];
  /** Share of its ReLU units that fire for no row of the batch; null where it has none. */
  readonly dead: number | null;
  /** Length of the step over the length of the weights before it; NaN where all were 0. */
  readonly ratio: number;
}

/** A grid world: what each cell is, what the agent thinks of it. Row-major, `width * height` cells. */
export interface GridScope {
  readonly kind: 'grid';
  readonly width: number;
  readonly height: number;
  /** One character a cell: `#` wall, `S` start, `G` goal, `X` pit or cliff, `~` wind or ice, `k` key, `D` door, `.` free. */
  readonly cells: string;
  /** V(s) as learned; NaN where there is none (walls, ends). */
  readonly values: readonly number[];
  /** Greedy action: 0 left, 1 down, 2 right, 3 up; -1 where there is none. */
  readonly policy: readonly number[];
  readonly visits: readonly number[];
  /** Cell of the agent now. */
  readonly agent: number;
  /** State of the first cell; in a world with a key the cells of those who hold it follow the others. @default 0 */
  readonly firstState?: number;
  /** max |Q - Q*| and regret to the optimum, where Q* is known. */
  readonly qError: number | null;
  readonly regret: number | null;
  /** Q(s, a) as learned and Q*, four values a cell in the order of `policy`; NaN where there is none. */
  readonly q?: readonly number[];
  readonly optimalQ?: readonly number[];
}

/** A body in motion: cart and pole, car on a hill, acrobot; or the arms of a bandit. */
export interface BodyScope {
  readonly kind: 'body';
  readonly env: 'cartpole' | 'mountain-car' | 'mountain-car-continuous' | 'acrobot' | 'pendulum' | 'catch' | 'bandit';
  /** The env's state vector as its file documents it. */
  readonly state: readonly number[];
  readonly step: number;
  readonly episode: number;
  readonly episodeReturn: number;
  /** Probability or Q-value of each action in this state. */
  readonly actions: readonly { readonly name: string; readonly value: number }[];
}

/** A board of cells with pieces on it: MinAtar's games, cards, a taxi's town. Row-major, `rows * columns` cells. */
export interface BoardScope {
  readonly kind: 'board';
  readonly rows: number;
  readonly columns: number;
  /** What can stand on a cell; `sign` is one character. */
  readonly pieces: readonly { readonly name: string; readonly sign: string }[];
  /** Number of the piece on each cell; -1 where there is none. */
  readonly cells: readonly number[];
  /** The cell that stays in sight where not all fits; -1 for none. */
  readonly agent: number;
  /** The numbered state that each cell stands for, -1 for none; with it an agent can tell of every cell what it would do. */
  readonly states?: readonly number[];
  /** Greedy action and visits by cell, as an agent fills them in: -1 and 0 where there is no state. */
  readonly choices?: readonly number[];
  readonly visits?: readonly number[];
  readonly step: number;
  readonly episode: number;
  readonly episodeReturn: number;
  /** Probability or Q-value of each action in this state. */
  readonly actions: readonly { readonly name: string; readonly value: number }[];
}

/** A binary classifier on held-out data. */
export interface CurveScope {
  readonly kind: 'precision-recall';
  /** Points of the precision-recall curve, recall rising, at most 200. */
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  readonly baseRate: number;
  readonly averagePrecision: number;
  /** At the threshold of probability 0.5. */
  readonly confusion: { readonly tp: number; readonly fp: number; readonly fn: number; readonly tn: number };
  /** Histogram of scores by class over [0, 1] in equal bins. */
  readonly histogram: { readonly positives: readonly number[]; readonly negatives: readonly number[] };
  /** Probabilities against what happened; absent where the scores are not log-odds. */
  readonly calibration?: readonly CalibrationBin[];
}

/** Rows whose probabilities fall into one of ten equal bins; bins without rows are left out. */
export interface CalibrationBin {
  /** Mean of their probabilities. */
  readonly probability: number;
  /** Share of them that is so. */
  readonly share: number;
  readonly rows: number;
}

/** A classifier of several classes on held-out data. */
export interface ClassesScope {
  readonly kind: 'classes';
  /** What each class is called. */
  readonly names: readonly string[];
  /** Held-out rows by true class (outer) and answer (inner). */
  readonly confusion: readonly (readonly number[])[];
  /** The probability of the answer against how often it is right. */
  readonly calibration: readonly CalibrationBin[];
  /** Scores of the first rows, projected by PCA: see `EmbeddingScope`. */
  readonly points: EmbeddingScope['points'];
}

/** Embeddings projected to two dimensions by PCA. */
export interface EmbeddingScope {
  readonly kind: 'embedding';
  /** At most 400 points, coordinates in [-1, 1]; `group` tells what belongs together. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly group: number }[];
  /** A query with its nearest neighbours, best first. */
  readonly query: string | null;
  readonly neighbours: readonly { readonly text: string; readonly score: number; readonly correct: boolean }[];
}

/** A one-dimensional regression: data, outliers and the fitted curve. */
export interface FitScope {
  readonly kind: 'fit';
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly outlier: readonly boolean[];
  readonly curveX: readonly number[];
  readonly curveY: readonly number[];
}

/** A policy over answers that are all known: its way along the frontier of reward and divergence, and its likeliest answers. */
export interface FrontierScope {
  readonly kind: 'frontier';
  /** The highest expected reward at each KL to the reference, exact, from 0 to where only best answers are left. */
  readonly frontier: readonly FrontierPoint[];
  /** The best policy at the price `beta` of divergence. */
  readonly optimum: FrontierPoint & { readonly beta: number };
  /** The best of n answers of the reference, by true reward. */
  readonly bestOf: readonly (FrontierPoint & { readonly n: number })[];
  /** The policy at each evaluation so far, the reference first. */
  readonly path: readonly FrontierPoint[];
  /** What a learned reward model expects at the same places; null where the true reward is learned from. */
  readonly proxy: readonly FrontierPoint[] | null;
  /** The policy at the last evaluation. */
  readonly belowFrontier: number;
  readonly klOptimum: number;
  /** By prompt: its likeliest answers under the policy, joined with the best of the optimum's and the reference's. */
  readonly prompts: readonly (readonly AnswerRow[])[];
  /** Prompts that `prompts` leaves out. */
  readonly otherPrompts: number;
}

export interface FrontierPoint {
  readonly kl: number;
  readonly reward: number;
}

/** An answer to a prompt with its probabilities. */
export interface AnswerRow {
  readonly text: string;
  readonly reward: number;
  readonly policy: number;
  readonly reference: number;
  readonly optimum: number;
  /** Whether it was learned from. */
  readonly seen: boolean;
}
