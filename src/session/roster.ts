import { join } from 'node:path';
import { readRegular } from '../core/regular-file.js';
import type { Scenario } from '../scenario/scenario.js';
import { guard } from '../store/disk.js';
import { initHash, keepInit } from '../store/initial-weights.js';
import { type Lineage, START } from '../store/lineage.js';
import { lock } from '../store/lock.js';
import { codeFacts } from '../store/machine.js';
import { codeNow } from '../store/run-code.js';
import { announceRun, reserveFolder } from '../store/run-folder.js';
import { runId } from '../store/run-id.js';
import { layFork } from './fork.js';
import { LiveRun } from './live-run.js';
import type { PlanEntry, Start } from './plan.js';

export interface RosterOptions {
  readonly out: string | null;
  readonly plugins?: readonly string[];
  readonly init?: string | null;
}

/** Makes the runs of a session, each under an id that no other has; with `out` each has its folder, which this process holds. */
export class Roster {
  readonly #options: RosterOptions;
  readonly #taken = new Set<string>();

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** The runs of each entry. */
  enlist(plan: readonly PlanEntry[]): LiveRun[][] {
    return plan.map(({ scenario, seeds, plugins: own = [], resume }) => {
      const plugins = [...new Set([...(this.#options.plugins ?? []), ...own])];
      return seeds.map((seed) => {
        if (resume === undefined) return this.#begin(scenario, seed, plugins);
        const { id, folder, point, fork = null } = resume;
        return new LiveRun({ id, scenario, seed, folder, plugins, resume: point, fork });
      });
    });
  }

  /** The same scenario and seed once more; a fork from where it branched off. */
  again({ scenario, seed, fork, folder, plugins, start }: LiveRun): LiveRun {
    if (fork === null) return this.#begin(scenario, seed, plugins);
    if (folder === null) return this.fork(scenario, seed, fork, plugins, start!);
    return this.fork(scenario, seed, fork, plugins, {
      state: readRegular(join(folder, START), { follow: false }),
      series: new Map(),
      folder,
    });
  }

  fork(scenario: Scenario, seed: number, fork: Lineage, plugins: readonly string[], start: Start): LiveRun {
    const id = this.#reserve(runId(scenario, seed));
    const { out } = this.#options;
    if (out === null || start.folder === null)
      return new LiveRun({ id, scenario, seed, folder: null, plugins, fork, start });
    const folder = join(out, id);
    guard(folder, () => lock(folder));
    const code = codeNow(plugins);
    const resume = layFork(folder, start.folder, start.state, { id, scenario, seed, fork, code });
    return new LiveRun({ id, scenario, seed, folder, plugins, code, resume, fork });
  }

  #begin(scenario: Scenario, seed: number, plugins: readonly string[]): LiveRun {
    const { out, init = null } = this.#options;
    const id = this.#reserve(runId(scenario, seed));
    if (out === null) return new LiveRun({ id, scenario, seed, folder: null, plugins });
    const folder = join(out, id);
    guard(folder, () => lock(folder));
    if (init !== null) keepInit(folder, init);
    const code = codeNow(plugins);
    announceRun(folder, scenario, seed, codeFacts(id, code), { init: initHash(folder), fork: null, code });
    return new LiveRun({ id, scenario, seed, folder, plugins, code });
  }

  #reserve(wanted: string): string {
    const { out } = this.#options;
    if (out !== null) return reserveFolder(out, wanted);
    let id = wanted;
    for (let n = 2; this.#taken.has(id); n++) id = `${wanted}-${n}`;
    this.#taken.add(id);
    return id;
  }
}

/** The first of each group, then the second of each, and so on. */
export function roundRobin<T>(groups: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group.slice(i, i + 1))).flat();
}
