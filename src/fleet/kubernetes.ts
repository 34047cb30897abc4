import { basename } from 'node:path';
import { UserError } from '../core/errors.js';
import { type Engine, type Job, jobName, pluginWords, quoted, type RunCommand } from './engine.js';

/** Where the volume with the sweeps is mounted. */
const MOUNT = '/sweeps';
/** Attempts of one share that may fail, besides those that end with 75 or by a signal. */
const RETRIES = 6;
/** Seconds to write a checkpoint after SIGTERM. */
const GRACE_SECONDS = 60;

/** Kubernetes Indexed Jobs: one index a share. */
export const kubernetes: Engine = {
  name: 'kubernetes',
  title: 'a Kubernetes Indexed Job (kubectl)',
  options: [
    { name: 'image', help: 'container image with losscope', fallback: null },
    { name: 'claim', help: 'PersistentVolumeClaim that holds the sweeps, writable by many pods', fallback: null },
    { name: 'path', help: 'folder of the sweep inside the volume', fallback: null },
    { name: 'namespace', help: 'namespace of the job', fallback: null },
    { name: 'fetch', help: 'without a claim: shell command that fills $SWEEP with the sweep folder', fallback: null },
    { name: 'upload', help: 'without a claim: shell command that copies $SWEEP away, after every end', fallback: null },
  ],
  program: ['losscope'],
  folder: (out, { path }) => `${MOUNT}/${path ?? basename(out)}`,
  files: async (job) => [{ name: 'job.yaml', text: await manifest(job), isExecutable: false }],
  submit: (folder) => ['kubectl', 'apply', '--filename', `${folder}/job.yaml`, '--output', 'name'],
  jobsIn: (printed) => printed.split('\n').flatMap((line) => /^job\.batch\/(\S+)/.exec(line.trim())?.[1] ?? []),
  status: kubernetesStatus,
};

async function manifest(job: Job): Promise<string> {
  const { stringify } = await import('yaml');
  const { plan, shards, parallel, resources, settings } = job;
  const { claim, fetch, upload, image, namespace } = settings;
  if (image === undefined)
    throw new UserError({ path: '--image', message: 'is required: a container image with losscope' });
  if ((claim === undefined) === (fetch === undefined || upload === undefined)) {
    const message = 'is required, or --fetch and --upload in its place';
    throw new UserError({
      path: '--claim',
      message: claim === undefined ? message : 'and --fetch, --upload exclude each other',
    });
  }
  const name = jobName(plan);
  const memory = memoryOf(resources.memory);
  const amounts = { cpu: String(resources.cpus), memory };
  const command = claim === undefined ? copying(job, fetch!, upload!) : `exec ${runWords(job, job.folder)}`;
  const volume = claim === undefined ? { emptyDir: {} } : { persistentVolumeClaim: { claimName: claim } };
  const document = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { 'app.kubernetes.io/name': 'losscope' },
    },
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: parallel ?? Math.min(shards, 1000),
      backoffLimitPerIndex: RETRIES,
      maxFailedIndexes: shards,
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
          { action: 'Ignore', onExitCodes: { containerName: 'cells', operator: 'In', values: [75, 143] } },
          { action: 'FailIndex', onExitCodes: { containerName: 'cells', operator: 'In', values: [2, 3] } },
        ],
      },
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'losscope' } },
        spec: {
          restartPolicy: 'Never',
          ...(resources.minutes === null ? {} : { activeDeadlineSeconds: 60 * resources.minutes }),
          terminationGracePeriodSeconds: GRACE_SECONDS,
          containers: [
            {
              name: 'cells',
              image,
              command: ['/bin/sh', '-c', command],
              resources: { requests: amounts, limits: { memory } },
              volumeMounts: [{ name: 'sweeps', mountPath: MOUNT }],
            },
          ],
          volumes: [{ name: 'sweeps', ...volume }],
        },
      },
    },
  };
  return `# 0: done. 75: another pod holds a cell, or the others have not come to the rung: tried again, as after SIGTERM.
# 2, 3: bad input, or a cell failed: this index fails, the others go on.
${stringify(document, { lineWidth: 0 })}`;
}

/** `exec` makes it process 1 of the container, which SIGTERM goes to. */
function runWords({ plan, program, shards, resources }: Job, folder: string): string {
  return [
    ...[...program, 'sweep', 'run', '--plan', `${folder}/plan.json`].map(quoted),
    `--shard "$((JOB_COMPLETION_INDEX + 1))/${shards}"`,
    `--workers ${resources.cpus}`,
    ...(plan.prune === null ? [] : ['--until', 'end']),
    ...pluginWords(plan.plugins),
  ].join(' ');
}

/** Without a shared volume the results are copied away after every end, also after SIGTERM. */
function copying(job: Job, fetch: string, upload: string): string {
  return [
    `export SWEEP=${MOUNT}/sweep`,
    'mkdir -p "$SWEEP"',
    `{ ${fetch}; } || exit 75`,
    `${runWords(job, `${MOUNT}/sweep`)} &`,
    'pid=$!',
    `trap 'kill -TERM $pid' TERM INT`,
    'wait $pid; code=$?',
    'while kill -0 $pid 2>/dev/null; do wait $pid; code=$?; done',
    `{ ${upload}; } || exit 75`,
    'exit $code',
  ].join('\n');
}

/** `2G` as Slurm takes it is two gibibytes. */
function memoryOf(text: string): string {
  return text.replace(/^(\d+)([KMGT])$/i, (_, count: string, unit: string) => `${count}${unit.toUpperCase()}i`);
}

async function kubernetesStatus(jobs: readonly string[], run: RunCommand): Promise<readonly string[]> {
  return Promise.all(
    jobs.map(async (job) => {
      const { code, out, err } = await run(['kubectl', 'get', 'job', job, '--output', 'json']);
      if (code !== 0) throw new Error(err.trim());
      const { active = 0, succeeded = 0, failed = 0, failedIndexes = '' } = statusIn(out);
      const indexes = failedIndexes === '' ? '' : `, failed indexes ${failedIndexes}`;
      return `job ${job}: ${active} active, ${succeeded} succeeded, ${failed} failed pods${indexes}`;
    }),
  );
}

interface JobStatus {
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly failedIndexes?: string;
}

function statusIn(text: string): JobStatus {
  return (JSON.parse(text) as { readonly status?: JobStatus }).status ?? {};
}
