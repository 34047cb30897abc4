import { describe, expect, test } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { flat, lossesOfPlaces } from './nested.js';
import { Draw } from './random-calls.js';

const run = (loss: string, inputs: object, params: object) => losses.get(loss).evaluate({ inputs, params } as never);

type Nest<T> = T | readonly Nest<T>[];

/** An array of this shape. */
function filled<T>(shape: readonly number[], item: () => T): Nest<T> {
  const [n, ...rest] = shape;
  return n === undefined ? item() : Array.from({ length: n }, () => filled(rest, item));
}

const at = (nested: Nest<number>, index: readonly number[]): number =>
  index.reduce<Nest<number>>((inner, i) => (inner as readonly Nest<number>[])[i]!, nested) as number;

/** Every index of a shape, the last axis fastest. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (before, n) => before.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

/** What several losses take beside their rows, drawn: only settings that they declare. */
function settingsOf(loss: string, classes: number, draw: Draw): Record<string, unknown> {
  const all: Record<string, () => unknown> = {
    labelSmoothing: () => draw.unit() * 0.5,
    weight: () => draw.list(classes, () => draw.unit() + 0.1),
    ignoreIndex: () => draw.below(classes),
    gamma: () => draw.unit() * 3,
    classCounts: () => draw.list(classes, () => 1 + draw.below(50)),
    reduction: () => ['mean', 'sum'][draw.below(2)],
  };
  const names = Object.keys(all).filter((name) => Object.hasOwn(losses.get(loss).params, name));
  // class weights come from one side only.
  const chosen = names.filter((name) => draw.unit() < 0.5 || name === 'reduction');
  const both = chosen.includes('weight') && chosen.includes('classCounts');
  const taken = chosen.filter((name) => !(both && name === 'weight'));
  const drawn = Object.fromEntries(taken.map((name) => [name, all[name]!()]));
  if ((loss === 'logit-adjusted' || loss === 'ldam') && drawn.classCounts === undefined)
    drawn.classCounts = all.classCounts!();
  return drawn;
}

describe('drawn shapes [N,C,d, ...]', () => {
  test.each(lossesOfPlaces)('are to %s the rows of their places, with every option', (loss) => {
    const draw = new Draw(17);
    for (let trial = 0; trial < 40; trial++) {
      const [n, classes] = [1 + draw.below(3), 2 + draw.below(4)];
      const places = draw.list(1 + draw.below(3), () => 1 + draw.below(3));
      const params = settingsOf(loss, classes, draw);
      const logits = filled([n, classes, ...places], () => draw.real(3));
      const targets = filled([n, ...places], () => draw.below(classes));
      const options = Object.fromEntries(
        [
          ['sampleWeights', filled([n, ...places], () => draw.unit() + 0.1)] as const,
          ['mask', filled([n, ...places], () => Number(draw.unit() < 0.8))] as const,
        ].filter(([name]) => draw.unit() < 0.5 && losses.get(loss).inputs[name] !== undefined),
      );
      const spots = indices([n, ...places]);
      const rows = spots.map(([i, ...rest]) => Array.from({ length: classes }, (_, c) => at(logits, [i!, c, ...rest])));
      const flatOf = (nested: Nest<number>) => spots.map((spot) => at(nested, spot));
      const plain = Object.fromEntries(Object.entries(options).map(([name, nested]) => [name, flatOf(nested)]));
      const folded = run(loss, { logits, targets, ...options }, params);
      const expected = run(loss, { logits: rows, targets: flatOf(targets), ...plain }, params);
      const told = JSON.stringify({ params, shape: [n, classes, ...places], options: Object.keys(options) });
      expect(folded.value, told).toBe(expected.value);
      const gradient = expected.grads.logits as number[][];
      spots.forEach(([i, ...rest], row) => {
        for (let c = 0; c < classes; c++) {
          expect(at(folded.grads.logits as Nest<number>, [i!, c, ...rest]), told).toBe(gradient[row]![c]!);
        }
      });
    }
  });
});

describe('drawn padded lists [B,L]', () => {
  test.each(['listnet', 'list-mle', 'approx-ndcg', 'lambda-rank'])('are to %s the lists by themselves', (loss) => {
    const draw = new Draw(29);
    for (let trial = 0; trial < 40; trial++) {
      const [lists, longest] = [1 + draw.below(4), 1 + draw.below(6)];
      const lengths = draw.list(lists, () => draw.below(longest + 1));
      const mask = lengths.map((m) => Array.from({ length: longest }, (_, k) => Number(k < m)));
      const scores = draw.matrix(lists, longest, 3);
      const labels = draw.list(lists, () => draw.list(longest, () => draw.below(5)));
      const padded = run(loss, { scores, labels, mask }, { reduction: 'none' });
      lengths.forEach((m, i) => {
        const [own, grades] = [scores[i]!.slice(0, m), labels[i]!.slice(0, m)];
        const single = run(loss, { scores: own, labels: grades }, {});
        const told = JSON.stringify({ own, grades });
        expect(flat(padded.value)[i], told).toBe(single.value);
        const expected = [...(single.grads.scores as number[]), ...Array.from({ length: longest - m }, () => 0)];
        expect((padded.grads.scores as number[][])[i], told).toEqual(expected);
      });
    }
  });
});
