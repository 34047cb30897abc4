import { Stream } from '../../core/random.js';
import type { Env } from '../kit/env.js';
import type { Comparison } from './comparison.js';
import { createFor } from './created.js';
import { hiddenStates } from './game-states.js';
import type { GameTrajectory } from './golden-document.js';
import { ReplayedStream } from './replayed-stream.js';

/** A game of MinAtar with its draws: all cells of every frame, and now and then what they hide. */
export function checkGame(comparison: Comparison, golden: GameTrajectory): void {
  const { name, actions, draws } = golden;
  const env = createFor(golden.env, golden.kwargs);
  const hidden = hiddenStates[golden.env]!;
  const random = new ReplayedStream();
  random.load(golden.reset_draws);
  env.reset(random.stream);
  comparison.same(name, 'draws left after the reset', 0, random.left);
  if (golden.preset !== undefined) {
    const state = hidden.set(env.snapshot(), golden.preset);
    env.reset(random.stream, state);
  }
  const lit = new Set(golden.obs);
  comparison.same(name, 'cells after the reset', sorted(lit), litCells(env));
  let total = 0;
  for (let step = 0; step < actions.length; step++) {
    random.load(draws[step]!);
    env.step(actions[step]!);
    total += env.reward;
    comparison.same(name, `step ${step}, draws left`, 0, random.left);
    for (const cell of golden.flips[step]!) if (!lit.delete(cell)) lit.add(cell);
    comparison.same(name, `step ${step}, cells`, sorted(lit), litCells(env));
    comparison.same(name, `step ${step}, reward`, golden.rewards[step], env.reward);
    comparison.same(name, `step ${step}, terminated`, golden.terminated[step], env.terminated);
    for (const checkpoint of golden.checkpoints) {
      if (checkpoint.step !== step + 1) continue;
      const got = hidden.read(env.snapshot());
      for (const [key, expected] of Object.entries(checkpoint)) {
        if (key !== 'step') comparison.same(name, `after step ${step + 1}, ${key}`, expected, got[key]);
      }
      if (!env.terminated) checkResume(comparison, golden, env, step);
    }
  }
  comparison.same(name, 'total reward', golden.total_reward, total);
}

/** A snapshot taken up in another env shows the same cells. */
function checkResume(comparison: Comparison, golden: GameTrajectory, env: Env, step: number): void {
  const twin = createFor(golden.env, golden.kwargs);
  twin.reset(Stream.from(golden.name, 'env'), env.snapshot());
  comparison.same(golden.name, `taken up after step ${step + 1}, cells`, litCells(env), litCells(twin));
}

function sorted(cells: ReadonlySet<number>): readonly number[] {
  return [...cells].sort((a, b) => a - b);
}

function litCells({ observation }: Env): readonly number[] {
  const cells: number[] = [];
  observation.forEach((value, cell) => {
    if (value === 1) cells.push(cell);
  });
  return cells;
}
