import { gateNames } from '../../resource/gates.ts';

/**
 * What keeps a task from starting: a gate of the machine, a path that somebody has claimed, a GPU, or the run's own
 * limit.
 */
export const obstacles = [...gateNames, 'claim', 'gpu', 'processors'] as const;

export type Obstacle = (typeof obstacles)[number];
