import type { Shapes } from '../core/learner.js';
import type { SavedArray } from '../core/state.js';

type Arrays = ReadonlyMap<string, SavedArray>;
type Metadata = Readonly<Record<string, string>>;

const dtypes = { Float32Array: 'F32', Float64Array: 'F64', Int32Array: 'I32', Uint8Array: 'U8' } as const;

const readers: Readonly<Record<string, new (buffer: ArrayBuffer) => SavedArray>> = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
};

const LONGEST_HEADER = 100_000_000;

/** The content of a file in the safetensors layout. */
export interface TensorFile {
  readonly arrays: Arrays;
  readonly shapes: Shapes;
  readonly metadata: Metadata;
}

/** The bytes are no file in the safetensors layout, or hold what this program has no use for; the message says what. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError';
}

/**
 * Arrays in the safetensors layout, as pieces to be written one after the other: length of the header, header as JSON,
 * then the little-endian data. An array without a shape gets its length.
 */
export function encodeSafetensors(arrays: Arrays, metadata: Metadata, shapes: Shapes = new Map()): Uint8Array[] {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let size = 0;
  for (const [name, array] of arrays) {
    const kind = array.constructor.name;
    if (!Object.hasOwn(dtypes, kind)) throw new Error(`${name} is a ${kind}, which the layout does not hold`);
    const dtype = dtypes[kind as keyof typeof dtypes];
    const shape = shapes.get(name) ?? [array.length];
    entries[name] = { dtype, shape, data_offsets: [size, size + array.byteLength] };
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
  return [head, Buffer.from(header), ...data];
}

/** Reads the safetensors layout into arrays of their own. Throws a {@link LayoutError}. */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  const { start, entries } = readHeader(bytes);
  const arrays = new Map<string, SavedArray>();
  const shapes = new Map<string, readonly number[]>();
  let end = 0;
  for (const [name, entry] of Object.entries(entries)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, from, to } = checkedEntry(name, entry);
    if (from !== end) throw new LayoutError(`the data of ${name} does not follow the data before it`);
    if (start + to > bytes.length) throw new LayoutError(`the data of ${name} is cut off`);
    const at = bytes.byteOffset + start;
    arrays.set(name, new readers[dtype]!(bytes.buffer.slice(at + from, at + to) as ArrayBuffer));
    shapes.set(name, shape);
    end = to;
  }
  if (start + end !== bytes.length) throw new LayoutError('there are bytes behind the last array');
  return { arrays, shapes, metadata: checkedMetadata(entries.__metadata__ ?? {}) };
}

/** The header alone and where the data begins. */
export function readHeader(bytes: Uint8Array): { start: number; entries: Readonly<Record<string, unknown>> } {
  if (bytes.length < 8) throw new LayoutError('it is shorter than 8 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = Number(view.getBigUint64(0, true));
  if (length > LONGEST_HEADER || 8 + length > bytes.length) throw new LayoutError('its header is cut off');
  let entries: unknown;
  try {
    entries = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw new LayoutError('its header is not JSON');
  }
  if (!isRecord(entries)) throw new LayoutError('its header is not a JSON object');
  return { start: 8 + length, entries };
}

function checkedEntry(name: string, entry: unknown) {
  const { dtype, shape, data_offsets: offsets }: Readonly<Record<string, unknown>> = isRecord(entry) ? entry : {};
  const whole = (n: unknown): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0;
  if (typeof dtype !== 'string') throw new LayoutError(`${name} has no dtype`);
  if (!Object.hasOwn(readers, dtype)) {
    throw new LayoutError(`${name} has the dtype ${dtype}; known are ${Object.keys(readers).join(', ')}`);
  }
  if (!Array.isArray(shape) || !shape.every(whole)) throw new LayoutError(`${name} has no shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole)) {
    throw new LayoutError(`${name} has no data_offsets`);
  }
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, n) => product * n, dtype === 'F64' ? 8 : dtype === 'U8' ? 1 : 4);
  if (to - from !== size) throw new LayoutError(`${name} has ${to - from} bytes, its shape asks for ${size}`);
  return { dtype, shape: shape as readonly number[], from, to };
}

function checkedMetadata(metadata: unknown): Metadata {
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new LayoutError('its metadata are not texts');
  }
  return metadata as Metadata;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
