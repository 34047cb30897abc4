import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const project = mkdtempSync(join(tmpdir(), 'losscope-library-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));
mkdirSync(join(project, 'node_modules'));
symlinkSync(root, join(project, 'node_modules/losscope'));
writeFileSync(join(project, 'package.json'), '{ "name": "user", "type": "module" }');

/** Runs a module of a user's project; what it prints as JSON. */
function inProject(code: string): unknown {
  writeFileSync(join(project, 'main.mjs'), code);
  return JSON.parse(execFileSync(process.execPath, ['main.mjs'], { cwd: project, encoding: 'utf8' }));
}

describe('the library face', () => {
  it('streams a training as events and resolves with its results and expectations', () => {
    const told = inProject(`
      import { run } from 'losscope';
      const training = run('gridworld-dqn', { seeds: [0, 1], workers: 2, set: ['steps=2000'] });
      const kinds = {};
      let last = null;
      for await (const event of training) {
        kinds[event.kind] = (kinds[event.kind] ?? 0) + 1;
        if (event.kind === 'metric' && event.run === 'gridworld-dqn-steps-2000-0' && event.metric === 'greedy_return') last = event.value;
      }
      const { runs, expectations } = await training.result;
      console.log(JSON.stringify({ kinds, last, final: runs[0].final.greedy_return, done: runs.map((r) => r.status), expectations: expectations.length > 0 }));
    `) as { kinds: Record<string, number>; last: number; final: number; done: string[]; expectations: boolean };
    expect(told.kinds).toMatchObject({ start: 2, end: 2 });
    expect(told.kinds.metric).toBeGreaterThan(100);
    expect(told.last).toBe(told.final);
    expect(told).toMatchObject({ done: ['done', 'done'], expectations: true });
  });

  it('takes a scenario as an object, writes run folders, and reads and replays them', () => {
    const told = inProject(`
      import { listRuns, readRun, replay, run } from 'losscope';
      const scenario = { name: 'mine', task: { name: 'classification', samples: 400, features: 3 }, loss: 'focal', steps: 50 };
      await run(scenario, { seeds: [3], out: 'runs' }).result;
      const [record] = listRuns('runs');
      const recorded = readRun(record.folder);
      const loss = recorded.metrics.get('loss');
      const again = await replay(record.folder);
      console.log(JSON.stringify({ id: record.id, steps: loss.steps.length, better: loss.better, arrays: recorded.weights.size > 0, difference: again.difference }));
    `);
    expect(told).toEqual({ id: 'mine-3', steps: expect.any(Number), better: 'lower', arrays: true, difference: null });
    expect((told as { steps: number }).steps).toBeGreaterThanOrEqual(50);
  });

  it('stops by a signal, and resumes to the digest of a run that was never stopped', () => {
    const told = inProject(`
      import { resume, run } from 'losscope';
      const whole = (await run('cartpole-reinforce', { seeds: [5], set: ['steps=40000'] }).result).runs[0].digest;
      const stop = new AbortController();
      const training = run('cartpole-reinforce', { seeds: [5], set: ['steps=40000'], out: 'stopped', signal: stop.signal });
      for await (const event of training) if (event.kind === 'metric' && event.step > 2000) stop.abort();
      const { runs } = await training.result;
      const { runs: resumed } = await resume('stopped/' + runs[0].id).result;
      console.log(JSON.stringify({ status: runs[0].status, same: resumed[0].digest === whole }));
    `);
    expect(told).toEqual({ status: 'stopped', same: true });
  });

  it('prints the same events from the command line, one JSON value a line', () => {
    const args = ['run', 'gridworld-dqn', '--seeds', '0-1', '--set', 'steps=2000', '--no-save', '--events'];
    const text = execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], { encoding: 'utf8' });
    const [first, ...events] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toEqual({ format: 'losscope/events', version: 1, losscope: expect.any(String) });
    const of = (kind: string) => events.filter((event) => event.kind === kind);
    expect(of('start')).toHaveLength(2);
    expect(of('end')).toHaveLength(2);
    const returns = of('metric').filter((event) => event.metric === 'greedy_return');
    expect(returns).toHaveLength(8);
    for (const { run, result } of of('end')) {
      const { final } = result as { final: Record<string, number> };
      expect(returns.findLast((event) => event.run === run)?.value).toBe(final.greedy_return);
    }
  });

  it('runs a sweep with the digests of the command line, and compares its configurations', () => {
    const told = inProject(`
      import { writeFileSync } from 'node:fs';
      import { compare, sweep } from 'losscope';
      const document = { name: 'deltas', scenario: 'outliers-regression', seeds: '0-4', set: { steps: 60, loss: 'huber' }, grid: { 'loss.delta': [0.1, 10] } };
      writeFileSync('deltas.json', JSON.stringify(document));
      const stop = AbortSignal.abort();
      const none = await sweep(document, { out: 'swept', workers: 2, signal: stop });
      const { ranking, cells, complete, metric } = await sweep(document, { out: 'swept', workers: 2 });
      const { comparisons, aggregate } = await compare('swept', { metric, alpha: 0.05 });
      const bad = await compare('swept', { metric: 'nothing' }).catch((e) => e.issues[0].path);
      console.log(JSON.stringify({ none: none.complete, complete, places: ranking.map((r) => r.place), digests: cells.map((c) => c.digest), verdicts: comparisons.map((c) => c.verdict), n: comparisons[0].metrics[0].candidate.n, aggregate, bad }));
    `) as Record<string, unknown> & { digests: readonly string[] };
    expect(told).toMatchObject({ none: false, complete: true, places: [1, 2], n: 5, aggregate: null, bad: '--metric' });
    const args = ['sweep', 'run', 'deltas.json', '--out', 'by-command', '--workers', '1', '--json'];
    const text = execFileSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
      cwd: project,
      encoding: 'utf8',
    });
    const { cells } = JSON.parse(text) as { readonly cells: readonly { readonly digest: string }[] };
    expect(told.digests).toEqual(cells.map(({ digest }) => digest));
  });

  it('rejects a bad scenario with every problem in a UserError', () => {
    const told = inProject(`
      import { run, UserError } from 'losscope';
      const error = await run({ task: { name: 'classification', samples: -1 }, steps: 0 }).result.catch((e) => e);
      console.log(JSON.stringify({ user: error instanceof UserError, paths: error.issues.map((i) => i.path) }));
    `);
    expect(told).toEqual({ user: true, paths: expect.arrayContaining(['task.samples', 'steps']) });
  });

  it('gives tensors, parameters and optimisers for own code', () => {
    const told = inProject(`
      import { createEngine, layers, ops, optimizers, Stream } from 'losscope';
      const engine = createEngine('f64');
      const params = new layers.ParameterSet(engine);
      const net = layers.mlp(params, 'net', [1, 8, 1], { activation: 'tanh', init: layers.xavierUniform(Stream.from(1, 'init')) });
      params.seal();
      const adam = optimizers.adam(params, { beta1: 0.9, beta2: 0.999, weightDecay: 0 });
      const losses = [];
      for (let i = 0; i < 300; i++) {
        const x = engine.tensor([4, 1], [-1, 0, 1, 2]);
        const y = engine.tensor([4, 1], [1, 0, 1, 4]);
        const error = ops.sub(net(x), y);
        const loss = ops.mean(ops.mul(error, error));
        params.zeroGrad();
        engine.backward(loss);
        adam.step(0.02);
        losses.push(loss.item());
        engine.reset();
      }
      console.log(JSON.stringify([losses[0], losses.at(-1)]));
    `) as [number, number];
    expect(told[1]).toBeLessThan(told[0] / 50);
  });

  it.each(['nodenext', 'bundler'])(
    'has a public name for every type that its functions return (%s)',
    (moduleResolution) => {
      const folder = join(project, moduleResolution);
      mkdirSync(folder);
      writeFileSync(
        join(folder, 'user.ts'),
        `import * as losscope from 'losscope';
import { agents, checkContract, compare, createEngine, defineAgent, defineEnv, defineLoss, defineTask, envs, input, layers, listRuns, losses, ops, optimizers, pieces, readRun, replay, resume, run, Stream, sweep, tasks } from 'losscope';

export const focal = losses.get('focal');
export const value = focal.evaluate({ inputs: { logits: [0.3, -1.2], targets: [1, 0] }, params: { gamma: 2 } });
export const env = envs.make('cartpole');
export const step = env.step(1);
export const seen = env.reset({ seed: 1 });
export const definition = envs.get('gridworld');
export const report = checkContract(definition);
export const training = run('tour', { seeds: [0] });
export const compared = compare('runs', { alpha: 0.01 });
export const first = async () => (await compared).comparisons[0]!.metrics[0]!.decision;
export const swept = sweep('sweep.yaml', { workers: 1 });
export const best = async () => (await swept).ranking[0];
export const result = training.result;
export const recorded = (folder: string) => readRun(folder);
export const runs = listRuns('runs');
export const again = (folder: string) => replay(folder);
export const more = (folder: string) => resume(folder);
export const engine = createEngine('f32');
export const tensor = engine.tensor([1], [2]);
export const sum = ops.sum(tensor);
export const parameters = new layers.ParameterSet(engine);
export const optimizer = optimizers.createOptimizer;
export const buffer = pieces.ReplayBuffer;
export const yardstick = pieces.createYardstick;
export const stream = Stream.from(1, 'env');
export const agent = agents.get('dqn');
export const task = tasks.get('classification');
export const own = { defineAgent, defineEnv, defineLoss, defineTask };
export const declared = input.given;
export const all = losscope;
`,
      );
      const [module, types] = moduleResolution === 'nodenext' ? ['nodenext', 'nodenext'] : ['esnext', 'bundler'];
      const options = {
        strict: true,
        declaration: true,
        module,
        moduleResolution: types,
        outDir: 'out',
        target: 'es2023',
      };
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: { ...options, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
          files: ['user.ts'],
        }),
      );
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
  );
});
