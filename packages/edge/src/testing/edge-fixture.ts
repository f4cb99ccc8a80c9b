/** The rules of an edge over a fake desk in memory, under virtual time, and calls to them as a program would make. */

import { type Log, silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { type LocalAccess, createAccess, ourAddresses } from '@spotdeck/desk/access'
import { memoryAccessStore } from '@spotdeck/desk/testing'
import type { Forwarding } from '../forwarding.ts'
import type { AfterPause } from '../limits/report-gate.ts'
import type { EdgeAnswer } from '../answer/answer.ts'
import type { RelayOptions } from '../rest/sandbox-relay.ts'
import { type EdgeHandler } from '../handler.ts'
import { type EdgeWorld, createEdgeRules } from '../rules.ts'
import type { FakeRedis } from '../redis/testing/fake-redis.ts'
import type { CheckedTarget } from '../redis/target.ts'
import type { AudienceLimits } from '../views.ts'
import { FakeDesk, type FakeDeskOptions } from './fake-desk.ts'

export type Asked = {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly rawBody?: string
  readonly ip?: string
}
export type Told = { readonly status: number; readonly json: Record<string, unknown>; readonly answer: EdgeAnswer }

export type EdgeFixture = {
  readonly time: VirtualTime
  readonly desk: FakeDesk
  readonly access: LocalAccess
  readonly rules: EdgeHandler
  readonly owner: string
  readonly viewer: string
  readonly public: string
  /** Calls with the owner's token unless another, or '' for none, is given. */
  readonly call: (method: string, url: string, asked?: Asked) => Promise<Told>
  /** Calls as the owner in a browser that signs in for this call. */
  readonly asOwner: (method: string, url: string, body?: unknown) => Promise<Told>
}

export function edgeFixture(
  options: FakeDeskOptions & {
    readonly log?: Log
    readonly panel?: RelayOptions
    readonly audiences?: AudienceLimits
    readonly publicStreamUrl?: string
    readonly afterPause?: AfterPause
    readonly publicUrl?: string
    readonly sessionIdleMs?: number
    readonly isHealthOnly?: boolean
    /** False: the store lets it make no credentials. */
    readonly issues?: boolean
    readonly forwarding?: (world: EdgeWorld) => Forwarding
    /** That of another gateway of the same database. */
    readonly sharing?: EdgeFixture
    readonly redis?: { readonly targets: readonly CheckedTarget[]; readonly to: FakeRedis }
  } = {},
): EdgeFixture {
  const time = new VirtualTime()
  const random = seededRandom(1)
  const desk = new FakeDesk({ accounts: ['main', 'other'], now: () => time.now(), ...options })
  const { sharing, sessionIdleMs } = options
  const opened = sharing?.access ?? createAccess({ store: memoryAccessStore(), clock: time, random, sessionIdleMs })
  const access = { ...opened, issues: options.issues ?? true }
  const world = { clock: time, timers: time, random, log: options.log ?? silentLog }
  const { publicUrl } = options
  const addresses = ourAddresses({ host: '127.0.0.1', port: 8787, publicUrl })
  const { panel, audiences, publicStreamUrl, afterPause } = options
  const redis = options.redis && { targets: options.redis.targets, openLink: options.redis.to.open }
  const rules = createEdgeRules({
    desk,
    access,
    addresses,
    port: 8787,
    sandbox: true,
    isHealthOnly: options.isHealthOnly,
    forwarding: options.forwarding?.(world),
    publicStreamUrl,
    world,
    afterPause,
    panel,
    redis,
    audiences,
  })
  const token = (audience: 'owner' | 'viewer' | 'public', accounts: 'all' | string[]): string =>
    access.createToken({ audience, accounts }).secret
  const owner = token('owner', 'all')
  const fixture: EdgeFixture = {
    time,
    desk,
    access,
    rules,
    owner,
    viewer: token('viewer', ['main']),
    public: token('public', ['main']),
    async call(method, url, asked = {}) {
      const [path = '', query = ''] = url.split(/\?(.*)/s)
      const given = asked.token ?? owner
      const body = asked.rawBody ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body))
      const answer = await rules.handle({
        method,
        path,
        query,
        ip: asked.ip ?? '127.0.0.1',
        headers: {
          host: '127.0.0.1:8787',
          ...(given === '' ? {} : { authorization: `Bearer ${given}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...asked.headers,
        },
        ...(body === undefined ? {} : { body }),
      })
      return { status: answer.status, json: jsonOf(answer), answer }
    },
    asOwner(method, url, body) {
      const { cookie = '' } = access.logIn(access.newLoginCode()) ?? {}
      return fixture.call(method, url, { token: '', headers: { cookie: `spotdeck_8787=${cookie}` }, body })
    },
  }
  return fixture
}

function jsonOf({ body, headers }: EdgeAnswer): Record<string, unknown> {
  if (typeof body !== 'string' || !(headers['content-type'] ?? '').includes('json')) return {}
  return JSON.parse(body) as Record<string, unknown>
}
