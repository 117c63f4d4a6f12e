import * as z from 'zod/mini';

export const sortColumns = ['name', 'status', 'type', 'cpu', 'memory', 'processes', 'io'] as const;

export type SortColumn = (typeof sortColumns)[number];

const viewStateSchema = z.object({
  sort: z.object({ column: z.enum(sortColumns), descending: z.boolean() }),
  /** Which pictures are shown as tables. */
  tables: z.object({
    cpu: z.boolean(),
    memory: z.boolean(),
    timeline: z.boolean(),
    graph: z.boolean(),
  }),
  /** Whether the graph shows more tasks, without their names. */
  compact: z.boolean(),
  /** Whether the timeline goes back an hour, and not as far as the charts. */
  hour: z.boolean(),
  /** Lines taken out of each chart: agent ids and `machineId`. */
  hidden: z.object({ cpu: z.array(z.string()), memory: z.array(z.string()) }),
  allContention: z.boolean(),
});

/** How the person has set the page up. The page saves it itself; the host knows nothing of it. */
export type ViewState = z.infer<typeof viewStateSchema>;

export const initialViewState: ViewState = {
  sort: { column: 'name', descending: false },
  tables: { cpu: false, memory: false, timeline: false, graph: false },
  compact: false,
  hour: false,
  hidden: { cpu: [], memory: [] },
  allContention: false,
};

/** What was saved, or the beginning where nothing or something else was. */
export function parseViewState(saved: unknown): ViewState {
  const parsed = viewStateSchema.safeParse(saved);
  return parsed.success ? parsed.data : initialViewState;
}
