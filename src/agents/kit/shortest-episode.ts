import type { Env } from '../../env/kit/env.js';

/** The least number of steps that an episode can take: exact where the env is finite, else 1. */
export function shortestEpisode(env: Env): number {
  if (env.transitions === undefined) return 1;
  const { start, P, terminal } = env.transitions();
  const seen = new Set(start.filter(([probability]) => probability > 0).map(([, state]) => state));
  let reached = [...seen];
  for (let steps = 1; steps < env.maxEpisodeSteps && reached.length > 0; steps++) {
    const next: number[] = [];
    for (const state of reached) {
      for (const row of P[state]!) {
        for (const [probability, to, , terminated] of row) {
          if (!(probability > 0)) continue;
          if (terminated || terminal.has(to)) return steps;
          if (seen.has(to)) continue;
          seen.add(to);
          next.push(to);
        }
      }
    }
    reached = next;
  }
  return env.maxEpisodeSteps;
}
