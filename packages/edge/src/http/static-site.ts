/** The built dashboard: its files, and for every other page address the page with a fresh nonce. */

import { extname } from 'node:path'
import type { Random } from '@spotdeck/ports'
import { newNonce, pagePolicy } from './headers.ts'
import { type SiteAnswer, type SiteRequest, fileAnswer, readFiles } from './static-files.ts'

/** Static files held in memory. */
export interface StaticSite {
  /** `undefined` when there is nothing of that name and the caller does not want a page. */
  answer(request: SiteRequest): Promise<SiteAnswer | undefined>
}

const PAGE = '/index.html'

/** Reads the folder once. `undefined` when it holds no page: the dashboard has not been built. */
export function loadStaticSite(folder: string, random: Random): StaticSite | undefined {
  const files = readFiles(folder)
  const page = files.get(PAGE)?.body.toString('utf8')
  if (page === undefined) return undefined
  return {
    async answer(request) {
      const file = request.path === PAGE ? undefined : files.get(request.path)
      if (file !== undefined) return fileAnswer(file, request)
      const wantsPage = extname(request.path) === '' || request.path === PAGE
      return wantsPage && /text\/html|\*\/\*/.test(request.accept)
        ? pageAnswer(page, random, request.stream)
        : undefined
    },
  }
}

function pageAnswer(page: string, random: Random, stream: string | undefined): SiteAnswer {
  const nonce = newNonce(random)
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy(nonce, stream),
      'cache-control': 'no-store',
    },
    body: Buffer.from(withNonce(page, nonce), 'utf8'),
  }
}

/** Puts the nonce on every script and style, and into a `<meta>` where code that makes styles at run time finds it. */
export function withNonce(page: string, nonce: string): string {
  const bare = page
    .replace(/<meta[^>]*csp-nonce[^>]*>/g, '')
    .replace(/(<(?:script|style|link)\b[^>]*?)\snonce="[^"]*"/g, '$1')
  return bare
    .replace(/<(script|style|link)\b/g, `<$1 nonce="${nonce}"`)
    .replace(/<head([^>]*)>/, `<head$1><meta name="csp-nonce" content="${nonce}">`)
}
