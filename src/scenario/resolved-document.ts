import { dirname, isAbsolute, resolve } from 'node:path';
import type { AgentDefinition, Preset } from '../agents/kit/agent.js';
import { resolveParams } from '../core/params.js';
import { STDIN, spoolStdin } from '../tasks/readers/formats/source.js';
import { FILE_SETTINGS } from './canonical.js';
import type { Path } from './finding.js';
import { defaultLoss } from './overrides.js';
import { BLOCKS, type Block, type Catalogues } from './registries.js';
import type { Choice, Expectation, Family, LearnerChoice, Scenario } from './scenario.js';
import type { ScenarioDocument } from './schema.js';
import { parseSeeds } from './seeds.js';
import { regressionIn, usualFocus } from './usual.js';

/** What a document does not say itself. */
export interface Surroundings {
  /** The file's name without its ending. */
  readonly stem: string;
  readonly variant: string;
  readonly catalogues: Catalogues;
  /** The folder that a relative file name at this path is seen from. */
  readonly folderOf: (path: Path) => string;
  /** null when the document declares no variants. */
  readonly family: Family | null;
}

/** A checked document as a resolved scenario: every default filled in, file names absolute. */
export function resolveDocument(document: ScenarioDocument, surroundings: Surroundings): Scenario {
  const learner = learnerOf(document, surroundings);
  const seeds = seedsOf(document.seeds);
  const tunedOn = document.tunedOn === undefined ? [] : seedsOf(document.tunedOn);
  const untuned = seeds.filter((seed) => !tunedOn.includes(seed)).length;
  const expectations = (document.expect ?? []).map((given) => expectationOf(given, untuned));
  const name = document.name ?? surroundings.stem;
  const focus = document.focus ?? expectations[0]?.metric ?? usualFocus(agentIn(learner, surroundings.catalogues));
  return {
    name,
    variant: surroundings.variant,
    title: document.title ?? name,
    summary: document.summary ?? '',
    lesson: document.lesson ?? null,
    learner,
    loss: lossOf(document, learner, surroundings),
    steps: document.steps,
    evaluateEvery: document.evaluateEvery ?? Math.max(1, Math.floor(document.steps / 50)),
    focus,
    seeds,
    tunedOn,
    expectations,
    ...(document.regression === undefined ? {} : { regression: regressionIn(document.regression, focus) }),
    ...(surroundings.family === null ? {} : { family: surroundings.family }),
  };
}

export function agentIn(learner: LearnerChoice, { agents }: Catalogues): AgentDefinition | null {
  return learner.kind === 'agent' ? agents.get(learner.agent.name) : null;
}

function learnerOf({ env, agent, task }: ScenarioDocument, surroundings: Surroundings): LearnerChoice {
  if (task !== undefined) return { kind: 'task', task: choiceOf('task', task, surroundings) };
  return { kind: 'agent', env: choiceOf('env', env, surroundings), agent: choiceOf('agent', agent, surroundings) };
}

/** The loss with its settings, but for those that the agent gives itself: a default of theirs here would be a lie. */
function lossOf(document: ScenarioDocument, learner: LearnerChoice, surroundings: Surroundings): Choice | null {
  const given = document.loss ?? defaultLoss(document, surroundings.catalogues);
  if (given === undefined) return null;
  const written = typeof given === 'string' ? { name: given } : (given as { readonly name: string });
  const { name, params } = choiceOf(
    'loss',
    { ...lossDefaults(written.name, learner, surroundings), ...written },
    surroundings,
  );
  const supplied =
    learner.kind === 'agent' ? surroundings.catalogues.agents.get(learner.agent.name).suppliesLossParams : [];
  return { name, params: Object.fromEntries(Object.entries(params).filter(([key]) => !supplied.includes(key))) };
}

/** What the agent, or its preset, sets in a loss where the scenario does not. */
function lossDefaults(loss: string, learner: LearnerChoice, { catalogues }: Surroundings): Named {
  if (learner.kind !== 'agent') return {};
  const { name, params } = learner.agent;
  const definition = catalogues.agents.get(name);
  return { ...definition.lossDefaults?.[loss], ...presetOf(definition, params)?.loss?.[loss] };
}

type Named = Readonly<Record<string, unknown>>;

function presetOf({ presets }: AgentDefinition, { preset }: Named): Preset | undefined {
  return typeof preset === 'string' && presets !== undefined && Object.hasOwn(presets, preset)
    ? presets[preset]
    : undefined;
}

function choiceOf(block: Block, given: unknown, { catalogues, folderOf }: Surroundings): Choice {
  const { name, ...written } = given as { name: string } & Named;
  const preset = block === 'agent' ? presetOf(catalogues.agents.get(name), written) : undefined;
  const params: Named = { ...preset?.params, ...written };
  const values: Record<string, unknown> = resolveParams(catalogues[BLOCKS[block]].get(name).params, params, block);
  for (const setting of block === 'task' || block === 'agent' ? FILE_SETTINGS : []) {
    const file = values[setting];
    if (file === STDIN && setting === 'data') values[setting] = spoolStdin();
    else if (typeof file === 'string' && file !== '' && !isAbsolute(file)) {
      values[setting] = resolve(folderOf([block, setting]), file);
    }
  }
  return { name, params: values };
}

type WrittenExpectation = NonNullable<ScenarioDocument['expect']>[number];

function expectationOf(given: WrittenExpectation, untuned: number): Expectation {
  const { metric, op, value = null, than = null, stat = null, hold = null, variant, versus, factor } = given;
  const seeds = given.seeds ?? Math.max(1, untuned, hold ?? 1);
  const what = variant === undefined ? metric : `${metric} of ${variant}`;
  const claim = `${what} ${op} ${versus === undefined ? (than ?? value) : otherText(versus, value, factor)}`;
  const text = given.text ?? (stat === null ? `${claim} in ${hold} of ${seeds} seeds` : `${stat} of ${claim}`);
  return {
    ...{ text, metric, op, value, than, stat, hold, seeds },
    ...(variant === undefined ? {} : { variant }),
    ...(versus === undefined ? {} : { versus }),
    ...(factor === undefined ? {} : { factor }),
  };
}

/** `that of bce`, `2 x that of bce`, `that of bce by 0.1`. */
function otherText(versus: string, value: number | null, factor = 1): string {
  const times = factor === 1 ? '' : `${factor} x `;
  return `${times}that of ${versus}${value === null || value === 0 ? '' : ` by ${value}`}`;
}

function seedsOf(given: unknown): readonly number[] {
  const seeds = parseSeeds(given);
  if (typeof seeds === 'string') throw new Error(`unchecked seeds: ${seeds}`);
  return seeds;
}

/** The folder of a file. */
export function folderOfFile(file: string): string {
  return dirname(resolve(file));
}
