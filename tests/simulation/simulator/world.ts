/** Exchange, network, disk, gateway and readers in one process on one line of time; everything follows from the seed. */

import { SECOND_MS } from '@spotdeck/ports'
import { VirtualNetwork, VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import type { Switches } from '@spotdeck/sandbox'
import { NARROW } from './breadth.ts'
import { GatewayOrders } from './gateway-orders.ts'
import { SimulatedGateway } from './gateway.ts'
import { Reader } from './reader.ts'
import type { Schedule } from './steps.ts'
import { type SimulatedDisk, folderDisk, memoryDisk } from './storage.ts'
import { SimulatedVenue } from './venue.ts'

/** Delay of the network, one way, in ms. */
const DELAY_MS = [1, 40] as const
/** Errors of the machine's clock that a seed may have, in ms. */
const CLOCK_OFFS = [0, -60 * SECOND_MS, 60 * SECOND_MS] as const

/** One simulated world. */
export class World {
  readonly time = new VirtualTime()
  readonly network: VirtualNetwork
  readonly venue: SimulatedVenue
  readonly disk: SimulatedDisk
  readonly gateway: SimulatedGateway
  readonly orders: GatewayOrders
  /** An owner who gets each commit, one who comes and goes, and a viewer with hidden assets. */
  readonly readers: readonly Reader[]

  /** @param trace receives every frame of every reader, in order */
  constructor(
    { seed, steps, breadth = NARROW }: Pick<Schedule, 'seed' | 'steps' | 'breadth'>,
    trace: (text: string) => void,
  ) {
    const random = seededRandom(`world ${seed}`)
    const { time } = this
    const common = { seed, time }
    this.network = new VirtualNetwork({ time, random: seededRandom(`network ${seed}`), delayMs: DELAY_MS })
    const { network } = this
    this.venue = new SimulatedVenue({ ...common, network, breadth, switches: switchesOf(() => random.next()) })
    const needsFolder = steps.some((step) => step.kind === 'fault' && step.fault === 'rollback')
    this.disk = needsFolder ? folderDisk() : memoryDisk()
    const others = Array.from({ length: breadth.accounts - 1 }, (_, index) => this.venue.open(`neighbor${index + 1}`))
    this.gateway = new SimulatedGateway({ ...common, network, disk: this.disk, others })
    this.gateway.clockOffMs = CLOCK_OFFS[Math.floor(random.next() * CLOCK_OFFS.length)] ?? 0
    this.gateway.start()
    this.orders = new GatewayOrders(time, this.gateway)
    const restless = seededRandom(`reader ${seed}`)
    this.readers = [
      new Reader(time, this.gateway, { name: 'owner', audience: 'owner', intervalMs: 0, trace }),
      new Reader(time, this.gateway, {
        name: 'restless',
        audience: 'owner',
        intervalMs: 0,
        restlessMs: () => 500 + Math.floor(restless.next() * 8_000),
        trace,
      }),
      new Reader(time, this.gateway, { name: 'viewer', audience: 'viewer', intervalMs: 100, trace }),
    ]
  }

  /** Ends everything that runs and removes the data folder. */
  close(): void {
    for (const reader of this.readers) reader.close()
    this.gateway.close()
    this.venue.close()
    this.disk.remove()
  }
}

/** Choices of undocumented behavior of the exchange. */
function switchesOf(next: () => number): Partial<Switches> {
  const is = (share: number): boolean => next() < share
  return {
    tradeIds: is(0.5) ? 'hex' : 'same',
    feeChange: is(0.3) ? 'separate' : 'net',
    pushOrder: is(0.6) ? 'as-happened' : is(0.5) ? 'balances-first' : 'deals-first',
    dealDelayMs: is(0.3) ? '60' : '0',
    newListenKey: is(0.3) ? 'same' : 'fresh',
    expiredListenKey: is(0.3) ? 'silent' : 'closed',
    cancelStatus: is(0.5) ? 'canceled' : 'before',
  }
}
