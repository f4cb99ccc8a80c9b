// Builds the page into static files that the gateway serves itself: every asset bundled, nothing fetched from elsewhere.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { type Plugin, defineConfig } from 'vite'

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

/** What every page needs comes in few files: many small ones would wait for each other's round trips. */
const FIRST = [
  {
    name: 'vendor',
    test: /node_modules\/(?:react|react-dom|scheduler|react-router|i18next|react-i18next|@tanstack\/(?:query-core|react-query)|use-sync-external-store|clsx)\//, // prettier-ignore
  },
  {
    name: 'desk',
    test: /packages\/(?:exact\/src|api\/src\/catalogue|dashboard\/src\/(?:state|live|format|settings|i18n|views\/parts|views\/shell|theme\/[\w-]+\.ts))/,
  },
]

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
        const main = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/main.tsx'))
        if (main === undefined) return html
        const link = (rel: string, file: string, more = {}) =>
          ({ tag: 'link', attrs: { rel, href: `/${file}`, ...more }, injectTo: 'head' }) as const
        const scripts = [main.fileName, ...main.imports].map((file) =>
          link('modulepreload', file, { crossorigin: true }),
        )
        const styles = [...(main.viteMetadata?.importedCss ?? [])].map((file) => link('preload', file, { as: 'style', crossorigin: true })) // prettier-ignore
        return { html, tags: [...scripts, ...styles] }
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
    rolldownOptions: { output: { codeSplitting: { groups: FIRST } } },
  },
})
