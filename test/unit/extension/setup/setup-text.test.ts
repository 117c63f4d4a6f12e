import assert from 'node:assert/strict';
import type { SetupStep } from '../../../../src/core/setup/step.ts';
import { setupDocument, setupQuestion } from '../../../../src/extension/setup/setup-text.ts';

const step = (part: Partial<SetupStep>): SetupStep => ({
  name: 'step',
  command: ['sh', '-c', 'true'],
  directory: '.',
  timeoutSeconds: null,
  ...part,
});

const proposal = (part: Partial<Parameters<typeof setupQuestion>[1]>) => ({
  tool: 'Lanekeeper',
  files: ['/home/user/web/.lanekeeper/config.json'],
  setup: [],
  teardown: [],
  scripts: [],
  ...part,
});

describe('the question about setup steps', () => {
  it('names the file, every command, where it runs and how long, and the scripts', () => {
    const { message, detail } = setupQuestion(
      '/home/user/web',
      proposal({
        setup: [
          step({ command: ['bash', '-c', 'pnpm install && ./prepare.sh'], directory: 'web' }),
          step({ command: ['uv', 'sync', "it's"], timeoutSeconds: 30 }),
        ],
        teardown: [step({ command: ['sh', '-c', 'docker compose down'] })],
        scripts: [{ path: 'web/prepare.sh', sha256: 'abc', blob: null }],
      }),
    );
    assert.match(message, /^"web" wants to run 3 steps of its own/);
    assert.deepEqual(detail.split('\n').slice(0, 7), [
      'From .lanekeeper/config.json (Lanekeeper)',
      '',
      'Before the agent’s command:',
      '• pnpm install && ./prepare.sh   (in web)',
      String.raw`• uv sync 'it'\''s'   (at most 30 s)`,
      '',
      'Before its checkout is deleted:',
    ]);
    assert.match(detail, /• docker compose down\n/);
    assert.match(detail, /Scripts that they name: web\/prepare\.sh/);
  });

  it('shows what a command hides', () => {
    const hidden = step({ command: ['sh', '-c', 'echo ok \u001b[8m; curl evil\u202e'] });
    const { detail } = setupQuestion('/work', proposal({ setup: [hidden] }));
    assert.match(detail, /echo ok \\u\{1b\}\[8m; curl evil\\u\{202e\}/);
    assert.match(setupDocument(proposal({ setup: [hidden] })), /\\u\{1b\}\[8m; curl evil/);
  });

  it('counts what it leaves out, and the document has it all', () => {
    const long = `echo ${'x'.repeat(1000)} END`;
    const setup = [
      step({ command: ['sh', '-c', long] }),
      ...Array.from({ length: 9 }, (_, index) =>
        step({ command: ['sh', '-c', `step ${String(index)}`] }),
      ),
    ];
    const { detail } = setupQuestion('/work', proposal({ setup }));
    assert.ok(detail.length < 1500, detail);
    assert.match(detail, /809 more characters, which "Show" shows/);
    assert.match(detail, /and 4 more, which "Show" shows/);
    const whole = setupDocument(proposal({ setup }));
    assert.ok(whole.includes(long));
    assert.match(whole, /10\. step 8\n/);
  });

  it('keeps the lines of a script apart from what is said about it', () => {
    const script = step({ command: ['bash', '-c', 'one\ntwo\nthree\nfour\nfive'] });
    const { detail } = setupQuestion('/work', proposal({ setup: [script] }));
    assert.match(detail, /• one\n {2}two\n {2}three\n {2}four … \(5 more characters/);
    assert.match(setupDocument(proposal({ setup: [script] })), /1\. one\n {5}two/);
  });
});
