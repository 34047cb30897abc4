// node bench/tui.mjs [--scene NAME]... [--seconds N] [--minutes N] [--rate N] [--json]
// What the dashboard costs: CPU of one core, milliseconds a frame and a key, memory. Milliseconds are without the time in
// which other processes had the core, except where a pseudo-terminal is between (million while reading, training). Scenes:
//   charts    160x45, nine runs of six metrics, every curve growing at every frame
//   memory    the same for --minutes; node --expose-gc tells the heap after collections instead
//   list      200 runs in three shapes: moved over, filtered, sorted, grouped, opened, drawn
//   million   files of a million lines of three figures, watched in a pseudo-terminal and in this process
//   training  four runs that train, and a key every 100 ms in a pseudo-terminal
// VERBOSE=1 tells slow keys and single looks at memory on stderr.
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    scene: { type: 'string', multiple: true, default: ['charts'] },
    seconds: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const scenes = {
  charts: async () => (await import('./tui/charts.mjs')).charts,
  memory: async () => (await import('./tui/charts.mjs')).memory,
  list: async () => (await import('./tui/list.mjs')).list,
  million: async () => (await import('./tui/million.mjs')).million,
  training: async () => (await import('./tui/training.mjs')).training,
};
const unknown = values.scene.filter((name) => !Object.hasOwn(scenes, name));
if (unknown.length > 0) {
  console.error(`there is no scene ${unknown.join(', ')}; there are ${Object.keys(scenes).join(', ')}`);
  process.exit(2);
}
const numbers = [values.seconds, values.minutes, values.rate].map(Number);
if (!numbers.every((number) => number > 0) || numbers[1] < 2) {
  console.error('--seconds and --rate must be above 0, --minutes at least 2');
  process.exit(2);
}
const options = { seconds: numbers[0], minutes: numbers[1], rate: numbers[2] };
for (const name of values.scene) {
  const result = await (await scenes[name]())(options);
  if (values.json) console.log(JSON.stringify({ scene: name, ...result }));
  else {
    if (values.scene.length > 1) console.log(`\n${name}`);
    for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(28)} ${value}`);
  }
}
process.exit(0);
