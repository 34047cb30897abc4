import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { builtEntry } from '../../../core/package.js';
import { renameFile } from '../../../core/regular-file.js';
import type { Problems } from '../problems.js';
import { asideOf, spoolFolder } from '../spool.js';

/**
 * The rows of a Parquet file as a file of JSON Lines in the system's temporary folder, named by the path, the size and the time
 * of the original. Throws a UserError when it cannot be read.
 */
export function parquetFile(problems: Problems): string {
  const { size, mtimeMs } = statSync(problems.source);
  const name = createHash('sha256').update(`${problems.source}\0${size}\0${mtimeMs}`).digest('hex').slice(0, 16);
  const file = join(spoolFolder(), `${name}.jsonl`);
  if (existsSync(file)) return file;
  const program = fileURLToPath(builtEntry('parquet-rows'));
  const temporary = asideOf(file);
  const { status, stderr, error } = spawnSync(execPath, [program, problems.source, temporary], { encoding: 'utf8' });
  if (status === 0) {
    renameFile(temporary, file);
    return file;
  }
  rmSync(temporary, { force: true });
  const why = error?.message ?? stderr.trim();
  return problems.fatal({
    path: '',
    message: `cannot be read as Parquet: ${why === '' ? `exit code ${status}` : why}`,
    hint: "Write it uncompressed or with snappy, gzip, brotli or zstd: in pandas read_parquet(...).to_parquet(..., compression='zstd')",
  });
}
