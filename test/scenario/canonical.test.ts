import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonical, configHash } from '../../src/scenario/canonical.js';
import { parseScenario } from '../../src/scenario/loader.js';
import { catalogues } from './catalogues.js';

const hash = (text: string, file = 'my.yaml', set: readonly string[] = []) =>
  configHash(parseScenario(text, file, { catalogues, set }).scenario);

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonical({ b: [2, { d: 1, c: null }], a: 1e-7 })).toBe('{"a":1e-7,"b":[2,{"c":null,"d":1}]}');
    expect(canonical({ a: 1e-7, b: [2, { c: null, d: 1 }] })).toBe('{"a":1e-7,"b":[2,{"c":null,"d":1}]}');
  });

  it('writes what JSON has no number for as text', () => {
    expect(canonical([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe(
      '["NaN","Infinity","-Infinity"]',
    );
  });
});

describe('the hash of a configuration', () => {
  const text = 'env: gridworld\nagent: {name: dqn, lr: 0.01, double: true}\nsteps: 100\n';

  it('is the same for other words, seeds, order and spelled-out defaults', () => {
    const same =
      'title: Another\nseeds: 0-9\nsteps: 100\nevaluateEvery: 2\nagent: {double: true, name: dqn, lr: 1e-2}\nloss: q-td\nenv: {name: gridworld, slip: 0}';
    expect(hash(same)).toBe(hash(text));
  });

  it('differs for every setting that decides a run', () => {
    const all = ['agent.lr=0.02', 'env.slip=0.5', 'loss=huber', 'steps=101', 'evaluateEvery=3'].map((set) =>
      hash(text, 'my.yaml', [set]),
    );
    expect(new Set([hash(text), ...all]).size).toBe(6);
  });

  it('counts data by its content and not by its place', () => {
    const task = 'task: {name: classification, data: rows.csv}\nsteps: 1';
    const folder = (content: string) => {
      const made = mkdtempSync(join(tmpdir(), 'losscope-'));
      writeFileSync(join(made, 'rows.csv'), content);
      return join(made, 'my.yaml');
    };
    expect(hash(task, folder('a,b\n'))).toBe(hash(task, folder('a,b\n')));
    expect(hash(task, folder('a,b\n'))).not.toBe(hash(task, folder('a,c\n')));
  });
});
