import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.js';
import { CSV_LIMITS, csvRows } from '../../../src/tasks/readers/formats/csv.js';
import { separators } from '../../../src/tasks/readers/formats/dialect.js';
import { Problems } from '../../../src/tasks/readers/problems.js';
import { issuesOf, temporaryFiles } from '../files.js';

const write = temporaryFiles();

function read(content: string | Uint8Array, separator = 'comma') {
  const problems = new Problems(write(content));
  const rows = [...csvRows(problems, { separator: separators[separator]! })];
  problems.check();
  return rows;
}

const fieldsOf = (content: string | Uint8Array) => read(content).map((row) => row.fields);

describe('csvRows', () => {
  it('gives back any table that was written with quotes, whatever the fields hold', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', '\t', ' ', 'é', '😀', '\u001b') });
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1 }));
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, end, finish) => {
        const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        expect(fieldsOf(quoted.join(end) + (finish ? end : ''))).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  it('throws nothing but a UserError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives one result wherever the pieces of the file are cut', () => {
    const row = '"é\r\n""q"",x",plain,😀\r\n';
    for (let pad = 0; pad < 16; pad++) {
      const head = `${'x'.repeat(60_000)},${'y'.repeat(5_520 + pad)},z\r\n`;
      const rows = fieldsOf(head + row.repeat(3));
      expect(rows).toHaveLength(4);
      for (const fields of rows.slice(1)) expect(fields).toEqual(['é\r\n"q",x', 'plain', '😀']);
    }
  });

  it('takes off a byte order mark, skips blank lines and tells lines of the file from rows', () => {
    const rows = read('\ufeffa,b\r\n\r\n"1\n1",2\r\n\r\n3,4');
    expect(rows).toEqual([
      { row: 0, line: 1, fields: ['a', 'b'] },
      { row: 1, line: 3, fields: ['1\n1', '2'] },
      { row: 2, line: 6, fields: ['3', '4'] },
    ]);
  });

  it('reads semicolons and tabs when told to', () => {
    for (const separator of ['semicolon', 'tab'] as const)
      expect(read(`a${separators[separator]}b,c`, separator)[0]!.fields).toEqual(['a', 'b,c']);
  });

  it('names the row and the byte offset of what is not UTF-8', () => {
    const [issue] = issuesOf(() => read(Uint8Array.from([97, 10, 98, 10, 0xc3, 0x28])));
    expect(issue).toMatchObject({ path: 'row 2', line: 3, given: '0x28' });
    expect(issue!.message).toContain('byte 4 ');
    const [cut] = issuesOf(() => read(Uint8Array.from([97, 0xe2, 0x82])));
    expect(cut!.message).toContain('byte 1 ');
  });

  it('refuses the overlong, the surrogate and the too large, as RFC 3629 says', () => {
    for (const bytes of [[0xc0, 0x80], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff]])
      expect(issuesOf(() => read(Uint8Array.from(bytes)))[0]!.message).toContain('not UTF-8');
  });

  it('names the line where a quoted field began that is never closed', () => {
    expect(issuesOf(() => read('a\n1\n"2\n3\n4'))).toMatchObject([{ path: 'row 2', line: 3 }]);
    expect(issuesOf(() => read('"a'))).toMatchObject([{ path: 'header', line: 1 }]);
    const [issue] = issuesOf(() => read(`a\n"${'x'.repeat(CSV_LIMITS.field + 1)}`));
    expect(issue).toMatchObject({ path: 'row 1', line: 2, hint: 'Its closing quote may be missing' });
  });

  it('reports text after a closing quote and goes on', () => {
    const issues = issuesOf(() => read('a\n"b"c\nd\n"e" f'));
    expect(issues.map((issue) => issue.path)).toEqual(['row 1', 'row 3']);
  });

  it('refuses paths that are no readable file with a reason', () => {
    const read = (file: string) => issuesOf(() => [...csvRows(new Problems(file), { separator: ',' })])[0]!.message;
    expect(read('/nonexistent/x.csv')).toContain('file not found');
    expect(read('/tmp')).toContain('not a regular file');
    expect(read('/dev/null')).toContain('not a regular file');
    expect(read('a\0b')).toContain('NUL');
    expect(read('x'.repeat(5000))).toContain('too long');
  });

  it('stops at the row limit with an error that says so', () => {
    const problems = new Problems(write(`a\n${'1\n'.repeat(101)}`));
    const [issue] = issuesOf(() => csvRows(problems, { separator: ',', rows: 100 }));
    expect(issue!.message).toContain('100 rows');
    expect(issue!.line).toBe(102);
  });
});
