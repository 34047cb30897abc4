import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelimitedLexer, type Delimiting } from '../../src/core/delimited-lexer.js';
import { lexNumber } from '../../src/core/number-lexer.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The rows of a text, fed in pieces of so many bytes. */
function rowsOf(text: string, delimiting: Partial<Delimiting> = {}, piece = 1000) {
  const rows: { line: number; fields: string[] }[] = [];
  const bad: unknown[] = [];
  const lexer = new DelimitedLexer(
    { separator: ',', ...delimiting },
    {
      row(row) {
        rows.push({ line: row.line, fields: row.texts() });
        return undefined;
      },
      bad: (...what) => bad.push(what),
    },
  );
  const bytes = bytesOf(text);
  for (let from = 0; from < bytes.length; from += piece) lexer.push(bytes.subarray(from, from + piece));
  lexer.push(new Uint8Array(0), true);
  if (lexer.held.length > 0) lexer.push(new Uint8Array(0), true);
  return { rows, bad };
}

describe('the lexer of delimited text', () => {
  it('gives the same rows in pieces of any size', () => {
    const text = 'a,"b ""x""\r\ny",c\r\n\r\n1,,3\r\n"ä,ö",é,\u{1f600}\rlast,row,"q"';
    const whole = rowsOf(text);
    expect(whole.rows).toEqual([
      { line: 1, fields: ['a', 'b "x"\r\ny', 'c'] },
      { line: 4, fields: ['1', '', '3'] },
      { line: 5, fields: ['ä,ö', 'é', '\u{1f600}'] },
      { line: 6, fields: ['last', 'row', 'q'] },
    ]);
    for (const piece of [1, 2, 3, 5, 7, 11]) expect(rowsOf(text, {}, piece)).toEqual(whole);
  });

  it('takes runs of blanks as one separator where it is told to', () => {
    expect(rowsOf('  a   b c  \n1 2  3\n', { separator: ' ', merge: true }).rows.map(({ fields }) => fields)).toEqual([
      ['a', 'b', 'c'],
      ['1', '2', '3'],
    ]);
  });

  it('tells the line of a field that is never closed or too long', () => {
    expect(rowsOf('a\n"b\nc').bad).toEqual([['unclosed', 2, true]]);
    expect(rowsOf('a\nbbbb', { field: 3 }).bad).toEqual([['too-long', 2, false]]);
  });
});

describe('lexNumber', () => {
  const lex = (text: string) => lexNumber(bytesOf(text), 0, bytesOf(text).length);

  it('gives the double that the language gives, for any number in any of its spellings', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        for (const text of [`${value}`, value.toExponential(), `+${Math.abs(value)}`])
          expect(lex(text)).toBe(Number(text));
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^-?[0-9]{1,25}\.[0-9]{0,25}$/), (text) => {
        expect(lex(text)).toBe(Number(text));
      }),
    );
  });

  it('takes nothing else for a number', () => {
    for (const text of ['', '-', '.', '1e', '1 ', ' 1', '0x10', 'nan', 'inf', '1,5', '--1', '1e5.2', '1_000'])
      expect(lex(text), text).toBeNaN();
  });
});
