import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Engine, type Tensor } from '../../src/tensor/engine.js';
import { conv2d, dot, gru, layerNorm } from '../../src/tensor/ops/index.js';

interface Golden {
  readonly conv: readonly {
    readonly images: number;
    readonly image: { readonly rows: number; readonly columns: number; readonly channels: number };
    readonly filters: number;
    readonly kernel: number;
    readonly stride: number;
    readonly [array: string]: unknown;
  }[];
  readonly norm: readonly { readonly rows: number; readonly columns: number; readonly [array: string]: unknown }[];
  readonly gru: readonly {
    readonly steps: number;
    readonly batch: number;
    readonly inputs: number;
    readonly units: number;
    readonly [array: string]: unknown;
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/layers.json', import.meta.url), 'utf8')) as Golden;

/** Largest difference between what stands in a tensor and PyTorch's values. */
function off(given: ArrayLike<number>, wanted: unknown): number {
  const values = wanted as readonly number[];
  expect(given.length).toBe(values.length);
  return Math.max(...values.map((value, i) => Math.abs(value - given[i]!)));
}

/** Value and gradients against those of a golden case, whose arrays are named `y` and as `names` says. */
function compare(
  one: { readonly [array: string]: unknown },
  shapes: Readonly<Record<string, readonly number[]>>,
  names: Readonly<Record<string, string>>,
  run: (leaves: Readonly<Record<string, Tensor>>) => Tensor,
): void {
  const engine = new Engine('f64');
  const leaves = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, engine.leaf(shape, one[name] as number[])]),
  );
  const y = run(leaves);
  expect(off(y.view(), one.y)).toBeLessThan(1e-12);
  engine.backward(dot(y, engine.tensor(y.shape, one.g as number[])));
  for (const [name, gradient] of Object.entries(names)) {
    expect(off(leaves[name]!.gradView(), one[gradient]), `gradient of ${name}`).toBeLessThan(1e-12);
  }
}

describe("layers against PyTorch's, values and every gradient", () => {
  test.each(golden.conv)('conv2d of $images images with filters of $kernel x $kernel, stride $stride', (one) => {
    const { images, image, filters, kernel, stride } = one;
    const size = image.rows * image.columns * image.channels;
    const shapes = { x: [images, size], w: [kernel * kernel * image.channels, filters], b: [filters] };
    compare(one, shapes, { x: 'gx', w: 'gw', b: 'gb' }, ({ x, w, b }) =>
      conv2d(x!, w!, b!, image, { kernel, stride, activation: 'none' }),
    );
  });

  test.each(golden.norm)('layer norm of $rows rows of $columns', (one) => {
    const shapes = { x: [one.rows, one.columns], gain: [one.columns], shift: [one.columns] };
    compare(one, shapes, { x: 'gx', gain: 'gGain', shift: 'gShift' }, ({ x, gain, shift }) =>
      layerNorm(x!, gain!, shift!),
    );
  });

  test.each(golden.gru)('GRU of $units units over $steps steps of $batch rows', (one) => {
    const { steps, batch, inputs, units } = one;
    const shapes = {
      x: [steps * batch, inputs],
      h: [batch, units],
      input: [inputs, 3 * units],
      hidden: [units, 3 * units],
      inputBias: [3 * units],
      hiddenBias: [3 * units],
    };
    const names = {
      ...{ x: 'gx', h: 'gh', input: 'gInput', hidden: 'gHidden' },
      ...{ inputBias: 'gInputBias', hiddenBias: 'gHiddenBias' },
    };
    compare(one, shapes, names, ({ x, h, input, hidden, inputBias, hiddenBias }) => {
      const weights = { input: input!, hidden: hidden!, inputBias: inputBias!, hiddenBias: hiddenBias! };
      return gru(x!, h!, x!.engine.filled([steps * batch], 1), weights);
    });
  });
});

test('a state that is not kept passes nothing on and takes no gradient', () => {
  const engine = new Engine('f64');
  const fill = (shape: readonly number[], size: number) =>
    engine.leaf(
      shape,
      Array.from({ length: size }, (_, i) => ((i * 7) % 5) / 5 - 0.4),
    );
  const weights = {
    input: fill([2, 9], 18),
    hidden: fill([3, 9], 27),
    inputBias: fill([9], 9),
    hiddenBias: fill([9], 9),
  };
  const x = fill([3, 2], 6);
  const one = engine.leaf([1, 3], [0.3, -0.2, 0.9]);
  const other = engine.leaf([1, 3], [-0.7, 0.5, 0.1]);
  const keep = engine.tensor([3], [1, 0, 1]);
  const after = gru(x, one, keep, weights);
  const also = gru(x, other, keep, weights);
  expect([...after.view()].slice(3)).toEqual([...also.view()].slice(3));
  expect([...after.view()].slice(0, 3)).not.toEqual([...also.view()].slice(0, 3));
  engine.backward(dot(after, engine.tensor([3, 3], [0, 0, 0, 1, 1, 1, 1, 1, 1])));
  expect([...one.gradView()]).toEqual([0, 0, 0]);
});

test('conv2d refuses filters that do not fit and shapes that are no images', () => {
  const engine = new Engine('f64');
  const image = { rows: 2, columns: 4, channels: 1 };
  const [w, b] = [engine.tensor([9, 2]), engine.tensor([2])];
  const settings = { kernel: 3, stride: 1, activation: 'none' } as const;
  expect(() => conv2d(engine.tensor([1, 8]), w, b, image, settings)).toThrow('does not fit into 2 x 4');
  expect(() => conv2d(engine.tensor([1, 9]), w, b, image, settings)).toThrow('no images of 2 x 4 x 1');
});
