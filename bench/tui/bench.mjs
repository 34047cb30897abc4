// A dashboard on a terminal of 160x45 that swallows what it is written, and what its frames and keys cost.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';

process.env.NODE_ENV ??= 'production';
const { Dashboard } = await import('../../dist/tui/dashboard.js');
const { initialModel } = await import('../../dist/tui/first-frame.js');
const { Screen } = await import('../../dist/tui/terminal/screen.js');
const { makeTheme } = await import('../../dist/tui/terminal/theme.js');

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const megabytes = (bytes) => Number((bytes / 2 ** 20).toFixed(1));
export const rounded = (value, digits = 1) => Number(value.toFixed(digits));

/** Milliseconds that a thread waited for a core so far, which others had; 0 where the system does not tell. */
export function waited(task = `${process.pid}/task/${process.pid}`) {
  try {
    return Number(readFileSync(`/proc/${task}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Median, 99th percentile and longest of some times, under names with this prefix. */
export function spread(name, times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN, 2);
  return { [`${name}_ms_median`]: at(0.5), [`${name}_ms_p99`]: at(0.99), [`${name}_ms_slowest`]: at(1) };
}

/** Opens a dashboard over the session; every frame and key is timed. */
export function openBench(session, { rate = 10, columns = 160, rows = 45 } = {}) {
  const terminal = Object.assign(new EventEmitter(), { columns, rows, write: () => true });
  const keyboard = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} });
  const screen = new Screen(terminal);
  const dashboard = new Dashboard(initialModel(session, 'bench', makeTheme(24), screen), {
    ...{ screen, stdin: keyboard, rate, now: () => performance.now() },
  });
  dashboard.ended.catch((reason) => {
    console.error(reason);
    process.exit(1);
  });
  const [frames, keys] = [[], []];
  // Without the time in which other processes had the core: that says nothing of the dashboard.
  const timed = (times, act) => {
    const [at, idle] = [performance.now(), waited()];
    act();
    times.push(Math.max(0, performance.now() - at - (waited() - idle)));
  };
  const { tick } = dashboard;
  dashboard.tick = () => timed(frames, tick);
  dashboard.open();
  const press = (key) => {
    timed(keys, () => dashboard.dispatch({ kind: 'key', key }));
    return keys.at(-1);
  };
  return { dashboard, screen, frames, keys, press };
}

/** What `seconds` of a dashboard cost, with `act` called between its frames. */
export async function observe(bench, seconds, act = async () => {}) {
  const { screen, frames } = bench;
  const from = {
    cpu: process.cpuUsage(),
    at: performance.now(),
    idle: waited(),
    seen: frames.length,
    ...screen.written,
  };
  const end = from.at + seconds * 1000;
  await act();
  await sleep(Math.max(0, end - performance.now()));
  const { user, system } = process.cpuUsage(from.cpu);
  const elapsed = (performance.now() - from.at) / 1000;
  const busy = (user + system) / 1000;
  return {
    cpu_percent_of_a_core: rounded(busy / elapsed / 10),
    waiting_for_a_core_percent: rounded((waited() - from.idle) / elapsed / 10),
    frames_per_second: rounded((screen.written.frames - from.frames) / elapsed),
    ...spread('frame', frames.slice(from.seen)),
    kilobytes_per_second: rounded((screen.written.bytes - from.bytes) / 1000 / elapsed),
  };
}
