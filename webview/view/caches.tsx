import type { ComponentChildren, VNode } from 'preact';
import type { CachesView, CacheView } from '../../src/extension/dashboard/contract.ts';
import { formatBytes, formatCount, formatShare } from '../../src/core/quantities.ts';
import { Button, ProgressRing } from '../toolkit.ts';
import { Meter } from './meter.tsx';
import { Section } from './section.tsx';
import { NotKnown } from './tiles.tsx';

const goodHitRate = 0.8;

export interface CachesProps {
  readonly caches: CachesView | null;
  readonly onReveal: () => void;
}

/** The stores that agents share; those that cannot be used come last, with the reason. */
export function Caches({ caches, onReveal }: CachesProps): VNode {
  return (
    <Section
      id="caches"
      title="Caches"
      note="shared by all agents"
      action={
        <Button appearance="secondary" onClick={onReveal}>
          Reveal Caches
        </Button>
      }
    >
      <CachesBody caches={caches} />
    </Section>
  );
}

function CachesBody({ caches }: { readonly caches: CachesView | null }): VNode {
  if (!caches) {
    return (
      <p class="empty-line loading">
        <ProgressRing /> Asking the caches.
      </p>
    );
  }
  if (caches.caches.length === 0) {
    return <p class="empty-line">No cache is known for this workspace.</p>;
  }
  const usable = caches.caches.filter(hasFigures);
  const others = caches.caches.filter((cache) => !hasFigures(cache));
  return (
    // Roles are spelled out because the narrow layout takes them away; see AgentRow.
    <table role="table" class="plain caches" aria-labelledby="caches-title">
      <colgroup>
        <col />
        <col class="cache-meter" />
        <col class="figure-column" />
        <col class="figure-column" />
        <col class="figure-column" />
        <col class="figure-column" />
        <col class="location-column" />
      </colgroup>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            Cache
          </th>
          <th role="columnheader" scope="col" class="number" colSpan={2}>
            Hit rate
          </th>
          <th role="columnheader" scope="col" class="number">
            Hits
          </th>
          <th role="columnheader" scope="col" class="number">
            Misses
          </th>
          <th role="columnheader" scope="col" class="number">
            Size
          </th>
          <th role="columnheader" scope="col">
            Location
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {usable.map((cache) => (
          <UsableCache key={cache.name} cache={cache} />
        ))}
        {others.map((cache) => (
          <tr role="row" key={cache.name} class="unavailable">
            <th role="rowheader" scope="row">
              {cache.name}
            </th>
            <td role="cell" colSpan={6}>
              {whyNot(cache)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Agents may have looked in a cache whose own tool cannot be found from here: its rate is known all the same. */
function hasFigures({ available, hitRate }: CacheView): boolean {
  return available || hitRate !== null;
}

function UsableCache({ cache }: { readonly cache: CacheView }): VNode {
  const { name, reason, hitRate, hits, misses, bytes, limit, location, reasons } = cache;
  return (
    <tr role="row">
      <CacheName name={name}>
        {reason !== null && <bdi class="note cache-reason">{whyNot(cache)}</bdi>}
      </CacheName>
      <td role="cell" class="cache-meter">
        {hitRate !== null && (
          <Meter
            label={`Hit rate of ${name}`}
            share={hitRate}
            text={formatShare(hitRate)}
            tone={hitRate < goodHitRate ? 'warning' : 'normal'}
          />
        )}
      </td>
      <td role="cell" class="number" data-label="Hit rate">
        {hitRate === null ? <NotKnown /> : formatShare(hitRate)}
      </td>
      <td role="cell" class="number" data-label="Hits">
        {hits === null ? <NotKnown /> : formatCount(hits)}
      </td>
      <td role="cell" class="number" data-label="Misses">
        {misses === null ? (
          <NotKnown />
        ) : (
          <span title={reasons.join('\n')}>{formatCount(misses)}</span>
        )}
      </td>
      <td role="cell" class="number" data-label="Size">
        {bytes === null ? (
          <NotKnown />
        ) : (
          <span title={limit === null ? 'No limit' : `At most ${formatBytes(limit)}`}>
            {formatBytes(bytes)}
          </span>
        )}
      </td>
      <td role="cell" class="location">
        {location === null ? (
          <NotKnown />
        ) : (
          <bdi class="path" title={location}>
            {location}
          </bdi>
        )}
      </td>
    </tr>
  );
}

function CacheName(props: { readonly name: string; readonly children?: ComponentChildren }): VNode {
  return (
    <th role="rowheader" scope="row">
      <bdi class="cache-name" title={props.name}>
        {props.name}
      </bdi>
      {props.children}
    </th>
  );
}

function whyNot({ reason, cure }: CacheView): string {
  return [reason ?? 'Not available.', cure].filter((part) => part !== null).join(' ');
}
