import { networkParams } from '../agents/kit/networks/network-params.js';
import { isRecord } from './record.js';

/** The key of an agent under which a scenario may put the settings of its networks together. */
export const NETWORK = 'network';

/** Settings that may stand in that block. */
export const NETWORK_SETTINGS: readonly string[] = Object.keys(networkParams);

/** An agent's settings with those of its `network` block beside the others, but for what stands in both. */
export function unfoldNetwork(agent: unknown): unknown {
  if (!isRecord(agent) || !isRecord(agent[NETWORK])) return agent;
  const { [NETWORK]: network, ...settings } = agent as Readonly<Record<string, unknown>>;
  const inside = Object.entries(network as Readonly<Record<string, unknown>>);
  const twice = inside.filter(([name]) => Object.hasOwn(settings, name));
  const once = Object.fromEntries(inside.filter(([name]) => !Object.hasOwn(settings, name)));
  return { ...settings, ...once, ...(twice.length > 0 && { [NETWORK]: Object.fromEntries(twice) }) };
}
