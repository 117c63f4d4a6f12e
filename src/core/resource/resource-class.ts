/** What a task mostly uses: processors, memory, a test budget, the disk, or the network. */
export const resourceClasses = ['compile', 'link', 'test', 'io', 'fetch'] as const;

export type ResourceClass = (typeof resourceClasses)[number];
