import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Curve, curvesIn, folder } from './reading.js';

const expected = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as Record<
  string,
  Record<string, [last: number | null, x: number | null, points: number | null]>
>;

function expectCase(file: string, curves: ReadonlyMap<string, Curve>): void {
  for (const [metric, [last, x, points]] of Object.entries(expected[file]!)) {
    const curve = curves.get(metric);
    expect(curve, `${metric} among ${[...curves.keys()].join(', ')}`).toBeDefined();
    if (last !== null) expect(curve!.last).toBeCloseTo(last, 5);
    if (x !== null) expect(curve!.x).toBe(x);
    if (points !== null) expect(curve!.points).toBe(points);
  }
}

/** As a file is read: each piece is gone when the next one comes. */
function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  const memory = new Uint8Array(97);
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7 + 3) % 97 || 1) {
    const piece = bytes.subarray(at, at + size);
    memory.set(piece);
    yield memory.subarray(0, piece.length);
  }
}

/** Pieces that begin with a line, and end in one. */
function* linesAndHalves(bytes: Uint8Array): Generator<Uint8Array> {
  const memory = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf(10, at + 40) + 1 || bytes.length;
    for (const end of [Math.min(bytes.length, line + 7), bytes.indexOf(10, line + 7) + 1 || bytes.length]) {
      const piece = bytes.subarray(at, end);
      memory.set(piece);
      yield memory.subarray(0, piece.length);
      at = end;
    }
  }
}

describe('a log as each tool writes it', () => {
  it.each(Object.keys(expected))('%s has its metrics, last values, axis and number of points', (file) => {
    expectCase(file, curvesIn(file));
  });

  it.each(Object.keys(expected))('%s is the same in pieces of a few bytes, read into the same memory', (file) => {
    const bytes = readFileSync(join(folder, file));
    expect(curvesIn(file, { pieces: piecesOf(bytes) })).toEqual(curvesIn(file));
    expect(curvesIn(file, { pieces: linesAndHalves(bytes) })).toEqual(curvesIn(file));
  });

  it.each(Object.keys(expected))('%s cut off anywhere has a beginning of its points, and no other', (file) => {
    const bytes = readFileSync(join(folder, file));
    const whole = curvesIn(file);
    for (let k = 1; k <= 12; k++) {
      const cut = Math.floor((bytes.length * k) / 13) + (k % 5);
      for (const [metric, { xs, values }] of curvesIn(file, { pieces: [bytes.subarray(0, cut)] })) {
        const full = whole.get(metric);
        expect(full, `${metric}, cut at ${cut}`).toBeDefined();
        expect(values, `${metric}, cut at ${cut}`).toEqual(full!.values.slice(0, values.length));
        expect(xs, `${metric}, cut at ${cut}`).toEqual(full!.xs.slice(0, xs.length));
      }
    }
  });
});

