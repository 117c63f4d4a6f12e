import type { VNode } from 'preact';

export type MeterTone = 'normal' | 'warning' | 'over';

export interface MeterProps {
  readonly label: string;
  /** 0–1; more is shown as full. */
  readonly share: number;
  /** What a screen reader says in place of the number. */
  readonly text: string;
  readonly tone?: MeterTone;
}

export function Meter({ label, share, text, tone = 'normal' }: MeterProps): VNode {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    <div
      class={`meter meter-${tone}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={text}
    >
      <div class="meter-fill" style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}
