import { cpu, graphics, mem, osInfo } from 'systeminformation';
import { z } from 'zod';

const text = z.string().trim();

const factsSchema = z.object({
  cpu: z.object({ manufacturer: text, brand: text, physicalCores: z.number(), cores: z.number() }),
  memory: z.object({ total: z.number(), swaptotal: z.number() }),
  system: z.object({ platform: text, distro: text, release: text, kernel: text, arch: text }),
  graphics: z.object({
    controllers: z.array(z.object({ vendor: text, model: text, vram: z.number().nullish() })),
  }),
});

/** What a machine is made of. Sizes in bytes; null = there is none, or it is not told. */
export interface MachineFacts {
  readonly processor: { readonly name: string; readonly cores: number; readonly threads: number };
  readonly memoryBytes: number;
  readonly swapBytes: number;
  readonly system: {
    readonly name: string;
    readonly kernel: string;
    readonly architecture: string;
  };
  readonly graphics: readonly { readonly name: string; readonly memoryBytes: number | null }[];
}

let facts: Promise<MachineFacts> | undefined;

/**
 * Asked for once a process, since it takes up to seconds (systeminformation runs programs of the system to find out).
 * Import this module where it is asked for, and not before: it loads a large library. A failure is not kept.
 */
export function machineFacts(): Promise<MachineFacts> {
  facts ??= readFacts().catch((fault: unknown) => {
    facts = undefined;
    throw fault;
  });
  return facts;
}

async function readFacts(): Promise<MachineFacts> {
  const [cpuFacts, memory, system, graphicsFacts] = await Promise.all([
    cpu(),
    mem(),
    osInfo(),
    graphics(),
  ]);
  return toFacts(
    factsSchema.parse({
      cpu: cpuFacts,
      memory,
      system,
      graphics: graphicsFacts,
    }),
  );
}

function toFacts({ cpu, memory, system, graphics }: z.infer<typeof factsSchema>): MachineFacts {
  return {
    processor: {
      name: `${cpu.manufacturer} ${cpu.brand}`.trim(),
      cores: cpu.physicalCores,
      threads: cpu.cores,
    },
    memoryBytes: memory.total,
    swapBytes: memory.swaptotal,
    system: {
      name: `${system.distro || system.platform} ${system.release}`.trim(),
      kernel: system.kernel,
      architecture: system.arch,
    },
    graphics: graphics.controllers.map(({ vendor, model, vram }) => ({
      name: `${vendor} ${model}`.trim(),
      // systeminformation counts in MiB.
      memoryBytes: typeof vram === 'number' && vram > 0 ? vram * 1024 * 1024 : null,
    })),
  };
}
