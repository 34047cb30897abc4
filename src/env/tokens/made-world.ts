import { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { checkWorld, type Language, languageOf, type WorldParams } from './settings.js';
import { buildTree, ILLEGAL, type TokenTree } from './tree.js';
import { createWorld, logProbabilities, type TokenWorld, visibleLength } from './world.js';

export interface MadeWorld extends TokenWorld {
  readonly language: Language;
  /** The rewards that a learned reward model pays in place of the true ones; null where those are paid. */
  readonly proxy: Float64Array | null;
  /** Whether the right answer is likelier to the first prompt than to the last. */
  readonly graded: boolean;
}

/** How much rarer the catastrophic token is under the reference, in nats. */
const RARE = 3;
/** What a token counts at once in the corpus that the reference is fitted to. */
const SMOOTHING = 0.5;

/**
 * The world that the settings describe: the same for the same `problem`. Rewards, but for `answer` and `given`, have mean 0
 * and deviation 1 under the reference for each prompt. Throws a UserError where it is too large to enumerate.
 */
export function makeWorld(p: WorldParams, path = 'env'): MadeWorld {
  checkWorld(p, path);
  const language = languageOf(p);
  const tree = buildTree(language.vocabulary, language.length, language.end, language.grammar);
  const draw = Stream.from(`tokens/${p.problem}`, 'env');
  const raw = rawRewards(p, tree, Stream.from(`tokens/${p.problem}`, 'env', 1));
  const seeded = referenceLogits(p, tree, draw, raw);
  const logits = p.corpus > 0 ? fitted(p, tree, seeded, Stream.from(`tokens/${p.problem}`, 'env', 2)) : seeded;
  const reference = logProbabilities(tree, p.prompts, logits);
  const fixed = p.reward === 'answer' || p.reward === 'given';
  const rewards = fixed ? raw : standardised(raw, reference, tree.answers);
  addCosts(p, tree, rewards);
  const right = p.reward === 'answer' ? Uint8Array.from(raw) : null;
  return { ...createWorld(tree, p.prompts, logits, rewards, right), language, proxy: null, graded: isGraded(p) };
}

const isGraded = ({ reward, difficulty, prompts }: WorldParams) => reward === 'answer' && difficulty > 0 && prompts > 1;

/** Normal logits by prompt, place and token before; in the world of answers by what is right and by when it stops. */
function referenceLogits(p: WorldParams, tree: TokenTree, draw: Stream, rewards: Float64Array): Float64Array {
  const { vocabulary: v, rows, child, place, before, answers, tokens, length } = tree;
  const table = new Float64Array(p.prompts * tree.length * (v + 1) * v);
  if (p.reward !== 'answer') {
    for (let i = 0; i < table.length; i++) table[i] = p.referenceScale * draw.normal(maths.log);
    if (p.catastrophe > 0) for (let i = v - 1; i < table.length; i += v) table[i]! -= RARE;
  }
  const goes = maths.log((1 - p.stop) / p.stop);
  // By prompt: how much likelier its right answer is, and which that is.
  const ease = (prompt: number) => (isGraded(p) ? p.difficulty * (1 - (2 * prompt) / (p.prompts - 1)) : 0);
  const rightOf = (prompt: number) =>
    tokens[rewards.subarray(prompt * answers, (prompt + 1) * answers).indexOf(1) * length];
  const right = isGraded(p) ? Array.from({ length: p.prompts }, (_, prompt) => rightOf(prompt)) : [];
  const logits = new Float64Array(p.prompts * rows * v);
  for (let i = 0; i < logits.length; i++) {
    const token = i % v;
    const row = Math.floor(i / v) % rows;
    const prompt = Math.floor(i / (v * rows));
    if (child[row * v + token] === ILLEGAL) logits[i] = Number.NEGATIVE_INFINITY;
    else if (p.reward === 'answer') logits[i] = token === 1 ? goes : token === right[prompt] ? ease(prompt) : 0;
    else logits[i] = table[((prompt * tree.length + place[row]!) * (v + 1) + before[row]!) * v + token]!;
  }
  return logits;
}

/** The reference as fitted by counting, by prompt, place and token before, in answers that `source` draws. */
function fitted(p: WorldParams, tree: TokenTree, source: Float64Array, draw: Stream): Float64Array {
  const { vocabulary: v, rows, child, place, before } = tree;
  const counts = new Float64Array(p.prompts * tree.length * (v + 1) * v).fill(SMOOTHING);
  const at = (prompt: number, row: number) => ((prompt * tree.length + place[row]!) * (v + 1) + before[row]!) * v;
  for (let prompt = 0; prompt < p.prompts; prompt++) {
    for (let n = 0; n < p.corpus; n++) {
      for (let row = 0; row >= 0; ) {
        const token = drawToken(source, (prompt * rows + row) * v, v, draw);
        counts[at(prompt, row) + token]! += 1;
        row = child[row * v + token]!;
      }
    }
  }
  return source.map((logit, i) => {
    if (logit === Number.NEGATIVE_INFINITY) return logit;
    const row = Math.floor(i / v);
    return maths.log(counts[at(Math.floor(row / rows), row % rows) + (i % v)]!);
  });
}

/** A token drawn from the softmax of `v` logits. */
export function drawToken(logits: ArrayLike<number>, from: number, v: number, draw: Stream): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < v; token++) largest = Math.max(largest, logits[from + token]!);
  let sum = 0;
  for (let token = 0; token < v; token++) sum += maths.exp(logits[from + token]! - largest);
  let mass = draw.uniform() * sum;
  let last = 0;
  for (let token = 0; token < v; token++) {
    const p = maths.exp(logits[from + token]! - largest);
    if (p === 0) continue;
    mass -= p;
    if (mass < 0) return token;
    last = token;
  }
  return last;
}

