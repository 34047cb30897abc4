/** A bundled gridworld: its map and the settings that make it what the literature describes. */
export interface BundledLayout {
  readonly map: string;
  readonly source: string;
  /** Cells of upward push per column; none where it is left out. */
  readonly wind?: readonly number[];
  readonly stepReward?: number;
  readonly goalReward?: number;
  readonly maxSteps?: number;
}

export const layouts = {
  '4x4-trap': {
    source: 'own: a small reward three steps away lures from the large one behind the pits',
    maxSteps: 100,
    map: `
S..2
.X.X
...X
X..G`,
  },
  'four-rooms': {
    source: 'Sutton, Precup and Singh 1999, figure 2; start and goal in opposite rooms',
    map: `
#############
#S....#.....#
#.....#.....#
#...........#
#.....#.....#
#.....#.....#
##.####.....#
#.....###.###
#.....#.....#
#.....#.G...#
#...........#
#.....#.....#
#############`,
  },
  maze: {
    source: 'Sutton 1990 (Dyna); Sutton and Barto 2018, figure 8.2: 14 steps',
    map: `
.......#G
..#....#.
S.#....#.
..#......
.....#...
.........`,
  },
  windy: {
    source: 'Sutton and Barto 2018, example 6.5: 15 steps',
    wind: [0, 0, 0, 1, 1, 1, 2, 2, 1, 0],
    stepReward: -1,
    goalReward: -1,
    map: `
..........
..........
..........
S......G..
..........
..........
..........`,
  },
  'key-door': {
    source: 'own; the task of MiniGrid DoorKey (Chevalier-Boisvert et al. 2018): 9 steps',
    map: `
#######
#S.#..#
#..D..#
#k.#.G#
#######`,
  },
} as const satisfies Readonly<Record<string, BundledLayout>>;
