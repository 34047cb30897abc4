import type { NamedArrays } from '../core/learner.js';

const dtypes = { Float32Array: 'F32', Float64Array: 'F64', Int32Array: 'I32' } as const;

/** Arrays in the safetensors layout: length of the header, header as JSON, then the little-endian data. */
export function encodeSafetensors(arrays: NamedArrays, metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let size = 0;
  for (const [name, array] of arrays) {
    const dtype = dtypes[array.constructor.name as keyof typeof dtypes];
    entries[name] = { dtype, shape: [array.length], data_offsets: [size, size + array.byteLength] };
    size += array.byteLength;
  }
  let header = JSON.stringify(entries);
  // Readers map the data in place: it begins at a multiple of 8.
  header += ' '.repeat((8 - (Buffer.byteLength(header) % 8)) % 8);
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  const data = [...arrays.values()].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return Buffer.concat([head, Buffer.from(header), ...data]);
}
