import {
  type InputBox,
  type QuickInput,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  window,
} from 'vscode';
import { DisposableList } from '../../core/disposable.ts';
import type { StepPosition } from './steps.ts';

export type Answer<T> = { readonly value: T } | 'back' | 'cancel';

/** Title, step count, Back button and the two ways out, which every step has. */
function prepare<T>(
  input: QuickInput & Pick<QuickPick<QuickPickItem> | InputBox, 'buttons' | 'onDidTriggerButton'>,
  title: string,
  position: StepPosition,
  owned: DisposableList,
  resolve: (answer: Answer<T>) => void,
): void {
  input.title = title;
  input.step = position.number;
  input.totalSteps = position.total;
  input.buttons = position.number > 1 ? [QuickInputButtons.Back] : [];
  owned.add(
    input.onDidTriggerButton((button) => {
      if (button === QuickInputButtons.Back) resolve('back');
    }),
  );
  owned.add(
    input.onDidHide(() => {
      resolve('cancel');
    }),
  );
}

/**
 * Lets the user choose one item.
 *
 * @param options.accept called with the item and the text that was typed; null keeps the list open
 */
export async function chooseItem<I extends QuickPickItem, T>(options: {
  readonly title: string;
  readonly placeholder: string;
  readonly position: StepPosition;
  readonly items: (text: string) => readonly I[];
  readonly accept: (item: I, text: string) => T | null;
  readonly active?: (items: readonly I[]) => I | undefined;
  readonly initialText?: string;
}): Promise<Answer<T>> {
  const owned = new DisposableList();
  try {
    const pick = owned.add(window.createQuickPick<I>());
    return await new Promise<Answer<T>>((resolve) => {
      prepare(pick, options.title, options.position, owned, resolve);
      pick.placeholder = options.placeholder;
      pick.matchOnDescription = true;
      pick.value = options.initialText ?? '';
      const draw = (): void => {
        pick.items = options.items(pick.value);
        const active = options.active?.(pick.items);
        if (active) pick.activeItems = [active];
      };
      draw();
      owned.add(pick.onDidChangeValue(draw));
      owned.add(
        pick.onDidAccept(() => {
          const [item] = pick.activeItems;
          const value = item ? options.accept(item, pick.value) : null;
          if (value !== null) resolve({ value });
        }),
      );
      pick.show();
    });
  } finally {
    owned.dispose();
  }
}

/**
 * Lets the user type.
 *
 * @param options.check what is wrong with a text, null when nothing is
 */
export async function typeText(options: {
  readonly title: string;
  readonly prompt: string;
  readonly position: StepPosition;
  readonly value: string;
  readonly check: (text: string) => string | null;
}): Promise<Answer<string>> {
  const owned = new DisposableList();
  try {
    const box = owned.add(window.createInputBox());
    return await new Promise<Answer<string>>((resolve) => {
      prepare(box, options.title, options.position, owned, resolve);
      box.prompt = options.prompt;
      box.value = options.value;
      const check = (text: string): string | null => {
        const fault = options.check(text);
        box.validationMessage = fault ?? undefined;
        return fault;
      };
      owned.add(box.onDidChangeValue(check));
      owned.add(
        box.onDidAccept(() => {
          if (check(box.value) === null) resolve({ value: box.value });
        }),
      );
      box.show();
    });
  } finally {
    owned.dispose();
  }
}
