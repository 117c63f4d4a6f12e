import { battery } from 'systeminformation';
import { z } from 'zod';

const batterySchema = z.object({
  hasBattery: z.boolean(),
  acConnected: z.boolean(),
  percent: z.number().min(0),
});

/** `charge` is 0–1. */
export interface Battery {
  readonly charge: number;
  readonly onMains: boolean;
}

/** As it is now; null where the machine has none. Like the facts that do not change, to be imported where it is asked for. */
export async function readBattery(): Promise<Battery | null> {
  return toBattery(await battery());
}

/** @param answer of systeminformation; a worn battery may say that it has more than all */
export function toBattery(answer: unknown): Battery | null {
  const { hasBattery, acConnected, percent } = batterySchema.parse(answer);
  return hasBattery ? { charge: Math.min(1, percent / 100), onMains: acConnected } : null;
}
