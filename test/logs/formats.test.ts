import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineFormats } from '../../src/logs/formats/registry.js';
import type { Choice } from '../../src/logs/placing/placement.js';
import { numberIn } from '../../src/logs/text/numbers.js';
import { MetricsText } from '../../src/store/metrics-file.js';
import { ALL, linesOf, readAll } from './reading.js';

/** Metric, places, values. */
const read = (lines: readonly string[], choice: Choice = ALL) =>
  [...linesOf(lines, choice)].map(([metric, { xs, values }]) => [metric, xs, values]);

describe('every format of lines', () => {
  it.each(lineFormats.map((format) => [format.name, format] as const))(
    '%s reads its own example',
    (name, { example }) => {
      const { curves, reader } = readAll('example', [Buffer.from(`${example}\n`)]);
      expect(reader.formats).toContain(name);
      expect(curves.size).toBeGreaterThan(0);
    },
  );
});

describe('formats', () => {
  it('JSON Lines: nested numbers by their path, the axis found by name, NaN bare or quoted, text left out', () => {
    expect(
      read([
        '{"step": 5, "train": {"loss": 0.5}, "note": "x"}',
        '{"step": 6, "train": {"loss": NaN}}',
        '{"step": 7, "train": {"loss": "Infinity"}}',
      ]),
    ).toEqual([['train.loss', [5, 6, 7], [0.5, Number.NaN, Number.POSITIVE_INFINITY]]]);
  });

  it('JSON documents: a history of lists, a list of records over many lines, the records of a map', () => {
    expect(read(['{"loss": [2, 1.5], "val_loss": [3, 2.5]}'])).toEqual([
      ['loss', [0, 1], [2, 1.5]],
      ['val_loss', [0, 1], [3, 2.5]],
    ]);
    expect(read(['[', '  {"step": 1,', '   "loss": 2},', '  {"step": 2, "loss": 1}', ']'])).toEqual([
      ['loss', [1, 2], [2, 1]],
    ]);
    expect(read(['{"best": 7, "log_history": [{"step": 1, "loss": 2}], "max_steps": 9}'])).toEqual([
      ['loss', [1], [2]],
    ]);
    expect(read(['[[1700000000.5, 10, 0.5], [1700000001.5, 20, 0.25]]'])).toEqual([['value', [10, 20], [0.5, 0.25]]]);
  });

  it('CSV: wide, with semicolons or tabs, quotes, missing cells and a byte order mark', () => {
    expect(read(['\uFEFFepoch,loss,"val, loss"', '0,1,2', '1,0.5,', '2,,inf'])).toEqual([
      ['loss', [0, 1], [1, 0.5]],
      ['val, loss', [0, 2], [2, Number.POSITIVE_INFINITY]],
    ]);
    expect(read(['a;b', '1;2'])).toEqual([
      ['a', [0], [1]],
      ['b', [0], [2]],
    ]);
  });

  it('CSV: a comma before the decimals where it parts no columns', () => {
    expect(read(['step;loss', '1;0,25', '2;-1,5e-3'])).toEqual([['loss', [1, 2], [0.25, -1.5e-3]]]);
    expect(read(['step\tloss', '1\t"0,25"', '2\t-1,5e-3'])).toEqual([['loss', [1, 2], [0.25, -1.5e-3]]]);
  });

  it('CSV: quoted line feeds, and a row a figure with several runs in one file', () => {
    expect(read(['step,note,loss', '1,"two', 'lines",0.5', '2,x,0.25'])).toEqual([['loss', [1, 2], [0.5, 0.25]]]);
    expect(read(['run,metric,step,value', 'a,loss,1,0.5', 'b,loss,1,0.7', 'a,acc,2,0.9'])).toEqual([
      ['a loss', [1], [0.5]],
      ['b loss', [1], [0.7]],
      ['a acc', [2], [0.9]],
    ]);
  });

  it('text for people: figures behind their names, the axis among them', () => {
    expect(read(['Epoch [3/10] train loss: 0.25, acc=.91 on cuda:0', 'saved model.pt'])).toEqual([
      ['train loss', [3], [0.25]],
      ['acc', [3], [0.91]],
    ]);
  });

  it('a metrics.jsonl of losscope', () => {
    const text = new MetricsText();
    text.define(0, { name: 'loss', help: 'mean', better: 'lower' });
    text.point(0, 1, 0.5);
    text.point(0, 2, Number.NaN);
    expect(read(text.take().map((line) => line.trimEnd()))).toEqual([['loss', [1, 2], [0.5, Number.NaN]]]);
  });

  it('takes the axis and the metrics that are asked for', () => {
    const lines = ['time,epoch,a,b', '10,1,2,3', '20,2,4,5'];
    expect(read(lines, { x: 'time', metrics: ['b'] })).toEqual([['b', [10, 20], [3, 5]]]);
    expect(read(lines, { x: 'nowhere', metrics: null })).toEqual([]);
    const dated = ['time,loss', '2024-01-01T10:00:00Z,2', '2024-01-01T10:00:30Z,1'];
    expect(read(dated, { x: 'relative', metrics: null })).toEqual([['loss', [0, 30], [2, 1]]]);
    expect(read(dated, { x: 'time', metrics: null })).toEqual([['loss', [1704103200, 1704103230], [2, 1]]]);
  });

  it.each(['1', '-1.5e-3', '.5', '3.', 'NaN', '-inf', 'Infinity', '−2'])('%s is a number', (text) => {
    expect(numberIn(text)).not.toBeNull();
  });
  it.each(['', '1x', '0x10', '1_000', 'e5', '--1', '1'.repeat(50)])('"%s" is none', (text) => {
    expect(numberIn(text)).toBeNull();
  });
});

