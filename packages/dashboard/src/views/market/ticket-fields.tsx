/** The fields of the order ticket: side, type, price and quantity. */

import { Select, TextInput } from '@mantine/core'
import { type Market, type Side, placeableTypes } from '@spotdeck/api'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { shifted, stepped, totalOf } from '../../state/orders/ticket-edit.ts'
import { amountOfShare, isBySpend, middlePrice } from '../../state/orders/ticket.ts'
import { useMarket } from '../../state/store/use-account-data.ts'
import { Segments } from '../parts/segments.tsx'
import styles from './ticket.module.css'
import { useTicket } from './ticket-store.ts'
import { useTicketWorld } from './use-ticket-order.ts'

const SHARES = [25, 50, 75, 100] as const
const PERCENTS = [-1, 1] as const

/** Everything that is typed into the ticket of `market`. */
export function TicketFields({ market }: { readonly market: Market }) {
  const { draft, change } = useTicket()
  const world = useTicketWorld(market)
  const middle = useMiddle(market)
  const share = (percent: number) => {
    const price = draft.price === '' ? (middle ?? '') : draft.price
    const amount = amountOfShare({ ...draft, price }, world, percent)
    if (amount !== undefined) change(isBySpend(draft) ? { spend: amount } : { price, quantity: amount })
  }
  return (
    <>
      <SideSwitch side={draft.side} onSide={(side) => change({ side })} />
      <TypeAndPrice market={market} middle={middle} />
      <Amounts market={market} />
      <ShareButtons onShare={share} />
    </>
  )
}

function useMiddle({ priceDigits }: Market): string | undefined {
  const book = useMarket('book')
  return book === undefined ? undefined : middlePrice(book, priceDigits)
}

function SideSwitch({ side, onSide }: { readonly side: Side; readonly onSide: (side: Side) => void }) {
  const formatMessage = useMessage()
  const { t } = useTranslation()
  return (
    <Segments
      label={t('column.side')}
      tone={side}
      className={styles.sides}
      data={[
        { value: 'BUY', label: capital(formatMessage('side', 'BUY')) },
        { value: 'SELL', label: capital(formatMessage('side', 'SELL')) },
      ]}
      value={side}
      onChange={(chosen) => onSide(chosen === 'SELL' ? 'SELL' : 'BUY')}
    />
  )
}

type PriceProps = { readonly market: Market; readonly middle: string | undefined }

function TypeAndPrice({ market, middle }: PriceProps) {
  const { t } = useTranslation()
  const { draft, change } = useTicket()
  const { priceDigits } = market
  const isMarket = draft.type === 'MARKET'
  const set = (price: string | undefined) => {
    if (price !== undefined) change({ price })
  }
  return (
    <>
      <Select
        size="xs"
        label={t('market.type')}
        data={placeableTypes.map((value) => ({ value, label: t(`type.${value}`) }))}
        value={draft.type}
        allowDeselect={false}
        onChange={(chosen) => change({ type: placeableTypes.find((type) => type === chosen) ?? 'LIMIT' })}
      />
      {/* A market order has no price, and the field keeps its place. */}
      <Amount
        name="price"
        label={t('market.price')}
        unit={market.quoteAsset}
        value={isMarket ? '' : draft.price}
        placeholder={isMarket ? t('type.MARKET') : fixed(middle, priceDigits)}
        disabled={isMarket}
        onChange={set}
        onStep={(steps) => set(stepped(draft.price === '' ? (middle ?? '') : draft.price, steps, priceDigits))}
      />
      <PriceButtons market={market} middle={middle} onPrice={isMarket ? undefined : set} />
    </>
  )
}

type PriceButtonsProps = PriceProps & { readonly onPrice: ((price: string | undefined) => void) | undefined }

