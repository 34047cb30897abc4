import type { Scope } from '../../core/scope.js';
import { type ActionKey, actionKeys } from './keys.js';

/** What the env shows after a reset or a step, plain data. */
export interface Seen {
  /** The action that led here; null after a reset. */
  readonly action: number | null;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly elapsed: number;
  /** The state's number in a finite env, else -1. */
  readonly state: number;
  readonly lines: readonly string[];
  readonly scope: Scope | null;
  readonly info: Readonly<Record<string, number>>;
}

/** What does not change while an env is played. */
export interface PlayedEnv {
  readonly name: string;
  readonly title: string;
  readonly actions: readonly string[];
  readonly limit: number;
  /** Number of states of a finite env, else null. */
  readonly states: number | null;
  readonly seed: number;
  /** Whether Q* is known. */
  readonly solved: boolean;
}

export type Phase = 'playing' | 'terminated' | 'truncated';

/** How often an action was taken and what it brought. */
export interface Tally {
  readonly count: number;
  readonly sum: number;
}

export interface PlayState {
  readonly env: PlayedEnv;
  readonly keys: readonly (ActionKey | null)[];
  readonly columns: number;
  readonly rows: number;
  readonly phase: Phase;
  readonly episode: number;
  readonly score: number;
  /** Scores of the episodes that have ended. */
  readonly finished: readonly number[];
  readonly tally: readonly Tally[];
  readonly seen: Seen;
  readonly optimumShown: boolean;
  /** Digits of an action that has more of them than one. */
  readonly typed: string;
  /** Why the last key did nothing. */
  readonly notice: string | null;
}

export type PlayMessage =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'seen'; readonly seen: Seen }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number };

export type PlayEffect =
  | { readonly kind: 'act'; readonly action: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'redraw' }
  | { readonly kind: 'end'; readonly how: 'quit' | 'interrupt' };

export interface Reduced {
  readonly state: PlayState;
  readonly effects: readonly PlayEffect[];
}

/** The state at the start of the first episode. */
export function initialPlay(env: PlayedEnv, seen: Seen, columns: number, rows: number): PlayState {
  return {
    env,
    keys: actionKeys(env.actions),
    columns,
    rows,
    phase: 'playing',
    episode: 1,
    score: 0,
    finished: [],
    tally: env.actions.map(() => ({ count: 0, sum: 0 })),
    seen,
    optimumShown: false,
    typed: '',
    notice: null,
  };
}

/** What a message makes of the state, and what is to be done. */
export function reducePlay(state: PlayState, message: PlayMessage): Reduced {
  switch (message.kind) {
    case 'key':
      return pressed({ ...state, notice: null }, message.key);
    case 'seen':
      return { state: looked(state, message.seen), effects: [] };
    case 'resize':
      return { state: { ...state, columns: message.columns, rows: message.rows }, effects: [] };
    default:
      return message satisfies never;
  }
}

function looked(state: PlayState, seen: Seen): PlayState {
  const { action, reward, terminated, truncated } = seen;
  if (action === null) {
    return { ...state, seen, phase: 'playing', episode: state.episode + 1, score: 0 };
  }
  const score = state.score + reward;
  const phase = terminated ? 'terminated' : truncated ? 'truncated' : 'playing';
  return {
    ...state,
    seen,
    phase,
    score,
    finished: phase === 'playing' ? state.finished : [...state.finished, score],
    tally: state.tally.map((one, i) => (i === action ? { count: one.count + 1, sum: one.sum + reward } : one)),
  };
}

function pressed(state: PlayState, key: string): Reduced {
  const stay = (change: Partial<PlayState>): Reduced => ({ state: { ...state, ...change }, effects: [] });
  const ask = (effect: PlayEffect): Reduced => ({ state: { ...state, typed: '' }, effects: [effect] });
  switch (key) {
    case 'q':
      return ask({ kind: 'end', how: 'quit' });
    case 'ctrl+c':
      return ask({ kind: 'end', how: 'interrupt' });
    case 'ctrl+l':
      return ask({ kind: 'redraw' });
    case 'r':
      return ask({ kind: 'reset' });
    case 'o':
      return state.env.solved
        ? stay({ optimumShown: !state.optimumShown })
        : stay({ notice: 'no optimum is known: the env gives no table of its transitions' });
    case 'escape':
    case 'backspace':
      return stay({ typed: key === 'escape' ? '' : state.typed.slice(0, -1) });
    default:
      break;
  }
  const action = state.keys.findIndex((one) => one?.key === key);
  if (action >= 0) return act(state, action);
  const many = state.env.actions.length > 10;
  if (/^\d$/.test(key)) return many ? stay({ typed: `${state.typed}${key}`.slice(-6) }) : act(state, Number(key));
  if (key === 'enter' && state.typed !== '') return act({ ...state, typed: '' }, Number(state.typed));
  return stay({ typed: '', notice: `${key} is not a key here` });
}

function act(state: PlayState, action: number): Reduced {
  const { env, phase } = state;
  if (phase !== 'playing') return { state: { ...state, notice: 'the episode is over: r starts another' }, effects: [] };
  if (action >= env.actions.length) {
    const notice = `no action ${action}: 0 to ${env.actions.length - 1}`;
    return { state: { ...state, notice }, effects: [] };
  }
  return { state, effects: [{ kind: 'act', action }] };
}

/** What is said when the game is left. */
export function closingLine({ env, finished, score, seen }: PlayState): string {
  if (finished.length === 0)
    return `${env.name}: no episode finished, score ${round(score)} after ${seen.elapsed} steps`;
  const shown = finished.slice(-10).map(round).join(', ');
  const mean = finished.reduce((sum, one) => sum + one, 0) / finished.length;
  const count = `${finished.length} episode${finished.length === 1 ? '' : 's'}`;
  const scores = finished.length > 10 ? `the last scores ${shown}` : `scores ${shown}`;
  return `${env.name}, seed ${env.seed}: ${count}, ${scores}; best ${round(Math.max(...finished))}, mean ${round(mean)}`;
}

/** A score without the dust of adding fractions. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
