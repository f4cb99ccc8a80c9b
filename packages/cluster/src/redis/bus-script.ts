/** Names and script of the bus between gateways: a stream of stored events per ledger and epoch, and one of beats. */

import { createHash } from 'node:crypto'
import type { BusBeat, BusEntry } from '../bus/shared-bus.ts'
import type { SecretMac } from '../secret-mac.ts'

/** In a Cluster all keys of the bus have one slot: one blocking call reads all of them. */
const BASE = '{spotdeck:bus}'
/** Stream of the beats of all gateways. */
export const BEATS = `${BASE}:beats`
/** Events that a stream keeps, about; a reader that is further behind reads the database. */
const MAX_LENGTH = 5_000
/** Beats that are kept, about; only the newest are of use. */
const MAX_BEATS = 100
/** A stream of an epoch that has ended goes away by itself after this time, in seconds. */
const KEPT_S = 86_400

/** Stream of one ledger's epoch. */
export const busStream = (account: string, epoch: string): string => `${BASE}:${account}:${epoch}`

/**
 * KEYS: stream. ARGV: length, seconds until it goes away, then number, code, hash and text of each event. Adds what is beyond the stream's end:
 * a repeat after a lost answer, or of a gateway that slept, adds nothing. A stream that holds another event of the first number is of a
 * history that is gone, such as before a restore: it begins anew. Returns the number at which the stream ended before.
 */
export const PUBLISH_SCRIPT = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', '1')[1]
local found = 0
if last then found = tonumber(string.match(last[1], '^%d+')) end
local at = found
if found >= tonumber(ARGV[3]) then
  local same = redis.call('XRANGE', KEYS[1], ARGV[3] .. '-0', ARGV[3] .. '-0')[1]
  if same and same[2][2] ~= ARGV[4] then
    redis.call('DEL', KEYS[1])
    at = 0
  end
end
for i = 3, #ARGV, 4 do
  if tonumber(ARGV[i]) > at then
    redis.call('XADD', KEYS[1], ARGV[i] .. '-0', 'mac', ARGV[i + 1], 'hash', ARGV[i + 2], 'event', ARGV[i + 3])
  end
end
redis.call('XTRIM', KEYS[1], 'MAXLEN', '~', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return found
`

/** SHA-1 of the script, for EVALSHA. */
export const PUBLISH_SHA = createHash('sha1').update(PUBLISH_SCRIPT).digest('hex')

/** Arguments after the script. */
export const publishArguments = (stream: string, entries: readonly BusEntry[], mac: SecretMac): string[] => [
  '1',
  stream,
  String(MAX_LENGTH),
  String(KEPT_S),
  ...entries.flatMap(({ n, hash, body }) => [String(n), mac.of(stream, n, hash), hash, body]),
]

/** Beats of one gateway; `at` is the time of its machine, in ms since the epoch, by which an old word is told from a new one. */
export type BusBeats = { readonly by: string; readonly at: number; readonly beats: readonly BusBeat[] }

/** The command that says which accounts are followed here. */
export const beatCommand = (text: string, mac: SecretMac): string[] => [
  'XADD',
  BEATS,
  'MAXLEN',
  '~',
  String(MAX_BEATS),
  '*',
  'mac',
  mac.of(BEATS, text),
  'beats',
  text,
]

/** One stream of an answer of XREAD: its key, the id of its last entry, and the fields of each entry. */
export type StreamAnswer = {
  readonly key: string
  readonly lastId: string
  readonly entries: readonly { readonly id: string; readonly fields: Readonly<Record<string, string>> }[]
}

/** Reads an answer of XREAD. @throws when Redis has answered something else */
export function parseStreams(reply: unknown): readonly StreamAnswer[] {
  if (reply === null) return []
  if (!Array.isArray(reply)) throw new Error('Redis answered XREAD with something else than streams.')
  return (reply as readonly (readonly [string, readonly (readonly [string, readonly string[]])[]])[]).map(
    ([key, rows]) => ({
      key,
      lastId: rows.at(-1)?.[0] ?? '0-0',
      entries: rows.map(([id, fields]) => ({ id, fields: fieldsOf(fields) })),
    }),
  )
}

/** The event of an entry of a stream; `undefined` where no gateway with the secret has written it. */
export function entryOf(stream: string, { id, fields }: StreamAnswer['entries'][number], mac: SecretMac) {
  const { hash = '', event: body = '' } = fields
  const n = numberOf(id)
  return mac.isOf(fields['mac'] ?? '', stream, n, hash) ? ({ n, hash, body } satisfies BusEntry) : undefined
}

/** Number of the event that an id stands for. */
export const numberOf = (id: string): number => Number(id.split('-')[0])

/** The beats of an entry; `undefined` where no gateway with the secret has written them. */
export function beatsOf({ fields }: StreamAnswer['entries'][number], mac: SecretMac): BusBeats | undefined {
  const { beats: text = '' } = fields
  if (!mac.isOf(fields['mac'] ?? '', BEATS, text)) return undefined
  const { by, at, beats } = JSON.parse(text) as BusBeats
  return { by, at, beats: beats.filter(isBeat) }
}

function isBeat(value: unknown): value is BusBeat {
  const { account, epoch, n, hash } = (value ?? {}) as Partial<Record<keyof BusBeat, unknown>>
  const isHash = hash === undefined || typeof hash === 'string'
  return typeof account === 'string' && typeof epoch === 'string' && Number.isSafeInteger(n) && isHash
}

function fieldsOf(list: readonly string[]): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {}
  for (let at = 0; at + 1 < list.length; at += 2) fields[list[at] ?? ''] = list[at + 1] ?? ''
  return fields
}