/** Prices of the book, and the typed or else the last price moved by percent. */
function PriceButtons({ market, middle, onPrice }: PriceButtonsProps) {
  const { t } = useTranslation()
  const { price } = useTicket().draft
  const book = useMarket('book')
  const last = useMarket('last') ?? market.lastPrice ?? ''
  const choices = [
    [t('market.bid'), book?.bids[0]?.[0]],
    [t('market.mid'), middle],
    [t('market.ask'), book?.asks[0]?.[0]],
    ...PERCENTS.map((by) => [by < 0 ? `−${-by}%` : `+${by}%`, shifted(price || last, by, market.priceDigits)] as const),
  ] as const
  return (
    <div className={styles.shares}>
      {choices.map(([name, to]) => (
        <button
          key={name}
          type="button"
          disabled={to === undefined || onPrice === undefined}
          title={fixed(to, market.priceDigits)}
          onClick={() => onPrice?.(to)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}

/** Quantity and total. A market order takes one of them, and the other keeps its place. */
function Amounts({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const { draft, change } = useTicket()
  const bySpend = isBySpend(draft)
  const isMarket = draft.type === 'MARKET'
  return (
    <>
      <Amount
        isPrivate
        name="quantity"
        label={t('market.quantity')}
        unit={market.baseAsset}
        value={bySpend ? '' : draft.quantity}
        disabled={bySpend}
        onChange={(quantity) => change({ quantity })}
        onStep={(steps) => {
          const quantity = stepped(draft.quantity, steps, market.quantityDigits)
          if (quantity !== undefined) change({ quantity })
        }}
      />
      <Amount
        isPrivate
        name="total"
        label={t(bySpend ? 'market.spend' : 'market.total')}
        unit={market.quoteAsset}
        value={isMarket && !bySpend ? '' : bySpend ? draft.spend : totalOf(draft)}
        disabled={isMarket && !bySpend}
        onChange={(spend) => change({ spend })}
      />
    </>
  )
}

type AmountProps = {
  /** Name by which keys find the field. */
  readonly name: string
  readonly label: string
  readonly unit: string
  readonly value: string
  readonly placeholder?: string
  readonly disabled?: boolean
  /** Blurred in privacy mode, except while it is typed into. */
  readonly isPrivate?: boolean
  readonly onChange: (text: string) => void
  /** Moves the amount by steps of the market, up or down: arrow keys and the wheel, ten at a time with Shift. */
  readonly onStep?: (steps: number) => void
}

function Amount({ unit, isPrivate = false, onChange, onStep, ...field }: AmountProps) {
  const input = useRef<HTMLInputElement>(null)
  const step = useEffectEvent((event: Event & { readonly shiftKey: boolean }, isUp: boolean) => {
    if (onStep === undefined) return
    event.preventDefault()
    onStep((isUp ? 1 : -1) * (event.shiftKey ? 10 : 1))
  })
  useEffect(() => {
    const element = input.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent) => {
      // Shift turns the wheel sideways. Without the focus the wheel scrolls the page.
      const by = event.deltaY === 0 ? event.deltaX : event.deltaY
      if (by !== 0 && document.activeElement === element) step(event, by < 0)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'ArrowUp' || event.key === 'ArrowDown') step(event, event.key === 'ArrowUp')
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    element.addEventListener('keydown', onKey)
    return () => {
      element.removeEventListener('wheel', onWheel)
      element.removeEventListener('keydown', onKey)
    }
  }, [])
  return (
    <TextInput
      {...field}
      ref={input}
      size="xs"
      inputMode="decimal"
      autoComplete="off"
      classNames={{ input: `${styles.amount} ${isPrivate ? 'private' : ''}` }}
      rightSection={<span className={styles.unit}>{unit}</span>}
      rightSectionWidth={56}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function ShareButtons({ onShare }: { readonly onShare: (percent: number) => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles.shares}>
      {SHARES.map((percent) => (
        <button key={percent} type="button" title={t('market.share', { percent })} onClick={() => onShare(percent)}>
          {percent === 100 ? t('market.max') : `${percent}%`}
        </button>
      ))}
    </div>
  )
}
