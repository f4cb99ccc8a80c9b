/** The Lua script: appends a batch only if the stream's last id is the expected one. */

import { createHash } from 'node:crypto'
import type { Append, Appended } from './link.ts'

/**
 * KEYS: stream, epoch pointer. ARGV: expected id, epoch, channel, maxLength, publishedTo, claim, `seq topic` of all entries in
 * one text, then the text of each: an argument less costs more than a short pattern does.
 * Runs as one step of Redis, so two writers can never both find what they expect. A stream that does not exist has last
 * id 0-0; one whose entries were trimmed or deleted keeps the id it has given last. Where nothing is added, the answer has
 * the text of the last entry, by which the writer sees whose history the stream holds.
 */
export const APPEND_SCRIPT = `
local found = '0-0'
local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
if info.err then
  if not string.find(info.err, 'no such key', 1, true) then return redis.error_reply(info.err) end
else
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then found = info[i + 1] break end
  end
end
local pointer = redis.call('GET', KEYS[2])
if not pointer or (ARGV[6] == '1' and pointer ~= ARGV[2]) then
  redis.call('SET', KEYS[2], ARGV[2])
  pointer = ARGV[2]
end
local last = ''
if found ~= ARGV[1] or ARGV[7] == '' then
  local entries = redis.call('XREVRANGE', KEYS[1], found, found, 'COUNT', '1')
  if entries[1] then last = entries[1][2][2] end
end
if found ~= ARGV[1] then return {found, 0, pointer, last} end
local publishedTo = tonumber(ARGV[5])
local i = 7
for seq, topic in string.gmatch(ARGV[7], '(%d+) (%a+)') do
  i = i + 1
  found = seq .. '-0'
  redis.call('XADD', KEYS[1], found, 'event', ARGV[i])
  if tonumber(seq) > publishedTo then redis.call('PUBLISH', ARGV[3] .. topic, ARGV[i]) end
end
redis.call('XTRIM', KEYS[1], 'MAXLEN', ARGV[4] == '0' and '=' or '~', ARGV[4])
return {found, 1, pointer, last}
`

/** Positions of the seqs and topics among the arguments. */
const WHICH = 9

/** SHA-1 of the append script, for EVALSHA. */
export const APPEND_SHA = createHash('sha1').update(APPEND_SCRIPT).digest('hex')

/** Arguments after the script: the number of keys, the keys, the values. */
export function scriptArguments(append: Append): string[] {
  const { stream, epochKey, expected, epoch, channel, maxLength, publishedTo, claim, entries } = append
  const rest = [
    '2',
    stream,
    epochKey,
    expected,
    epoch,
    channel,
    String(maxLength),
    String(publishedTo),
    claim ? '1' : '0',
    '',
  ]
  let which = ''
  for (const { seq, topic, text } of entries) {
    which += `${seq} ${topic} `
    rest.push(text)
  }
  rest[WHICH] = which
  return rest
}

/** @throws when Redis has answered something else than the script says */
export function parseAppended(reply: unknown): Appended {
  const [lastId, added, pointer, last] = Array.isArray(reply) ? (reply as unknown[]) : []
  if (typeof lastId !== 'string' || typeof added !== 'number' || typeof pointer !== 'string')
    throw new Error('Redis answered the script with something else than it returns: is there a proxy in between?')
  return { lastId, added: added === 1, pointer, ...(typeof last === 'string' && last !== '' ? { lastText: last } : {}) }
}
