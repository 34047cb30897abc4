import { describe, expect, it } from 'vitest';
import { Stream } from '../../../src/core/random.js';
import { makeBlobs } from '../../../src/tasks/generators/blobs.js';
import { makeGraph, waysOver } from '../../../src/tasks/generators/graph.js';
import { makeIdentities } from '../../../src/tasks/generators/identities.js';
import { makeLabels } from '../../../src/tasks/generators/labels.js';
import { makeLists } from '../../../src/tasks/generators/lists.js';
import { makeViews } from '../../../src/tasks/generators/views.js';

const draw = () => Stream.from(1, 'data');
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('makeGraph', () => {
  const options = { columns: 5, rows: 4, translations: 3, mirrors: 2, testPart: 0.25 };
  const graph = makeGraph(options, draw());
  const triples = [...graph.train, ...graph.test];

  it('holds a part out, and no triple is there twice', () => {
    expect(new Set(triples.map(String)).size).toBe(triples.length);
    expect(graph.test).toHaveLength(Math.round(triples.length / 4));
  });

  it('gives each head at most one tail by relation; mirrors are their own inverse', () => {
    const tails = new Map(triples.map(([head, relation, tail]) => [`${head} ${relation}`, tail]));
    expect(tails.size).toBe(triples.length);
    for (const [head, relation, tail] of triples.filter((triple) => triple[1] >= 3))
      expect(tails.get(`${tail} ${relation}`)).toBe(head);
  });

  it('knows the ways that a grid has room for', () => {
    // Up to one column and one row away, staying left out.
    expect(waysOver(2, 2)).toHaveLength(8);
    expect(waysOver(12, 10)).toHaveLength(48);
  });
});

describe('makeLists', () => {
  it('cuts each list into five grades of fixed shares, ordered by the truth where there is no noise', () => {
    const { grades, truth } = makeLists({ lists: 3, documents: 20, features: 4, noise: 0, generosity: 0 }, draw());
    for (let list = 0; list < 3; list++) {
      const own = [...grades.subarray(list * 20, list * 20 + 20)];
      expect([0, 1, 2, 3, 4].map((grade) => own.filter((g) => g === grade).length)).toEqual([11, 4, 3, 1, 1]);
      const order = [...own.keys()].sort((a, b) => truth[list * 20 + b]! - truth[list * 20 + a]!);
      expect(order.map((d) => own[d])).toEqual([...own].sort((a, b) => b - a));
    }
  });
});

describe('makeLists with generosity', () => {
  it('gives lists different numbers of relevant documents, still ordered by the truth', () => {
    const options = { lists: 30, documents: 20, features: 4, noise: 0, generosity: 1 };
    const { grades, truth } = makeLists(options, draw());
    const relevant = Array.from({ length: 30 }, (_, list) => {
      const own = [...grades.subarray(list * 20, list * 20 + 20)];
      const order = [...own.keys()].sort((a, b) => truth[list * 20 + b]! - truth[list * 20 + a]!);
      expect(order.map((d) => own[d])).toEqual([...own].sort((a, b) => b - a));
      return own.filter((grade) => grade >= 1).length;
    });
    expect(Math.min(...relevant)).toBeLessThan(6);
    expect(Math.max(...relevant)).toBe(18);
  });
});

describe('makeViews', () => {
  const options = {
    classes: 3,
    samples: 30,
    features: 12,
    traits: 2,
    nuisances: 4,
    redrawn: 4,
    within: 0.1,
    nuisance: 1,
  };
  const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.sqrt(mean(Array.from(a, (value, k) => (value - b[k]!) ** 2)));
  const twoViews = (redrawn: number) => {
    const views = makeViews({ ...options, redrawn }, draw());
    const from = Stream.from(2, 'explore');
    const [first, second] = [new Float32Array(12), new Float32Array(12)];
    return mean(
      Array.from({ length: 30 }, (_, row) => {
        views.view(row, from, first);
        views.view(row, from, second);
        return distance(first, second);
      }),
    );
  };

  it('redraws what a view may redraw: without that, only the noise of the sensor tells two views apart', () => {
    expect(twoViews(0)).toBeLessThan(0.1);
    expect(twoViews(2)).toBeGreaterThan(2 * twoViews(0));
    expect(twoViews(4)).toBeGreaterThan(twoViews(2));
  });

  it('takes the classes in turn, with their traits nearer to each other than to other classes', () => {
    const { classOf, traits } = makeViews(options, draw());
    expect([...classOf.subarray(0, 4)]).toEqual([0, 1, 2, 0]);
    const at = (row: number) => traits.subarray(row * 2, row * 2 + 2);
    const apart = (step: number) => mean(Array.from({ length: 20 }, (_, row) => distance(at(row), at(row + step))));
    expect(apart(3)).toBeLessThan(apart(1) / 2);
  });
});

describe('makeLabels', () => {
  it('makes the first label as common and the last as rare as asked', () => {
    const options = { labels: 5, features: 8, topics: 4, commonest: 0.4, rarest: 0.05, sharpness: 3 };
    const { targets } = makeLabels({ ...options, samples: 4000 }, draw());
    const share = (label: number) => mean(Array.from({ length: 4000 }, (_, row) => targets[row * 5 + label]!));
    expect(Math.abs(share(0) - 0.4)).toBeLessThan(0.04);
    expect(Math.abs(share(4) - 0.05)).toBeLessThan(0.02);
  });
});

describe('makeBlobs', () => {
  it('shows around each pixel what stands there in the image, and brighter pixels inside the mask', () => {
    const options = { images: 2, side: 6, window: 3, radius: 2, smallest: 2, contrast: 50 };
    const { windows, mask } = makeBlobs(options, draw());
    const at = (image: number, y: number, x: number, v: number, u: number) =>
      windows[((image * 6 + y) * 6 + x) * 9 + (v + 1) * 3 + (u + 1)]!;
    expect(at(1, 2, 3, 0, 1)).toBe(at(1, 2, 4, 0, 0));
    expect(at(1, 2, 3, -1, 0)).toBe(at(1, 1, 3, 0, 0));
    expect(at(0, 0, 0, -1, -1)).toBe(0);
    for (let i = 0; i < 72; i++) expect(windows[i * 9 + 4]! > 25).toBe(mask[i] === 1);
  });
});

describe('makeIdentities', () => {
  it('keeps the traits of one class together and those of two classes apart', () => {
    const options = { trainClasses: 2, testClasses: 2, perClass: 3, features: 5, traits: 4, nuisances: 2 };
    const { traits, values } = makeIdentities({ ...options, within: 0.01, nuisance: 1 }, draw());
    expect(values).toHaveLength(12 * 5);
    const gap = (a: number, b: number) => Math.abs(traits[a * 4]! - traits[b * 4]!);
    expect(Math.max(gap(0, 1), gap(3, 5))).toBeLessThan(0.1);
    expect(gap(0, 3)).toBeGreaterThan(0.1);
  });
});