/** An answer of the reference to a prompt. */
export function drawAnswer({ tree, logits }: TokenWorld, prompt: number, draw: Stream): number {
  const { vocabulary: v, rows, child } = tree;
  let row = 0;
  while (row >= 0) row = child[row * v + drawToken(logits, (prompt * rows + row) * v, v, draw)]!;
  return prompt * tree.answers + ~row;
}

const normals = (n: number, draw: Stream) => Float64Array.from({ length: n }, () => draw.normal(maths.log));

function rawRewards(p: WorldParams, tree: TokenTree, draw: Stream): Float64Array {
  const { vocabulary: v, length, answers, tokens, counts } = tree;
  const result = new Float64Array(p.prompts * answers);
  if (p.reward === 'given') return Float64Array.from(p.rewards);
  for (let prompt = 0; prompt < p.prompts; prompt++) {
    const rule = rules[p.reward](p, tree, draw, prompt);
    for (let answer = 0; answer < answers; answer++) {
      const from = answer * length;
      result[prompt * answers + answer] = rule(tokens.subarray(from, from + counts[answer]!), v);
    }
  }
  return result;
}

/** The worth of an answer's tokens to one prompt. */
type Rule = (tokens: Int32Array, v: number) => number;

const rules: Readonly<
  Record<
    Exclude<WorldParams['reward'], 'given'>,
    (p: WorldParams, tree: TokenTree, draw: Stream, prompt: number) => Rule
  >
> = {
  linear({ problem }, { vocabulary: v, length }, draw) {
    const worth = normals(length * v, draw);
    // The same for all prompts.
    const neighbours = normals(v * v, Stream.from(`tokens/${problem}`, 'env', 3));
    return (tokens) =>
      tokens.reduce(
        (sum, token, i) => sum + worth[i * v + token]! + (i === 0 ? 0 : neighbours[tokens[i - 1]! * v + token]!),
        0,
      );
  },
  variety({ kappa }, { vocabulary: v }, draw) {
    const worth = normals(v, draw);
    return (tokens) => {
      let sum = 0;
      tokens.forEach((token, i) => {
        sum += worth[token]!;
        for (let j = 0; j < i; j++) if (tokens[j] === token) sum -= kappa;
      });
      return sum;
    };
  },
  pattern(_, { vocabulary: v, end }, draw) {
    const first = end === -1 ? 0 : 1;
    const token = () => first + draw.below(v - first);
    const [one, two] = [token(), token()];
    return (tokens) => tokens.reduce((n, t, i) => n + (i > 0 && tokens[i - 1] === one && t === two ? 1 : 0), 0);
  },
  random(_, __, draw) {
    return () => draw.normal(maths.log);
  },
  answer({ vocabulary }, _, draw) {
    const answer = 2 + draw.below(vocabulary);
    return (tokens) => (tokens[0] === answer ? 1 : 0);
  },
};

/** Mean 0 and deviation 1 under the reference, prompt by prompt; a reward that is the same for all answers becomes 0. */
function standardised(raw: Float64Array, reference: Float64Array, answers: number): Float64Array {
  const result = new Float64Array(raw.length);
  for (let from = 0; from < raw.length; from += answers) {
    let mean = 0;
    let square = 0;
    for (let i = from; i < from + answers; i++) mean += maths.exp(reference[i]!) * raw[i]!;
    for (let i = from; i < from + answers; i++) {
      const off = raw[i]! - mean;
      square += maths.exp(reference[i]!) * off * off;
    }
    const deviation = Math.sqrt(square);
    for (let i = from; i < from + answers; i++) result[i] = deviation > 1e-12 ? (raw[i]! - mean) / deviation : 0;
  }
  return result;
}

/** What length and the catastrophic token are worth beside the rule. */
function addCosts(p: WorldParams, tree: TokenTree, rewards: Float64Array): void {
  if (p.lengthReward === 0 && p.catastrophe === 0) return;
  const last = tree.vocabulary - 1;
  for (let i = 0; i < rewards.length; i++) {
    const answer = i % tree.answers;
    const tokens = tree.tokens.subarray(answer * tree.length, (answer + 1) * tree.length);
    rewards[i]! += p.lengthReward * visibleLength(tree, answer) - (tokens.includes(last) ? p.catastrophe : 0);
  }
}
