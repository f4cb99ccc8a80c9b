/** A followed account for tests: a scripted exchange, a keyring, and what the follower was told, in order. */

import type { Log } from '@spotdeck/ports'
import { buildChannel, type Push } from '@spotdeck/wire'
import { createRestClient } from '../rest/create-rest-client.ts'
import { openUserStream } from '../user-stream/open-user-stream.ts'
import type { StreamTrouble, UserStream, UserStreamOptions } from '../user-stream/user-stream.ts'
import { KEY_CALLS, PrivateExchange } from './private-exchange.ts'
import { settled } from './settled.ts'
import { type TestWorld, virtualWorld } from './virtual-world.ts'

const ACCOUNT = buildChannel({ kind: 'privateAccount' })

type RigOptions = Partial<Pick<UserStreamOptions, 'wsUrl' | 'heartbeat' | 'deadAfterMs'>>

export class FollowerRig {
  readonly world: TestWorld
  readonly exchange: PrivateExchange
  readonly ring = new Set<string>()
  readonly told: string[] = []
  readonly troubles: StreamTrouble[] = []
  readonly #streams: UserStream[] = []

  constructor(log?: Log, seed = 1) {
    this.world = virtualWorld(seed, log)
    this.exchange = new PrivateExchange(this.world)
  }

  /** The stream that was opened last. */
  get stream(): UserStream {
    const stream = this.#streams.at(-1)
    if (stream === undefined) throw new Error('Open the stream first.')
    return stream
  }

  open({ wsUrl = 'wss://stream.example/ws', heartbeat, deadAfterMs }: RigOptions = {}): void {
    const { world, ring, told, troubles } = this
    const credentials = { apiKey: 'mx0key', secret: 'secret' }
    const stream = openUserStream({
      rest: createRestClient({ baseUrl: 'https://rest.example', credentials, world }),
      wsUrl,
      world,
      heartbeat,
      deadAfterMs,
      keyring: { load: () => [...ring], add: (key) => void ring.add(key), remove: (key) => void ring.delete(key) },
      handlers: {
        ready: (continuous) => told.push(`ready ${continuous}`),
        push: ({ body }) => told.push(body.kind === 'privateAccount' ? `push ${body.value.time}` : body.kind),
        lost: (trouble) => {
          troubles.push(trouble)
          told.push(`lost ${trouble.code}`)
        },
        undecodable: (code) => told.push(code),
      },
    })
    this.#streams.push(stream)
  }

  /** Opens, waits until it is ready, and forgets that it was told so. */
  async openAndReady(options: RigOptions = {}): Promise<void> {
    this.open(options)
    await this.world.time.until(() => this.told.includes('ready false'))
    await this.world.time.advance(4_000)
    this.told.splice(0)
  }

  /** A push of one changed balance, told apart by its time. */
  change(time: number): Push {
    const value = {
      ...{ vcoinName: 'MX', coinId: '', balanceAmount: '1', balanceAmountChange: '1' },
      ...{ frozenAmount: '0', frozenAmountChange: '0', type: 'DEPOSIT', time },
    }
    return { channel: ACCOUNT, sendTime: this.world.time.now(), body: { kind: 'privateAccount', value } }
  }

  calls(kind: keyof typeof KEY_CALLS) {
    return this.exchange.rest.seen(KEY_CALLS[kind])
  }

  /** Closes the stream; answers how long that took, in ms. */
  async leave(): Promise<number> {
    const from = this.world.time.now()
    const end = settled(this.stream.close())
    await this.world.time.until(() => end.isDone)
    return this.world.time.now() - from
  }
}
