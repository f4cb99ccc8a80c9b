/** The fields of the order ticket: side, type, price and quantity. */

import { Select, TextInput } from '@mantine/core'
import { type Market, type Side, placeableTypes } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { fixed } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { amountOfShare, isBySpend, middlePrice } from '../../state/orders/ticket.ts'
import { useMarket } from '../../state/store/use-account-data.ts'
import { Segments } from '../parts/segments.tsx'
import styles from './ticket.module.css'
import { useTicket } from './ticket-store.ts'
import { useTicketWorld } from './use-ticket-order.ts'

const SHARES = [25, 50, 75, 100] as const

/** Everything that is typed into the ticket of `market`. */
export function TicketFields({ market }: { readonly market: Market }) {
  const { draft, change } = useTicket()
  const world = useTicketWorld(market)
  const share = (percent: number) => {
    const amount = amountOfShare(draft, world, percent)
    if (amount !== undefined) change(isBySpend(draft) ? { spend: amount } : { quantity: amount })
  }
  return (
    <>
      <SideSwitch side={draft.side} onSide={(side) => change({ side })} />
      <Fields market={market} />
      <ShareButtons onShare={share} />
    </>
  )
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

function Fields({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const { draft, change } = useTicket()
  const book = useMarket('book')
  const bySpend = isBySpend(draft)
  const isMarket = draft.type === 'MARKET'
  const middle = book === undefined ? undefined : middlePrice(book, market.priceDigits)
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
        label={t('market.price')}
        unit={market.quoteAsset}
        value={isMarket ? '' : draft.price}
        placeholder={isMarket ? t('type.MARKET') : fixed(middle, market.priceDigits)}
        disabled={isMarket}
        onChange={(price) => change({ price })}
      />
      {bySpend ? (
        <Amount
          isPrivate
          label={t('market.spend')}
          unit={market.quoteAsset}
          value={draft.spend}
          onChange={(spend) => change({ spend })}
        />
      ) : (
        <Amount
          isPrivate
          label={t('market.quantity')}
          unit={market.baseAsset}
          value={draft.quantity}
          onChange={(quantity) => change({ quantity })}
        />
      )}
    </>
  )
}

type AmountProps = {
  readonly label: string
  readonly unit: string
  readonly value: string
  readonly placeholder?: string
  readonly disabled?: boolean
  /** Blurred in privacy mode, except while it is typed into. */
  readonly isPrivate?: boolean
  readonly onChange: (text: string) => void
}

function Amount({ label, unit, value, placeholder, disabled = false, isPrivate = false, onChange }: AmountProps) {
  return (
    <TextInput
      size="xs"
      label={label}
      inputMode="decimal"
      autoComplete="off"
      classNames={{ input: `${styles.amount} ${isPrivate ? 'private' : ''}` }}
      rightSection={<span className={styles.unit}>{unit}</span>}
      rightSectionWidth={56}
      value={value}
      placeholder={placeholder}
      disabled={disabled}
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
          {percent === 100 ? t('market.all') : `${percent}%`}
        </button>
      ))}
    </div>
  )
}
