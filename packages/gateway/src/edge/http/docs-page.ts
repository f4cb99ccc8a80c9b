/** The readable page of the OpenAPI document: Scalar's, served from here, with nothing from anywhere else. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Random } from '@spotdeck/ports'
import { docsPolicy, newNonce } from './headers.ts'
import { type StaticFile, type StaticSite, fileAnswer, staticFile } from './static-site.ts'

const PAGE = '/api/v1/docs'
const SCRIPT = `${PAGE}/scalar.js`

/** Configuration of the page: no fonts, telemetry or helpers from other sites. */
const CONFIGURATION = {
  url: '/api/v1/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  mcp: { disabled: true },
  agent: { disabled: true },
}

/** The script, three megabytes, is read when it is first asked for. */
export function docsSite(random: Random): StaticSite {
  let script: Promise<StaticFile> | undefined
  return {
    async answer(request) {
      if (request.path === SCRIPT) return fileAnswer(await (script ??= readScript()), request)
      if (request.path.replace(/\/$/, '') !== PAGE) return undefined
      const nonce = newNonce(random)
      return {
        status: 200,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': docsPolicy(nonce),
          'cache-control': 'no-store',
        },
        body: Buffer.from(page(nonce), 'utf8'),
      }
    },
  }
}

async function readScript(): Promise<StaticFile> {
  const plugin = createRequire(import.meta.url).resolve('@scalar/fastify-api-reference')
  return staticFile(SCRIPT, await readFile(join(dirname(plugin), 'js', 'standalone.js')))
}

/**
 * Runs before the library, which knows no nonce: gives its style sheets this page's, and keeps it from trying whether it may make
 * functions of text, as the try alone is reported.
 */
const preparation = (nonce: string): string => `
      const create = document.createElement
      document.createElement = function (...given) {
        const made = create.apply(this, given)
        if (made instanceof HTMLStyleElement) made.nonce = ${JSON.stringify(nonce)}
        return made
      }
      globalThis.Function = new Proxy(Function, {
        construct() {
          throw new TypeError('No function is made of text here.')
        },
      })
    `

const page = (nonce: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Spotdeck API</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}">${preparation(nonce)}</script>
    <script nonce="${nonce}" src="${SCRIPT}"></script>
    <script nonce="${nonce}">Scalar.createApiReference('#app', ${JSON.stringify(CONFIGURATION)})</script>
    <noscript>This page needs JavaScript. The document itself is <a href="/api/v1/openapi.json">openapi.json</a>.</noscript>
  </body>
</html>
`
