/** Types of `import shader from './kernel.wgsl'`; name 'wgsl-loader/client' in tsconfig's `types`. */
declare module 'wgsl-loader/client' {
  export interface WgslModule {
    /** The file, relative to the project's root: 'shaders/add_noise.wgsl'. */
    readonly path: string;
    /** The WGSL with every include expanded, each once; `unroll` writes its repeats. */
    readonly code: string;
    /**
     * Where the lines of `code` come from: one entry for each run of lines, in ascending order, with the first
     * emitted line of the run (1-based), its file (relative to the root) and its line there.
     */
    readonly segments: readonly Segment[];
  }

  export type Segment = readonly [line: number, file: string, sourceLine: number];
}

declare module '*.wgsl' {
  import type { WgslModule } from 'wgsl-loader/client';

  const shader: WgslModule;
  export default shader;
}
