// Builds the page into static files that the gateway serves itself: every asset bundled, nothing fetched from elsewhere.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { type Plugin, defineConfig } from 'vite'

const MAIN = fileURLToPath(new URL('src/main.tsx', import.meta.url))
const SOURCES = fileURLToPath(new URL('src/', import.meta.url))
const START = fileURLToPath(new URL('src/start.ts', import.meta.url))

/** The gateway that `vite` relays to while developing. */
const gateway = process.env['SPOTDECK_URL'] ?? 'http://127.0.0.1:8787'

/** Each text beside itself as brotli at its smallest: the gateway serves that to whoever takes it. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    async writeBundle({ dir = '.' }, bundle) {
      const squeeze = promisify(brotliCompress)
      const texts = Object.keys(bundle).filter((name) => /\.(?:js|css|svg)$/.test(name))
      await Promise.all(
        texts.map(async (name) => writeFile(join(dir, `${name}.br`), await squeeze(await readFile(join(dir, name))))),
      )
    },
  }
}

type Modules = { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null }

/** The page's own modules that `entry` imports for good, itself among them. */
function ownModulesOf(entry: string, modules: Modules): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (id: string) => {
    if (found.has(id) || !id.startsWith(SOURCES)) return
    found.add(id)
    modules.getModuleInfo(id)?.importedIds.forEach(visit)
  }
  visit(entry)
  return found
}

const LIBRARIES =
  /node_modules\/(?:react|react-dom|scheduler|react-router|i18next|react-i18next|@tanstack\/(?:query-core|react-query)|use-sync-external-store|clsx)\//

/**
 * Packs the code of the first view into two files, the libraries and the page's own: many small ones would wait for each
 * other's round trips. What starts the page stays apart from them, so that it waits for neither.
 */
function firstFiles() {
  const group = (name: string, priority: number, has: (id: string, modules: Modules) => boolean) => ({
    name: (id: string, modules: Modules) => (has(id, modules) ? name : null),
    debugName: name,
    priority,
  })
  const within = (entry: string) => {
    let own: ReadonlySet<string> | undefined
    return (id: string, modules: Modules) => (own ??= ownModulesOf(entry, modules)).has(id)
  }
  const inStart = within(START)
  return [
    group('start', 3, (id, modules) => inStart(id, modules) || id.includes('vite/preload-helper')),
    group('vendor', 2, (id) => LIBRARIES.test(id)),
    group('desk', 1, within(MAIN)),
  ]
}

/**
 * The page's own code begins to arrive with the page's shape, not after it: the first script only starts it, so the browser
 * would hear of it late.
 */
function preloadMain(): Plugin {
  return {
    name: 'preload-main',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        const chunks = Object.values(bundle ?? {}).filter((file) => file.type === 'chunk')
        const main = chunks.find(({ moduleIds }) => moduleIds.includes(MAIN))
        if (main === undefined) return html
        const files = [main.fileName, ...main.imports].filter((file) => !html.includes(`src="/${file}"`))
        const scripts = files.map((file) => {
          // The page's shape is drawn before them, whatever the browser fetches first.
          const attrs = { rel: 'modulepreload', href: `/${file}`, crossorigin: true, fetchpriority: 'low' }
          return { tag: 'link', attrs, injectTo: 'head' } as const
        })
        return { html, tags: scripts }
      },
    },
  }
}

export default defineConfig({
  plugins: [react(), preloadMain(), compress()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  server: { host: '127.0.0.1', proxy: { '/api': { target: gateway, ws: true } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Fonts and pictures stay files of their own: the page's policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: { output: { codeSplitting: { groups: firstFiles() } } },
  },
})
