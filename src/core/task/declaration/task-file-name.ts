/** Where a project declares its tasks, at the root of the checkout. */
export const taskFileName = 'lanekeeper.json';
