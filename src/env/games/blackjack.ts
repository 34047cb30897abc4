import { choice, integer } from '../../core/params.js';
import type { BoardScope } from '../../core/scope.js';
import { defineEnv, type Env, type ObservationSpace, type Transitions } from '../kit/env.js';
import { createShared, type TableSpec } from '../kit/table.js';

/** An ace is 1; ten, jack, queen and king are all 10. */
const CARDS = 10;
const ACE = 1;
const LEAST_SUM = 4;
const BEST_SUM = 21;
const DEALER_STANDS = 17;
/** Sums 4 to 21, cards 1 to 10, and whether an ace counts as 11; then the naturals by card, then the end. */
const HANDS = (BEST_SUM - LEAST_SUM + 1) * CARDS * 2;
const END = HANDS + CARDS;
const STATES = END + 1;

type Rule = 'book' | 'casino' | 'plain';

/** Of an infinite deck. */
function chanceOf(card: number): number {
  return card === CARDS ? 4 / 13 : 1 / 13;
}

/** A hand's sum and whether one of its aces counts as 11. */
interface Hand {
  readonly sum: number;
  readonly usable: boolean;
}

/** The hand with one more card: an ace is 11 where that fits, and falls back to 1 where it no longer does. */
function withCard({ sum, usable }: Hand, card: number): Hand {
  const raised = card === ACE && sum + 11 <= BEST_SUM;
  const total = sum + (raised ? 11 : card);
  const eleven = usable || raised;
  return total > BEST_SUM && eleven ? { sum: total - 10, usable: false } : { sum: total, usable: eleven };
}

function handState({ sum, usable }: Hand, dealer: number): number {
  return ((sum - LEAST_SUM) * CARDS + dealer - 1) * 2 + (usable ? 1 : 0);
}

/** What a state holds; null for the end. */
function unpack(state: number): { readonly hand: Hand; readonly dealer: number; readonly natural: boolean } | null {
  if (state === END) return null;
  if (state >= HANDS) return { hand: { sum: BEST_SUM, usable: true }, dealer: state - HANDS + 1, natural: true };
  const usable = state % 2 === 1;
  const rest = (state - (usable ? 1 : 0)) / 2;
  const dealer = (rest % CARDS) + 1;
  return { hand: { sum: Math.floor(rest / CARDS) + LEAST_SUM, usable }, dealer, natural: false };
}

/** How the dealer ends with this card shown: probability by sum (0 for more than 21), and of a natural. */
function dealerEnds(shown: number): { readonly bySum: Float64Array; readonly natural: number } {
  const bySum = new Float64Array(BEST_SUM + 1);
  const play = (hand: Hand, probability: number) => {
    if (hand.sum >= DEALER_STANDS) {
      bySum[hand.sum > BEST_SUM ? 0 : hand.sum]! += probability;
      return;
    }
    for (let card = ACE; card <= CARDS; card++) play(withCard(hand, card), probability * chanceOf(card));
  };
  const first = withCard({ sum: 0, usable: false }, shown);
  let natural = 0;
  for (let card = ACE; card <= CARDS; card++) {
    const two = withCard(first, card);
    if (two.sum === BEST_SUM) natural += chanceOf(card);
    play(two, chanceOf(card));
  }
  return { bySum, natural };
}

type Outcome = readonly [probability: number, next: number, reward: number, terminated: boolean];

/** The end of a game by what the player gets; what cannot be is left out. */
function ends(win: number, draw: number, loss: number, worth = 1): readonly Outcome[] {
  const all = [
    [win, END, worth, true],
    [draw, END, 0, true],
    [loss, END, -1, true],
  ] as const;
  return all.filter(([probability]) => probability > 0);
}

function stick(sum: number, natural: boolean, dealer: ReturnType<typeof dealerEnds>, rule: Rule): readonly Outcome[] {
  if (natural && rule === 'book') return ends(1 - dealer.natural, dealer.natural, 0);
  let [win, loss] = [0, 0];
  dealer.bySum.forEach((probability, other) => {
    if (other < sum) win += probability;
    else if (other > sum) loss += probability;
  });
  return ends(win, dealer.bySum[sum] ?? 0, loss, natural && rule === 'casino' ? 1.5 : 1);
}

function hit(hand: Hand, dealer: number): readonly Outcome[] {
  const chances = new Map<number, number>();
  for (let card = ACE; card <= CARDS; card++) {
    const next = withCard(hand, card);
    const state = next.sum > BEST_SUM ? END : handState(next, dealer);
    chances.set(state, (chances.get(state) ?? 0) + chanceOf(card));
  }
  const sorted = [...chances].sort(([a], [b]) => a - b);
  return sorted.map(([state, chance]) => [chance, state, state === END ? -1 : 0, state === END] as const);
}

function blackjackTransitions(rule: Rule): Transitions {
  const dealers = Array.from({ length: CARDS + 1 }, (_, card) => (card === 0 ? null : dealerEnds(card)));
  const P = Array.from({ length: STATES }, (_, state) => {
    const held = unpack(state);
    // An ace cannot count as 11 in a sum of less than 12.
    if (held === null || (held.hand.usable && held.hand.sum < 12)) {
      return [[[1, END, 0, true] as const], [[1, END, 0, true] as const]];
    }
    const { hand, dealer, natural } = held;
    return [stick(hand.sum, natural, dealers[dealer]!, rule), hit(hand, dealer)];
  });
  return { states: STATES, actions: 2, start: starts(), P, terminal: new Set([END]) };
}

