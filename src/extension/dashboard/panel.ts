import * as vscode from 'vscode';
import { DisposableList } from '../../core/disposable.ts';
import { createNonce } from './content-security-policy.ts';
import { dashboardViewType } from '../contributions/views.ts';
import type {
  CachesSource,
  EngineSource,
  MachineSource,
  ProjectsSource,
} from './dashboard-engine.ts';
import { dashboardPage } from './page.ts';
import type { DashboardCommands } from './page-requests.ts';
import { DashboardSession } from './session.ts';

export interface DashboardDependencies {
  readonly extensionUri: vscode.Uri;
  readonly source: EngineSource;
  readonly caches: CachesSource;
  readonly projects: ProjectsSource;
  readonly machine: MachineSource;
  readonly commands: DashboardCommands;
  readonly onFault: (fault: unknown) => void;
}

/**
 * The dashboard as an editor tab: at most one a window, found again after a reload. VS Code destroys the page while it
 * is hidden; nothing is lost by that, because the page holds no state of its own but how it is sorted and folded. It
 * outlives the engine it shows: it says why there is none and shows the one that follows.
 */
export class DashboardPanel implements vscode.Disposable {
  static #current: DashboardPanel | null = null;

  readonly #panel: vscode.WebviewPanel;
  readonly #owned = new DisposableList();

  /** Opens the dashboard beside nothing else in the active group, or brings the open one to the front. */
  static show(dependencies: DashboardDependencies): DashboardPanel {
    const current = DashboardPanel.#current;
    if (current) {
      current.#panel.reveal();
      return current;
    }
    const panel = vscode.window.createWebviewPanel(
      dashboardViewType,
      'Lanekeeper',
      vscode.ViewColumn.Active,
    );
    return DashboardPanel.#adopt(panel, dependencies);
  }

  /** Fills a panel that VS Code kept over a reload of the window. */
  static revive(panel: vscode.WebviewPanel, dependencies: DashboardDependencies): void {
    DashboardPanel.#adopt(panel, dependencies);
  }

  static close(): void {
    DashboardPanel.#current?.dispose();
  }

  static #adopt(panel: vscode.WebviewPanel, dependencies: DashboardDependencies): DashboardPanel {
    DashboardPanel.#current?.dispose();
    const adopted = new DashboardPanel(panel, dependencies);
    DashboardPanel.#current = adopted;
    return adopted;
  }

  private constructor(panel: vscode.WebviewPanel, dependencies: DashboardDependencies) {
    this.#panel = panel;
    const { extensionUri, onFault } = dependencies;
    const bundles = vscode.Uri.joinPath(extensionUri, 'dist');
    const { webview } = panel;
    const session = this.#owned.add(
      new DashboardSession({
        ...dependencies,
        page: {
          get visible() {
            return panel.visible;
          },
          // Resolves to false for a page that was hidden meanwhile, which the next snapshot makes good.
          post: (message) => void webview.postMessage(message).then(undefined, onFault),
        },
      }),
    );
    this.#owned.add(
      webview.onDidReceiveMessage((message: unknown) => {
        session.receive(message);
      }),
    );
    this.#owned.add(
      panel.onDidChangeViewState(() => {
        session.visibilityChanged();
      }),
    );
    this.#owned.add(
      panel.onDidDispose(() => {
        this.#release();
      }),
    );

    panel.iconPath = new vscode.ThemeIcon('dashboard');
    webview.options = { enableScripts: true, localResourceRoots: [bundles] };
    const uri = (file: string) =>
      webview.asWebviewUri(vscode.Uri.joinPath(bundles, file)).toString();
    webview.html = dashboardPage({
      cspSource: webview.cspSource,
      nonce: createNonce(),
      scriptUri: uri('dashboard.js'),
      styleUri: uri('dashboard.css'),
    });
  }

  dispose(): void {
    this.#panel.dispose();
    this.#release();
  }

  #release(): void {
    if (DashboardPanel.#current === this) DashboardPanel.#current = null;
    this.#owned.dispose();
  }
}

/** Closes the dashboard, as it has to when the extension ends: nobody would answer it. */
export function closeDashboard(): void {
  DashboardPanel.close();
}
