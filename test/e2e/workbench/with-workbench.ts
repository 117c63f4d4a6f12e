import { type WindowOptions, Workbench } from './workbench.ts';

/**
 * Called in the body of a `describe`: opens one workbench for its tests and ends it with everything it started. A test
 * that fails leaves a picture under out/screenshots. The returned function gives the workbench.
 */
export function withWorkbench(options: WindowOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before('open a workbench', async () => {
    workbench = await Workbench.open(options);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const name = this.currentTest.fullTitle().replace(/[^\w]+/g, '-');
    await workbench?.screenshot(`failed-${name}`);
  });
  after('close the workbench', async () => {
    await workbench?.dispose();
    workbench = undefined;
  });
  return () => {
    if (workbench === undefined) throw new Error('The workbench is open while tests run.');
    return workbench;
  };
}
