// Joins the command and all that it runs into one folder of few files: a program spends most of its start on finding,
// reading and compiling a thousand modules.

import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { build } from 'vite'
import { packageFolders } from './build.mjs'
import { licencesOf } from './licences.mjs'
import { shippedPlaces } from './lock-file.mjs'
import { BUNDLE, PRODUCTS } from './products.mjs'
import { root } from './steps.mjs'

/** A place beside or above a module: `new URL('./report-worker.js', import.meta.url)`. */
const PLACE = /new URL\('(\.[^']+)', import\.meta\.url\)/g

/**
 * Keeps places that modules name by a URL: a program becomes an entry of the bundle, and a folder is found from there.
 * @returns {import('vite').Plugin}
 */
function keepPlaces() {
  const outDir = join(root, BUNDLE)
  return {
    name: 'keep-places',
    enforce: 'pre',
    transform(code, id) {
      if (!id.startsWith(join(root, 'packages')) || !code.includes('import.meta.url')) return undefined
      return code.replaceAll(PLACE, (_, place) => {
        const target = resolve(dirname(id), place)
        const source = target.replace(/\.js$/, '.ts')
        if (source === target) return urlOf(relative(outDir, target) + (place.endsWith('/') ? '/' : ''))
        if (!existsSync(source)) throw new Error(`${id} names ${place}, which is no module`)
        this.emitFile({ type: 'chunk', id: source, fileName: basename(target) })
        return urlOf(`./${basename(target)}`)
      })
    },
  }
}

const urlOf = (place) => `new URL('${place.replaceAll('\\', '/')}', import.meta.url)`

/** Makes the bundle from the sources of all packages, and beside it the licences of what is joined. */
export async function bundleProgram() {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [keepPlaces()],
    resolve: { conditions: ['source', 'node'] },
    ssr: { noExternal: true, external: PRODUCTS.spotdeck.outside, resolve: { conditions: ['source', 'node'] } },
    build: {
      ssr: true,
      outDir: BUNDLE,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { spotdeck: 'packages/cli/src/main.ts' },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  writeFileSync(join(root, BUNDLE, 'LICENCES.txt'), licencesOf(shippedPlaces(packageFolders())))
}
