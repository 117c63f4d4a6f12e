import { withWorkbench } from './workbench/with-workbench.ts';
import type { Workbench } from './workbench/workbench.ts';

/** A button of a view that is empty. */
const button = (window: Workbench, name: string) =>
  window.page.getByRole('button', { name, exact: true });

describe('a window without a folder', () => {
  const workbench = withWorkbench({ folder: null });

  it('says that agents work on a folder, and opens one', async () => {
    const window = workbench();
    await window.runCommand('workbench.view.extension.lanekeeper');
    await window.page.getByText('Agents work on the code of a folder.').waitFor();
    await window.page.getByText('The commands that agents run appear here.').waitFor();
    await window.row('Caches', /^sccache/).waitFor();
    await window.screenshot('welcome-no-folder');
    await button(window, 'Open Folder').first().click();
    await window.quickInput.waitFor();
    await window.page.keyboard.press('Escape');
    await window.quickInput.waitFor({ state: 'hidden' });
  });

  it('says the same to who asks for an agent by the palette', async () => {
    const window = workbench();
    await window.palette('Lanekeeper: Spawn Agent');
    await window.notification('No folder is open').waitFor();
    await window.screenshot('spawn-no-folder');
  });
});

describe('a window in Restricted Mode', () => {
  const workbench = withWorkbench({
    workspaceTrust: true,
    settings: { 'security.workspace.trust.startupPrompt': 'never' },
  });

  it('says what is not done until the folder is trusted', async () => {
    const window = workbench();
    await window.runCommand('workbench.view.extension.lanekeeper');
    await window.page.getByText('This workspace is in Restricted Mode.').waitFor();
    await window.page.getByText('Caches are read once you trust this workspace.').waitFor();
    await window.screenshot('welcome-restricted');
  });

  it('leads to where it is trusted, and then offers to spawn an agent', async () => {
    const window = workbench();
    await button(window, 'Manage Workspace Trust').first().click();
    await button(window, 'Trust').click();
    await window.page.getByText('No agents work on this workspace.').waitFor();
    await button(window, 'Spawn Agent').first().waitFor();
    await window.row('Caches', /^sccache/).waitFor();
    await window.page.getByRole('button', { name: /^Close Modal Editor/ }).click();
    await window.screenshot('welcome-trusted');
  });
});
