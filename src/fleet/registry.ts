import { createRegistry } from '../core/registry.js';
import type { Engine } from './engine.js';
import { kubernetes } from './kubernetes.js';
import { slurm } from './slurm.js';

/** The schedulers that a sweep can be handed to. The local pool (`local.ts`) needs no handing over. */
export const engines = createRegistry<Engine>('engine', [slurm, kubernetes]);
