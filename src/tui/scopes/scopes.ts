import type { Scope } from '../../core/scope.js';
import type { Region } from '../terminal/cell-buffer.js';
import type { Theme } from '../terminal/theme.js';
import { paintBoard } from './board.js';
import { paintBody } from './body.js';
import { paintClasses } from './classes.js';
import { paintEmbedding } from './embedding.js';
import { paintFit } from './fit.js';
import { paintFrontier } from './frontier.js';
import { paintGrid } from './grid.js';
import { paintPrecisionRecall } from './precision-recall.js';

/** How each kind of picture is drawn; a kind without a painter does not compile. */
type Painters = {
  readonly [K in Scope['kind']]: (
    region: Region,
    scope: Extract<Scope, { kind: K }>,
    theme: Theme,
    settings: Readonly<Record<string, unknown>>,
  ) => void;
};

const painters: Painters = {
  grid: paintGrid,
  body: paintBody,
  board: paintBoard,
  'precision-recall': paintPrecisionRecall,
  classes: paintClasses,
  embedding: paintEmbedding,
  fit: paintFit,
  frontier: paintFrontier,
};

/** Draws any picture into the region; `settings` are those of the env or task. */
export function paintScope<K extends Scope['kind']>(
  region: Region,
  scope: Extract<Scope, { kind: K }> & { readonly kind: K },
  theme: Theme,
  settings: Readonly<Record<string, unknown>> = {},
): void {
  painters[scope.kind](region, scope, theme, settings);
}
