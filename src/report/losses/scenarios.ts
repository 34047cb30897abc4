import { bundledFile, bundledNames } from '../../scenario/bundled.js';
import { spellOut } from '../../scenario/document-check.js';
import { defaultLoss } from '../../scenario/overrides.js';
import { isRecord } from '../../scenario/record.js';
import { declarationsOf } from '../../scenario/variants.js';
import { parseYaml } from '../../scenario/yaml/reader.js';
import { readSource } from '../../scenario/yaml/source.js';
import type { Registries } from '../../train/registries.js';

/** The bundled scenarios by the losses that each trains with, said or by default, in one of its variants at least. */
export type ScenariosByLoss = ReadonlyMap<string, readonly string[]>;

export function scenariosByLoss(registries: Registries): ScenariosByLoss {
  const found = new Map<string, string[]>();
  for (const name of bundledNames()) {
    const file = bundledFile(name);
    const document = spellOut(parseYaml(readSource(file), file).value);
    if (!isRecord(document)) continue;
    const own = nameIn(document.loss) ?? defaultLoss(document, registries);
    for (const loss of new Set([own, ...lossesOfVariants(document)]))
      if (loss !== undefined) found.set(loss, [...(found.get(loss) ?? []), name]);
  }
  return found;
}

/** The losses that the variants of a document set: by name, as a block, or the name in a block. */
function lossesOfVariants(document: unknown): readonly (string | undefined)[] {
  const overrides = declarationsOf(document).variants.flatMap((variant) => variant.overrides);
  return overrides.map(({ path, value }) => {
    if (path.join('.') === 'loss.name') return nameIn({ name: value });
    return path.join('.') === 'loss' ? (nameIn(value) ?? nameIn({ name: value })) : undefined;
  });
}

function nameIn(block: unknown): string | undefined {
  return isRecord(block) && typeof block.name === 'string' ? block.name : undefined;
}
