/** Changes of trading rules: announced when they are requested, applied at their time. */

import { type Clock, defined, type Random, type Timer, type Timers } from '@spotdeck/ports'
import type { Venue } from './open-venue.ts'
import type { RecordChange, SymbolSwitch } from '../contract/records.ts'

/** Requested changes of trading rules. */
export type SymbolSwitches = ReturnType<typeof openSymbolSwitches>

type SymbolSwitchOptions = {
  readonly exchange: Venue
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly restored: readonly SymbolSwitch[]
  readonly onChange: (change: RecordChange) => void
}

/** Opens the switches: those whose time has come are in force when it answers. */
export function openSymbolSwitches(options: SymbolSwitchOptions) {
  const { exchange, clock, timers } = options
  const known = options.restored.filter((one) => exchange.rules.has(one.symbol))
  const all: SymbolSwitch[] = [...known].sort((a, b) => a.at - b.at || a.madeAt - b.madeAt)
  const waiting = new Map<string, Timer>()
  const apply = ({ symbol, apiTrading, status, tradeSideType }: SymbolSwitch): void =>
    exchange.changeRules(symbol, defined({ apiTrading, status, tradeSideType }))
  const arm = (one: SymbolSwitch): void => {
    const left = one.at - clock.now()
    if (left <= 0) {
      waiting.delete(one.id)
      apply(one)
    } else
      waiting.set(
        one.id,
        timers.after(left, () => arm(one)),
      )
  }
  for (const one of all) arm(one)
  return {
    /** @throws {RangeError} for an unknown symbol */
    add(order: Omit<SymbolSwitch, 'id' | 'madeAt'>): SymbolSwitch {
      if (!exchange.rules.has(order.symbol)) throw new RangeError(`No symbol ${order.symbol} here.`)
      const id = Buffer.from(options.random.bytes(8)).toString('hex')
      const made: SymbolSwitch = { ...order, id, madeAt: clock.now() }
      all.push(made)
      options.onChange({ type: 'record', kind: 'symbolSwitch', id, value: made })
      arm(made)
      return made
    },
    /** All requested changes, oldest first. */
    list: (): readonly SymbolSwitch[] => all,
    /** Stops the timers. */
    close(): void {
      for (const timer of waiting.values()) timer.cancel()
      waiting.clear()
    },
  }
}