describe('a log with an odd edge', () => {
  const last = (file: string, metric: string) => {
    const curve = curvesIn(`edge/${file}`).get(metric);
    return curve === undefined ? undefined : [curve.last, curve.x, curve.points];
  };
  it.each([
    ['bom.csv', 'loss', [0.2936, 99, 100]],
    ['comma_quoted.csv', 'loss', [0.2936, 99, 100]],
    ['comma_text.txt', 'loss', [0.2936, 99, 100]],
    ['comment_head.csv', 'loss', [0.2936, 99, 100]],
    ['crlf.csv', 'loss', [0.2936, 99, 100]],
    ['csv_na.csv', 'val', [0.3424, 90, 10]],
    ['csv_none.csv', 'val', [0.3424, 90, 10]],
    ['csv_tensor.csv', 'loss', [0.2936, 99, 100]],
    ['ddp_ranks.txt', 'rank 3 loss', [3.2936, 99, 100]],
    ['ddp_ranks_plain.txt', 'rank 0 loss', [0.2936, 99, 100]],
    ['frac_epoch.jsonl', 'loss', [0.7893, 2.997, 1000]],
    ['hash_header.csv', 'loss', [0.2936, 99, 100]],
    ['header_reorders.csv', 'loss', [0.2936, 99, 100]],
    ['header_reorders.csv', 'acc', [0.95, 99, 100]],
    ['index_col.csv', 'loss', [0.2936, 99, 100]],
    ['inf_words.txt', 'loss', [Number.NaN, 99, 100]],
    ['iso_time.csv', 'loss', [0.2936, 99, 100]],
    ['json_array.json', 'loss', [0.2936, 99, 100]],
    ['json_lists.jsonl', 'metrics.1', [0.9, 99, 100]],
    ['json_null.jsonl', 'loss', [0.7756, 49, 50]],
    ['korean.csv', '손실', [0.2936, 99, 100]],
    ['late_col.jsonl', 'val', [0.2936, 99, 10]],
    ['log.csv.gz', 'loss', undefined],
    ['md_table.txt', 'acc', [0.9, 99, 100]],
    ['minus.csv', 'reward', [-99.5, 99, 100]],
    ['neg.csv', 'loss', [0.2936, 49, 100]],
    ['no_header.csv', 'column 2', [0.2936, 99, 100]],
    ['offset.csv', 'loss', [0.2936, 1_000_099, 100]],
    ['one_column.csv', 'loss', [0.2936, 99, 100]],
    ['percent.csv', 'acc', [94.95, 99, 100]],
    ['percent.txt', 'acc', [94.95, 99, 100]],
    ['phase_rows.jsonl', 'train/loss', [0.2936, 99, 100]],
    ['phase_rows.jsonl', 'val/loss', [1.2936, 99, 100]],
    ['pipe_sep.csv', 'acc', [0.9, 99, 100]],
    ['sci.txt', 'loss', [0.2936, 99, 100]],
    ['secret.json', 'a.b.c.d.loss', [1, 1, 1]],
    ['space_sep.txt', 'acc', [0.9, 99, 100]],
    ['text_next_line.txt', 'loss', [0.2936, 99, 100]],
    ['text_train_val2.txt', 'valid/loss', [1.2936, 99, 100]],
    ['thousands.csv', 'tokens', [1_099_000, 99, 100]],
    ['torn.txt', 'loss', [0.2936, 99, 100]],
    ['two_counters.csv', 'loss', [0.2936, 99, 100]],
    ['unix_time.csv', 'loss', [0.2936, 990, 100]],
    ['utf16.txt', 'loss', [0.2936, 99, 100]],
    ['wandb_export.csv', 'wise-owl-2 train/loss', [1.2936, 99, 100]],
  ])('%s: %s', (file, metric, figures) => {
    expect(last(file, metric)).toEqual(figures);
  });

  it.each(['empty.csv', 'header_only.csv'])('%s has no figures', (file) => {
    expect(curvesIn(`edge/${file}`).size).toBe(0);
  });

  it.each(
    ['Iterations', 'Step', 'env_steps', 'ep', 'examples_seen', 'frame', 'games', 'generation', 'i', 'it', 'n_iter']
      .concat(['nb_steps', 'num_steps', 'num_updates', 'samples', 'steps_trained', 'timesteps', 'tokens', 'trial'])
      .concat(['train/global_step', 'train_step', 'training_iteration', 'total_steps', 'round', 'current_step']),
  )('a column %s is the axis', (name) => {
    const text = `${name},loss\n0,2.4\n10,2.3\n20,2.2\n`;
    expect(curvesIn('axis.csv', { pieces: [Buffer.from(text)] })).toEqual(
      new Map([['loss', expect.objectContaining({ xs: [0, 10, 20] })]]),
    );
  });

  it.each(readdirSync(join(folder, 'banners')))('banners/%s spoils nothing', (file) => {
    const curves = curvesIn(`banners/${file}`);
    expect([...curves.keys()]).toEqual(['loss']);
    expect(curves.get('loss')).toMatchObject({ points: 30, x: 29 });
  });
});
