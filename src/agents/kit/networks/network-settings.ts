import { UserError } from '../../../core/errors.js';
import type { ParamValues } from '../../../core/params.js';
import type { Env } from '../../../env/kit/env.js';
import { type ConvLayers, imageAfter } from '../../../tensor/nn/feed-forward.js';
import type { networkParams } from './network-params.js';

export type NetworkSettings = ParamValues<typeof networkParams>;

/** What an agent's way of learning leaves of the settings. */
export interface NetworkOffer {
  readonly agent: string;
  readonly recurrent?: true;
  readonly noisy?: true;
}

/** Throws a UserError where the settings ask for what the agent cannot use, or the env does not show. */
export function checkNetwork(settings: NetworkSettings, env: Env, { agent, recurrent, noisy }: NetworkOffer): void {
  if (settings.recurrent !== 'none' && recurrent === undefined) {
    throw new UserError({
      path: 'agent.recurrent',
      message: `is not offered by ${agent}, which learns from single steps or whole episodes and not from stretches of time`,
      given: settings.recurrent,
      allowed: 'none',
      hint: 'agent.frameStack shows the last observations; ppo and actor-critic have recurrent: gru',
    });
  }
  if (settings.noisy && noisy === undefined) {
    throw new UserError({
      path: 'agent.noisy',
      message: `is not offered by ${agent}, whose policy draws its actions anyway`,
      given: 'true',
      allowed: 'false',
      hint: 'dqn has noisy networks',
    });
  }
  convOf(settings, env);
}

/** The convolutions of a network that sees the env, null without any. Throws a UserError where they do not fit. */
export function convOf({ conv, kernel, stride, frameStack }: NetworkSettings, env: Env): ConvLayers | null {
  if (conv.length === 0) return null;
  const { shape } = env.observationSpace;
  if (shape === undefined) {
    throw new UserError({
      path: 'agent.conv',
      message: `needs observations that are pictures, and those of ${env.name} are ${env.observationSpace.size} numbers`,
      given: `[${conv}]`,
      allowed: '[]',
    });
  }
  const [rows, columns, channels] = shape;
  const layers = { image: { rows, columns, channels }, filters: conv, kernel, stride };
  try {
    imageAfter(layers);
  } catch {
    throw new UserError({
      path: 'agent.conv',
      message: `${conv.length} convolutions with filters of ${kernel} x ${kernel}, stride ${stride}, do not fit into a picture of ${rows} x ${columns}`,
      given: `[${conv}]`,
      hint:
        frameStack > 1 ? 'Stacked observations add channels, not rows' : 'Fewer layers, or a smaller kernel or stride',
    });
  }
  return layers;
}
