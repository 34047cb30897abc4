import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createRing, RingReader } from '../../src/session/thread/ring.js';

const POINTS = 1_000_000;

const producer = `
  const { workerData } = require('node:worker_threads');
  import(workerData.module).then(({ RingWriter }) => {
    const writer = new RingWriter(workerData.buffer);
    for (let n = 0; n < ${POINTS}; n++) writer.push(n % 7, n, n / 3);
  });
`;

it('a ring between two threads keeps the order, tears no point and loses none but the dropped', async () => {
  const buffer = createRing(256);
  const reader = new RingReader(buffer);
  const module = new URL('../../dist/session/thread/ring.js', import.meta.url).href;
  const worker = new Worker(producer, { eval: true, workerData: { module, buffer }, execArgv: [] });
  const ended = new Promise<number>((resolve) => worker.once('exit', resolve));
  let running = true;
  void ended.then(() => {
    running = false;
  });
  let seen = 0;
  let before = -1;
  let wrong = 0;
  const visit = (id: number, step: number, value: number) => {
    if (step <= before || id !== step % 7 || value !== step / 3) wrong++;
    before = step;
    seen++;
  };
  while (running) {
    for (let i = 0; i < 1000; i++) reader.drain(visit);
    await setImmediate();
  }
  reader.drain(visit);
  expect(await ended).toBe(0);
  expect(wrong).toBe(0);
  expect(seen + reader.dropped).toBe(POINTS);
  expect(seen).toBeGreaterThan(256);
});
