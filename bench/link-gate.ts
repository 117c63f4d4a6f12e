/**
 * What the gate of links costs each link: processor time of 200 links of a C program by the compiler alone and through the
 * script, in turns.
 *
 *     npx node bench/link-gate.ts [--rounds 5]
 *
 * About a minute. Needs Linux, cc and flock. Processor time is about the same on a machine that does other things as well.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { provideLinkGate } from '../src/core/environment/rust/link-gate.ts';
import { locate } from '../src/core/location.ts';
import { median } from './meter.ts';
import { conditions, markdownTable } from './table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });

const links = 200;

/** POSIX `times`: the second line is the user and system time of the children that have ended. */
const loop = `i=0
while [ $i -lt ${String(links)} ]; do "$0" main.o -o main; i=$((i + 1)); done
times`;

/** ms of processor time for each link. */
function cost(linker: string, cwd: string, environment: NodeJS.ProcessEnv): number {
  const said = execFileSync('sh', ['-c', loop, linker], {
    cwd,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  const [, children = ''] = said.trim().split('\n');
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest),
    0,
  );
  return (seconds * 1000) / links;
}

const directory = mkdtempSync(path.join(realpathSync(tmpdir()), 'lk-'));
try {
  const gate = await provideLinkGate(locate({ LANEKEEPER_HOME: directory }), process.env);
  if (gate === null) throw new Error('There is no gate of links without flock(1).');
  writeFileSync(path.join(directory, 'main.c'), 'int main(void) { return 0; }\n');
  execFileSync('cc', ['-c', 'main.c', '-o', 'main.o'], { cwd: directory });
  const through = { LANEKEEPER_LINK_SLOTS: gate.slots, LINK_JOBS: '2', LANEKEEPER_AGENT: 'bench' };
  const [alone, gated]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    alone.push(cost('cc', directory, {}));
    gated.push(cost(gate.script, directory, through));
  }
  const more = median(gated.map((ms, round) => ms - (alone[round] ?? Number.NaN)));
  const rows = [
    ['cc', median(alone).toFixed(2)],
    ['through the gate', median(gated).toFixed(2)],
    ['more, in the same round', more.toFixed(2)],
  ];
  console.log(
    [conditions(['cc']), markdownTable([`${String(links)} links`, 'CPU ms a link'], rows)].join(
      '\n\n',
    ),
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
