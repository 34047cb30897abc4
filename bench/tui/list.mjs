// 200 runs in the list, every fifth of them at work: moving, filtering, sorting, grouping, expanding, and what draws them.
import { observe, openBench, rounded, sleep, spread } from './bench.mjs';
import { makeSession } from './session.mjs';

const many = (name, count) => Array.from({ length: count }, (_, i) => `${name}=${i}`);
const SHAPES = {
  '20 variants x 10 seeds': { variants: many('lr', 20), seeds: many('', 10).map((_, i) => i) },
  '200 variants of one seed': { variants: many('lr', 200), seeds: [0] },
  '200 seeds of one variant': { variants: [''], seeds: many('', 200).map((_, i) => i) },
};
const times = (count, ...keys) => Array.from({ length: count }, () => keys).flat();
/** What a user does, by name: keys one after the other. */
const ACTS = {
  move: [...times(30, 'down'), ...times(10, 'up'), 'pageDown', 'pageDown', 'pageUp', 'end', 'home'],
  filter: ['/', ...'lr=1', 'backspace', '[', '1', '-', '3', ']', 'enter', ...times(5, 'down'), '/', 'escape'],
  expand: ['home', ...times(8, 'enter', 'down'), ...times(5, 'pageDown')],
  sort: times(7, 'o', 'down'),
  group: ['g', ...times(10, 'down'), 'o', 'o', 'o', 'o', 'o', 'o', 'o', 'g'],
  draw: [
    ' ',
    'down',
    ' ',
    '*',
    'm',
    'm',
    'b',
    'b',
    'b',
    'b',
    's',
    's',
    's',
    's',
    'l',
    'l',
    'x',
    'x',
    'x',
    'x',
    'z',
    'Z',
    'f',
    'f',
  ],
  views: ['2', 'down', 'right', '3', '4', '5', '1'],
};

export async function list({ seconds, rate }) {
  const result = {};
  for (const [shape, { variants, seeds }] of Object.entries(SHAPES)) {
    const session = makeSession({ variants, seeds, looks: 2000, points: 2, live: 40 });
    const bench = openBench(session, { rate });
    await sleep(1000);
    const costs = await observe(bench, seconds, async () => {
      for (const [name, keys] of Object.entries(ACTS)) {
        const from = bench.keys.length;
        for (const key of keys) {
          const took = bench.press(key);
          if (process.env.VERBOSE && took > 15) console.error(shape, name, key, took);
          await sleep(10);
        }
        const slowest = Math.max(...bench.keys.slice(from));
        result[`${shape}: ${name}_ms_slowest`] = rounded(slowest);
      }
    });
    bench.dashboard.close();
    for (const [key, value] of Object.entries({ ...costs, ...spread('key', bench.keys) }))
      result[`${shape}: ${key}`] = value;
  }
  return result;
}
