import type { BuildOptions } from 'esbuild';

export declare const dashboard: BuildOptions & { outdir: string };
