/** Labels of open orders on the candle chart: each moves its order by dragging or arrow keys, and cancels it. */

import type { OrderData } from '@spotdeck/api'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed } from '../format/number.ts'
import { capital, useMessage } from '../i18n/use-message.ts'
import { usePreferences } from '../settings/services.ts'
import { stepped } from '../state/orders/ticket-edit.ts'
import { type OrderGroup, sumOf } from './candles.ts'
import styles from './charts.module.css'

/** Acts that a chart offers to a trader; prices are exact text on the market's digits. */
export type ChartActions = {
  readonly onPrice: (price: string) => void
  /** Offers orders at a price; the place is of the window, in px. */
  readonly onMenu: (at: { readonly price: string; readonly x: number; readonly y: number }) => void
  /** An order was moved: it is to be replaced. */
  readonly onMove: (order: OrderData, price: string) => void
  readonly onCancel: (orders: readonly OrderData[]) => void
}

type OrderLabelsProps = {
  readonly groups: readonly OrderGroup[]
  readonly priceDigits: number
  readonly quantityDigits: number
  /** Absent where trading is off: the labels are text alone. */
  readonly actions: ChartActions | undefined
  readonly priceAt: (y: number) => string | undefined
  /** An order is held, with its line at a price; let go without one. */
  readonly onHold: (order: OrderData, at: string | undefined) => void
}

/** One label for each group. */
export function OrderLabels({ groups, ...props }: OrderLabelsProps) {
  const { t } = useTranslation()
  if (groups.length === 0) return null
  return (
    <ul className={styles.orderLabels} aria-label={t('market.orders')}>
      {groups.map((group) => (
        <Label key={group.orders[0]?.orderId} group={group} {...props} />
      ))}
    </ul>
  )
}

type LabelProps = Omit<OrderLabelsProps, 'groups'> & { readonly group: OrderGroup }
type Moving = { readonly price: string; readonly y: number }

function Label({ group: { side, orders, y }, ...props }: LabelProps) {
  const { t } = useTranslation()
  const { actions, priceDigits, onHold } = props
  const [moving, setMoving] = useState<Moving>()
  const pointer = useRef<number>(undefined)
  const words = useGroupWords({ ...props, side, orders })
  const [first] = orders
  if (first === undefined) return null
  const single = orders.length === 1 ? first : undefined
  const move = (to: Moving | undefined) => {
    setMoving(to)
    onHold(first, to?.price)
  }
  const release = () => {
    if (moving !== undefined && moving.price !== first.price) actions?.onMove(first, moving.price)
    move(undefined)
  }
  const text = moving === undefined ? words : `${words} → ${fixed(moving.price, priceDigits)}`
  return (
    <li className={styles.orderLabel} data-side={side} style={{ top: moving?.y ?? y }} data-testid="order-label">
      {actions === undefined || single === undefined ? (
        <span className="num">{text}</span>
      ) : (
        <button
          type="button"
          className={`num ${styles.grip}`}
          title={t('market.moveOrder')}
          {...gripOf({ ...props, order: single, y, moving, pointer, move, release })}
        >
          {text}
        </button>
      )}
      {actions === undefined ? null : (
        <button type="button" aria-label={`${t('orders.cancel')}: ${words}`} onClick={() => actions.onCancel(orders)}>
          ×
        </button>
      )}
    </li>
  )
}

type GripProps = Pick<LabelProps, 'priceAt' | 'priceDigits' | 'actions' | 'onHold'> & {
  readonly order: OrderData
  readonly y: number
  readonly moving: Moving | undefined
  /** Pointer that drags the label: none once the drag was given up. */
  readonly pointer: { current: number | undefined }
  readonly move: (to: Moving | undefined) => void
  readonly release: () => void
}

/** Handlers of a label that is dragged, or moved tick by tick with arrow keys and confirmed by Enter. */
function gripOf({ order, y, moving, pointer, move, release, ...props }: GripProps) {
  const { priceAt, priceDigits, actions, onHold } = props
  const giveUp = () => {
    pointer.current = undefined
    move(undefined)
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      // Not every browser does so: Escape must reach the label while it is dragged.
      event.currentTarget.focus()
      pointer.current = event.pointerId
      onHold(order, order.price)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { currentTarget, pointerId, clientY } = event
      const list = currentTarget.closest('ul')
      if (list === null || pointer.current !== pointerId) return
      const at = clientY - list.getBoundingClientRect().top
      const price = priceAt(at)
      if (price !== undefined && (moving !== undefined || Math.abs(at - y) > 3)) move({ price, y: at })
    },
    onPointerUp: () => {
      pointer.current = undefined
      release()
    },
    onPointerCancel: giveUp,
    onKeyDown: (event: KeyboardEvent) => {
      const ticks = { ArrowUp: 1, ArrowDown: -1 }[event.key]
      if (ticks !== undefined) {
        const price = stepped(moving?.price ?? order.price, ticks * (event.shiftKey ? 10 : 1), priceDigits)
        if (price !== undefined) move({ price, y: moving?.y ?? y })
      } else if (event.key === 'Enter') release()
      else if (event.key === 'Escape') giveUp()
      else if (event.key === 'Delete') actions?.onCancel([order])
      else return
      event.preventDefault()
    },
    onBlur: giveUp,
  }
}

type Words = Pick<LabelProps, 'priceDigits' | 'quantityDigits'> & Pick<OrderGroup, 'side' | 'orders'>

/** One order by side and quantity; several by their count, sum and prices. Quantities are hidden in privacy mode. */
function useGroupWords({ side, orders, priceDigits, quantityDigits }: Words): string {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const [{ privacy }] = usePreferences()
  const { quantity, low, high } = sumOf(orders)
  const amount = privacy ? '•••' : fixed(quantity, quantityDigits)
  const prices = low === high ? fixed(low, priceDigits) : `${fixed(low, priceDigits)}–${fixed(high, priceDigits)}`
  if (orders.length === 1) return `${capital(formatMessage('side', side))} ${amount} @ ${prices}`
  const count = orders.length
  return `${t(side === 'BUY' ? 'market.buys' : 'market.sells', { count })} · ${amount} · ${prices}`
}
