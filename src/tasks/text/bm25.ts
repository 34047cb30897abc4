import { maths } from '../../kernels/kernels.js';

export interface Bm25 {
  /** Score of each document for the words of a query; a word that occurs twice counts twice. */
  scores(query: readonly string[]): Float64Array;
}

/**
 * Okapi BM25 (Robertson, Walker 1994) over documents given as words, with the inverse document frequency that stays
 * positive, ln(1 + (N - n + 0.5) / (n + 0.5)), as in Lucene.
 */
export function createBm25(documents: readonly (readonly string[])[], { k1 = 1.2, b = 0.75 } = {}): Bm25 {
  const counts = new Map<string, Map<number, number>>();
  let total = 0;
  documents.forEach((words, document) => {
    total += words.length;
    for (const word of words) {
      const ofWord = counts.get(word) ?? new Map<number, number>();
      ofWord.set(document, (ofWord.get(document) ?? 0) + 1);
      counts.set(word, ofWord);
    }
  });
  const average = total === 0 ? 1 : total / documents.length;
  const lengthFactor = documents.map((words) => k1 * (1 - b + (b * words.length) / average));
  const postings = new Map(
    [...counts].map(([word, ofWord]) => {
      const idf = maths.log(1 + (documents.length - ofWord.size + 0.5) / (ofWord.size + 0.5));
      const weights = Float64Array.from(ofWord, ([document, count]) => {
        return (idf * count * (k1 + 1)) / (count + lengthFactor[document]!);
      });
      return [word, { documents: Int32Array.from(ofWord.keys()), weights }] as const;
    }),
  );
  return {
    scores(query) {
      const scores = new Float64Array(documents.length);
      for (const word of query) {
        const posting = postings.get(word);
        posting?.documents.forEach((document, i) => {
          scores[document]! += posting.weights[i]!;
        });
      }
      return scores;
    },
  };
}
