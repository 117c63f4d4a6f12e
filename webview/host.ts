import {
  dashboardContract,
  type MessageToHost,
  type MessageToPage,
} from '../src/extension/dashboard/contract.ts';

interface VsCodeApi {
  postMessage(message: MessageToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

// VS Code gives the api out once a page load and throws on a second call.
const api = acquireVsCodeApi();

export function send(message: MessageToHost): void {
  api.postMessage(message);
}

/** Hears the host. What is not of the contract comes from elsewhere (browser extensions do post) and is not for us. */
export function listen(listener: (message: MessageToPage) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = dashboardContract.toPage.safeParse(event.data);
    if (parsed.success) listener(parsed.data);
  });
}

/** What the page itself saved before it was hidden or the window reloaded; undefined the first time. */
export function savedState(): unknown {
  return api.getState();
}

export function saveState(state: unknown): void {
  api.setState(state);
}
