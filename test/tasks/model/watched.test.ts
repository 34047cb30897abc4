import { expect, it } from 'vitest';
import { Profile } from '../../../src/core/profile.js';
import { triplet } from '../../../src/losses/contrastive/triplet.js';
import type { LossDefinition } from '../../../src/losses/kit/definition.js';
import { watched } from '../../../src/tasks/model/watched-loss.js';
import { Engine } from '../../../src/tensor/engine.js';

it('a watched loss is the loss in all else, also of one that a profile watches already', () => {
  const definition = triplet as unknown as LossDefinition;
  const timed = new Profile(() => 0).watch('loss', Object.create(definition) as LossDefinition, ['compute']);
  const { loss, last } = watched(timed);
  expect([loss.name, loss.fits, loss.variants]).toEqual([triplet.name, triplet.fits, triplet.variants]);
  expect(last()).toBeUndefined();
  const engine = new Engine('f64');
  const rows = (x: number) => engine.leaf([1, 2], [x, 0]);
  loss.compute(
    { anchors: rows(0), positives: rows(1), negatives: rows(9) },
    { margin: 1, distance: 'euclidean', swap: false, softMargin: false, mining: 'none', reduction: 'mean' },
  );
  expect(last()).toMatchObject({ triplets: 1, active: 0 });
});
