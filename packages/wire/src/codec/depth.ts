/** The bodies that carry levels of a book. */

import type {
  Level,
  PublicAggreDepths,
  PublicIncreaseDepths,
  PublicIncreaseDepthsBatch,
  PublicLimitDepths,
} from '../push.ts'
import { keepUnknown, type Message, safeNumber, type UnknownSink } from './message.ts'

type Sides = { readonly asks: readonly Message<Level>[]; readonly bids: readonly Message<Level>[] }

export type DepthMessage<
  T extends { readonly asks: unknown; readonly bids: unknown },
  Times extends keyof T = never,
> = Omit<Message<T, Times>, 'asks' | 'bids'> & Sides

export function readAggreDepths(
  m: DepthMessage<PublicAggreDepths, 'lastOrderCreateTime'>,
  sink: UnknownSink,
): PublicAggreDepths {
  keepUnknown(m, 'publicAggreDepths', sink)
  return {
    asks: readLevels(m.asks, 'publicAggreDepths.asks', sink),
    bids: readLevels(m.bids, 'publicAggreDepths.bids', sink),
    eventType: m.eventType,
    fromVersion: m.fromVersion,
    toVersion: m.toVersion,
    lastOrderCreateTime: safeNumber(m.lastOrderCreateTime),
  }
}

export function readLimitDepths(
  m: DepthMessage<PublicLimitDepths, 'lastOrderCreateTime'>,
  sink: UnknownSink,
): PublicLimitDepths {
  keepUnknown(m, 'publicLimitDepths', sink)
  return {
    asks: readLevels(m.asks, 'publicLimitDepths.asks', sink),
    bids: readLevels(m.bids, 'publicLimitDepths.bids', sink),
    eventType: m.eventType,
    version: m.version,
    lastOrderCreateTime: safeNumber(m.lastOrderCreateTime),
  }
}

/** Retired channel; `path` is where the message stands, alone or inside a batch. */
export function readIncreaseDepths(
  m: DepthMessage<PublicIncreaseDepths>,
  sink: UnknownSink,
  path = 'publicIncreaseDepths',
): PublicIncreaseDepths {
  keepUnknown(m, path, sink)
  return {
    asks: readLevels(m.asks, `${path}.asks`, sink),
    bids: readLevels(m.bids, `${path}.bids`, sink),
    eventType: m.eventType,
    version: m.version,
  }
}

export type IncreaseDepthsBatchMessage = Omit<Message<PublicIncreaseDepthsBatch>, 'items'> & {
  readonly items: readonly DepthMessage<PublicIncreaseDepths>[]
}

/** Retired channel. */
export function readIncreaseDepthsBatch(m: IncreaseDepthsBatchMessage, sink: UnknownSink): PublicIncreaseDepthsBatch {
  keepUnknown(m, 'publicIncreaseDepthsBatch', sink)
  const path = 'publicIncreaseDepthsBatch.items'
  return { items: m.items.map((item) => readIncreaseDepths(item, sink, path)), eventType: m.eventType }
}

function readLevels(levels: readonly Message<Level>[], path: string, sink: UnknownSink): readonly Level[] {
  return levels.map((level) => {
    keepUnknown(level, path, sink)
    return { price: level.price, quantity: level.quantity }
  })
}
