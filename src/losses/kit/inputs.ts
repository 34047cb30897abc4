import type { InputSpec } from './input-spec.js';

type Options = Pick<InputSpec, 'values' | 'min' | 'max' | 'below' | 'except'>;

/** `'[N,C]'`, alternatives as `'[N] or [N,C]'`, `'any'`, or `'like pred'`. */
function shapeOf(text: string): Pick<InputSpec, 'shapes' | 'like'> {
  if (text === 'any') return { shapes: null };
  if (text.startsWith('like ')) return { shapes: null, like: text.slice(5) };
  const shapes = text.split(' or ').map((part) =>
    part
      .slice(1, -1)
      .split(',')
      .filter((letter) => letter !== ''),
  );
  return { shapes };
}

/** A real input that gathers a gradient. */
export function learned<const O extends Options>(shape: string, help: string, options?: O) {
  return { ...shapeOf(shape), type: 'real', learned: true, help, ...options } as const;
}

/** A real input without a gradient: targets, labels, rewards, weights. */
export function given<const O extends Options>(shape: string, help: string, options?: O) {
  return { ...shapeOf(shape), type: 'real', learned: false, help, ...options } as const;
}

/** Whole numbers without a gradient: class indices, actions. */
export function index<const O extends Options>(shape: string, help: string, options?: O) {
  return { ...shapeOf(shape), type: 'index', learned: false, help, ...options } as const;
}

/** The same input, but absent in some calls. */
export function optional<const S extends InputSpec>(spec: S) {
  return { ...spec, optional: true } as const;
}
