import { z } from 'zod';
import type { Engine } from '../../core/engine.ts';

/** What a coding agent can ask of Lanekeeper. */
export interface Tool {
  readonly name: string;
  /** For the model that decides what to call, in sentences. */
  readonly description: string;
  readonly input: z.ZodType;
  /** Whether a call leaves everything as it is. */
  readonly isReadOnly: boolean;
  /**
   * @returns what is written as JSON
   * @throws LanekeeperError
   */
  readonly call: (engine: Engine, input: unknown) => Promise<object>;
}

/** A tool whose input is checked by its own schema. Inputs that it does not know are refused, not left out. */
export function tool<Shape extends z.ZodRawShape>(
  facts: Omit<Tool, 'input' | 'call'>,
  shape: Shape,
  call: (
    engine: Engine,
    input: z.infer<z.ZodObject<Shape, z.core.$strict>>,
  ) => object | Promise<object>,
): Tool {
  const input = z.strictObject(shape);
  return {
    ...facts,
    input,
    call: async (engine, given) => call(engine, input.parse(given)),
  };
}
