import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { h, type ComponentChild, type ComponentChildren, type Ref } from 'preact';

// The only file that knows the toolkit, which is archived upstream
// (https://github.com/microsoft/vscode-webview-ui-toolkit/issues/561): replacing it is replacing this file.
// Registering before the first render lets Preact set properties rather than attributes.
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());

export interface ButtonProps {
  readonly appearance: 'primary' | 'secondary' | 'icon';
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  /** The name of a button that shows only an icon; also its tooltip. */
  readonly label?: string;
  /** For a button that stays in or out. */
  readonly pressed?: boolean;
  /** -1 takes the button out of the tab order, where arrow keys reach it. */
  readonly tabIndex?: number;
  readonly buttonRef?: Ref<HTMLElement>;
}

export function Button(props: ButtonProps): ComponentChild {
  return h(
    'vscode-button',
    {
      appearance: props.appearance,
      onClick: props.onClick,
      ...(props.label !== undefined && { 'aria-label': props.label, title: props.label }),
      ...(props.pressed !== undefined && { 'aria-pressed': props.pressed ? 'true' : 'false' }),
      ...(props.tabIndex !== undefined && { tabIndex: props.tabIndex }),
      ...(props.buttonRef !== undefined && { ref: props.buttonRef }),
    },
    props.children,
  );
}

/** Drawn by our own style sheet: the toolkit's badge sets a style attribute, which the policy refuses. */
export function Badge(props: { readonly children: ComponentChildren }): ComponentChild {
  return h('span', { class: 'badge' }, props.children);
}

export function ProgressRing(): ComponentChild {
  return h('vscode-progress-ring', { 'aria-hidden': 'true' });
}
