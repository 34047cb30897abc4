import type { AgentDefinition } from '../../agents/kit/agent.js';
import { type Line, tone } from '../lines.js';
import { alignTable } from '../text-table.js';
import { facts, indented, items, paragraph, section, settingDocuments, settingFacts } from './facts.js';

/** All that is known of an agent, as lines of at most `width` columns where words allow it. */
export function agentPage(agent: AgentDefinition, scenarios: readonly string[], width: number): readonly Line[] {
  const { name, title, summary, source, deviations, params } = agent;
  const none = 'none of the bundled ones';
  return [
    [tone('strong', name), tone('dim', `  ${title}`)],
    ...paragraph(summary, width),
    ...section('Losses', indented(lossText(agent), width)),
    ...section('Settings', facts(settingFacts(params), width)),
    ...section('Presets', items(presetTexts(agent), width)),
    ...section('Source', indented(source, width)),
    ...section('Deviations from the paper', items(deviations, width)),
    ...section('Scenarios', indented(scenarios.length === 0 ? none : scenarios.join(', '), width)),
  ];
}

/** What each preset is for and what it sets, on the agent and on its loss. */
function presetTexts({ presets = {} }: AgentDefinition): readonly string[] {
  return Object.entries(presets).map(([name, { summary, params, trains, loss = {} }]) => {
    const parts = [setText(params), trains === undefined ? '' : `loss ${trains}`, lossSetText(loss)];
    return `preset: ${name}: ${summary} (${parts.filter((part) => part !== '').join('; ')}).`;
  });
}

const setText = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(', ');

/** Settings by loss. */
const lossSetText = (byLoss: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string =>
  Object.entries(byLoss)
    .map(([loss, values]) => `${loss} with ${setText(values)}`)
    .join('; ');

function lossText({ losses, suppliesLossParams: own, lossDefaults = {} }: AgentDefinition): string {
  if (losses.length === 0) return 'none to choose: it learns a table';
  const usual = losses.length === 1 ? losses[0]! : `${losses[0]} by default; also ${losses.slice(1).join(', ')}`;
  const given = own.length === 0 ? usual : `${usual}. The agent itself gives it ${own.join(', ')}`;
  const otherwise = lossSetText(lossDefaults);
  return otherwise === '' ? given : `${given}. Unless the scenario sets it: ${otherwise}`;
}

/** Every agent in a line. */
export function agentTable(agents: readonly AgentDefinition[]): readonly Line[] {
  return alignTable(
    [{ title: 'agent' }, { title: 'what it is' }, { title: 'losses' }],
    agents.map(({ name, title, losses }) => [
      tone('strong', name),
      title,
      losses.length === 0 ? '- (a table)' : losses.join(', '),
    ]),
  );
}

/** Every agent in short, for scripts. */
export function agentListDocument(agents: readonly AgentDefinition[]): object {
  return {
    agents: agents.map(({ name, title, summary, losses, source }) => ({ name, title, summary, losses, source })),
  };
}

/** All that a page says of an agent as plain data. */
export function agentDocument(agent: AgentDefinition, scenarios: readonly string[]): object {
  const { name, title, summary, source, deviations, losses, suppliesLossParams, params } = agent;
  const { presets = {}, lossDefaults = {} } = agent;
  return {
    name,
    title,
    summary,
    source,
    deviations,
    losses,
    suppliesLossParams,
    lossDefaults,
    presets: Object.entries(presets).map(([preset, { loss = {}, ...rest }]) => ({ name: preset, ...rest, loss })),
    settings: settingDocuments(params),
    scenarios,
  };
}
