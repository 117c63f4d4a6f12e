import type { VNode } from 'preact';
import type { CachesView, CacheView } from '../../src/extension/dashboard/contract.ts';
import { formatBytes, formatCount, formatShare } from '../format.ts';
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
  const usable = caches.caches.filter((cache) => cache.available);
  const others = caches.caches.filter((cache) => !cache.available);
  return (
    <div class="scroller" role="region" aria-labelledby="caches-title" tabIndex={0}>
      <table class="plain caches" aria-labelledby="caches-title">
        <thead>
          <tr>
            <th scope="col">Cache</th>
            <th scope="col" class="number" colSpan={2}>
              Hit rate
            </th>
            <th scope="col" class="number">
              Hits
            </th>
            <th scope="col" class="number">
              Misses
            </th>
            <th scope="col" class="number">
              Size
            </th>
            <th scope="col">Location</th>
          </tr>
        </thead>
        <tbody>
          {usable.map((cache) => (
            <UsableCache key={cache.name} cache={cache} />
          ))}
          {others.map((cache) => (
            <tr key={cache.name} class="unavailable">
              <th scope="row">{cache.name}</th>
              <td colSpan={6}>{whyNot(cache)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function UsableCache({ cache }: { readonly cache: CacheView }): VNode {
  const { name, reason, hitRate, hits, misses, bytes, location } = cache;
  return (
    <tr>
      <th scope="row">
        {name}
        {reason !== null && <span class="note cache-reason">{whyNot(cache)}</span>}
      </th>
      <td class="cache-meter">
        {hitRate !== null && (
          <Meter
            label={`Hit rate of ${name}`}
            share={hitRate}
            text={formatShare(hitRate)}
            tone={hitRate < goodHitRate ? 'warning' : 'normal'}
          />
        )}
      </td>
      <td class="number">{hitRate === null ? <NotKnown /> : formatShare(hitRate)}</td>
      <td class="number">{hits === null ? <NotKnown /> : formatCount(hits)}</td>
      <td class="number">{misses === null ? <NotKnown /> : formatCount(misses)}</td>
      <td class="number">{bytes === null ? <NotKnown /> : formatBytes(bytes)}</td>
      <td class="location">
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

function whyNot({ reason, cure }: CacheView): string {
  return [reason ?? 'Not available.', cure].filter((part) => part !== null).join(' ');
}
