/** Checks of the servers that a configuration names, PostgreSQL and Redis. Nothing is written there. */

import { isLoopback, busExposure, parseRedisAddress } from '@spotdeck/gateway/config'
import { type Clock, SECOND_MS, type Timers, withDeadline } from '@spotdeck/ports'
import type { SharedSecrets } from '../config/database.ts'
import type { Settings } from '../config/settings.ts'
import { type Check, type Finding, type FindingCode, failed, finding } from './finding.ts'

/** Servers to check. Their addresses contain passwords and are not shown. */
export type Servers = Pick<SharedSecrets, 'database' | 'bus'> & Pick<Settings, 'redis'>

type World = { readonly clock: Clock; readonly timers: Timers }

const WITHIN_MS = 8 * SECOND_MS
const MAX_APART_MS = SECOND_MS
/** The oldest line that still gets fixes. */
const OLDEST_POSTGRES = 14
/** Streams came with this version. */
const OLDEST_REDIS = 5

/** Checks all servers at once. */
export async function checkServers({ database, bus, redis = [] }: Servers, world: World): Promise<readonly Finding[]> {
  const checks = [
    ...(database === undefined ? [] : [checkDatabase(database, world)]),
    ...redis.map(({ url, prefix = 'spotdeck' }) => checkRedis('redis', { url, prefix }, world)),
    ...(bus === undefined ? [] : [checkRedis('bus', { url: bus, prefix: 'spotdeck' }, world)]),
  ]
  return (await Promise.all(checks)).flat()
}

/** Something that may be wrong: whether it is, its code, and what was seen. */
type Trouble = readonly [isWrong: boolean, code: FindingCode, seen: string]

/** A finding for each trouble, or one that all is well. */
function findings(check: Check, well: string, troubles: readonly Trouble[]): readonly Finding[] {
  const wrong = troubles.filter(([isWrong]) => isWrong).map(([, code, seen]) => finding(check, code, `${well} ${seen}`))
  return wrong.length > 0 ? wrong : [finding(check, 'OK', well)]
}

/** A server's clock against this machine's, halfway through the question. */
function clockTrouble(time: number, asked: number, answered: number): Trouble {
  const apartMs = Math.abs(time - (asked + answered) / 2)
  const isWrong = apartMs - (answered - asked) / 2 > MAX_APART_MS
  return [isWrong, 'SERVER_CLOCK_DIFFERS', `Its clock is ${(apartMs / SECOND_MS).toFixed(1)} s away.`]
}

async function checkDatabase(url: string, { clock }: World): Promise<readonly Finding[]> {
  try {
    const { probeDatabase } = await import('@spotdeck/store/postgres')
    const asked = clock.now()
    const { version, isStandby, isEncrypted, mayWrite, time } = await probeDatabase({ url })
    const { host, hostname } = new URL(url)
    return findings('database', `PostgreSQL ${version} on ${host} answers.`, [
      [version < OLDEST_POSTGRES, 'SERVER_OUT_OF_SUPPORT', 'Its line gets no fixes any more.'],
      [isStandby, 'SERVER_READ_ONLY', 'It is a standby.'],
      [!isStandby && !mayWrite, 'DATABASE_RIGHTS_MISSING', 'Its user may not write the schema spotdeck.'],
      [!isEncrypted && !isLoopback(hostname), 'SERVER_PLAIN', 'The connection is not encrypted.'],
      clockTrouble(time, asked, clock.now()),
    ])
  } catch (error) {
    return [failed('database', error)]
  }
}

/** Commands that a publisher sends, which Redis 7 can judge without running them. */
const commandsOf = (prefix: string): readonly string[] => {
  const key = `${prefix}:doctor`
  return [
    ...[`XADD ${key} 1-0 event x`, `XTRIM ${key} MAXLEN ~ 1`, `XINFO STREAM ${key}`, `XREVRANGE ${key} + -`],
    ...[`GET ${key}`, `SET ${key} x`, `PUBLISH ${key} x`],
  ]
}
const LACKING = `
local lacks = {}
if not redis.acl_check_cmd then return lacks end
for _, line in ipairs(ARGV) do
  local args = {}
  for word in string.gmatch(line, '%S+') do args[#args + 1] = word end
  if not redis.acl_check_cmd(unpack(args)) then lacks[#lacks + 1] = args[1] end
end
return lacks`

type RedisServer = { readonly url: string; readonly prefix: string }

async function checkRedis(check: Check, { url, prefix }: RedisServer, world: World): Promise<readonly Finding[]> {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed) return [finding(check, 'SERVER_UNREACHABLE', parsed.trouble)]
  const { RedisRefusal, hostsOf, openConnection } = await import('@spotdeck/edge')
  const hosts = hostsOf(parsed.address)
  const asking = openConnection(parsed.address).then(async (connection) => {
    const call = (...args: readonly string[]): Promise<unknown> => connection.call(`${prefix}:doctor`, args)
    try {
      const { clock } = world
      const asked = clock.now()
      const time = await call('TIME')
      const answered = clock.now()
      const lacking = await call('EVAL', LACKING, '1', `${prefix}:doctor`, ...commandsOf(prefix))
      // Only this command may be forbidden to a user that can do all the rest.
      const info = String(await call('INFO').catch(() => ''))
      return { info, lacking: [lacking].flat(), time: millisecondsOf(time), asked, answered }
    } finally {
      connection.close()
    }
  })
  const late = (): Error => new Error('no answer in time')
  try {
    const seen = await withDeadline(asking, { timers: world.timers, ms: WITHIN_MS, late })
    const version = /^redis_version:(\S+)/m.exec(seen.info)?.[1]
    const names = seen.lacking.join(', ')
    return findings(check, `Redis ${version ?? 'of an unknown version'} on ${hosts} answers.`, [
      [Number.parseInt(version ?? '9', 10) < OLDEST_REDIS, 'SERVER_TOO_OLD', 'It has no streams.'],
      [/^role:slave/m.test(seen.info), 'SERVER_READ_ONLY', 'It is a replica.'],
      [names !== '', 'REDIS_RIGHTS_MISSING', `Its user may not use ${names}.`],
      [
        busExposure({ bus: url, allowPlainBus: false }) !== undefined,
        'SERVER_PLAIN',
        'The connection is not encrypted.',
      ],
      clockTrouble(seen.time, seen.asked, seen.answered),
    ])
  } catch (error) {
    const code = error instanceof RedisRefusal ? 'REDIS_REFUSED' : 'SERVER_UNREACHABLE'
    return [finding(check, code, `Redis on ${hosts}: ${error instanceof Error ? error.message : String(error)}.`)]
  }
}

/** Redis tells seconds and microseconds. */
const millisecondsOf = (time: unknown): number => {
  const [seconds, micros] = Array.isArray(time) ? time.map(Number) : []
  return (seconds ?? 0) * SECOND_MS + Math.floor((micros ?? 0) / 1_000)
}
