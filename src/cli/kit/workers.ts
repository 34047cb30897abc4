import { availableParallelism, freemem } from 'node:os';
import type { Terminal } from './terminal.js';

/** More runs at work than so many for each processor only take memory from each other. */
const PER_PROCESSOR = 4;
/** Memory that a run takes at least: its thread, its engine. */
const RUN_BYTES = 64 * 2 ** 20;

/** Runs at work at a time: as many as were asked for, or one a processor, as far as processors, memory and runs allow; says so. */
export function boundWorkers(asked: number | null, runs: number, terminal: Terminal): number {
  const processors = availableParallelism();
  const byMemory = Math.max(1, Math.floor(memoryLeft() / RUN_BYTES));
  const wanted = asked ?? Math.max(1, Math.min(processors, runs));
  const workers = Math.min(wanted, PER_PROCESSOR * processors, byMemory);
  if (workers < wanted) {
    const why =
      workers === byMemory
        ? 'there is memory for no more'
        : `${PER_PROCESSOR} for each of ${processors} ${processors === 1 ? 'processor' : 'processors'}`;
    terminal.err(`${workers} workers in place of ${wanted}: ${why}`);
  }
  return workers;
}

/** Bytes that this process may still take, in a container too. */
function memoryLeft(): number {
  const told = (process as { availableMemory?: () => number }).availableMemory?.() ?? 0;
  return told > 0 ? told : freemem();
}
