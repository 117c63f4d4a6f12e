import type { ContentionPattern } from '../pattern.ts';

export const bazelPatterns: readonly ContentionPattern[] = [
  {
    id: 'bazel-waiting',
    tool: 'bazel',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for it to complete on the server',
    expression:
      /^Another command \(pid=\d+\) is running\. {1,2}Waiting for it to complete on the server(?: \(server_pid=\d+\))?\.\.\.$/,
    resource: 'bazel server',
    cure: 'A Bazel server runs one command at a time. Give each agent a server with --output_base.',
    source: 'https://github.com/bazelbuild/bazel (src/main/cpp/blaze.cc)',
  },
  {
    id: 'bazel-exiting',
    tool: 'bazel',
    kind: 'lock-failed',
    blocking: false,
    needle: ' is running. Exiting immediately.',
    expression:
      /^(?:FATAL: |ERROR: )?Another command \(pid=\d+\) is running\. Exiting immediately\.$/,
    resource: 'bazel server',
    cure: 'A Bazel server runs one command at a time. Give each agent a server with --output_base.',
    source: 'https://github.com/bazelbuild/bazel (src/main/cpp/blaze.cc)',
  },
  {
    id: 'bazel-client-lock',
    tool: 'bazel',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Another command holds the client lock:',
    expression: /^Another command holds the client lock:$/,
    resource: 'bazel output base',
    confirmation: /^pid=\d+$/,
    cure: 'One Bazel at a time works in an output base. Give each agent one of its own with --output_base.',
    source: 'https://github.com/bazelbuild/bazel/issues/11020',
  },
];
