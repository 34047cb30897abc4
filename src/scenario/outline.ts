import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { UserError } from '../core/errors.js';
import { bundledFile, bundledNames, stemOf } from './bundled.js';
import { isRecord } from './record.js';
import { WRITTEN } from './scenario.js';
import { parseYaml } from './yaml/reader.js';
import { readSource } from './yaml/source.js';

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
  /** Names of what runs side by side; empty where only the scenario as written does. */
  readonly variants: readonly string[];
  /** Figure or example of Sutton and Barto 2018 that it measures; null for most. */
  readonly book: string | null;
}

/** The bundled scenarios as their files say it: read without the registries, which take longer than a list should. */
export function outlines(): readonly Outline[] {
  return bundledNames().map((name) => outlineOf(bundledFile(name)));
}

/** An outline of a file, under the reference that loads it. */
export type FileOutline = Omit<Outline, 'name'> & { readonly reference: string; readonly problem: string | null };

/** More files than this in one folder are no scenarios. */
const MOST_FILES = 200;

/** The YAML files of a folder that say what learns, as `./name.yaml`; one that cannot be read says why. */
export function outlinesIn(folder: string): readonly FileOutline[] {
  const names = readdirSync(folder)
    .filter((name) => /^\.ya?ml$/.test(extname(name)))
    .sort()
    .slice(0, MOST_FILES);
  return names.flatMap((file): readonly FileOutline[] => {
    const reference = `./${file}`;
    try {
      const { name: _, ...outline } = outlineOf(`${folder}/${file}`);
      return outline.learner === NOTHING ? [] : [{ ...outline, reference, problem: null }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const problem = error.issues[0]?.message ?? 'cannot be read';
      return [
        {
          reference,
          title: file,
          summary: '',
          learner: '',
          loss: null,
          steps: null,
          seeds: '',
          variants: [],
          book: null,
          problem,
        },
      ];
    }
  });
}

/** What learns in a document that names neither agent, env nor task: it is no scenario. */
const NOTHING = '? in ?';

/** What a list says of the scenario in a file. Throws a {@link UserError} where it cannot be read. */
export function outlineOf(file: string): Outline {
  const { value } = parseYaml(readSource(file), file);
  const document = isRecord(value) ? value : {};
  const { name, title, summary, env, agent, task, loss, steps, seeds = 0, variantName, lesson } = document;
  const stem = stemOf(file);
  return {
    name: stem,
    title: typeof title === 'string' ? title : String(name ?? stem),
    summary: typeof summary === 'string' ? summary : '',
    learner: nameOf(task) ?? `${nameOf(agent) ?? '?'} in ${nameOf(env) ?? '?'}`,
    loss: nameOf(loss),
    steps: typeof steps === 'number' ? steps : null,
    seeds: String(seeds),
    variants: namesOfVariants(document.variants, variantName),
    book: isRecord(lesson) && typeof lesson.book === 'string' ? lesson.book : null,
  };
}

/** The names of a map or a list of variants, the scenario as written first. */
function namesOfVariants(variants: unknown, first: unknown): readonly string[] {
  const names = Array.isArray(variants)
    ? variants.map(nameOf).filter((name) => name !== null)
    : Object.keys(isRecord(variants) ? variants : {});
  return names.length === 0 ? [] : [typeof first === 'string' ? first : WRITTEN, ...names];
}

function nameOf(block: unknown): string | null {
  if (typeof block === 'string') return block;
  return isRecord(block) && typeof block.name === 'string' ? block.name : null;
}
