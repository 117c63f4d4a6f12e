/** Style sheets are imported for esbuild, which gathers them into dist/dashboard.css. */
declare module '*.css' {}
