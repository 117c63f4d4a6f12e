import { appendFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';

const main = path.join('dist', 'extension.cjs');

interface Cost {
  readonly elapsed: number;
  readonly processor: number;
}

function measured<T>(work: () => T): [result: T, cost: Cost] {
  const before = process.cpuUsage();
  const start = performance.now();
  const result = work();
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return [result, { elapsed, processor: (user + system) / 1000 }];
}

/**
 * Notes what loading and activating Lanekeeper takes in this extension host, as a line of JSON in `file`: ms elapsed and ms
 * of the processor. Both are one synchronous call each, so nothing else that the host does is counted. VS Code loads
 * extensions by `Module._load`, and patches it in the same way.
 */
export function noteActivation(file: string): void {
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load !== 'function') throw new TypeError('This Node.js has no Module._load.');
  const patched = function (this: unknown, ...parameters: unknown[]): unknown {
    const [request] = parameters;
    if (typeof request !== 'string' || !request.endsWith(main)) {
      return Reflect.apply(load, this, parameters);
    }
    const [loaded, loading] = measured<unknown>(() => Reflect.apply(load, this, parameters));
    if (typeof loaded !== 'object' || loaded === null) return loaded;
    const activate: unknown = Reflect.get(loaded, 'activate');
    if (typeof activate !== 'function') return loaded;
    return {
      ...loaded,
      activate: (context: unknown): unknown => {
        const [api, activating] = measured<unknown>(() =>
          Reflect.apply(activate, undefined, [context]),
        );
        appendFileSync(file, `${JSON.stringify({ loading, activating })}\n`);
        return api;
      },
    };
  };
  Reflect.set(Module, '_load', patched);
}
