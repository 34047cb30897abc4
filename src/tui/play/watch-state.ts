import type { GreedyPolicy } from '../../core/learner.js';
import type { Seen } from './state.js';

/** What does not change while an agent is watched. */
export interface Watched {
  /** Name of the run, and what its weights are: `the end, step 15,000`. */
  readonly run: string;
  readonly weights: string;
  readonly actions: readonly string[];
  readonly limit: number;
  readonly figures: GreedyPolicy['figures'];
  /** Episodes to play in all; null goes on until it is left. */
  readonly episodes: number | null;
}

/** What the agent thinks before its next action. */
export interface Thought {
  readonly action: number;
  readonly figures: readonly number[];
}

export type WatchPhase = 'playing' | 'terminated' | 'truncated';

export interface WatchState {
  readonly watched: Watched;
  readonly columns: number;
  readonly rows: number;
  readonly seed: number;
  readonly phase: WatchPhase;
  /** Counts from 1. */
  readonly episode: number;
  readonly score: number;
  /** Scores of the episodes that have ended, by episode. */
  readonly finished: ReadonlyMap<number, number>;
  readonly seen: Seen;
  readonly thought: Thought;
  readonly paused: boolean;
  /** Index into {@link SPEEDS}. */
  readonly speed: number;
  /** Digits of a seed that is being typed; null when none is. */
  readonly typed: string | null;
  /** Why the last key did nothing. */
  readonly notice: string | null;
}

/** Steps a second. */
export const SPEEDS = [1, 2, 4, 8, 15, 30, 60, 120, 240, 480] as const;

/** How long the last picture of an episode stands, in milliseconds. */
export const REST_MS = 1500;

export type WatchMessage =
  | { readonly kind: 'key'; readonly key: string }
  /** Time for the next step, or after an end for the next episode. */
  | { readonly kind: 'due' }
  | { readonly kind: 'began'; readonly seen: Seen; readonly thought: Thought }
  | { readonly kind: 'stepped'; readonly seen: Seen; readonly thought: Thought }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

export type WatchEffect =
  | { readonly kind: 'step' }
  /** Begins an episode: the next one, this one again from its start, or the first of another seed. */
  | { readonly kind: 'begin'; readonly which: 'next' | 'again' }
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'end'; readonly how: 'quit' | 'interrupt' };

export interface WatchReduced {
  readonly state: WatchState;
  readonly effects: readonly WatchEffect[];
}

export function initialWatch(
  watched: Watched,
  begun: { readonly seed: number; readonly seen: Seen; readonly thought: Thought },
  columns: number,
  rows: number,
): WatchState {
  // A body moves in many small steps, an agent in a grid in few large ones.
  const { scope } = begun.seen;
  const smooth = scope?.kind === 'body' && scope.env !== 'bandit' && scope.env !== 'catch';
  const speed = SPEEDS.indexOf(smooth ? 30 : 4);
  return {
    watched,
    columns,
    rows,
    ...begun,
    phase: 'playing',
    episode: 1,
    score: 0,
    finished: new Map(),
    paused: false,
    speed,
    typed: null,
    notice: null,
  };
}

/** Whether all episodes that were asked for have been played. */
export function isOver({ watched, phase, episode }: WatchState): boolean {
  return phase !== 'playing' && watched.episodes !== null && episode >= watched.episodes;
}

/** Milliseconds until the next step or episode is due; null when nothing happens by itself. */
export function pace(state: WatchState): number | null {
  if (state.paused || state.typed !== null || isOver(state)) return null;
  return state.phase === 'playing' ? 1000 / SPEEDS[state.speed]! : REST_MS;
}

