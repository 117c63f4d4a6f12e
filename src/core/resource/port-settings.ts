import { z } from 'zod';

/** The range lies below those that systems give to outgoing connections (RFC 6335; ip(7)). */
export const usualPorts = { count: 10, first: 20_000, last: 29_999 };

/** Which ports agents get. */
export function portSettingsSchema() {
  const portNumber = z.number().int().min(1024).max(65_535);
  return z
    .strictObject({
      /** Ports for each agent; 0 gives none. */
      count: z.number().int().min(0).max(100).default(usualPorts.count),
      first: portNumber.default(usualPorts.first),
      last: portNumber.default(usualPorts.last),
    })
    .refine(({ first, last, count }) => first + Math.max(count, 1) - 1 <= last, {
      message: 'must hold at least one block: "last" is too small',
    });
}

export type PortSettings = z.infer<ReturnType<typeof portSettingsSchema>>;
