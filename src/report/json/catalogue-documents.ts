import type { DocumentKind } from './run-documents.js';
import { anything, figure, flag, listOf, mapOf, maybe, nested, oneOf, optional, record, text, whole } from './shape.js';

const setting = record({
  name: text(),
  default: anything(),
  allowed: text('what it takes, in words'),
  value: optional(anything('what it is set to')),
  spec: anything('kind, default, bounds, help'),
});
const settings = listOf(setting, 'each setting');
const settingsByLoss = mapOf(mapOf(anything()), "settings by loss that differ from the loss's defaults");
const scenarios = listOf(text(), 'bundled scenarios that use it');
const heading = { name: text(), title: text(), summary: text() };
const metric = record({ name: text(), help: text(), better: oneOf(['higher', 'lower', 'neither']) });
const takes = listOf(record({ shape: text(), example: text() }), 'files that it takes');
const observationSpace = record(
  {
    size: whole(),
    low: listOf(figure()),
    high: listOf(figure()),
    states: maybe(whole('number of states, where they are finite')),
  },
  'size and bounds',
);
const check = record({ rule: text(), outcome: oneOf(['pass', 'fail', 'skip']), seen: text('what was seen') });

/** Documents of losses, envs, agents, tasks and settings. */
export const catalogueDocuments = {
  losses: {
    version: 1,
    command: 'losscope losses --json',
    fields: {
      losses: listOf(
        record({
          name: text(),
          family: text(),
          summary: text(),
          aliases: listOf(text()),
          variants: listOf(text()),
          fits: listOf(text(), 'what it is for'),
        }),
        'each loss',
      ),
    },
  },
  loss: {
    version: 1,
    command: 'losscope losses <name> --json',
    fields: {
      name: text('the loss'),
      family: text(),
      summary: text(),
      formula: text(),
      gradient: text(),
      source: text(),
      aliases: listOf(text()),
      elsewhere: listOf(text(), 'what other libraries call it'),
      traps: listOf(text()),
      relatives: listOf(text()),
      fits: listOf(text(), 'what it is for'),
      inputs: listOf(
        record({
          name: text(),
          shape: text(),
          values: text(),
          type: text(),
          learned: flag('whether it has a gradient'),
          optional: flag(),
          help: text(),
        }),
      ),
      params: settings,
      variants: listOf(
        record({ name: text(), implies: anything('settings'), needs: listOf(text()), takes: listOf(text()) }),
      ),
      scenarios,
      plot: maybe(anything('the curves that its page draws')),
    },
  },
  'loss-value': {
    version: 1,
    command: 'losscope losses evaluate <loss> --json',
    fields: {
      loss: text('name of the loss'),
      precision: oneOf(['f64', 'f32']),
      value: nested('the loss; nested arrays with reduction none'),
      rows: maybe(nested('the values before the reduction; null where the loss has one value')),
      grads: mapOf(nested(), 'gradient of the value by learned input'),
      extra: mapOf(nested(), 'intermediate results by name'),
      warnings: listOf(text(), 'what is legal but seldom meant'),
    },
  },
  'loss-check': {
    version: 1,
    command: 'losscope losses check --json',
    fields: {
      precision: oneOf(['f64', 'f32']),
      checked: whole('cases compared'),
      skipped: listOf(record({ id: text(), reason: text() })),
      failed: listOf(record({ id: text(), where: text(), expected: text(), got: text() }), 'each failure'),
    },
  },
  'loss-gradients': {
    version: 1,
    command: 'losscope losses check-gradient --json',
    fields: {
      losses: listOf(record({ name: text(), ok: flag(), faults: listOf(anything()) }), 'each loss with its counts'),
    },
  },
  envs: {
    version: 1,
    command: 'losscope envs --json',
    fields: {
      envs: listOf(
        record({
          ...heading,
          gymnasium: maybe(text('its name there')),
          observationSpace,
          actions: listOf(text()),
          actionSpace: anything('kind, and bounds of continuous actions'),
          maxEpisodeSteps: whole(),
          optimalReturn: maybe(figure()),
        }),
        'each environment',
      ),
    },
  },
  env: {
    version: 1,
    command: 'losscope envs <name> --json',
    fields: {
      ...heading,
      rewards: text(),
      source: text(),
      licence: maybe(text()),
      gymnasium: maybe(text('its name there')),
      observationSpace,
      actions: listOf(text()),
      actionSpace: anything('kind, and bounds of continuous actions'),
      mask: maybe(listOf(anything(), 'which actions are allowed at the start')),
      maxEpisodeSteps: whole(),
      settings,
      start: anything('state, observation and picture of the first start'),
      optimum: maybe(anything('value of every state under the best policy')),
      scenarios,
    },
  },
  'env-check': {
    version: 1,
    command: 'losscope envs check --json',
    fields: {
      checked: whole('transitions compared'),
      failed: listOf(anything(), 'each golden value that was not met'),
      leftOut: mapOf(whole(), 'what else the file holds, which no environment is: number of cases by name'),
    },
  },
  contract: {
    version: 1,
    command: 'losscope envs, agents, tasks check-contract --json',
    fields: {
      module: text('the file'),
      reports: listOf(record({ checks: listOf(check) }), 'a report a definition'),
    },
  },
  agents: {
    version: 1,
    command: 'losscope agents --json',
    fields: { agents: listOf(record({ ...heading, losses: listOf(text()), source: text() }), 'each agent') },
  },
  agent: {
    version: 1,
    command: 'losscope agents <name> --json',
    fields: {
      ...heading,
      source: text(),
      deviations: listOf(text(), 'from the paper'),
      losses: listOf(text()),
      suppliesLossParams: listOf(text()),
      lossDefaults: settingsByLoss,
      presets: listOf(
        record({
          name: text(),
          summary: text(),
          params: mapOf(anything(), 'defaults of the agent'),
          trains: optional(text('the loss')),
          loss: settingsByLoss,
        }),
        'settings that go together',
      ),
      settings,
      scenarios,
    },
  },
  tasks: {
    version: 1,
    command: 'losscope tasks --json',
    fields: { tasks: listOf(record({ ...heading, losses: listOf(text()), takes }), 'each task') },
  },
  task: {
    version: 1,
    command: 'losscope tasks <name> --json',
    fields: {
      ...heading,
      takes,
      losses: listOf(text()),
      metrics: listOf(metric),
      ownMetrics: listOf(metric, 'of data of your own'),
      settings,
      scenarios,
    },
  },
  config: {
    version: 1,
    command: 'losscope config --json',
    fields: {
      file: text('the settings file'),
      found: flag('whether it is there'),
      settings: mapOf(anything(), 'values in force'),
      keys: mapOf(listOf(text()), 'keys by action'),
    },
  },
} as const satisfies Readonly<Record<string, DocumentKind>>;
