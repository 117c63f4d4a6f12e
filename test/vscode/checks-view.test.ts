import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { root } from './project.ts';
import { child, lanekeeper, type Row, rows, until } from './window.ts';

const left = path.join(process.env['LANEKEEPER_HOME'] ?? '', 'namespaces', 'left-behind');
const lock = (): string => path.join(root(), '.git', 'index.lock');

function run(command: string, ...parameters: unknown[]): Thenable<unknown> {
  return vscode.commands.executeCommand(`lanekeeper.${command}`, ...parameters);
}

async function checks() {
  return (await lanekeeper()).trees.checks;
}

async function stage(label: string): Promise<Row> {
  const all = await rows(await checks());
  return all.find((row) => row.label === label) ?? assert.fail(all.map((row) => row.label).join());
}

function tooltip({ item }: Row): string {
  return typeof item.tooltip === 'string' ? item.tooltip : assert.fail('no plain tooltip');
}

function icon({ item }: Row): string | undefined {
  return item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : undefined;
}

describe('the Checks view', () => {
  const clean = async (): Promise<void> => {
    for (const file of [left, lock(), `${lock()}.stale`]) {
      rmSync(file, { recursive: true, force: true });
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  };
  before(clean);
  afterEach(clean);

  it('shows each stage of the quality gates, with what failed first', async () => {
    mkdirSync(left, { recursive: true });
    await run('verifyIsolation');
    const tree = await checks();
    const labels = (await rows(tree)).map(({ label }) => label).slice(0, 3);
    assert.deepEqual(labels, ['Before agents work', 'While agents work', 'After agents ended']);
    const post = await stage('After agents ended');
    assert.match(post.description, /^1 failed/);
    assert.equal(icon(post), 'error');
    assert.equal(post.item.collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    const [first, ...others] = await rows(tree, post.node);
    assert.equal(first?.label, 'artifacts-gone');
    assert.equal(icon(first), 'error');
    assert.match(first.description, /left-behind/);
    assert.match(tooltip(first), /What to do: .+\n\nChecked /);
    assert.match(
      first.item.accessibilityInformation?.label ?? '',
      /^artifacts-gone, failed\. .*left-behind.* What to do: /,
    );
    assert.ok(others.every((row) => icon(row) !== 'error'));
  });

  it('checks one stage again where its row asks for it, and keeps the others', async () => {
    mkdirSync(left, { recursive: true });
    await run('verifyIsolation', {});
    const before = await stage('Before agents work');
    rmSync(left, { recursive: true });
    await run('checkAgain', (await stage('After agents ended')).node);
    assert.doesNotMatch((await stage('After agents ended')).description, /failed/);
    assert.equal(tooltip(await stage('Before agents work')), tooltip(before));
  });

  it('says that it checks while it does', async () => {
    const tree = await checks();
    const { onDidChangeTreeData } = tree;
    assert.ok(onDidChangeTreeData);
    const seen: string[] = [];
    const subscription = onDidChangeTreeData(async () => {
      for (const row of await rows(tree)) seen.push(`${row.label}: ${row.description}`);
    });
    const work = run('checkAgain', { stage: 'pre' });
    await until(
      (listener) => onDidChangeTreeData(listener),
      () => seen.includes('Before agents work: checking …'),
    );
    subscription.dispose();
    await work;
    assert.doesNotMatch((await stage('Before agents work')).description, /checking/);
  });

  it('applies the one cure that its row offers, and makes that check again', async () => {
    writeFileSync(lock(), 'half an index');
    const past = new Date(Date.now() - 10 * 60_000);
    utimesSync(lock(), past, past);
    await run('runDoctor');
    const tree = await checks();
    const failed = await child(tree, await stage('Doctor'), 'locks.stale-git');
    assert.equal(icon(failed), 'error');
    assert.equal(failed.item.contextValue, 'check;curable');
    await run('applyCure', failed.node);
    assert.ok(existsSync(`${lock()}.stale`));
    const cured = await child(tree, await stage('Doctor'), 'locks.stale-git');
    assert.equal(icon(cured), 'pass');
    assert.equal(cured.item.contextValue, 'check');
    assert.match(tooltip(cured), /Done: Moved .*index\.lock to /);
  });

  it('leaves a check failed whose cure cannot cost nothing', async () => {
    mkdirSync(left, { recursive: true });
    await run('runDoctor', {});
    await run('applyCure', { check: 'interference.leftovers' });
    const still = await child(await checks(), await stage('Doctor'), 'interference.leftovers');
    assert.equal(icon(still), 'error');
    assert.ok(existsSync(left));
  });

  it('refuses a cure that it does not have', async () => {
    await run('runDoctor', {});
    await assert.rejects(async () => run('applyCure', { check: 'resources.memory' }), {
      code: 'input-invalid',
    });
  });

  it('copies the evidence of a check, and of a whole stage', async () => {
    mkdirSync(left, { recursive: true });
    await run('verifyIsolation', { stages: ['post'] });
    const post = await stage('After agents ended');
    await run('copyEvidence', (await child(await checks(), post, 'artifacts-gone')).node);
    const one = await vscode.env.clipboard.readText();
    assert.match(one, /^### post\.artifacts-gone\n\n.*left-behind/);
    assert.doesNotMatch(one, /post\.caches-intact/);
    await run('copyEvidence', post.node);
    const all = await vscode.env.clipboard.readText();
    assert.ok(all.startsWith(one));
    assert.match(all, /### post\.caches-intact\n/);
  });

  it('opens the report, which follows what is found', async () => {
    mkdirSync(left, { recursive: true });
    await run('verifyIsolation', { stages: ['post'] });
    await run('openCheckReport', (await stage('After agents ended')).node);
    const document = vscode.window.activeTextEditor?.document ?? assert.fail();
    assert.match(document.getText(), /^# Verification\n/);
    assert.match(document.getText(), /## Failed: 1\n\n### post\.artifacts-gone\n/);
    assert.ok(!document.isDirty && !document.isUntitled);
    rmSync(left, { recursive: true });
    await run('checkAgain', { stage: 'post' });
    await until(
      (listener) => vscode.workspace.onDidChangeTextDocument(listener),
      () => !document.getText().includes('## Failed'),
    );
  });
});
