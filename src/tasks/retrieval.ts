import { UserError } from '../core/errors.js';
import {
  copyArrays,
  type Learner,
  type NamedArrays,
  type OwnData,
  type Shapes,
  type TrainingData,
} from '../core/learner.js';
import { boolean, choice, integer, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import type { EmbeddingScope, Scope } from '../core/scope.js';
import { fieldsOf, type Savable, type Saved, together } from '../core/state.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import { Anatomist } from '../losses/tools/update-anatomy.js';
import type { Tensor } from '../tensor/engine.js';
import { normal } from '../tensor/nn/init.js';
import { ParameterSet } from '../tensor/nn/parameters.js';
import { embeddingBag, matmulNT, normalizeRows } from '../tensor/ops/index.js';
import { createOptimizer, optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { project2d } from './metrics/pca.js';
import { rankOf, summarizeRanks } from './metrics/ranking.js';
import { spreadOf } from './metrics/spread.js';
import { chooseFit } from './model/fit-loss.js';
import { createPairing, negativeChoices, type Pairing, pairingKinds } from './model/pairings.js';
import { retrievalModel } from './model/retrieval-model.js';
import { reportLine } from './readers/data-report.js';
import { collectionReport } from './splits/collection-report.js';
import {
  bm25Yardstick,
  loadRetrievalData,
  RequestBatches,
  type RetrievalData,
  toBags,
} from './splits/retrieval-data.js';
import { defineTask, type TaskContext } from './task.js';
import { COLLECTION_SHAPES, readEntries } from './text/pairs.js';

const params = {
  ...optimizerParams,
  data: text(
    '',
    "file of pairs, or of documents with the requests that people look for them with (CSV, JSON, JSON Lines), or a BEIR folder; what is a letter beyond ASCII follows Node's Unicode version",
  ),
  buckets: integer(8192, 'rows of the embedding table that features are hashed into', { min: 16, max: 1_000_000 }),
  dim: integer(64, 'size of an embedding', { min: 2, max: 1024 }),
  shared: boolean(true, 'one embedding table for requests and documents instead of two'),
  wordGrams: integer(2, 'longest run of words that is a feature', { min: 1, max: 4 }),
  charShortest: integer(3, 'shortest character n-gram of a word that is a feature', { min: 1, max: 8 }),
  charLongest: integer(5, 'longest character n-gram; 0 means none', { min: 0, max: 8 }),
  initScale: number(0.1, 'deviation of the first embeddings', { above: 0, max: 10 }),
  dropout: number(0, 'part of the features that training leaves out at random, anew each time', { min: 0, below: 1 }),
  batch: integer(64, 'requests per update', { min: 2, max: 4096 }),
  duplicates: boolean(false, 'let a batch hold several requests of one document, as wrong negatives of each other'),
  repeats: integer(1, 'requests of each document in a batch; several are wrong negatives of each other', {
    min: 1,
    max: 256,
  }),
  negatives: choice('hardest', negativeChoices, 'for losses on triplets and pairs: which wrong document of the batch'),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

/** Points of the picture: documents and as many of their requests. */
const PICTURED = 200;
const NEIGHBOURS = 5;
/** Scores of requests against all documents that are held at a time. */
const MOST_SCORES = 1 << 24;
/** Updates after which the picture shows another request. */
const PICTURE_EVERY = 50;

class RetrievalLearner implements Learner {
  readonly #c: Context;
  readonly #data: RetrievalData;
  readonly #parameters: ParameterSet;
  readonly #requestTable: Tensor;
  readonly #documentTable: Tensor;
  readonly #pairing: Pairing;
  readonly #optimizer;
  readonly #anatomist: Anatomist;
  readonly #batches: RequestBatches;
  readonly #dropout: Stream;
  readonly #bm25;
  readonly #record;
  readonly #now = { step: 0 };
  readonly #parts: Savable;
  #judgedBags: readonly Int32Array[] | null = null;

  constructor(context: Context) {
    const { engine, params: p, loss, lossParams, recorder, stream } = context;
    this.#c = context;
    const draw = stream('data');
    const init = stream('init');
    this.#data = loadRetrievalData(p.data, p, draw);
    this.#parameters = new ParameterSet(engine);
    const table = (name: string) => this.#parameters.addTable(name, [p.buckets, p.dim], normal(init, p.initScale));
    this.#requestTable = table(p.shared ? 'table' : 'request_table');
    this.#documentTable = p.shared ? this.#requestTable : table('document_table');
    const negatives = stream('explore');
    this.#anatomist = new Anatomist(this.#parameters);
    this.#pairing = createPairing(this.#parameters, {
      loss: this.#anatomist.listen(loss),
      lossParams,
      negatives: p.negatives,
      documents: this.#data.documents.length,
      dim: p.dim,
      init,
      draw: negatives,
    });
    this.#parameters.seal();
    this.#optimizer = createOptimizer(this.#parameters, p);
    this.#batches = new RequestBatches(this.#data.collection.train, p, draw);
    this.#dropout = stream('explore', 1);
    this.#bm25 = bm25Yardstick(this.#data);
    this.#parts = together({
      optimizer: this.#optimizer,
      batches: this.#batches,
      dropout: this.#dropout,
      negatives,
      now: fieldsOf(this.#now),
    });
    const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
    const yardstick = (name: string, help: string) => recorder.define({ name, help, better: 'neither' });
    this.#record = {
      loss: recorder.define({
        name: 'loss',
        help: 'loss of one training batch',
        better: 'lower',
        // The other documents of the batch are the wrong answers.
        dependsOn: ['loss', 'task.negatives', 'task.batch'],
      }),
      gradNorm: recorder.define({
        name: 'grad_norm',
        help: 'length of the gradient before clipping',
        better: 'neither',
        dependsOn: ['loss', 'task.negatives', 'task.batch'],
      }),
      recallAt1: higher('recall_at_1', 'part of the held-out requests whose document comes first'),
      recallAt5: higher('recall_at_5', 'part of the held-out requests whose document is among the first five'),
      mrr: higher(
        'mrr',
        'mean of 1 / rank of the right document over held-out requests; half of equal scores rank before it',
      ),
      spread: yardstick('embedding_spread', 'mean distance of the documents from their mean; 0 is collapse'),
      bm25: yardstick('bm25_mrr', 'mrr of BM25 over the documents, same requests'),
      bm25RecallAt1: yardstick('bm25_recall_at_1', 'recall at 1 of BM25 over the documents, same requests'),
      bm25Expanded: yardstick('bm25_expanded_mrr', 'mrr of BM25 over documents with their training requests added'),
    };
  }

  advance(): void {
    const { engine, steps } = this.#c;
    const { documents, train, collection } = this.#data;
    engine.reset();
    this.#anatomist.begin(this.#now.step + 1 === steps);
    const batch = this.#batches.next();
    const ids = batch.map((i) => collection.train[i]!.document);
    const loss = this.#pairing.loss({
      requests: this.#embed(
        this.#requestTable,
        Array.from(batch, (i) => this.#dropped(train.at(i)!)),
      ),
      documents: this.#embed(
        this.#documentTable,
        Array.from(batch, (i) => this.#dropped(documents.at(collection.train[i]!.document)!)),
      ),
      ids,
    });
    this.#record.loss(loss.item());
    this.#anatomist.between();
    const norm = this.#optimizer.descend(loss, this.#now.step / steps);
    this.#record.gradNorm(norm);
    this.#pairing.afterUpdate();
    this.#now.step++;
    this.#anatomist.end(this.#now.step, norm);
    engine.reset();
  }

  evaluate(): void {
    const { engine } = this.#c;
    const { test, tested } = this.#data;
    const documents = this.#candidates;
    const { ranks, spread } = engine.untracked(() => {
      const index = this.#embed(this.#documentTable, documents);
      const each = Math.max(1, Math.floor(MOST_SCORES / documents.length));
      const ranks: number[] = [];
      for (let from = 0; from < tested.length; from += each)
        engine.untracked(() => {
          const scores = matmulNT(this.#embed(this.#requestTable, test.slice(from, from + each)), index).view();
          for (let i = 0; from + i < Math.min(tested.length, from + each); i++) {
            const own = scores.subarray(i * documents.length, (i + 1) * documents.length);
            ranks.push(rankOf(own, this.#placeOf(tested[from + i]!.document)));
          }
        });
      return { ranks, spread: spreadOf(index.view(), documents.length, this.#c.params.dim) };
    });
    const { mrr, recallAt1, recallAt5 } = summarizeRanks(ranks);
    this.#record.recallAt1(recallAt1);
    this.#record.recallAt5(recallAt5);
    this.#record.mrr(mrr);
    this.#record.spread(spread);
    this.#record.bm25(this.#bm25.plain.mrr);
    this.#record.bm25RecallAt1(this.#bm25.plain.recallAt1);
    this.#record.bm25Expanded(this.#bm25.expanded.mrr);
  }

  scope(apart = true): Scope | null {
    return this.#anatomist.join(this.#picture(), apart);
  }

  #picture(): EmbeddingScope {
    const { engine, params: p } = this.#c;
    const { test, tested, collection } = this.#data;
    const documents = this.#candidates;
    const asked = Math.floor(this.#now.step / PICTURE_EVERY) % tested.length;
    const count = Math.min(PICTURED, tested.length);
    const { rows, scores } = engine.untracked(() => {
      const index = this.#embed(this.#documentTable, documents);
      const shown = tested.slice(0, count).map(({ document }) => documents[this.#placeOf(document)]!);
      const query = this.#embed(this.#requestTable, [test[asked]!]);
      return {
        rows: [
          ...this.#embed(this.#documentTable, shown).view(),
          ...this.#embed(this.#requestTable, test.slice(0, count)).view(),
        ],
        scores: Float64Array.from(matmulNT(query, index).view()),
      };
    });
    const { x, y } = project2d(rows, 2 * count, p.dim);
    const nearest = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
    return {
      kind: 'embedding',
      points: Array.from(x, (value, i) => ({ x: value, y: y[i]!, group: tested[i % count]!.document })),
      query: tested[asked]!.text,
      neighbours: nearest.slice(0, NEIGHBOURS).map((place) => ({
        text: collection.documents[this.#candidateAt(place)]!,
        score: scores[place]!,
        correct: this.#candidateAt(place) === tested[asked]!.document,
      })),
    };
  }

  get data(): TrainingData {
    const { collection, tested, judged } = this.#data;
    return {
      content: judged === undefined ? this.#data : { collection, tested, judged },
      epochSteps: this.#batches.perEpoch,
    };
  }

  get own(): OwnData {
    const { params: p } = this.#c;
    const { tested, collection, test } = this.#data;
    const documents = this.#candidates;
    const report = collectionReport(p.data, this.#data);
    return {
      report,
      line: reportLine(report),
      model: retrievalModel(p),
      predictions: () => {
        const best = this.#c.engine.untracked(() => {
          const index = this.#embed(this.#documentTable, documents);
          return tested.map(({ document }, i) =>
            this.#c.engine.untracked(() => {
              const scores = matmulNT(this.#embed(this.#requestTable, [test[i]!]), index).view();
              let first = 0;
              for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[first]!) first = k;
              const own = this.#placeOf(document);
              return { first: this.#candidateAt(first), rank: rankOf(scores, own), score: scores[own]! };
            }),
          );
        });
        return [
          { name: 'request', values: tested.map(({ text }) => text) },
          { name: 'document', values: tested.map(({ document }) => collection.documents[document]!) },
          { name: 'rank', values: best.map(({ rank }) => rank) },
          { name: 'score', values: best.map(({ score }) => score) },
          { name: 'first', values: best.map(({ first }) => collection.documents[first]!) },
        ];
      },
    };
  }

  weights(): NamedArrays {
    return this.#parameters.byName();
  }

  shapes(): Shapes {
    return this.#parameters.shapes();
  }

  load(weights: NamedArrays): void {
    copyArrays(this.weights(), weights);
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
  }

  /** Features of the documents among which evaluations look for the right one. */
  get #candidates(): readonly Int32Array[] {
    const { judged, documents } = this.#data;
    this.#judgedBags ??= Array.from(judged ?? { length: documents.length }, (_, i) => documents.at(judged?.[i] ?? i)!);
    return this.#judgedBags;
  }

  /** Which document a candidate is, and which candidate a document. */
  #candidateAt(place: number): number {
    return this.#data.judged?.[place] ?? place;
  }

  #placeOf(document: number): number {
    const { judged } = this.#data;
    return judged === undefined ? document : judged.indexOf(document);
  }

  #dropped(bag: Int32Array): Int32Array {
    const { dropout } = this.#c.params;
    return dropout === 0 ? bag : bag.filter(() => this.#dropout.uniform() >= dropout);
  }

  /** Texts as unit vectors [N, dim]; a text without features is the zero vector. */
  #embed(table: Tensor, bags: readonly Int32Array[]): Tensor {
    const { tokens, offsets } = toBags(this.#c.engine, bags);
    return normalizeRows(embeddingBag(table, tokens, offsets, 'mean'));
  }
}

/** Centres move by a rule of their own and would draw all embeddings to one point. */
const UNSUITED = ['center'];

export const retrieval = defineTask({
  name: 'retrieval',
  title: 'Retrieval with two towers',
  summary:
    'Requests and documents become vectors, so that a request lies nearest to its document; BM25 is the yardstick.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(pairingKinds, 'mnr', UNSUITED);
  },
  params,
  tunable: [...optimizerTunable, 'batch', 'dropout', 'negatives'],
  focus: 'mrr',
  takes: [
    {
      shape: 'a row a pair: document and query, anchor and positive (and negative), or question and answer',
      example: 'query,document\nhow do I list files,ls lists the files of a folder\nshow a file,cat prints a file',
    },
    {
      shape: 'JSON Lines with all requests of a document',
      example: '{"document": "ls lists files", "requests": ["list files", "what is in a folder"]}',
    },
    { shape: 'a BEIR folder', example: 'corpus.jsonl\nqueries.jsonl\nqrels/test.tsv' },
  ],
  understand: (values) =>
    values.data === ''
      ? null
      : collectionReport(values.data, loadRetrievalData(values.data, values, Stream.from(0, 'data'))),
  check(values) {
    if (values.data === '')
      throw new UserError({
        path: 'data',
        message: 'is missing: retrieval needs documents and what they are looked for with',
        allowed: COLLECTION_SHAPES,
      });
    if (values.charLongest > 0 && values.charLongest < values.charShortest)
      throw new UserError({
        path: 'charLongest',
        message: 'must be 0 or at least charShortest',
        given: `${values.charLongest}`,
        allowed: `0, or ${values.charShortest} and more`,
      });
    if (values.repeats > 1 && (values.duplicates || values.repeats * 2 > values.batch))
      throw new UserError({
        path: 'repeats',
        message: values.duplicates
          ? 'must be 1 beside duplicates, which draws requests one by one'
          : 'must leave room for two documents in a batch',
        given: `${values.repeats}`,
        allowed: values.duplicates ? '1' : `1 to ${Math.floor(values.batch / 2)}`,
      });
    readEntries(values.data);
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, pairingKinds);
  },
  create: (context) => new RetrievalLearner(context),
});
