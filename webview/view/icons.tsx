import type { VNode } from 'preact';

// Drawn here on VS Code's 16-pixel grid with the text's colour, since the codicon font would be another 80 KB.
const paths = {
  starting: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  running: 'M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
  waiting: 'M8 3v6.5M8 12v1',
  idle: 'M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  done: 'M3 8.5l3.2 3.2L13 4.8',
  failed: 'M4 4l8 8M12 4l-8 8',
  stopped: 'M4.5 4.5h7v7h-7z',
  lost: 'M5.6 6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M8 12v.8',
  stop: 'M4 4h8v8H4z',
  restart: 'M12.5 8A4.5 4.5 0 1 1 11 4.6M11.2 1.8v3h-3',
  renew:
    'M3.4 7A4.7 4.7 0 0 1 12 5.4M12.3 2.2v3.2H9.1M12.6 9A4.7 4.7 0 0 1 4 10.6M3.7 13.8v-3.2h3.2',
  drift: 'M8 3L13.5 13h-11z',
  logs: 'M3 4h10M3 7h7M3 10h10M3 13h5',
  clean: 'M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13',
  chart: 'M2.5 2.5v11h11M4.5 10.5l3-4 2.5 2 3-4.5',
  contention: 'M8 2.2L14.5 13.5h-13zM8 6.5V10M8 11.4v.9',
  add: 'M8 3v10M3 8h10',
  skipped: 'M3 8h10M9.5 4.5L13 8l-3.5 3.5M3 4.5v7',
  graph: 'M2.5 2.5h4v4h-4zM9.5 9.5h4v4h-4zM9.5 2.5h4v4h-4zM6.5 4.5h3M4.5 6.5v5h5',
  shrink: 'M2.5 2.5h3v3h-3zM10.5 2.5h3v3h-3zM2.5 10.5h3v3h-3zM10.5 10.5h3v3h-3zM6.5 6.5h3v3h-3z',
  enlarge: 'M2.5 3.5h11v4h-11zM2.5 10h11v3h-11z',
  ascending: 'M8 12.5v-9M4.5 7L8 3.5 11.5 7',
  descending: 'M8 3.5v9M4.5 9L8 12.5 11.5 9',
} as const;

export type IconName = keyof typeof paths;

const filled: ReadonlySet<IconName> = new Set(['running', 'stop', 'stopped']);

/** Decoration only: what it says is always also said in words. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg
      class={`icon icon-${name}`}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
      fill={filled.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width="1.3"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
