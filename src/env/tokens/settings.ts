import { UserError } from '../../core/errors.js';
import { boolean, choice, integer, list, number, type ParamValues } from '../../core/params.js';
import { countAnswers, type Grammar } from './tree.js';

/** Most answers to one prompt, and to all prompts together. */
const MOST_ANSWERS = 65_536;
const MOST_IN_ALL = 200_000;

/** Settings of a world of prompts and answers, for the env and for the tasks in it. */
export const worldParams = {
  prompts: integer(4, 'number of prompts', { min: 1, max: 256 }),
  vocabulary: integer(4, 'number of tokens; reward answer: of answer tokens, beside filler and end', {
    min: 2,
    max: 8,
  }),
  length: integer(3, 'most tokens of an answer', { min: 1, max: 16 }),
  end: boolean(false, 'whether token 0 ends an answer early; reward answer always has an end token'),
  reward: choice(
    'linear',
    ['linear', 'variety', 'pattern', 'random', 'answer', 'given'],
    'true reward: worth of each token at its place by prompt and of neighbours for all prompts; worth of tokens less kappa for each equal pair; count of a pattern of two tokens; a value for each answer; 1 for the right first token, else 0; or the setting rewards',
  ),
  rewards: list(
    [],
    'reward given: one number for each answer, prompt after prompt, token 0 first',
    number(0, 'reward'),
    {
      maxLength: MOST_IN_ALL,
    },
  ),
  kappa: number(0.6, 'reward variety: what an equal pair of tokens costs', { min: 0, max: 100 }),
  lengthReward: number(0, 'added to the true reward for each token of the answer', { min: -100, max: 100 }),
  catastrophe: number(0, 'what the last token of the vocabulary costs wherever it stands; it is then rare', {
    min: 0,
    max: 1000,
  }),
  referenceScale: number(0.7, "deviation of the reference policy's logits", { min: 0, max: 5 }),
  corpus: integer(
    0,
    'answers that the reference policy is fitted to, a prompt; 0 takes the seeded logits as they are',
    {
      min: 0,
      max: 1_000_000,
    },
  ),
  stop: number(0.25, 'reward answer: probability with which the reference ends after each token', {
    above: 0,
    below: 1,
  }),
  difficulty: number(
    0,
    'reward answer: by how many nats the right answer is likelier to the first prompt and rarer to the last, even steps between',
    { min: 0, max: 20 },
  ),
  problem: integer(0, 'number of the draw of the world', { min: 0, max: 1e9 }),
} as const;

export type WorldParams = ParamValues<typeof worldParams>;

/** How answers are built under these settings. */
export interface Language {
  readonly vocabulary: number;
  readonly length: number;
  /** The end token, or -1. */
  readonly end: number;
  readonly grammar: Grammar;
  /** How tokens are written. */
  readonly names: readonly string[];
}

const LETTERS = 'abcdefgh';

export function languageOf(p: WorldParams): Language {
  if (p.reward === 'answer') {
    const answers = Array.from({ length: p.vocabulary }, (_, i) => i + 2);
    return {
      vocabulary: p.vocabulary + 2,
      length: p.length,
      end: 0,
      grammar: (place) => (place === 0 ? answers : [0, 1]),
      names: ['.', '-', ...answers.map((_, i) => LETTERS[i]!.toUpperCase())],
    };
  }
  const all = Array.from({ length: p.vocabulary }, (_, i) => i);
  return {
    vocabulary: p.vocabulary,
    length: p.length,
    end: p.end ? 0 : -1,
    grammar: () => all,
    names: all.map((i) => (p.end && i === 0 ? '.' : LETTERS[p.end ? i - 1 : i]!)),
  };
}

/** Throws a UserError where the world is too large to enumerate, or the given rewards are too few or too many. */
export function checkWorld(p: WorldParams, path: string): void {
  const { length, end, grammar } = languageOf(p);
  const answers = countAnswers(length, end, grammar);
  if (answers > MOST_ANSWERS || answers * p.prompts > MOST_IN_ALL) {
    throw new UserError({
      path,
      message: 'has more answers than can be enumerated',
      given: `${p.prompts} x ${answers} answers`,
      allowed: `at most ${MOST_ANSWERS} a prompt and ${MOST_IN_ALL} in all: a smaller vocabulary, length or number of prompts`,
    });
  }
  const needed = p.reward === 'given' ? answers * p.prompts : 0;
  if (p.rewards.length !== needed) {
    throw new UserError({
      path: `${path}.rewards`,
      message: p.reward === 'given' ? 'must have one number for each answer' : 'goes with reward given only',
      given: `${p.rewards.length} numbers`,
      allowed: needed === 0 ? 'none' : `${needed} numbers`,
    });
  }
}
