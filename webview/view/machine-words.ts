import type { MachineView } from '../../src/extension/dashboard/contract.ts';
import { formatBytes, formatShare } from '../../src/core/quantities.ts';
import { countOf } from '../format.ts';

/** What a tile says in one line of what the machine is made of, and what it says besides where there is room. */
export interface MachineHint {
  readonly hint: string;
  readonly more: string;
}

/** The battery first, since what has no room is cut at the end, and a machine is slower on it. */
export function processorHint({ processor, battery, graphics }: MachineView): MachineHint {
  const onBattery = battery !== null && !battery.onMains;
  const { name, cores, threads } = processor;
  const adapters = graphics.filter((adapter) => adapter !== '');
  return {
    hint: joined(onBattery && `on battery, ${formatShare(battery.charge)}`, name),
    more: joined(
      `${countOf(cores, 'core')}, ${countOf(threads, 'thread')}`,
      adapters.length > 0 && `Graphics: ${adapters.join(', ')}`,
    ),
  };
}

export function swapHint({ swapBytes }: MachineView): string {
  return swapBytes > 0 ? `and ${formatBytes(swapBytes)} swap` : '';
}

function joined(...words: readonly (string | false)[]): string {
  return words.filter(Boolean).join(' · ');
}
