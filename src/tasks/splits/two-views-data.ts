import { UserError } from '../../core/errors.js';
import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { makeViews, type ViewsOptions } from '../generators/views.js';
import { encodeFeatures } from '../readers/features.js';
import { type ClassTableOptions, readClasses } from './class-table.js';
import { stratifiedSplit } from './stratified-split.js';

/** Rows of which any number of views can be had. */
export interface ViewData {
  readonly width: number;
  /** [rows, width], row-major: the rows as measured. */
  readonly values: Float32Array;
  readonly classOf: Int32Array;
  readonly classes: number;
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** Of each row what tells of its class, where that is known. */
  readonly truth: { readonly width: number; readonly values: Float64Array } | null;
  /** One more view of each of the rows: [rows, width]. */
  viewsOf(rows: ArrayLike<number>, stream: Stream): Float32Array;
}

export interface ViewDataOptions extends ViewsOptions, ClassTableOptions {
  readonly testPart: number;
  readonly mask: number;
  readonly jitter: number;
}

const LEAST = 2;

/** The rows that the settings describe, a part of each class held out by `stream`. Throws a UserError that names file and row. */
export function loadViews(options: ViewDataOptions, stream: Stream): ViewData {
  const { width, values, classOf, classes, truth, look, split } =
    options.data === '' ? made(options, stream) : read(options, stream);
  const { mask, jitter } = options;
  return {
    ...{ width, values, classOf, classes, truth },
    ...split,
    viewsOf(rows, from) {
      const views = new Float32Array(rows.length * width);
      for (let i = 0; i < rows.length; i++) {
        const view = views.subarray(i * width, (i + 1) * width);
        look(rows[i]!, from, view);
        if (jitter > 0) for (let k = 0; k < width; k++) view[k]! += jitter * from.normal(maths.log);
        if (mask > 0) for (let k = 0; k < width; k++) if (from.uniform() < mask) view[k] = 0;
      }
      return views;
    },
  };
}

function made(options: ViewDataOptions, stream: Stream) {
  const { features, traits, classes, testPart } = options;
  const { values, classOf, traits: shown, view } = makeViews(options, stream);
  return {
    ...{ width: features, values, classOf, classes, look: view },
    truth: { width: traits, values: shown },
    split: stratifiedSplit(classOf, testPart, stream),
  };
}

function read(options: ViewDataOptions, stream: Stream) {
  const { own, rowsOf } = readClasses(options, LEAST, LEAST);
  const { rows, columns } = own.table;
  const classOf = new Int32Array(rows);
  rowsOf.forEach((own, c) => {
    for (const row of own) classOf[row] = c;
  });
  const split = stratifiedSplit(classOf, options.testPart, stream);
  const { width, values } = encodeFeatures(columns, rows, split.train);
  const look = (row: number, _: Stream, into: Float32Array) =>
    into.set(values.subarray(row * width, (row + 1) * width));
  return { ...{ width, values, classOf, classes: rowsOf.length, look }, truth: null, split };
}

/** Throws a UserError for settings with which both views would be the same, or that ask for more than there is. */
export function checkViews(options: ViewDataOptions): void {
  const { data, mask, jitter, redrawn, nuisances, classes, samples } = options;
  if (data !== '') {
    if (mask === 0 && jitter === 0)
      throw new UserError({
        path: 'mask',
        message: 'and jitter are both 0, so two views of a row of your own data would be the same',
        allowed: 'one of them above 0, such as mask 0.3',
      });
    readClasses(options, LEAST, LEAST);
    return;
  }
  if (redrawn > nuisances)
    throw new UserError({
      path: 'redrawn',
      message: 'must not be more than the nuisances',
      given: `${redrawn}`,
      allowed: `0 to ${nuisances}`,
    });
  if (samples < LEAST * classes)
    throw new UserError({
      path: 'samples',
      message: 'must be at least two a class',
      given: `${samples}`,
      allowed: `${LEAST * classes} and more`,
    });
}
