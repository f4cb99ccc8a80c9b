/** Replaces an order: cancels it, reads it until its end is known, and then places the new one once. */

import type { OrderData } from '@spotdeck/api'
import { useState } from 'react'
import { useServices } from '../../settings/services.ts'
import type { World } from '../../world.ts'
import { latest } from '../queries/order-query.ts'
import { useAccount } from '../store/use-account-data.ts'
import { useCancelOrder } from './cancel-orders.ts'
import { lookDelayMs } from './order-outcome.ts'
import { type AfterCancel, type Replacement, afterCancel } from './replace-order.ts'
import { type Placing, usePlaceOrder } from './use-place-order.ts'

/** Time after which an order that is still open, or cannot be read, ends the replacement: nothing is placed. */
const GIVE_UP_MS = 30_000

/** State of one replacement; `placing` says what became of the new order. */
export type Replacing = {
  readonly phase: 'idle' | 'canceling' | 'placing' | Exclude<AfterCancel, { kind: 'place' | 'wait' }>
  readonly placing: Placing
  readonly send: (replacement: Replacement) => Promise<void>
}

/** Replaces orders of the account on screen, one at a time. */
export function useReplaceOrder(): Replacing {
  const { world } = useServices()
  const cancel = useCancelOrder()
  const read = useReadOrder()
  const placing = usePlaceOrder()
  const [phase, setPhase] = useState<Replacing['phase']>('idle')
  const send = async (replacement: Replacement) => {
    setPhase('canceling')
    const outcome = await cancel(replacement.order)
    const canceledAt = world.now()
    for (let looks = 0; ; looks++) {
      const next = afterCancel(replacement, outcome, await read(replacement.order))
      if (next.kind === 'place') {
        setPhase('placing')
        return placing.send(next.order)
      }
      if (next.kind !== 'wait') return setPhase(next)
      if (world.now() - canceledAt >= GIVE_UP_MS) return setPhase({ kind: 'stopped', reason: 'unsure' })
      await pause(world, lookDelayMs(looks) / 4)
    }
  }
  return { phase, placing, send }
}

/** The newest copy of an order, from the stream or as read now; `undefined` where neither has it. */
function useReadOrder(): (order: OrderData) => Promise<OrderData | undefined> {
  const { api } = useServices()
  const { account, store } = useAccount()
  return async ({ orderId }) => {
    const read = await api.order(account, orderId).catch(() => null)
    return latest([read ?? undefined, store.read('changedOrders').find((one) => one.orderId === orderId)])
  }
}

const pause = (world: Pick<World, 'after'>, delayMs: number) =>
  new Promise<void>((resolve) => void world.after(delayMs, resolve))
