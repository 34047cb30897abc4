// Four runs that train at once in the program, and a key every 100 ms in its pseudo-terminal.
import { rounded, sleep, spread } from './bench.mjs';
import { machineSeconds, Program } from './terminal.mjs';

const RUNS = 4;
const row = (text) => (lines) => lines.findIndex((line) => line.includes(text));
const titleOf = (lines) => lines.find((line) => line.includes('env steps ─')) ?? '';
/** Keys by turns, and the part of the screen that each changes and nothing else does. */
const KEYS = [
  ['j', row('▸')],
  ['l', (lines) => titleOf(lines).includes(' log ')],
  ['k', row('▸')],
  ['s', (lines) => /smooth [\d.]+/.exec(titleOf(lines))?.[0]],
  ['l', (lines) => titleOf(lines).includes(' log ')],
  ['m', (lines) => /[a-z_]+/.exec(titleOf(lines).slice(68))?.[0]],
  ['?', (lines) => lines[2].startsWith(' Training')],
  ['?', (lines) => lines[2].startsWith(' Training')],
  ['b', (lines) => /mean[^─]*n=|n=\d, one line/.exec(titleOf(lines))?.[0]],
];

export async function training({ seconds, scenario = 'cartpole-dqn' }) {
  const args = `run ${scenario} --seeds 0-${RUNS - 1} --workers ${RUNS} --set steps=100000000 --no-save`;
  const program = new Program(args);
  try {
    await program.until((lines) => lines.some((line) => line.includes(`${RUNS} running`)));
    await sleep(3000);
    const before = { ...program.usage(), age: program.age, frames: program.frames, machine: machineSeconds() };
    const keys = [];
    for (let i = 0; program.age - before.age < seconds * 1000; i++) {
      const [key, part] = KEYS[i % KEYS.length];
      try {
        keys.push(await program.press(key, part));
      } catch (reason) {
        throw new Error(`${JSON.stringify(key)}: ${reason.message}`);
      }
      if (process.env.VERBOSE && keys.at(-1) > 40) console.error(JSON.stringify(key), keys.at(-1));
      await sleep(100);
    }
    const [after, machine] = [program.usage(), machineSeconds()];
    const elapsed = (program.age - before.age) / 1000;
    return {
      keys: keys.length,
      ...spread('key', keys),
      frames_per_second: rounded((program.frames - before.frames) / elapsed),
      main_thread_percent_of_a_core: rounded(((after.main - before.main) / elapsed) * 100),
      main_thread_waiting_for_a_core_percent: rounded(((after.waited - before.waited) / elapsed) * 100),
      all_threads_percent_of_a_core: rounded(((after.cpu - before.cpu) / elapsed) * 100),
      // What others took: a busy machine answers late.
      other_processes_percent_of_a_core: rounded(
        ((machine - before.machine - (after.cpu - before.cpu)) / elapsed) * 100,
      ),
      rss_mb_start: before.rss,
      rss_mb_end: after.rss,
    };
  } finally {
    await program.end();
  }
}
