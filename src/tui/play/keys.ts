/** A key of an action: how it is named and how it is written for a reader. */
export interface ActionKey {
  readonly key: string;
  readonly shown: string;
}

const DIRECTIONS = ['left', 'down', 'right', 'up'] as const;
const SIGNS = { left: '←', down: '↓', right: '→', up: '↑' } as const;

/**
 * The key beside the number for each action, null for none: the arrow whose direction stands in the action's name. Two or
 * three actions without directions in their names lie on the arrows from left to right, the middle one below.
 */
export function actionKeys(actionNames: readonly string[]): readonly (ActionKey | null)[] {
  const keys: (ActionKey | null)[] = actionNames.map(() => null);
  const give = (action: number, direction: (typeof DIRECTIONS)[number]): void => {
    if (action >= 0 && keys[action] === null) keys[action] = { key: direction, shown: SIGNS[direction] };
  };
  for (const direction of DIRECTIONS) {
    give(
      actionNames.findIndex((name) =>
        name
          .toLowerCase()
          .split(/[^a-z]+/)
          .includes(direction),
      ),
      direction,
    );
  }
  const count = actionNames.length;
  const named = keys.some((key) => key !== null);
  if (!named && (count === 2 || count === 3)) {
    give(0, 'left');
    give(count - 1, 'right');
  }
  // MinAtar's shot and its waiting.
  const other = (name: string, key: string, shown: string): void => {
    const action = actionNames.indexOf(name);
    if (action >= 0 && keys[action] === null) keys[action] = { key, shown };
  };
  other('fire', 'space', '␣');
  other('no-op', '.', '.');
  // The action between left and right: stay, coast, no torque.
  const free = keys.indexOf(null);
  if (count === 3 && free >= 0 && !keys.some((key) => key?.key === 'down')) give(free, 'down');
  return keys;
}
