import type { Registries } from '../../run/registries.js';
import { bundledFile, bundledNames } from '../../scenario/bundled.js';
import { spellOut } from '../../scenario/check.js';
import { defaultLoss } from '../../scenario/overrides.js';
import { isRecord } from '../../scenario/record.js';
import { readSource } from '../../scenario/source.js';
import { parseYaml } from '../../scenario/yaml.js';

/** The bundled scenarios by the loss that each trains with, said or by default. */
export type ScenariosByLoss = ReadonlyMap<string, readonly string[]>;

export function scenariosByLoss(registries: Registries): ScenariosByLoss {
  const found = new Map<string, string[]>();
  for (const name of bundledNames()) {
    const file = bundledFile(name);
    const document = spellOut(parseYaml(readSource(file), file).value);
    if (!isRecord(document)) continue;
    const said = isRecord(document.loss) ? document.loss.name : undefined;
    const loss = typeof said === 'string' ? said : defaultLoss(document, registries);
    if (loss === undefined) continue;
    found.set(loss, [...(found.get(loss) ?? []), name]);
  }
  return found;
}
