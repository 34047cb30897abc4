import type { Problems } from '../problems.js';

interface Foreign {
  readonly name: string;
  /** What the file begins with, as Latin 1, letters in any case and blanks before left out. */
  readonly begin: readonly string[];
  readonly hint: string;
}

const pandas = (read: string) =>
  `Write it as CSV first: python -c "import pandas; pandas.${read}.to_csv('data.csv', index=False)"`;

/** Formats of tables that are not read here, by their first bytes, and how each becomes one that is. */
const FOREIGN: readonly Foreign[] = [
  {
    name: 'a ZIP archive, which Excel workbooks are too',
    begin: ['PK\x03\x04', 'PK\x05\x06'],
    hint: `Unpack it, or save the workbook as CSV: python -c "import pandas; pandas.read_excel('data.xlsx').to_csv('data.csv', index=False)"`,
  },
  { name: 'an old Excel workbook', begin: ['\xd0\xcf\x11\xe0'], hint: pandas("read_excel('data.xls')") },
  {
    name: 'packed by xz',
    begin: ['\xfd7zXZ'],
    hint: 'Unpack it first: xz -dk FILE, or xz -dc FILE | losscope train -',
  },
  {
    name: 'packed by bzip2',
    begin: ['BZh9', 'BZh8', 'BZh7', 'BZh6', 'BZh5', 'BZh4', 'BZh3', 'BZh2', 'BZh1'],
    hint: 'Unpack it first: bzip2 -dk FILE, or bzip2 -dc FILE | losscope train -',
  },
  {
    name: 'packed by zstd',
    begin: ['\x28\xb5\x2f\xfd'],
    hint: 'Unpack it first: zstd -dk FILE, or zstd -dc FILE | losscope train -',
  },
  {
    name: 'packed by LZ4',
    begin: ['\x04\x22\x4d\x18'],
    hint: 'Unpack it first: lz4 -dk FILE, or lz4 -dc FILE | losscope train -',
  },
  { name: 'a 7-Zip archive', begin: ['7z\xbc\xaf'], hint: 'Unpack it first: 7z x FILE' },
  { name: 'an Arrow or Feather file', begin: ['ARROW1', 'FEA1'], hint: pandas("read_feather('data.feather')") },
  { name: 'an ORC file', begin: ['ORC\x03', 'ORC\x0a'], hint: pandas("read_orc('data.orc')") },
  {
    name: 'a NumPy array',
    begin: ['\x93NUMPY'],
    hint: `Write it as CSV first: python -c "import numpy; numpy.savetxt('data.csv', numpy.load('data.npy'), delimiter=',')" and add task.header=no`,
  },
  { name: 'an HDF5 file', begin: ['\x89HDF'], hint: pandas("read_hdf('data.h5')") },
  {
    name: 'a Python pickle',
    begin: ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'],
    hint: pandas("read_pickle('data.pkl')"),
  },
  {
    name: 'an SQLite database',
    begin: ['SQLite format 3\0'],
    hint: 'Write a table of it as CSV first: sqlite3 -header -csv FILE "select * from TABLE" > data.csv',
  },
  { name: 'an HTML page', begin: ['<!doctype html', '<html', '<table'], hint: pandas("read_html('data.html')[0]") },
  { name: 'an XML document', begin: ['<?xml'], hint: pandas("read_xml('data.xml')") },
  {
    name: 'an R data file',
    begin: ['RDX2\n', 'RDX3\n', 'RDA2\n', 'RDA3\n'],
    hint: `Write it as CSV first, in R: write.csv(table, 'data.csv', row.names = FALSE)`,
  },
  { name: 'an SPSS file', begin: ['$FL2', '$FL3'], hint: pandas("read_spss('data.sav')") },
  { name: 'a PDF document', begin: ['%PDF-'], hint: 'Export the table as CSV' },
];

/** Throws a UserError that says how to convert a file of a format that is not read here. */
export function refuseForeign(problems: Problems, magic: Uint8Array): void {
  const text = Buffer.from(magic.subarray(0, 256))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  const begin = text.trimStart().toLowerCase();
  const found = FOREIGN.find((one) => one.begin.some((start) => begin.startsWith(start.toLowerCase())));
  if (found !== undefined)
    problems.fatal({ path: '', message: `is ${found.name}, which is not read`, hint: found.hint });
}

/** Lines down to `@data` of a text in ARFF, behind which its rows stand; 0 for another text. */
export function arffLines(head: string): number {
  if (!/^\s*(?:%[^\n]*\n\s*)*@relation\b/i.test(head)) return 0;
  return head.split(/\r?\n/).findIndex((line) => /^\s*@data\s*$/i.test(line)) + 1;
}
