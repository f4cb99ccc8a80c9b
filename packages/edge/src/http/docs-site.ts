/** The built documentation under `/docs`, or a page that says how to build it. */

import { createHash } from 'node:crypto'
import { type LazyFiles, type SiteAnswer, type SiteRequest, fileAnswer, lazyFiles } from './static-files.ts'
import type { StaticSite } from './static-site.ts'

const PLACE = '/docs'
const MISSING = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Spotdeck documentation</title>
<h1>The documentation is not built</h1>
<p>Run <code>npm run docs:site</code> in a clone, then load this page again.</p>
<p>The same pages are Markdown in the folder <code>docs</code>.</p>
<p lang="zh-TW">執行 <code>npm run docs:site</code> 建立文件，再重新載入本頁。</p>
</html>
`

/** Adds the documentation to what is served. */
export function withDocs(site: StaticSite | undefined, folder: string): StaticSite {
  const files = lazyFiles(folder)
  return {
    async answer(request) {
      if (request.path === PLACE) return moved(`${PLACE}/`)
      if (!request.path.startsWith(`${PLACE}/`)) return site?.answer(request)
      return docsAnswer(files, { ...request, path: request.path.slice(PLACE.length) })
    },
  }
}

async function docsAnswer(files: LazyFiles, request: SiteRequest): Promise<SiteAnswer> {
  const { path } = request
  const file = path.endsWith('.html') ? undefined : await files(path)
  if (file !== undefined) return fileAnswer(file, request)
  const page = await files(path.endsWith('/') ? `${path}index.html` : `${path}.html`)
  if (page !== undefined) return withPolicy(await fileAnswer(page, request), page.body.toString('utf8'))
  const missing = (await files('/404.html'))?.body.toString('utf8') ?? MISSING
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  return withPolicy({ status: 404, headers, body: Buffer.from(missing) }, missing)
}

function withPolicy(answer: SiteAnswer, page: string): SiteAnswer {
  return { ...answer, headers: { ...answer.headers, 'content-security-policy': docsPolicy(page) } }
}

/** Nothing from elsewhere; of inline code the build's scripts alone; of HTML that scripts make, Vue's own. */
function docsPolicy(page: string): string {
  const inline = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => ` 'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  )
  return [
    "default-src 'none'",
    `script-src 'self'${inline.join('')}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types vue',
  ].join('; ')
}

function moved(location: string): SiteAnswer {
  return { status: 308, headers: { location, 'cache-control': 'no-cache' }, body: Buffer.alloc(0) }
}
