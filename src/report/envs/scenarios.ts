import { bundledFile, bundledNames } from '../../scenario/bundled.js';
import { spellOut } from '../../scenario/document-check.js';
import { isRecord } from '../../scenario/record.js';
import { parseYaml } from '../../scenario/yaml/reader.js';
import { readSource } from '../../scenario/yaml/source.js';

/** The bundled scenarios that name this env, agent or task, in what they are as written or in one of their variants. */
export function scenariosUsing(block: 'env' | 'agent' | 'task', name: string): readonly string[] {
  const names = (given: unknown): boolean => given === name || (isRecord(given) && given.name === name);
  return bundledNames().filter((scenario) => {
    const file = bundledFile(scenario);
    const document = spellOut(parseYaml(readSource(file), file).value);
    if (!isRecord(document)) return false;
    const variants = isRecord(document.variants) ? Object.values(document.variants) : [];
    return names(document[block]) || variants.some((variant) => isRecord(variant) && names(variant[block]));
  });
}
