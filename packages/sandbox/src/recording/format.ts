/**
 * The file of a recording: a line of JSON, then blocks. A block is its length in four bytes (little endian) and that many
 * bytes of gzip, which hold whole records: varint of ms since the start, one byte of the kind, varint length, content.
 */

import { parseJson } from '@spotdeck/ports'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { MarketRecord, RecordingHeader } from './record.ts'

/** Name of the format in the first line. */
const FORMAT = 'spotdeck-recording'
/** Version of the format that is written and read. */
const FORMAT_VERSION = 1
/** Bytes of the length before each block. */
export const LENGTH_BYTES = 4
/** Longest first line, in bytes. */
export const MAX_HEADER_BYTES = 1024 * 1024
/** Most that one block may unpack to, in bytes. */
export const MAX_BLOCK_BYTES = 256 * 1024 * 1024

const KINDS = { frame: 1, answer: 2, mark: 3 } as const

/** Returns the first line. */
export function encodeHeader(header: RecordingHeader): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, ...header })}\n`)
}

/** The header in a first line; as text what is wrong with it. */
export function decodeHeader(line: string): RecordingHeader | string {
  const value = parseJson(line)
  const row = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  if (row['format'] !== FORMAT) return 'it does not begin as a recording does'
  if (row['version'] !== FORMAT_VERSION)
    return `it has version ${String(row['version'])}, and this program reads version ${FORMAT_VERSION}`
  const { host, startedAt, symbols, channels } = row
  const isList = (list: unknown): list is readonly string[] =>
    Array.isArray(list) && list.every((item) => typeof item === 'string')
  if (typeof host !== 'string' || !Number.isSafeInteger(startedAt) || !isList(symbols) || !isList(channels))
    return 'its first line lacks host, startedAt, symbols or channels'
  return { host, startedAt: Number(startedAt), symbols, channels }
}

/** Packs records into one block, its length first. */
export function encodeBlock(records: readonly MarketRecord[], startedAt: number): Uint8Array {
  const packed = gzipSync(Buffer.concat(records.map((record) => encodeRecord(record, startedAt))))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32LE(packed.length)
  return Buffer.concat([length, packed])
}

/** @param packed a block without its length; @throws {Error} when it is damaged */
export function decodeBlock(packed: Uint8Array, startedAt: number): readonly MarketRecord[] {
  const bytes = gunzipSync(packed, { maxOutputLength: MAX_BLOCK_BYTES })
  const records: MarketRecord[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; factor <= Number.MAX_SAFE_INTEGER; factor *= 128) {
      const byte = bytes[at++]
      if (byte === undefined) throw new RangeError('A record ends early.')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
    throw new RangeError('A number is too long.')
  }
  const content = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('A record ends early.')
    return bytes.subarray(at, (at += length))
  }
  while (at < bytes.length) {
    const time = startedAt + varint()
    const kind = bytes[at++]
    const body = content(varint())
    records.push(recordOf(time, kind, body))
  }
  return records
}

function encodeRecord(record: MarketRecord, startedAt: number): Uint8Array {
  const { at, ...rest } = record
  const [kind, body] = contentOf(rest)
  return Buffer.concat([varintOf(Math.max(0, at - startedAt)), Buffer.of(kind), varintOf(body.length), body])
}

type Content = MarketRecord extends infer One ? (One extends MarketRecord ? Omit<One, 'at'> : never) : never

function contentOf(record: Content): readonly [number, Uint8Array] {
  switch (record.kind) {
    case 'frame':
      return [KINDS.frame, record.bytes]
    case 'answer':
      return [KINDS.answer, Buffer.from(`${record.path}?${record.query}\n${record.body}`)]
    default:
      return [KINDS.mark, Buffer.from(JSON.stringify(record))]
  }
}

function recordOf(at: number, kind: number | undefined, body: Buffer): MarketRecord {
  if (kind === KINDS.frame) return { at, kind: 'frame', bytes: body }
  const text = body.toString('utf8')
  if (kind === KINDS.answer) {
    const end = text.indexOf('\n')
    const [path = '', query = ''] = text.slice(0, end).split('?')
    return { at, kind: 'answer', path, query, body: text.slice(end + 1) }
  }
  const mark: unknown = kind === KINDS.mark ? JSON.parse(text) : undefined
  if (typeof mark !== 'object' || mark === null) throw new RangeError('A record has an unknown kind.')
  return { ...(mark as Omit<Extract<MarketRecord, { kind: 'lost' }>, 'at'>), at }
}

function varintOf(value: number): Uint8Array {
  const bytes: number[] = []
  let left = value
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  bytes.push(left)
  return Buffer.from(bytes)
}
