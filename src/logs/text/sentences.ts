type Rule = readonly [pattern: RegExp, to: string | ((...groups: string[]) => string)];

const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;

/** Sentences that tools print, each as names with figures behind them. */
const RULES: readonly Rule[] = [
  // `Loss at step 100: 2.4`, `Score at iteration 100 is 2.4`
  [
    /\b([A-Za-z][\w/.-]*(?: [A-Za-z][\w/.-]*)?) (?:at|after|on|in) (step|iteration|iter|epoch|episode|update|round) #?(\d+)\s*(?:is|was|[:=])\s*(?=[-+.\d])/gi,
    '$2 $3 $1: ',
  ],
  // ESPnet: `1epoch:train:51-100batch:`
  [
    /\b(\d+)epoch(?::train:\d+-(\d+)batch:)?/,
    (_, epoch, batch) => `epoch ${epoch},${batch === undefined ? '' : ` batch ${batch}, `}`,
  ],
  // Kaldi, nnet3: with a second figure where there is an auxiliary objective
  [
    new RegExp(
      String.raw`\b(Average|Overall average) objective function for '([^']+)'(?: for minibatches \d+-(\d+))? is (${NUMBER})(?: \+ (${NUMBER}) = (${NUMBER}))? over ${NUMBER} frames\.?`,
    ),
    (_, which, output, batch, main, auxiliary, sum) =>
      [
        ...(batch === undefined ? [] : [`minibatch ${batch}`]),
        `${which === 'Average' ? 'average' : 'overall'} objective function for ${output}: ${sum ?? main}`,
        ...(auxiliary === undefined ? [] : [`auxiliary objective for ${output}: ${auxiliary}`]),
      ].join(', '),
  ],
  // Kaldi, nnet3-compute-prob
  [
    new RegExp(String.raw`\bOverall (log-probability|accuracy) for '([^']+)' is (${NUMBER}) per frame`),
    'overall $1 for $2: $3 ; ',
  ],
  // `Validation loss decreased (0.7 --> 0.6).`
  [
    new RegExp(
      String.raw`\b([A-Za-z][\w ]*?) (?:decreased|increased|improved) \((?:inf|-inf|${NUMBER}) -+> (${NUMBER})\)`,
    ),
    '$1: $2 ; ',
  ],
  // COCO's evaluation of detectors
  [
    /\bAverage (?:Precision|Recall)\s+\((AP|AR)\) @\[ IoU=([\d.:]+)\s*\| area=\s*(\w+)\s*\| maxDets=\s*(\d+)\s*\] =/,
    (_, kind, overlap, area, most) => `${kind}${ofCoco(kind!, overlap!, area!, most!)}:`,
  ],
  // Flower: `fit progress: (1, 2.4, `
  [new RegExp(String.raw`\bfit progress: \((\d+), (${NUMBER}),`), 'round $1, loss: $2, '],
  // `Evaluation over 10 episodes: 25.1`, `Average Score over last 100 episodes = 25.1`, `Mean reward (last 100 episodes): 25.1`
  [
    /\s*(?:\(?\b(?:over|of|in|from)(?: the)?(?: (?:last|past|previous))?|\((?:last|past|previous))\s+\d+ (?:[a-z]+ )?(?:episodes?|games|runs|seeds|steps|batches)\)?\s*(?:(?:is|was)\s|[:=])\s*(?=[-+.\d])/gi,
    ': ',
  ],
  // NumPyro: `avg. loss [1901-2000]: 2.4`
  [/\s\[\d+-\d+\](?=:\s)/g, ''],
];

/** `50`, `s`, `100` behind AP and AR, as papers write it. */
function ofCoco(kind: string, overlap: string, area: string, most: string): string {
  if (area !== 'all') return area[0]!;
  if (kind === 'AR') return most;
  return overlap.includes(':') ? '' : overlap.slice(2);
}

const MAY_HOLD =
  /\b(?:at|after|on|in|over|of|from|last|past|previous)\b|epoch|objective|per frame|fit progress|\]:|--> |@\[/i;

/** A line whose sentences are taken apart. */
export function withoutSentences(line: string): string {
  if (!/\d/.test(line) || !MAY_HOLD.test(line)) return line;
  let text = line;
  for (const [pattern, to] of RULES) text = text.replace(pattern, to as string);
  return text;
}
