import { bundledFile, bundledNames } from '../../scenario/bundled.js';
import { spellOut } from '../../scenario/document-check.js';
import { isRecord } from '../../scenario/record.js';
import { parseYaml } from '../../scenario/yaml/reader.js';
import { readSource } from '../../scenario/yaml/source.js';

/** The bundled scenarios that name this env, agent or task. */
export function scenariosUsing(block: 'env' | 'agent' | 'task', name: string): readonly string[] {
  return bundledNames().filter((scenario) => {
    const file = bundledFile(scenario);
    const document = spellOut(parseYaml(readSource(file), file).value);
    const given = isRecord(document) ? document[block] : undefined;
    return isRecord(given) && given.name === name;
  });
}