describe('names of other tools', () => {
  it.each([
    ['W&B history', ['{"_step":7,"_runtime":1.5,"_timestamp":9,"train/loss":0.5}'], [['train/loss', [7], [0.5]]]],
    ['W&B export', ['"Step","a - loss","a - loss__MIN","a - loss__MAX"', '3,0.5,0.4,0.6'], [['a loss', [3], [0.5]]]],
    ['TensorBoard export', ['Wall time,Step,Value', '1700000000.5,20,0.25'], [['Value', [20], [0.25]]]],
    ['Lightning', ['epoch,trainer/global_step,train_loss', '0,49,0.5'], [['train_loss', [49], [0.5]]]],
    [
      'sentence-transformers, whose -1 is the end of an epoch',
      ['epoch,steps,cosine', '0,-1,0.5', '1,-1,0.6'],
      [['cosine', [0, 1], [0.5, 0.6]]],
    ],
    ['an axis that comes late', ['step,epoch,loss', ',1,0.5', '8,1,0.4'], [['loss', [1, 8], [0.5, 0.4]]]],
    [
      'odd cells',
      ['step,loss', '1, 2.5', '2,nan', '3,', '4,0x10', '5,-inf', '6,1e-3'],
      [['loss', [1, 2, 5, 6], [2.5, Number.NaN, Number.NEGATIVE_INFINITY, 0.001]]],
    ],
    [
      'a batch that begins anew with each epoch',
      ['epoch,batch,loss', '0,0,4', '0,1,3', '1,0,2', '1,1,1'],
      [['loss', [0, 1, 2, 3], [4, 3, 2, 1]]],
    ],
  ])('are found in %s', (_, lines, curves) => {
    expect(read(lines)).toEqual(curves);
  });

  it('are told when one that was asked for is nowhere', () => {
    const { reader } = readAll('text', [Buffer.from('step,loss\n1,2\n')], { x: 'setp', metrics: ['loss', 'los'] });
    expect(reader.missing).toEqual({ x: 'setp', metrics: ['los'] });
    const timeless = readAll('text', [Buffer.from('step,loss\n1,2\n2,1\n')], { x: 'relative', metrics: null });
    expect([timeless.reader.missing.x, timeless.curves.size]).toEqual(['relative', 0]);
    expect([...reader.names]).toEqual(['step', 'loss']);
  });
});

describe('anything', () => {
  it('is read without an exception, and no place is anything but a number', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\w:=,.{}[\]|%'" -]{0,80}$/),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const [, { xs }] of linesOf(lines)) for (const x of xs) expect(Number.isFinite(x)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('of bytes by chance has no metric', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 200, maxLength: 3000 }), (bytes) => {
        expect(readAll('bytes', [bytes]).curves.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('that is prose has no metric', () => {
    const prose = [
      'In 2017 the authors trained 8 models for 12 hours on 4 GPUs, and saved 3 of them.',
      'The first chapter has 24 pages; see page 7, figure 2.',
      'Loading 1000 files from /data/v2 took 35 seconds',
      'number of parameters: 10.65M',
      'Model has 3 layers and 128 hidden units.',
      'Downloading 45 MB from server 3 at 10:30',
    ];
    expect([...linesOf(prose).keys()]).toEqual([]);
  });
});
