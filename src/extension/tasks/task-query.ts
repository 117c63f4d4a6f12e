import { z } from 'zod';

const querySchema = z.object({
  place: z.union([z.object({ agent: z.string() }), z.object({ root: z.string() })]),
  name: z.string(),
});

/** The task that the address of a page names: anybody can open such an address. */
export function parseTaskQuery(query: string): z.infer<typeof querySchema> {
  return querySchema.parse(JSON.parse(query));
}
