/** Size of the files that a browser fetches before the built page can draw. */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const dist = fileURLToPath(new URL('../../packages/dashboard/dist', import.meta.url))
const MAX_KB = 350

/** A script and everything that it imports at once, not what it fetches when it is needed. */
function withImports(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen
  seen.add(path)
  const code = readFileSync(join(dist, path), 'utf8')
  for (const [, found] of code.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.js)["']/g)) {
    withImports(join(dirname(path), found ?? ''), seen)
  }
  return seen
}

const html = readFileSync(join(dist, 'index.html'), 'utf8')
const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '')
const scripts = [...new Set(first.flatMap((path) => [...withImports(path)]))]

test('the first JavaScript is at most 350 kB gzipped', () => {
  expect(first.length).toBeGreaterThan(0)
  const bytes = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path))).length, 0)
  expect(bytes / 1_000).toBeLessThan(MAX_KB)
})

test('charts and the library of passkeys come when they are needed', () => {
  const code = scripts.map((path) => readFileSync(join(dist, path), 'utf8')).join('\n')
  expect(code).not.toContain('lightweight-charts')
  expect(code).not.toContain('zrender')
  expect(code).not.toContain('ERROR_CEREMONY_ABORTED')
})

test('nothing in the page names another origin to fetch from', () => {
  const styles = [...html.matchAll(/href="\/(assets\/[^"]+\.css)"/g)].map((match) => match[1] ?? '')
  for (const path of styles) expect(readFileSync(join(dist, path), 'utf8')).not.toMatch(/url\(["']?https?:/)
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
})

type Icon = { readonly src: string; readonly sizes: string }

test('the page can be installed: its manifest has icons of the sizes that it names', () => {
  const [, href = ''] = /<link rel="manifest" href="([^"]+)"/.exec(html) ?? []
  const manifest = JSON.parse(readFileSync(join(dist, href), 'utf8')) as { icons: Icon[]; display: string }
  expect(manifest.display).toBe('standalone')
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512', '512x512'])
  for (const { src, sizes } of manifest.icons) {
    // A PNG has width and height at bytes 16 and 20.
    const file = readFileSync(join(dist, src))
    expect(`${file.readUInt32BE(16)}x${file.readUInt32BE(20)}`).toBe(sizes)
  }
})
