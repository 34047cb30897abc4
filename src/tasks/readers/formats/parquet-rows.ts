/**
 * A program of its own: writes the rows of a Parquet file as JSON Lines. The reader of Parquet works asynchronously, tasks read
 * their data synchronously; so it runs beside them. Arguments: the Parquet file, the file to write.
 */
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { argv, exit, stderr } from 'node:process';
import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';

const ROWS = 10_000;

type Unpack = (input: Uint8Array) => Uint8Array;
const { zstdDecompressSync } = zlib as unknown as { readonly zstdDecompressSync?: Unpack };

const compressors: Readonly<Record<string, Unpack>> = {
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  // Node has it from 22.15 on; in JavaScript it takes longer.
  ZSTD: zstdDecompressSync ?? ((input) => decompress(input)),
};

/** Numbers of 64 bits as texts with all their digits; a NaN as nothing. */
const plain = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return value;
};

async function write(from: string, to: string): Promise<void> {
  const file = await asyncBufferFromFile(from);
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  const out = openSync(to, 'wx', 0o600);
  try {
    for (let rowStart = 0; rowStart < total; rowStart += ROWS) {
      const rowEnd = Math.min(total, rowStart + ROWS);
      const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });
      writeFileSync(out, rows.map((row) => `${JSON.stringify(row, plain)}\n`).join(''));
    }
    fsyncSync(out);
  } finally {
    closeSync(out);
  }
}

const [, , from, to] = argv;
try {
  await write(from!, to!);
} catch (error) {
  stderr.write(error instanceof Error ? error.message : String(error));
  exit(1);
}
