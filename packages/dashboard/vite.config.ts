// Builds the page into static files that the gateway serves itself: every asset bundled, nothing fetched from elsewhere.

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The gateway that `vite` relays to while developing. */
const gateway = process.env['SPOTDECK_URL'] ?? 'http://127.0.0.1:8787'

export default defineConfig({
  plugins: [react()],
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
  },
})
