/** The hidden state of a game under the names of the golden file, read from our snapshot and written into it. */
interface HiddenState {
  read(snapshot: readonly number[]): Readonly<Record<string, unknown>>;
  /** The snapshot with some numbers replaced. Throws for a name that it does not know. */
  set(snapshot: readonly number[], preset: Readonly<Record<string, number>>): number[];
}

/** Places of single numbers in a snapshot, by name. */
type Places = Readonly<Record<string, number>>;

/** What is read beside the single numbers; it comes last, so that it may replace them. */
type More = (snapshot: readonly number[]) => Readonly<Record<string, unknown>>;

function hiddenState(places: Places, more: More): HiddenState {
  return {
    read: (snapshot) => ({
      ...Object.fromEntries(Object.entries(places).map(([name, at]) => [name, snapshot[at]])),
      ...more(snapshot),
    }),
    set(snapshot, preset) {
      const state = [...snapshot];
      for (const [name, value] of Object.entries(preset)) {
        if (places[name] === undefined) throw new Error(`no hidden state is called ${name}`);
        state[places[name]] = Number(value);
      }
      return state;
    },
  };
}

/** Rows of `width` numbers from `from` on, `count` of them. */
function rows(snapshot: readonly number[], from: number, width: number, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => snapshot.slice(from + i * width, from + (i + 1) * width));
}

export const hiddenStates: Readonly<Record<string, HiddenState>> = {
  'minatar-breakout': hiddenState({ paddle: 1, direction: 6, struck: 7 }, (s) => ({
    ball: [s[2], s[3]],
    last: [s[4], s[5]],
    struck: s[7] === 1,
  })),
  'minatar-asterix': hiddenState(
    { spawnTimer: 3, spawnInterval: 4, moveTimer: 5, moveInterval: 6, rampTimer: 7, rampIndex: 8 },
    (s) => ({
      player: [s[1], s[2]],
      slots: rows(s, 9, 3, 8).map((slot) => (slot[0] === -1 ? null : slot)),
    }),
  ),
  'minatar-freeway': hiddenState({ row: 1, moveTimer: 2, framesLeft: 3 }, (s) => ({ cars: rows(s, 4, 3, 8) })),
  'minatar-space-invaders': hiddenState(
    { cannon: 1, moveTimer: 3, moveInterval: 4, alienShotTimer: 5, shotTimer: 6, rampIndex: 7 },
    (s) => ({ direction: s[2] === 1 ? 1 : -1 }),
  ),
  'minatar-seaquest': hiddenState(
    {
      oxygen: 4,
      divers: 5,
      atSurface: 6,
      shotTimer: 7,
      enemySpawnTimer: 8,
      enemySpawnInterval: 9,
      diverSpawnTimer: 10,
      moveInterval: 11,
      rampIndex: 12,
    },
    (s) => {
      let at = 13;
      const list = (width: number) => {
        const found = rows(s, at + 1, width, s[at]!);
        at += 1 + width * s[at]!;
        return found;
      };
      const [bullets, enemyBullets, fish, freeDivers, subs] = [list(3), list(3), list(4), list(4), list(5)];
      return {
        sub: [s[1], s[2], s[3]],
        atSurface: s[6] === 1,
        bullets,
        enemyBullets,
        fish,
        freeDivers,
        subs,
      };
    },
  ),
};
