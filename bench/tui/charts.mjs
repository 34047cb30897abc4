// Three variants of three seeds and six metrics each, every curve growing at every frame.
import { megabytes, observe, openBench, sleep, spread } from './bench.mjs';
import { makeSession } from './session.mjs';

const WARM_UP = 2;
const VARIANTS = ['', 'loss=mse', 'lr=3e-2'];
const SEEDS = [0, 1, 2];
const KEYS = 'm b down ? escape s f f g o 2 5 1 tab left z : escape'.split(' ');

export async function charts({ seconds, rate }) {
  const session = makeSession({ variants: VARIANTS, seeds: SEEDS, looks: (seconds + WARM_UP) * rate });
  const bench = openBench(session, { rate });
  await sleep(WARM_UP * 1000);
  const before = process.memoryUsage.rss();
  const cost = await observe(bench, seconds);
  const after = process.memoryUsage.rss();
  for (const key of KEYS) bench.press(key);
  bench.dashboard.close();
  return { ...cost, ...spread('key', bench.keys), rss_mb_start: megabytes(before), rss_mb_end: megabytes(after) };
}

/** The same for a long time: how memory goes, from the end of the first minute on. With --expose-gc the heap after a collection. */
export async function memory({ minutes, rate }) {
  const session = makeSession({ variants: VARIANTS, seeds: SEEDS, looks: minutes * 60 * rate });
  const bench = openBench(session, { rate });
  const looks = [];
  const look = async () => {
    while (looks.length < minutes * 6) {
      await sleep(10_000);
      globalThis.gc?.();
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
      looks.push({ rss, heapUsed, heapTotal, external });
      if (process.env.VERBOSE) console.error(looks.length * 10, ...[rss, heapUsed, heapTotal, external].map(megabytes));
    }
  };
  const cost = await observe(bench, minutes * 60, look);
  bench.dashboard.close();
  const later = looks.slice(5);
  const [first, last] = [later[0], later.at(-1)];
  const growth = (key) => Number(((last[key] / first[key] - 1) * 100).toFixed(1));
  return {
    ...cost,
    rss_mb_10_seconds: megabytes(looks[0].rss),
    rss_mb_minute_1: megabytes(first.rss),
    rss_mb_end: megabytes(last.rss),
    rss_mb_highest: megabytes(Math.max(...later.map(({ rss }) => rss))),
    rss_growth_percent: growth('rss'),
    ...(globalThis.gc === undefined
      ? {}
      : { heap_mb_minute_1: megabytes(first.heapUsed), heap_growth_percent: growth('heapUsed') }),
  };
}
