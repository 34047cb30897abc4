import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { decisive } from '../../src/scenario/canonical.js';
import { checkUnchanged, readConfig } from '../../src/store/config-file.js';
import { initHash } from '../../src/store/initial-weights.js';
import { decidesOf, stagesOf } from '../../src/store/lineage.js';
import { announceRun } from '../../src/store/run-folder.js';
import { lineScenario } from '../train/line.js';

const scenario = lineScenario();
const parent = { parent: 'a', step: 10, set: [], scenario: lineScenario({ lr: 0.2 }), fork: null };

it('a run that begins anew is decided by its scenario alone; weights and ancestors count where there are some', () => {
  expect(decidesOf(scenario, { init: null, fork: null })).toEqual(decisive(scenario));
  const facts = [
    decidesOf(scenario, { init: 'x', fork: null }),
    decidesOf(scenario, { init: null, fork: parent }),
    decidesOf(scenario, { init: 'x', fork: parent }),
    decidesOf(scenario, { init: null, fork: { ...parent, step: 11 } }),
  ].map((one) => JSON.stringify(one));
  expect(new Set(facts).size).toBe(4);
  const renamed = { ...parent, parent: 'another name' };
  expect(decidesOf(scenario, { init: null, fork: renamed })).toEqual(decidesOf(scenario, { init: null, fork: parent }));
});

it('the stages of a fork of a fork end where the next begins', () => {
  const child = { parent: 'b', step: 25, set: [], scenario, fork: parent };
  expect(stagesOf(scenario, child).map(({ until }) => until)).toEqual([10, 25, Number.POSITIVE_INFINITY]);
});

it('a run whose weights to start with were changed does not go on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'init.safetensors'), 'these');
  announceRun(folder, scenario, 0, {}, { init: initHash(folder), fork: null });
  expect(() => checkUnchanged(folder, readConfig(folder), null)).not.toThrow();
  writeFileSync(join(folder, 'init.safetensors'), 'those');
  expect(() => checkUnchanged(folder, readConfig(folder), null)).toThrow('the weights to start with were changed');
});
