import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import type { MetricSpec } from '../../src/core/learner.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { isRecord } from '../../src/scenario/record.js';
import { tasks } from '../../src/tasks/registry.js';
import { comparableMetrics, whyNotComparable } from '../../src/train/metric-definition.js';
import { registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';

const scenariosOf = (...sets: readonly (readonly string[])[]) =>
  sets.map(
    (set) =>
      loadScenarios(['imbalanced-focal'], { catalogues: registries, set: [...set, 'task.samples=200'] })[0]!.scenario,
  );

function metricsOf(reference: string, set: readonly string[] = []): readonly MetricSpec[] {
  const found: MetricSpec[] = [];
  const { scenario } = loadScenarios([reference], { catalogues: registries, set })[0]!;
  const running = train(scenario, 0, { registries, sink() {} });
  for (let next = running.next(0); next.done !== true && next.value.kind !== 'tick'; next = running.next(0))
    if (next.value.kind === 'metric') found.push(next.value.spec);
  return found;
}

describe('whyNotComparable', () => {
  const testLoss = { dependsOn: ['loss'] };

  it('names the loss where variants have different ones', () => {
    const [bce, focal] = scenariosOf(['loss=bce'], ['loss=focal']);
    expect(whyNotComparable(testLoss, bce, focal)).toBe('loss differs');
    expect(whyNotComparable({}, bce, focal)).toBeNull();
  });

  it('names the parameter where the loss is the same', () => {
    const [one, two] = scenariosOf(['loss=focal', 'loss.gamma=1'], ['loss=focal', 'loss.gamma=2']);
    expect(whyNotComparable(testLoss, one, two)).toBe('loss.gamma differs');
    expect(whyNotComparable(testLoss, one, one)).toBeNull();
  });

  it('names every setting of an agent that the metric depends on', () => {
    const of = (params: object) => ({ learner: { kind: 'agent', env: null, agent: { name: 'dqn', params } } });
    const spec = { dependsOn: ['agent.nStep', 'agent.rewardScale', 'agent.gamma'] };
    const [a, b] = [of({ nStep: 1, rewardScale: 1, gamma: 0.9 }), of({ nStep: 3, rewardScale: 2, gamma: 0.9 })];
    expect(whyNotComparable(spec, a, b)).toBe('agent.nStep and agent.rewardScale differ');
  });

  it('says nothing where a side does not tell its settings', () => {
    expect(whyNotComparable(testLoss, null, scenariosOf([])[0])).toBeNull();
  });
});

describe('comparableMetrics', () => {
  it('offers average_precision and not test_loss between two losses', () => {
    const offered = comparableMetrics(metricsOf('imbalanced-focal'), scenariosOf(['loss=bce'], ['loss=focal']));
    expect(offered).toContain('average_precision');
    expect(offered).not.toContain('test_loss');
    expect(offered).not.toContain('loss');
    expect(offered).not.toContain('base_rate');
  });
});

describe('what metrics say that they depend on', () => {
  const known = new Set(['loss', 'env.name', 'env.pitReward', 'agent.name']);
  for (const { params } of agents.list()) for (const key of Object.keys(params)) known.add(`agent.${key}`);
  for (const { params } of tasks.list()) for (const key of Object.keys(params)) known.add(`task.${key}`);

  it.each(['gridworld-dqn', 'cartpole-reinforce', 'imbalanced-focal', 'retrieval-mnr'])(
    'in %s are settings that exist, and the training loss depends on the loss',
    (reference) => {
      const metrics = metricsOf(reference);
      for (const { dependsOn = [] } of metrics) for (const path of dependsOn) expect([...known]).toContain(path);
      expect(metrics.find(({ name }) => name === 'loss')?.dependsOn).toContain('loss');
    },
  );

  it('are kept in the record of a run', async () => {
    const { MetricsText } = await import('../../src/store/metrics-file.js');
    const text = new MetricsText();
    text.define(0, { name: 'loss', help: '', better: 'lower', dependsOn: ['loss'] });
    const [line] = text.take();
    const entry: unknown = JSON.parse(line!);
    expect(isRecord(entry) && entry.dependsOn).toEqual(['loss']);
  });
});
