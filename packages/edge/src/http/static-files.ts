/** Files of a folder, listed and held in memory: they are served by exact name, so no path leaves the folder. */

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { DATA_POLICY } from './headers.ts'

/** Request for a static file. */
export type SiteRequest = {
  readonly path: string
  readonly accept: string
  readonly acceptEncoding: string
  readonly ifNoneMatch: string | undefined
  /** Address of the exchange's public stream, where this caller's page may connect to it. */
  readonly stream?: string | undefined
}
/** Response with a static file. */
export type SiteAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A file in memory, as it is answered. */
export type StaticFile = {
  readonly body: Buffer
  readonly type: string
  readonly etag: string
  readonly isHashed: boolean
  /** As the build squeezed it, where it did. */
  readonly brotli?: Buffer | undefined
  gzipped?: Buffer
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['.svg', 'image/svg+xml; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
  ['.woff', 'font/woff'],
])
/** Names that the build made from their content: they never change. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/
const WORTH_ZIPPING = 1_024
const zip = promisify(gzip)

/** Every file of a folder of a known type, by its path from there with a leading `/`. */
export function readFiles(folder: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>()
  for (const entry of list(folder)) {
    if (!entry.isFile()) continue
    const full = join(entry.parentPath, entry.name)
    const path = `/${relative(folder, full).split(sep).join('/')}`
    if (TYPES.has(extname(path))) files.set(path, { ...staticFile(path, readFileSync(full)), brotli: squeezed(full) })
  }
  return files
}

/** Files by their path from a folder, with a leading `/`; `undefined` for a name that is not there. */
export type LazyFiles = (path: string) => Promise<StaticFile | undefined>

/** Files of a folder, each read when it is first asked for. While there are none, the folder is listed again. */
export function lazyFiles(folder: string): LazyFiles {
  let names: Promise<ReadonlySet<string>> | undefined
  const known = new Map<string, Promise<StaticFile>>()
  const listed = async (): Promise<ReadonlySet<string>> => {
    const found = await readdir(folder, { recursive: true }).catch((): string[] => [])
    if (found.length === 0) names = undefined
    return new Set(found.map((name) => `/${name.split(sep).join('/')}`).filter((path) => TYPES.has(extname(path))))
  }
  const read = async (path: string): Promise<StaticFile> => {
    const full = join(folder, path)
    const brotli = await readFile(`${full}.br`).catch(() => undefined)
    return { ...staticFile(path, await readFile(full)), brotli }
  }
  return async (path) => {
    names ??= listed()
    if (!(await names).has(path)) return undefined
    const file = known.get(path) ?? read(path)
    known.set(path, file)
    try {
      return await file
    } catch {
      // Removed since it was listed, such as by another build.
      known.delete(path)
      names = undefined
      return undefined
    }
  }
}

/** Precompressed file of the build, read once. */
function squeezed(full: string): Buffer | undefined {
  const beside = `${full}.br`
  return existsSync(beside) ? readFileSync(beside) : undefined
}

/** Its type is that of its name. */
function staticFile(path: string, body: Buffer): StaticFile {
  const type = TYPES.get(extname(path)) ?? 'application/octet-stream'
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { body, type, etag, isHashed: HASHED.test(path) }
}

function list(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
}

/** Zipped for who takes it, and not sent again to who has it. */
export async function fileAnswer(file: StaticFile, request: SiteRequest): Promise<SiteAnswer> {
  const headers = {
    'content-type': file.type,
    'content-security-policy': DATA_POLICY,
    'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'Accept-Encoding',
  }
  if (request.ifNoneMatch === file.etag) return { status: 304, headers, body: Buffer.alloc(0) }
  if (file.brotli !== undefined && /\bbr\b/.test(request.acceptEncoding))
    return { status: 200, headers: { ...headers, 'content-encoding': 'br' }, body: file.brotli }
  const zippable = file.body.length >= WORTH_ZIPPING && /^(?:text|application|image\/svg)/.test(file.type)
  if (!zippable || !/\bgzip\b/.test(request.acceptEncoding)) return { status: 200, headers, body: file.body }
  file.gzipped ??= await zip(file.body)
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: file.gzipped }
}
