import { temporaryFiles } from '../tasks/files.js';

const write = temporaryFiles();

type Params = Readonly<Record<string, unknown>>;

const subjects = Array.from({ length: 12 }, (_, i) => {
  const mark = String.fromCharCode(97 + i).repeat(4);
  const requests = [`find ${mark}x now`, `where is ${mark}x`, `show me the ${mark}x`, `${mark}x please`];
  return JSON.stringify({ document: `command number ${i} does ${mark}y to things`, requests });
});

/** Settings that make each task small. */
export const small: Readonly<Record<string, Params>> = {
  classification: { samples: 200, positives: 0.3, hidden: [8], batch: 32 },
  retrieval: { data: write(subjects.join('\n'), 'requests.jsonl'), buckets: 128, dim: 8, batch: 5 },
  regression: { samples: 100, hidden: [8], batch: 32 },
  'multi-class': { samples: 100, classes: 3, hidden: [8], batch: 16 },
  distillation: { samples: 50, testSamples: 50, classes: 3, hidden: [8], batch: 16 },
  'multi-label': { samples: 100, testSamples: 50, labels: 4, features: 4, hidden: [8], batch: 16 },
  identities: { trainClasses: 12, testClasses: 4, perClass: 4, rowsPerClass: 3, hidden: [8], dim: 4, batch: 5 },
  'two-views': { classes: 3, samples: 60, hidden: [8], dim: 4, batch: 8, jitter: 0.1, mask: 0.1 },
  ranking: { lists: 20, testLists: 5, documents: 8, hidden: [8], batch: 4 },
  'knowledge-graph': { columns: 5, rows: 4, dim: 4, batch: 16 },
  masks: { images: 12, testImages: 4, side: 8, window: 3, hidden: [8], batch: 4 },
  alignment: { pairs: 60, prompts: 2, length: 2, hidden: [8], batch: 8 },
  preference: { pairs: 200, prompts: 2, length: 2, batch: 16 },
};

/** Settings without which a loss fits none of these. */
export const legal: Readonly<Record<string, Params>> = { 'margin-ranking': { form: 'pos-neg', margin: 1 } };

/** Recorded steps on CartPole. */
export const recorded = write(
  Array.from({ length: 40 }, (_, i) => {
    const at = (n: number) => [0.01 * n, -0.02 * n, 0.005 * (n % 7), 0.01 * (n % 5)];
    const ends = { terminated: i % 13 === 12, truncated: false };
    return JSON.stringify({ observation: at(i), action: i % 2, reward: 1, next: at(i + 1), ...ends });
  }).join('\n'),
  'recorded.jsonl',
);
