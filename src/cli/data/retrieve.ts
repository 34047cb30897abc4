import { type Issue, UserError } from '../../core/errors.js';
import type { ResultColumn } from '../../core/learner.js';
import { type AddCommand, examples } from '../kit/command.js';
import { addModelOptions, type ModelOptions, runsFolder } from './runs-folder.js';

interface Options extends ModelOptions {
  readonly queries?: string;
  readonly top: string;
}

const MOST_TOP = 1000;
/** Queries at a time. */
const BLOCK = 64;

export const addRetrieve: AddCommand = (program, { terminal }) => {
  const command = program
    .command('retrieve')
    .description('find the documents that answer a query, with the model of a retrieval run')
    .argument('<run>', 'id of a run or the beginning of it')
    .argument('[query]', 'what is looked for')
    .option('--queries <file>', 'a file with a query on each line, or a table or JSON Lines with a column query')
    .option('--top <number>', 'documents for each query', '5')
    .addHelpText(
      'after',
      examples(
        ['losscope retrieve faq-0 "how do I reset my password"', 'the five best documents'],
        ['losscope retrieve faq-0 --queries asked.txt --top 10 --out found.csv', 'many queries at once'],
      ),
    )
    .action(async (run: string, query: string | undefined, options: Options) => {
      const { queries: file, top, out: to } = options;
      const out = await runsFolder(options);
      const most = Number(top);
      const issues: Issue[] = [];
      if ((query === undefined) === (file === undefined))
        issues.push({ path: '', message: 'say what is looked for: one query, or --queries' });
      if (!Number.isInteger(most) || most < 1 || most > MOST_TOP)
        issues.push({ path: '--top', message: `must be a whole number from 1 to ${MOST_TOP}`, given: `"${top}"` });
      if (issues.length > 0) throw new UserError(issues);
      const { join } = await import('node:path');
      const { findRun } = await import('../../store/run-list.js');
      const { readConfig } = await import('../../store/config-file.js');
      const { readModel } = await import('../../store/kept-model.js');
      const { csvPieces, writeCsv } = await import('../../store/own-data-files.js');
      const { documentEmbeddings } = await import('../../store/kept-embeddings.js');
      const { retrieve } = await import('../../tasks/model/retrieval-model.js');
      const { readEntries, readQueries } = await import('../../tasks/text/pairs.js');
      const id = findRun(out, run);
      const { model, weights } = readModel(join(out, id));
      if (model.format !== 'losscope-retrieval')
        throw new UserError({ path: id, message: 'is no run of retrieval', hint: 'Score rows with losscope predict' });
      const { learner } = readConfig(join(out, id)).scenario;
      const data = learner.kind === 'task' ? String(learner.task.params.data) : '';
      const documents = readEntries(data).map(({ document }) => document);
      const asked = query === undefined ? readQueries(file!) : [query];
      const vectors = documentEmbeddings(join(out, id), model, weights, documents, terminal.err);
      const rows = { query: [] as string[], rank: [] as number[], score: [] as number[], document: [] as string[] };
      for (let from = 0; from < asked.length; from += BLOCK) {
        const part = asked.slice(from, from + BLOCK);
        retrieve(model, weights, vectors, part, most).forEach((found, q) => {
          found.forEach(({ document, score }, i) => {
            rows.query.push(part[q]!);
            rows.rank.push(i + 1);
            rows.score.push(score);
            rows.document.push(documents[document]!);
          });
        });
      }
      if (query !== undefined && to === undefined) {
        rows.document.forEach((document, i) => {
          terminal.out(`${String(rows.rank[i]).padStart(3)}  ${rows.score[i]!.toFixed(3)}  ${document}`);
        });
        return;
      }
      const columns: ResultColumn[] = Object.entries(rows).map(([name, values]) => ({ name, values }));
      if (to === undefined) for (const piece of csvPieces(columns)) terminal.out(piece.replace(/\n$/, ''));
      else {
        writeCsv(to, columns);
        terminal.out(`${to}: ${rows.query.length} rows for ${asked.length} queries`);
      }
    });
  addModelOptions(command, 'a CSV file of query, rank, score and document');
};
