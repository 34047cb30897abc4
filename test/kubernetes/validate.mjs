// Validates the manifests of `sweep submit --engine kubernetes` against the schema that Kubernetes publishes, as the npm package
// kubernetes-models has it; installs that into a temporary folder. Needs a build. Not part of `npm test`, which has the shape
// of the manifest and its command as process 1: node test/kubernetes/validate.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-kubernetes-'));
const run = (name, ...args) =>
  execFileSync(name, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
try {
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  run('npm', 'install', '--no-audit', '--no-fund', 'kubernetes-models@5.1.0');
  // A module that stands beside the package resolves its parts.
  writeFileSync(join(folder, 'job.mjs'), "export { Job } from 'kubernetes-models/batch/v1/Job';\n");
  const { Job } = await import(pathToFileURL(join(folder, 'job.mjs')).href);
  writeFileSync(join(folder, 'plain.yaml'), 'scenario: gridworld-dqn\nseeds: 0-9\n');
  writeFileSync(
    join(folder, 'rungs.yaml'),
    'scenario: gridworld-dqn\nseeds: 0-1\ngrid: {agent.lr: [1e-3, 1e-2]}\nprune: {at: [0.5]}\n',
  );
  const submit = (file, out, ...more) =>
    run(
      process.execPath,
      main,
      'sweep',
      'submit',
      file,
      '--out',
      out,
      '--engine',
      'kubernetes',
      '--image',
      'an/image:1',
      ...more,
    );
  submit('plain.yaml', 'a', '--claim', 'sweeps');
  submit(
    'rungs.yaml',
    'b',
    '--claim',
    'sweeps',
    '--namespace',
    'lab',
    '--cpus',
    '2',
    '--memory',
    '500M',
    '--time',
    '30',
    '--parallel',
    '3',
  );
  submit('plain.yaml', 'c', '--fetch', 'true', '--upload', 'true');
  for (const name of ['a', 'b', 'c']) {
    const document = parse(readFileSync(join(folder, name, 'submit/job.yaml'), 'utf8'));
    new Job(document).validate();
    // A validator that takes anything would prove nothing.
    const wrong = structuredClone(document);
    wrong.spec.podFailurePolicy.rules[1].onExitCodes.operator = 1;
    let refused = false;
    try {
      new Job(wrong).validate();
    } catch {
      refused = true;
    }
    if (!refused) throw new Error('the schema takes a wrong manifest');
    console.log(`ok: ${name}/submit/job.yaml is a batch/v1 Job by the published schema`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
