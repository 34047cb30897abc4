import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { actionSpaceOf } from '../../src/env/kit/actions.js';
import type { Env } from '../../src/env/kit/env.js';
import { envs } from '../../src/env/registry.js';
import { createEnv, stream } from './cases.js';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes a step that are left on the heap; with `garbage` also those that a collection would free. */
function bytesPerStep(env: Env, start: readonly number[] | undefined, garbage: boolean): number {
  const random = stream(1);
  const count = env.actionNames.length;
  const box = actionSpaceOf(env).kind === 'box' ? new Float64Array(count).fill(0.5) : null;
  const walk = (steps: number) => {
    for (let i = 0; i < steps; i++) {
      if (i === 0 || env.terminated || env.truncated) env.reset(random, start);
      if (env.mask?.()[i % count] === 0) continue;
      if (box === null) env.step(i % count);
      else env.apply!(box);
    }
  };
  walk(100_000);
  collect();
  const before = process.memoryUsage().heapUsed;
  walk(200_000);
  if (!garbage) collect();
  return (process.memoryUsage().heapUsed - before) / 200_000;
}

describe('stepping', () => {
  it.each(envs.names())('keeps nothing in memory in %s', (name) => {
    expect(bytesPerStep(createEnv(name), undefined, false)).toBeLessThan(4);
  });

  // The random stream makes a little garbage of its own: envs that draw nothing while stepping show the env's share.
  it.each(['gridworld', 'cliff-walking', 'mountain-car', 'acrobot', 'pendulum'])('makes no garbage in %s', (name) => {
    const env = createEnv(name, { maxSteps: 100_000 });
    env.reset(stream(1));
    expect(bytesPerStep(env, env.snapshot(), true)).toBeLessThan(8);
  });
});
