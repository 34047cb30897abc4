import { UserError } from '../../core/errors.js';
import type { Registry } from '../../core/registry.js';
import { nearest } from '../../core/suggestion.js';
import type { LossDefinition } from '../../losses/kit/definition.js';

/**
 * The loss of this name. For another name of one (an alias, or what PyTorch and others call it), for a typing error and for
 * a mistyped subcommand the {@link UserError} says what may be meant.
 */
export function findLoss(
  losses: Pick<Registry<LossDefinition>, 'has' | 'get' | 'list' | 'names'>,
  name: string,
  subcommands: readonly string[],
): LossDefinition {
  if (losses.has(name)) return losses.get(name);
  const known = knownAs(losses.list(), name);
  const near = nearest(name, losses.names()) === undefined ? nearest(name, subcommands) : undefined;
  const hint = known !== undefined ? `Did you mean ${known}?` : near && `Did you mean losscope losses ${near}?`;
  if (hint === undefined) return losses.get(name);
  throw new UserError({
    path: 'loss',
    message: 'unknown loss',
    given: name,
    allowed: losses.names().join(', '),
    hint,
  });
}

/**
 * All losses that answer to a name of the field, the best first: their own name or an alias, then one of another library,
 * then words of either (SVM, TD, Plackett-Luce), then words of what is said of them.
 */
export function lossesCalled(losses: readonly LossDefinition[], given: string): readonly LossDefinition[] {
  const wanted = plain(given);
  if (wanted === '') return [];
  const core = wanted.replace(/loss$/, '') || wanted;
  const rank = (loss: LossDefinition): number => {
    const names = [loss.name, ...loss.aliases];
    if (names.some((name) => [wanted, core].includes(plain(name).replace(/loss$/, '')) || plain(name) === wanted))
      return 0;
    if (knownAs([loss], given) !== undefined) return 1;
    const phrase = wordsOf(given);
    const told = (line: string) => holds(wordsOf(line), phrase) || wordsOf(line).includes(core);
    if (names.some(told)) return 2;
    return [...loss.elsewhere, loss.source, loss.summary, loss.formula].some((line) => holds(wordsOf(line), phrase))
      ? 3
      : Number.POSITIVE_INFINITY;
  };
  return losses
    .map((loss) => ({ loss, at: rank(loss) }))
    .filter(({ at }) => Number.isFinite(at))
    .toSorted((a, b) => a.at - b.at)
    .map(({ loss }) => loss);
}

function wordsOf(text: string): readonly string[] {
  return text
    .split(/[^\w]+/)
    .map(plain)
    .filter((word) => word !== '');
}

/** Whether some words stand one behind the other in others. */
function holds(words: readonly string[], phrase: readonly string[]): boolean {
  return phrase.length > 0 && words.some((_, at) => phrase.every((word, i) => words[at + i] === word));
}

/** The loss that is called so elsewhere: by an alias, or by a word of what is said of other libraries. */
function knownAs(losses: readonly LossDefinition[], given: string): string | undefined {
  const wanted = plain(given);
  if (wanted.length < 2) return undefined;
  const byAlias = losses.find(({ aliases }) => aliases.some((alias) => plain(alias) === wanted));
  if (byAlias !== undefined) return byAlias.name;
  const mentioned = losses.filter(({ elsewhere }) =>
    elsewhere.some((line) => line.split(/[^\w.]+/).some((word) => isName(word, wanted))),
  );
  // A loss may be mentioned by another to tell them apart; the one with the longest name that it holds is meant.
  const held = losses.filter(({ name }) => wanted.includes(plain(name)));
  const [longest] = held.toSorted((a, b) => b.name.length - a.name.length);
  return mentioned.length === 0 ? undefined : (longest ?? mentioned[0])?.name;
}

/** Whether a word is a name of code, such as nn.L1Loss, and the wanted one, with or without its module. */
function isName(word: string, wanted: string): boolean {
  if (!/[A-Z_.]/.test(word.slice(1))) return false;
  return plain(word) === wanted || plain(word.split('.').at(-1)!) === wanted;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
