import type { ComponentChildren, VNode } from 'preact';
import type {
  CachesView,
  MachineView,
  SampleView,
} from '../../src/extension/dashboard/contract.ts';
import { formatBytes, formatCores, formatShare } from '../../src/core/quantities.ts';
import { countOf } from '../format.ts';
import { processorHint, swapHint } from './machine-words.ts';
import { Meter, type MeterTone } from './meter.tsx';

/** Under this the status bar warns as well. */
const goodHitRate = 0.8;

export interface TilesProps {
  readonly sample: SampleView | null;
  /** Comes later than the rest, and perhaps never. */
  readonly machine: MachineView | null;
  readonly caches: CachesView | null;
}

/** The machine at a glance. */
export function Tiles({ sample, machine, caches }: TilesProps): VNode {
  return (
    <section class="tiles" aria-label="Machine">
      {sample ? <MachineTiles use={sample.machine} made={machine} /> : <Measuring />}
      <HitRateTile caches={caches} />
    </section>
  );
}

interface MachineTilesProps {
  readonly use: SampleView['machine'];
  readonly made: MachineView | null;
}

function MachineTiles({ use, made }: MachineTilesProps): VNode {
  const { cpu, cores, memoryUsed, memoryTotal, pressure } = use;
  const cpuText = `${formatCores(cpu)} of ${countOf(cores, 'core')}`;
  const memoryText = `${formatBytes(memoryUsed)} of ${formatBytes(memoryTotal)}`;
  return (
    <>
      <Tile
        title="CPU"
        {...(made && processorHint(made))}
        value={formatCores(cpu)}
        note={`of ${countOf(cores, 'core')}`}
      >
        <Meter label="CPU" share={cpu / cores} text={cpuText} tone={tone(cpu / cores, 0.95)} />
      </Tile>
      <Tile
        title="Memory"
        hint={made ? swapHint(made) : ''}
        value={formatBytes(memoryUsed)}
        note={`of ${formatBytes(memoryTotal)}`}
      >
        <Meter
          label="Memory"
          share={memoryUsed / memoryTotal}
          text={memoryText}
          tone={tone(memoryUsed / memoryTotal, 0.9)}
        />
      </Tile>
      <Tile title="Pressure" hint="last 10 s">
        <dl class="pressure">
          <PressureLine name="CPU" share={pressure.cpu} />
          <PressureLine name="Memory" share={pressure.memory} />
          <PressureLine name="I/O" share={pressure.io} />
        </dl>
      </Tile>
    </>
  );
}

function PressureLine({ name, share }: { name: string; share: number | null }): VNode {
  return (
    <>
      <dt>{name}</dt>
      <dd class="pressure-bar">
        {share !== null && (
          <Meter
            label={`${name} pressure`}
            share={share}
            text={formatShare(share)}
            tone={tone(share, 0.4)}
          />
        )}
      </dd>
      <dd class="number">{share === null ? <NotKnown /> : formatShare(share)}</dd>
    </>
  );
}

function HitRateTile({ caches }: { readonly caches: CachesView | null }): VNode {
  const rate = caches?.hitRate ?? null;
  if (rate === null) {
    return (
      <Tile
        title="Cache hits"
        value="–"
        note={caches ? 'nothing was looked up yet' : 'asking the caches'}
      />
    );
  }
  return (
    <Tile title="Cache hits" value={formatShare(rate)} note="of recent lookups">
      <Meter
        label="Cache hit rate"
        share={rate}
        text={formatShare(rate)}
        tone={rate < goodHitRate ? 'warning' : 'normal'}
      />
    </Tile>
  );
}

function Measuring(): VNode {
  return (
    <>
      <Tile title="CPU" value="–" note="measuring" />
      <Tile title="Memory" value="–" note="measuring" />
      <Tile title="Pressure" value="–" note="measuring" />
    </>
  );
}

export function NotKnown(): VNode {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="for-reader">not known</span>
    </>
  );
}

interface TileProps {
  readonly title: string;
  readonly value?: string;
  readonly note?: string;
  readonly hint?: string;
  /** Said by the tooltip, and to a screen reader. */
  readonly more?: string;
  readonly children?: ComponentChildren;
}

function Tile({ title, value, note, hint = '', more = '', children }: TileProps): VNode {
  return (
    <div class="tile">
      <p class="tile-title" title={[hint, more].filter(Boolean).join(' · ') || undefined}>
        {title}
        {hint !== '' && <span class="tile-hint">{hint}</span>}
        {more !== '' && <span class="for-reader">{more}</span>}
      </p>
      {value !== undefined && (
        <p class="tile-value">
          <span class="figure">{value}</span> <span class="note">{note}</span>
        </p>
      )}
      {children}
    </div>
  );
}

function tone(share: number, warnFrom: number): MeterTone {
  return share >= warnFrom ? 'warning' : 'normal';
}
