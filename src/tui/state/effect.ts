import type { Question } from './scenario-offers.js';

/** What a key wants done outside of the state. `runs` null means all. */
export type Effect =
  | { readonly kind: 'pause' | 'resume' | 'step'; readonly runs: readonly string[] | null }
  | { readonly kind: 'stop' | 'rerun'; readonly runs: readonly string[] }
  | { readonly kind: 'speed'; readonly runs: readonly string[]; readonly speed: number }
  /** Tells variants and seeds of watched logs by another pattern of paths; by what they suggest with null. */
  | { readonly kind: 'regroup'; readonly pattern: string | null }
  | { readonly kind: 'mouse'; readonly on: boolean }
  | { readonly kind: 'redraw' | 'suspend' }
  /** Writes the large chart, or all runs in the charts, into the working folder. */
  | { readonly kind: 'exportChart' | 'exportRuns' }
  /** Puts the command that runs this again into the clipboard. */
  | { readonly kind: 'copy'; readonly run: string }
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'end'; readonly how: 'quit' | 'interrupt' };
