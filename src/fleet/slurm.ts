import { type Engine, type Job, jobName, passes, pluginWords, quoted, type RunCommand } from './engine.js';

/** Seconds before the time limit at which a job is told to write its checkpoint and to be queued again. */
const NOTICE_SECONDS = 120;
/** So often a job is queued again by itself at most: for its time limit, or since another holds its cells. */
const MOST_REQUEUES = 50;

/** Slurm job arrays: one task a share, one array a rung, each after the one before. */
export const slurm: Engine = {
  name: 'slurm',
  title: 'Slurm job arrays (sbatch)',
  options: [
    { name: 'partition', help: 'partition to queue in', fallback: null },
    { name: 'account', help: 'account to charge', fallback: null },
    { name: 'sbatch', help: 'further #SBATCH options, such as "--constraint=amd --nice=100"', fallback: null },
  ],
  // All nodes see the same file system.
  program: null,
  folder: (out) => out,
  files: async (job) => [
    { name: 'array.sh', text: arrayText(job), isExecutable: true },
    { name: 'submit.sh', text: submitText(job), isExecutable: true },
  ],
  submit: (folder) => ['sh', `${folder}/submit.sh`],
  jobsIn: (printed) => printed.split('\n').flatMap((line) => /^(\d+)(;.*)?$/.exec(line.trim())?.[1] ?? []),
  status: slurmStatus,
};

function arrayText({ plan, folder, program, shards, parallel, resources, settings }: Job): string {
  const { cpus, memory, minutes } = resources;
  const options = [
    `--job-name=${jobName(plan)}`,
    `--array=1-${shards}${parallel === null ? '' : `%${parallel}`}`,
    `--cpus-per-task=${cpus}`,
    `--mem=${memory}`,
    ...(minutes === null ? [] : [`--time=${minutes}`]),
    ...(settings.partition === undefined ? [] : [`--partition=${settings.partition}`]),
    ...(settings.account === undefined ? [] : [`--account=${settings.account}`]),
    '--requeue',
    '--open-mode=append',
    `--signal=B:USR1@${NOTICE_SECONDS}`,
    `--output=${folder}/submit/%x-%A_%a.log`,
    ...(settings.sbatch?.split(/\s+/).filter((one) => one !== '') ?? []),
  ];
  const command = [
    ...[...program, 'sweep', 'run', '--plan', `${folder}/plan.json`].map(quoted),
    `--shard "$SLURM_ARRAY_TASK_ID/${shards}"`,
    `--workers ${cpus}`,
    ...pluginWords(plan.plugins),
  ].join(' ');
  return `#!/bin/sh
${options.map((option) => `#SBATCH ${option}`).join('\n')}

# One share of the sweep. A share that is run again goes on from its last checkpoints.
again() {
  [ "\${SLURM_RESTART_COUNT:-0}" -lt ${MOST_REQUEUES} ] && scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
}

late=
${command} &
pid=$!
# Near the time limit (USR1): write a checkpoint, end, and queue this share again. TERM and INT: end only.
trap 'late=1; kill -TERM $pid' USR1
trap 'kill -TERM $pid' TERM INT
wait $pid
code=$?
# A signal ends the wait, not the program.
while kill -0 $pid 2>/dev/null; do
  wait $pid
  code=$?
done

# 143: it was ended by the notice. 75: another process holds its cells.
if [ -n "$late" ] && [ $code -eq 143 ]; then again; fi
if [ $code -eq 75 ]; then sleep 30; again; fi
exit $code
`;
}

/** Each array begins when the one before has ended, however: what failed there is told, and does not stop the others. */
function submitText({ plan }: Job): string {
  const chain = Array.from({ length: passes(plan) - 1 }, (_, i) => {
    return `# rung ${i + 1} is decided when all shares have come to it; then to the next
id=$(sbatch --parsable --dependency="afterany:\${id%%;*}" array.sh)
echo "$id"
`;
  });
  return `#!/bin/sh
# Hands the sweep to Slurm and prints the numbers of its jobs.
set -e
cd "$(dirname "$0")"
id=$(sbatch --parsable array.sh)
echo "$id"
${chain.join('')}`;
}

/** Counts of the tasks by state: of those in the queue by squeue, of those that have ended by sacct where it is kept. */
async function slurmStatus(jobs: readonly string[], run: RunCommand): Promise<readonly string[]> {
  const list = jobs.join(',');
  const queued = await run(['squeue', '--noheader', '--array', '--format=%F %T', `--jobs=${list}`]);
  const counts = new Map<string, Map<string, number>>(jobs.map((job) => [job, new Map()]));
  const add = (job: string, state: string) => {
    const states = counts.get(job);
    states?.set(state, (states.get(state) ?? 0) + 1);
  };
  // A job that Slurm has forgotten is an "Invalid job id": it has ended.
  if (queued.code !== 0 && !/invalid job id/i.test(queued.err)) throw new Error(queued.err.trim());
  for (const line of queued.out.split('\n')) {
    const [job, state] = line.trim().split(/\s+/);
    if (job !== undefined && state !== undefined) add(job, state.toLowerCase());
  }
  const ended = await run([
    'sacct',
    '--noheader',
    '--parsable2',
    '--allocations',
    '--format=JobID,State',
    `--jobs=${list}`,
  ]);
  if (ended.code === 0) {
    for (const line of ended.out.split('\n')) {
      const [id = '', state = ''] = line.split('|');
      const [job = ''] = id.split('_');
      const word = state.split(' ')[0]!.toLowerCase();
      if (word !== '' && !['pending', 'running', 'requeued'].includes(word)) add(job, word);
    }
  }
  return jobs.map((job) => {
    const states = [...counts.get(job)!].map(([state, count]) => `${count} ${state}`).join(', ');
    return `job ${job}: ${states === '' ? 'none of its tasks is queued or running' : states}`;
  });
}