/** What a message makes of the state, and what is to be done. */
export function reduceWatch(state: WatchState, message: WatchMessage): WatchReduced {
  const stay = (change: Partial<WatchState>): WatchReduced => ({ state: { ...state, ...change }, effects: [] });
  switch (message.kind) {
    case 'key':
      if (state.typed !== null) return typing({ ...state, notice: null }, state.typed, message.key);
      return pressed({ ...state, notice: null }, message.key);
    case 'due':
      return { state, effects: [state.phase === 'playing' ? { kind: 'step' } : { kind: 'begin', which: 'next' }] };
    case 'began':
      return stay({ seen: message.seen, thought: message.thought, phase: 'playing', score: 0 });
    case 'stepped':
      return stay(stepped(state, message.seen, message.thought));
    case 'resize':
      return stay({ columns: message.columns, rows: message.rows });
    default:
      return message satisfies never;
  }
}

function stepped(state: WatchState, seen: Seen, thought: Thought): Partial<WatchState> {
  const score = state.score + seen.reward;
  const phase = seen.terminated ? 'terminated' : seen.truncated ? 'truncated' : 'playing';
  const finished = phase === 'playing' ? state.finished : new Map([...state.finished, [state.episode, score]]);
  return { seen, thought, score, phase, finished };
}

function pressed(state: WatchState, key: string): WatchReduced {
  const stay = (change: Partial<WatchState>): WatchReduced => ({ state: { ...state, ...change }, effects: [] });
  const over = isOver(state);
  switch (key) {
    case 'q':
    case 'escape':
      return { state, effects: [{ kind: 'end', how: 'quit' }] };
    case 'ctrl+c':
      return { state, effects: [{ kind: 'end', how: 'interrupt' }] };
    case 'ctrl+l':
      return { state, effects: [{ kind: 'redraw' }] };
    case 'space':
      return over ? stay({ notice: played(state) }) : stay({ paused: !state.paused });
    case '.':
      if (state.phase === 'playing') return { state: { ...state, paused: true }, effects: [{ kind: 'step' }] };
      return stay({ notice: 'the episode is over: n is the next, r this one again' });
    case '+':
    case '=':
      return stay({ speed: Math.min(SPEEDS.length - 1, state.speed + 1) });
    case '-':
      return stay({ speed: Math.max(0, state.speed - 1) });
    case 'n':
      if (state.watched.episodes !== null && state.episode >= state.watched.episodes)
        return stay({ notice: `this is the last of ${state.watched.episodes} episodes` });
      return begin(state, 'next');
    case 'r':
      return begin(state, 'again');
    case 's':
      return stay({ typed: '' });
    default:
      return stay({ notice: `${key} is not a key here` });
  }
}

function begin(state: WatchState, which: 'next' | 'again'): WatchReduced {
  return { state, effects: [{ kind: 'begin', which }] };
}

function typing(state: WatchState, typed: string, key: string): WatchReduced {
  const stay = (change: Partial<WatchState>): WatchReduced => ({ state: { ...state, ...change }, effects: [] });
  if (/^\d$/.test(key)) return stay({ typed: `${typed}${key}`.slice(0, 15) });
  switch (key) {
    case 'backspace':
      return stay({ typed: typed.slice(0, -1) });
    case 'enter':
      if (typed === '') return stay({ typed: null });
      return { state: { ...state, typed: null }, effects: [{ kind: 'seed', seed: Number(typed) }] };
    case 'escape':
      return stay({ typed: null });
    case 'ctrl+c':
      return { state, effects: [{ kind: 'end', how: 'interrupt' }] };
    default:
      return stay({ notice: 'a seed has digits only: Enter accepts, Esc cancels' });
  }
}

function played({ watched }: WatchState): string {
  return `all ${watched.episodes} episodes are played: r plays the last again, q quits`;
}

/** What is said when the agent is left. */
export function watchClosing({ watched, seed, finished, score, seen }: WatchState): string {
  if (finished.size === 0)
    return `${watched.run}: no episode ended, return ${round(score)} after ${seen.elapsed} steps`;
  const returns = [...finished.values()];
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const last = returns.slice(-10).map(round).join(', ');
  const count = `${returns.length} episode${returns.length === 1 ? '' : 's'}`;
  const which = returns.length > 10 ? 'the last returns' : returns.length === 1 ? 'return' : 'returns';
  return `${watched.run}, seed ${seed}: ${count}, ${which} ${last}${returns.length === 1 ? '' : `; mean ${round(mean)}`}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(6)));
}
