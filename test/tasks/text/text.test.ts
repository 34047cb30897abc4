import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.js';
import { createBm25 } from '../../../src/tasks/text/bm25.js';
import { holdOut, readEntries } from '../../../src/tasks/text/pairs.js';
import { characterGrams, hash32, hashFeatures, words } from '../../../src/tasks/text/tokens.js';
import { issuesOf, temporaryFiles } from '../files.js';

const write = temporaryFiles();
const read = (lines: readonly unknown[]) =>
  readEntries(write(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')));

describe('createBm25', () => {
  it('gives the value of the formula on three short documents', () => {
    const documents = ['the cat sat', 'the dog', 'a cat and a cat'].map((text) => text.split(' '));
    const scores = createBm25(documents).scores(['cat', 'unseen']);
    // N 3, n(cat) 2, average length 10 / 3: idf = ln(1 + 1.5 / 2.5) = ln 1.6.
    const idf = Math.log(1.6);
    expect(scores[0]).toBeCloseTo((idf * 1 * 2.2) / (1 + 1.2 * (0.25 + (0.75 * 3) / (10 / 3))), 10);
    expect(scores[1]).toBe(0);
    expect(scores[2]).toBeCloseTo((idf * 2 * 2.2) / (2 + 1.2 * (0.25 + (0.75 * 5) / (10 / 3))), 10);
  });

  it('counts a word as often as the query holds it, and survives empty documents', () => {
    const index = createBm25([['a'], []]);
    expect(index.scores(['a', 'a'])[0]).toBeCloseTo(2 * index.scores(['a'])[0]!, 12);
    expect([...createBm25([[], []]).scores(['a'])]).toEqual([0, 0]);
  });
});

describe('tokens', () => {
  it('are lower-case runs of letters and digits in any script', () => {
    expect(words('Hello, Wörld_2! 数据 x')).toEqual(['hello', 'wörld', '2', '数据', 'x']);
    expect(words('ﬁle Ａ')).toEqual(['file', 'a']);
    expect(words('--- !?')).toEqual([]);
  });

  it('make character n-grams that never cut a character', () => {
    expect(characterGrams('ab', 3, 4)).toEqual(['<ab', 'ab>', '<ab>']);
    expect(characterGrams('😀', 3, 3)).toEqual(['<😀>']);
  });

  it('hash into every bucket, evenly, and always into the same', () => {
    expect(hash32('')).toBe(hash32(''));
    const counts = new Int32Array(16);
    for (let i = 0; i < 16_000; i++) counts[hash32(`w ${i}`) % 16]!++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('become features of any text without an error, inside the buckets', () => {
    const options = { buckets: 97, wordGrams: 2, charShortest: 3, charLongest: 5 };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const bucket of hashFeatures(text, options)) {
          if (!(bucket >= 0 && bucket < 97)) throw new Error(`bucket ${bucket}`);
        }
      }),
    );
    expect(hashFeatures('a b', { ...options, charLongest: 0 })).toHaveLength(3);
  });
});

describe('readEntries', () => {
  it('reads lists of requests and single pairs, and puts lines of one document together', () => {
    expect(
      read([
        { document: 'd1', requests: ['a', 'b', 'a'] },
        { document: 'd2', query: 'c' },
        '',
        { document: 'd1', query: 'e', other: 1 },
      ]),
    ).toEqual([
      { document: 'd1', requests: ['a', 'b', 'e'] },
      { document: 'd2', requests: ['c'] },
    ]);
  });

  it('reports all problems at once, each with its row', () => {
    const issues = issuesOf(() =>
      read([
        '{',
        '[1]',
        { requests: ['x'] },
        { document: 'd', requests: 'x' },
        { document: 'd' },
        { document: 'd', requests: [' '] },
        { document: 'd', query: 7 },
      ]),
    );
    expect(issues.slice(0, 7).map((issue) => issue.path)).toEqual([
      'row 1',
      'row 2',
      'row 3, column document',
      'row 4, column requests',
      'row 5',
      'row 6, column requests',
      'row 7, column query',
    ]);
  });

  it('needs two documents and two requests', () => {
    expect(issuesOf(() => read([]))[0]!.message).toContain('empty');
    expect(issuesOf(() => read([{ document: 'd', requests: ['a', 'b'] }]))[0]!.message).toContain('two different');
    expect(
      issuesOf(() =>
        read([
          { document: 'd', query: 'a' },
          { document: 'e', requests: [] },
        ]),
      )[0]!.message,
    ).toContain('two requests');
  });

  it('throws nothing but a UserError, whatever the lines', () => {
    const json = fc.oneof(
      fc.json(),
      fc.string(),
      fc.record({ document: fc.anything(), requests: fc.anything() }).map((value) => JSON.stringify(value) ?? ''),
    );
    fc.assert(
      fc.property(fc.array(json), (lines) => {
        try {
          read(lines);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('holdOut', () => {
  it('tests one request of each document that has two or more and trains on all others', () => {
    const entries = [
      { document: 'd', requests: ['a', 'b', 'c'] },
      { document: 'e', requests: ['x'] },
    ];
    const { train, test } = holdOut(entries, (n) => n - 1);
    expect(test).toEqual([{ text: 'c', document: 0 }]);
    expect(train.map((request) => request.text)).toEqual(['a', 'b', 'x']);
  });
});

describe('words by the tables of the project', () => {
  /** What Node's own tables make of a text. */
  const byNode = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

  it('are those of any Node for what Unicode 14.0 knows', () => {
    for (const text of [
      'The quick brown fox, 2 × 3½ ﬁne ℃',
      'ΟΔΥΣΣΕΥΣ Σ ΣΑΣ',
      'straße İstanbul ǅ',
      '日本語の文章 한국어 हिन्दी العربية',
      '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ① ㍿ é é',
      'a\nb\tc\ud800d',
    ]) {
      expect(words(text)).toEqual(byNode(text));
    }
  });

  it('end at letters that later versions have added, whatever this Node makes of them', () => {
    // U+1C89 came with Unicode 16.0, U+A7CB too, U+105C0 (Todhri) and U+1E5D0 (Ol Onal) as well.
    expect(words('ab\u1c89cd \ua7cb x\u{105c0}y \u{1e5d0}')).toEqual(['ab', 'cd', 'x', 'y']);
  });

  it('end a sigma by the tables too, beside every letter', () => {
    // U+0295 counts as a letter with case from Unicode 17.0 on: before, Node gave an inner sigma where it now gives a final one.
    expect(words('αΣ ʕΣ aΣʕb Σα ΑΣ. Σ')).toEqual(['ας', 'ʕς', 'aσʕb', 'σα', 'ας', 'σ']);
    const hash = createHash('sha256');
    for (let point = 0; point < 0x3000; point++) {
      const letter = String.fromCodePoint(point);
      hash.update(JSON.stringify(words(`${letter} aΣ${letter}b ${letter}aΣ e\u0301${letter}\u0323`)));
    }
    // The same on Node 20.19.0, 20.20.2, 22.23.5, 24.22.3, 25.9.0 and 26.12.1, whose tables are those of Unicode 16.0 and 17.0.
    expect(hash.digest('hex').slice(0, 16)).toBe('3c9258b0a7245b8c');
  });
});
