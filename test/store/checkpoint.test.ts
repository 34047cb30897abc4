import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Saved } from '../../src/core/state.js';
import {
  type Checkpoint,
  CheckpointError,
  checkpointsOf,
  decodeCheckpoint,
  encodeCheckpoint,
  lastWhole,
  weightsIn,
  writeCheckpoint,
} from '../../src/store/checkpoint.js';
import { decodeSafetensors, encodeSafetensors, LayoutError } from '../../src/store/safetensors.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const bits = (
  step = 3,
  state: Saved = { a: [1, null, 'x'], b: { c: Float64Array.of(0.5, Number.NaN) } },
): Checkpoint => ({
  progress: { step, weights: new Map([['w.0', Float32Array.of(1, 2, 3, 4, 5, 6)]]), state },
  shapes: new Map([['w.0', [2, 3]]]),
  seconds: 1.5,
  metricsBytes: 0,
  openBlock: '',
  eventsBytes: 0,
  origin: { program: '0.1.0', hash: 'abc', decides: { lr: 1 }, seed: 7 },
});

const bytesOf = (checkpoint: Checkpoint) => new Uint8Array(Buffer.concat(encodeCheckpoint(checkpoint)));

describe('a checkpoint file', () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, -Infinity));
  const { tree: state } = fc.letrec<{ tree: Saved }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      number,
      fc.boolean(),
      fc.constant(null),
      fc.string(),
      fc.array(number).map((values) => Float64Array.from(values)),
      fc.uint8Array(),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        fc.string().filter((key) => !key.startsWith('$') && key !== '__proto__'),
        tie('tree'),
        { maxKeys: 4 },
      ),
    ) as fc.Arbitrary<Saved>,
  }));

  it('gives back every bit of any state', () => {
    fc.assert(
      fc.property(state, fc.nat(), (value, step) => {
        const wrapped = { value };
        expect(decodeCheckpoint(bytesOf(bits(step, wrapped)))).toEqual(bits(step, wrapped));
      }),
    );
  });

  it('is a safetensors file whose weights have names and shapes', () => {
    const bytes = bytesOf(bits());
    expect(decodeSafetensors(bytes).shapes.get('w.0')).toEqual([2, 3]);
    expect(weightsIn(bytes)).toEqual({ arrays: bits().progress.weights, shapes: bits().shapes });
  });

  it('is refused with any one bit flipped', () => {
    const bytes = bytesOf(bits());
    for (let at = 0; at < bytes.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        bytes[at]! ^= 1 << bit;
        expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
        bytes[at]! ^= 1 << bit;
      }
    }
    expect(decodeCheckpoint(bytes)).toEqual(bits());
  });

  it('is refused when it was cut off at any byte, or has bytes behind', () => {
    const bytes = bytesOf(bits());
    for (let size = 0; size < bytes.length; size++) {
      expect(() => decodeCheckpoint(bytes.subarray(0, size))).toThrow(CheckpointError);
    }
    expect(() => decodeCheckpoint(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(CheckpointError);
  });

  it('of before there were open blocks is read as one without', () => {
    const { openBlock: _, ...before } = bits();
    const pieces = encodeCheckpoint(before as Checkpoint);
    const text = Buffer.concat(pieces).toString('latin1').replace('"version":"2"', '"version":"1"');
    const [, seal] = /"sha256":"(\w+)"/.exec(text)!;
    const unsealed = text.replace(seal!, '0'.repeat(64));
    const sealed = unsealed.replace('0'.repeat(64), createHash('sha256').update(unsealed, 'latin1').digest('hex'));
    expect(decodeCheckpoint(Buffer.from(sealed, 'latin1'))).toMatchObject({
      openBlock: '',
      metricsBytes: 0,
      seconds: 1.5,
    });
  });

  it('is refused when it is foreign, of a later version, or noise', () => {
    const foreign = Buffer.concat(encodeSafetensors(new Map([['w', Float32Array.of(1)]]), {}));
    expect(() => decodeCheckpoint(foreign)).toThrow('is no checkpoint of losscope');
    const later = Buffer.from(bytesOf(bits())).toString('latin1').replace('"version":"2"', '"version":"3"');
    expect(() => decodeCheckpoint(Buffer.from(later, 'latin1'))).toThrow('has version 3 of the format');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => decodeCheckpoint(noise)).toThrow(CheckpointError);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the checkpoints of a run', () => {
  const steps = () => checkpointsOf(root).map(({ step }) => step);

  beforeEach(() => {
    writeFileSync(join(root, 'metrics.jsonl'), '');
    writeFileSync(join(root, 'events.jsonl'), '');
  });

  it('are the last two', () => {
    for (const step of [5, 1000, 2, 30]) writeCheckpoint(root, bits(step));
    expect(steps()).toEqual([1000, 30]);
  });

  it('fall back to the one before, loudly, when the newest is damaged', () => {
    for (const step of [10, 20]) writeCheckpoint(root, bits(step));
    const { file } = checkpointsOf(root)[0]!;
    const size = readFileSync(file).length;
    for (let cut = 0; cut < size; cut += 97) {
      writeCheckpoint(root, bits(20));
      truncateSync(file, cut);
      const { found, warnings } = lastWhole(root);
      expect(found?.checkpoint.progress.step).toBe(10);
      expect(warnings).toEqual([expect.stringContaining(`${basename(file)} is no checkpoint`)]);
    }
  });

  it('leave the run to start from the beginning when none is whole', () => {
    writeCheckpoint(root, bits(10));
    writeFileSync(checkpointsOf(root)[0]!.file, 'x');
    expect(lastWhole(root)).toMatchObject({
      found: null,
      warnings: [expect.anything(), expect.stringContaining('from the beginning')],
    });
  });

  it('are passed over when the record is shorter than they know', () => {
    writeCheckpoint(root, bits(10));
    writeCheckpoint(root, { ...bits(20), metricsBytes: 5 });
    const { found, warnings } = lastWhole(root);
    expect(found?.checkpoint.progress.step).toBe(10);
    expect(warnings[0]).toContain('knows of 5 bytes of metrics.jsonl, which has 0');
  });
});

describe('the safetensors layout', () => {
  const file = (header: unknown, data = 8) => {
    const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const head = Buffer.alloc(8);
    head.writeBigUInt64LE(BigInt(text.length));
    return Buffer.concat([head, text, Buffer.alloc(data)]);
  };

  it.each<[string, unknown]>([
    ['header is not JSON', '{'],
    ['not a JSON object', '[]'],
    ['has no dtype', { a: 1 }],
    ['dtype F16; known are F32', { a: { dtype: 'F16', shape: [4], data_offsets: [0, 8] } }],
    ['has no shape', { a: { dtype: 'F32', shape: [-1], data_offsets: [0, 8] } }],
    ['has no data_offsets', { a: { dtype: 'F32', shape: [2], data_offsets: [0] } }],
    ['has 8 bytes, its shape asks for 12', { a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }],
    ['does not follow the data before it', { a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }],
    ['is cut off', { a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }],
    ['bytes behind the last array', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }],
    ['metadata are not texts', { __metadata__: { a: 1 }, a: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }],
  ])('is refused where it %s', (message, header) => {
    expect(() => decodeSafetensors(file(header))).toThrow(LayoutError);
    expect(() => decodeSafetensors(file(header))).toThrow(message);
  });

  it('throws nothing but its own error, whatever the header', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(64), (header, size) => {
        try {
          decodeSafetensors(file(header, size));
        } catch (error) {
          expect(error).toBeInstanceOf(LayoutError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
