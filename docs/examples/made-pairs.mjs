// Writes pairs of made-up texts whose worth is known, as JSON Lines for the task `preference`, and says what is the most that can
// be got right: node made-pairs.mjs 1000 0 > pairs.jsonl   (number of pairs, seed; a third number is what a word of length is worth)
import { createHash } from 'node:crypto';

const [pairs = 1000, seed = 0, perWord = 0] = process.argv.slice(2).map(Number);
let drawn = 0;
/** Uniform draws in [0, 1) from a hash of the seed and a count. */
const uniform = () => createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32LE(0) / 2 ** 32;
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
const WORDS = 500;
const worth = Array.from({ length: WORDS }, normal);
const pairWorth = new Map();
const worthOf = (a, b) => {
  const key = a * WORDS + b;
  if (!pairWorth.has(key)) pairWorth.set(key, normal());
  return pairWorth.get(key);
};
const answer = () => Array.from({ length: 5 + Math.floor(uniform() * 21) }, () => Math.floor(uniform() ** 2 * WORDS));
const score = (words) =>
  words.reduce((sum, word, i) => sum + worth[word] + (i === 0 ? 0 : 0.5 * worthOf(words[i - 1], word)), 0) /
    Math.sqrt(words.length) +
  perWord * words.length;
const text = (words) => words.map((word) => `w${word}`).join(' ');
let best = 0;
for (let i = 0; i < pairs; i++) {
  const [a, b] = [answer(), answer()];
  const odds = 1 / (1 + Math.exp(score(b) - score(a)));
  best += Math.max(odds, 1 - odds) / pairs;
  const [chosen, rejected] = uniform() < odds ? [a, b] : [b, a];
  console.log(JSON.stringify({ prompt: `prompt ${i}`, chosen: text(chosen), rejected: text(rejected) }));
}
console.error(`the hidden score gets ${best.toFixed(3)} of these pairs right, in expectation`);
