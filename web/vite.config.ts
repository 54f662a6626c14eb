import { defineConfig } from "vite";

// The API serves what is built, under /console; texts come from the one place where both languages live.
export default defineConfig({
  base: "/console/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { outDir: "../api/pages/console", emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
