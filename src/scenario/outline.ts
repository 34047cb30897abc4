import { bundledFile, bundledNames, stemOf } from './bundled.js';
import { isRecord } from './record.js';
import { readSource } from './source.js';
import { parseYaml } from './yaml.js';

/** What a list says of a scenario. */
export interface Outline {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** What learns: `dqn in gridworld`, or the task. */
  readonly learner: string;
  /** null when the file leaves the loss to the default. */
  readonly loss: string | null;
  readonly steps: number | null;
  readonly seeds: string;
}

/** The bundled scenarios as their files say it: read without the registries, which take longer than a list should. */
export function outlines(): readonly Outline[] {
  return bundledNames().map((name) => outlineOf(bundledFile(name)));
}

function outlineOf(file: string): Outline {
  const { value } = parseYaml(readSource(file), file);
  const document = isRecord(value) ? value : {};
  const { name, title, summary, env, agent, task, loss, steps, seeds = 0 } = document;
  const stem = stemOf(file);
  return {
    name: stem,
    title: typeof title === 'string' ? title : String(name ?? stem),
    summary: typeof summary === 'string' ? summary : '',
    learner: nameOf(task) ?? `${nameOf(agent) ?? '?'} in ${nameOf(env) ?? '?'}`,
    loss: nameOf(loss),
    steps: typeof steps === 'number' ? steps : null,
    seeds: String(seeds),
  };
}

function nameOf(block: unknown): string | null {
  if (typeof block === 'string') return block;
  return isRecord(block) && typeof block.name === 'string' ? block.name : null;
}
