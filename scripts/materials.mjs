// The bill of materials of the package (CycloneDX): npm's own, cut down to the packages that are bundled into it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `packages`: the bundled ones, each as `name@version`. */
export function writeMaterials(root, folder, packages) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const text = execFileSync(npm, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  const bill = JSON.parse(text);
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bundled = new Set(packages);
  const self = `${name}@${version}`;
  const missing = packages.filter((one) => !bill.components.some((component) => component['bom-ref'] === one));
  if (missing.length > 0) throw new Error(`bundled, but not in the bill of materials: ${missing.join(', ')}`);
  bill.metadata.component.name = name;
  bill.components = bill.components
    .filter((component) => bundled.has(component['bom-ref']))
    // They are development packages of this one, but part of what is shipped.
    .map((component) => ({ ...component, scope: 'required', properties: [] }));
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => ref === self || bundled.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: (dependsOn ?? []).filter((one) => bundled.has(one)) }));
  writeFileSync(join(folder, 'sbom.json'), `${JSON.stringify(bill, null, 2)}\n`);
}
