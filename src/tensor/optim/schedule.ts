import { maths } from '../../kernels/kernels.js';

export const scheduleNames = ['constant', 'linear', 'cosine'] as const;

export type ScheduleName = (typeof scheduleNames)[number];

/** The factor on the learning rate at a fraction 0..1 of the way from the end of the warm-up to the end of training. */
const shapes: Readonly<Record<ScheduleName, (fraction: number, last: number) => number>> = {
  constant: () => 1,
  linear: (fraction, last) => 1 + (last - 1) * fraction,
  cosine: (fraction, last) => last + (1 - last) * 0.5 * (1 + maths.cos(Math.PI * fraction)),
};

export interface ScheduleSettings {
  readonly lr: number;
  readonly schedule: ScheduleName;
  /** Fraction of training over which the rate rises from 0, linearly. */
  readonly warmup: number;
  /** The factor on the rate at the end of a decaying schedule. */
  readonly finalLr: number;
}

/** The learning rate after `progress` (0..1, step / total) of training. */
export function learningRate({ lr, schedule, warmup, finalLr }: ScheduleSettings, progress: number): number {
  if (progress < warmup) return (lr * progress) / warmup;
  const fraction = warmup >= 1 ? 1 : Math.min(1, (progress - warmup) / (1 - warmup));
  return lr * shapes[schedule](fraction, finalLr);
}
