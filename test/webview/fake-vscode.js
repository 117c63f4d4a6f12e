// What VS Code puts into a webview before the page's own script: the api, the theme's custom properties, the body's
// class and the least of its default styles. Values of the themes were read from VS Code 1.139.
(() => {
  const { theme, state } = window.lanekeeperTest;
  let acquired = false;
  let saved = state;
  window.acquireVsCodeApi = () => {
    if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
    acquired = true;
    return {
      postMessage: (message) => void window.lanekeeperTestReceive(structuredClone(message)),
      getState: () => saved,
      setState: (next) => {
        saved = structuredClone(next);
        window.lanekeeperTest.saved = saved;
      },
    };
  };
  window.lanekeeperTest.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    window.lanekeeperTest.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
  window.lanekeeperTest.deliver = (message) => window.postMessage(message, '*');
  window.lanekeeperTest.setTheme = ({ bodyClass, variables }) => {
    const root = document.documentElement.style;
    for (const name of [...root]) root.removeProperty(name);
    for (const [name, value] of Object.entries(variables)) root.setProperty(name, value);
    document.body.className = bodyClass;
  };
  const defaults = new CSSStyleSheet();
  defaults.replaceSync(`@layer vscode-default {
    html { background: var(--vscode-editor-background); }
    body {
      color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family);
      font-size: var(--vscode-font-size); margin: 0; padding: 0 20px;
    }
  }`);
  document.adoptedStyleSheets = [defaults];
  const observer = new MutationObserver(() => {
    if (!document.body) return;
    observer.disconnect();
    window.lanekeeperTest.setTheme(theme);
  });
  observer.observe(document, { childList: true, subtree: true });
})();