/** Two cards for the player, one of the dealer's shown. */
function starts(): Transitions['start'] {
  const chances = new Map<number, number>();
  for (let first = ACE; first <= CARDS; first++) {
    for (let second = ACE; second <= CARDS; second++) {
      const hand = withCard(withCard({ sum: 0, usable: false }, first), second);
      for (let dealer = ACE; dealer <= CARDS; dealer++) {
        const state = hand.sum === BEST_SUM ? HANDS + dealer - 1 : handState(hand, dealer);
        const chance = chanceOf(first) * chanceOf(second) * chanceOf(dealer);
        chances.set(state, (chances.get(state) ?? 0) + chance);
      }
    }
  }
  return [...chances].sort(([a], [b]) => a - b).map(([state, chance]) => [chance, state] as const);
}

const NUMBERS = { size: 3, low: [0, 0, 0], high: [BEST_SUM, CARDS, 1] };
const SUMS = BEST_SUM - LEAST_SUM + 1;
const ONE_HOT = SUMS + CARDS + 1;

/** Writes what a state shows, as numbers or one-hot. */
function writeHand(state: number, oneHot: boolean, into: Float64Array, offset: number): void {
  const held = unpack(state);
  if (held === null) return;
  const { hand, dealer } = held;
  const usable = hand.usable ? 1 : 0;
  if (!oneHot) {
    into[offset] = hand.sum;
    into[offset + 1] = dealer;
    into[offset + 2] = usable;
    return;
  }
  into[offset + hand.sum - LEAST_SUM] = 1;
  into[offset + SUMS + dealer - 1] = 1;
  into[offset + SUMS + CARDS] = usable;
}

function blackjackTable(params: {
  readonly rule: Rule;
  readonly observation: 'numbers' | 'one-hot';
  readonly maxSteps: number;
}): TableSpec {
  const oneHot = { size: ONE_HOT, low: Array<number>(ONE_HOT).fill(0), high: Array<number>(ONE_HOT).fill(1) };
  const space = params.observation === 'numbers' ? NUMBERS : oneHot;
  const observationSpace: ObservationSpace = { ...space, states: STATES };
  const seen = new Float64Array(STATES * space.size);
  for (let state = 0; state < STATES; state++) writeHand(state, space === oneHot, seen, state * space.size);
  return {
    name: 'blackjack',
    actionNames: ['stick', 'hit'],
    maxEpisodeSteps: params.maxSteps,
    transitions: blackjackTransitions(params.rule),
    blocked: new Set(Array.from({ length: HANDS }, (_, s) => s).filter((s) => s % 2 === 1 && s < 2 * CARDS * 8)),
    observationSpace,
    observe(state, into, offset) {
      for (let i = 0; i < space.size; i++) into[offset + i] = seen[state * space.size + i]!;
    },
    render: (env) => [gameText(env)],
    scope: chart,
  };
}

function gameText(env: Env): string {
  const held = unpack(env.state);
  if (held === null)
    return `the game is over: ${env.reward > 0 ? 'won' : env.reward < 0 ? 'lost' : 'drawn'}, ${env.reward}`;
  const { hand, dealer, natural } = held;
  const ace = natural ? ' with two cards' : hand.usable ? ' with an ace as 11' : '';
  return `you have ${hand.sum}${ace}, the dealer shows ${dealer === ACE ? 'an ace' : dealer}`;
}

const CHART_ROWS = 11;
const CHART_COLUMNS = 2 * CARDS + 1;

/**
 * The book's picture of a policy (figure 5.2): sums from 21 down to 11 by the dealer's card from the ace to 10, without a
 * usable ace on the left, with one on the right.
 */
function chart(env: Env, episode: number, episodeReturn: number): BoardScope {
  const states = Array.from({ length: CHART_ROWS * CHART_COLUMNS }, (_, cell) => {
    const [row, column] = [Math.floor(cell / CHART_COLUMNS), cell % CHART_COLUMNS];
    const hand = { sum: BEST_SUM - row, usable: column > CARDS };
    if (column === CARDS || (hand.usable && hand.sum < 12)) return -1;
    return handState(hand, (hand.usable ? column - CARDS - 1 : column) + 1);
  });
  const now =
    env.state >= HANDS && env.state < END ? handState({ sum: 21, usable: true }, env.state - HANDS + 1) : env.state;
  const agent = states.indexOf(now);
  return {
    kind: 'board',
    rows: CHART_ROWS,
    columns: CHART_COLUMNS,
    pieces: [
      { name: 'this hand', sign: '@' },
      { name: 'without, with an ace as 11', sign: '|' },
    ],
    cells: states.map((_, cell) => (cell === agent ? 0 : cell % CHART_COLUMNS === CARDS ? 1 : -1)),
    agent,
    states,
    step: env.elapsed,
    episode,
    episodeReturn,
    actions: [],
  };
}

export const blackjack = defineEnv({
  name: 'blackjack',
  title: 'Blackjack',
  summary: 'Take cards to come nearer to 21 than the dealer without going over; the deck never runs out.',
  rewards: '+1 for a game won, -1 for one lost, 0 for a draw; a natural pays 1.5 by the casino rule.',
  source: 'Sutton and Barto 2018, example 5.1; Gymnasium Blackjack-v1 (book: sab, casino: natural, plain: neither)',
  licence: 'Gymnasium: MIT. Own code from the rules of the game.',
  gymnasium: 'Blackjack-v1',
  params: {
    rule: choice(
      'book',
      ['book', 'casino', 'plain'],
      'a two-card 21 wins unless the dealer has one too (book), pays 1.5 where it wins (casino), or is a 21 like any other (plain)',
    ),
    observation: choice(
      'numbers',
      ['numbers', 'one-hot'],
      "sum, dealer's card and usable ace as three numbers, or one-hot sum and card and the ace",
    ),
    maxSteps: integer(100, 'steps after which an episode is truncated; a game takes fewer', { min: 1, max: 1e9 }),
  },
  create: createShared(blackjackTable),
});
