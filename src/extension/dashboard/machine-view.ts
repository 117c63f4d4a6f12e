import type { MachineView } from './contract.ts';
import type { MachineSource } from './dashboard-engine.ts';

export function machineView(machine: MachineSource['machine']): MachineView | null {
  if (machine === null) return null;
  const { facts, battery } = machine;
  const { name, cores, threads } = facts.processor;
  return {
    processor: { name, cores, threads },
    swapBytes: facts.swapBytes,
    graphics: facts.graphics.map((adapter) => adapter.name),
    battery: battery && { charge: battery.charge, onMains: battery.onMains },
  };
}
