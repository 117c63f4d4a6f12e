import type { ComponentChildren, VNode } from 'preact';

export interface SectionProps {
  readonly id: string;
  /** Names its style where several sections have the same; its id otherwise. */
  readonly kind?: string;
  readonly title: string;
  /** Beside the title: a count or a total. */
  readonly note?: ComponentChildren;
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A landmark with its heading. */
export function Section(props: SectionProps): VNode {
  const { id, kind = id, title, note, action, children } = props;
  return (
    <section class={`section section-${kind}`} aria-labelledby={`${id}-title`}>
      <div class="section-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {note !== undefined && <span class="note">{note}</span>}
        {action !== undefined && <div class="section-action">{action}</div>}
      </div>
      {children}
    </section>
  );
}
