/** The order ticket: what is wanted, what it comes to, why it cannot be sent, and what came of it. */

import { Button, Select, TextInput } from '@mantine/core'
import { type Market, type Side, placeableTypes } from '@spotdeck/api'
import { type FormEvent, type KeyboardEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, money } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { type Checked, amountOfShare, checkTicket, isBySpend, middlePrice } from '../../state/ticket.ts'
import { usePlaceOrder } from '../../state/use-place-order.ts'
import { useSendBlock } from '../../state/use-send-block.ts'
import { useAccountData, useMarket } from '../../state/use-account-data.ts'
import { useOpenOrder } from '../orders/open-order.ts'
import { Card } from '../parts/card.tsx'
import { Segments } from '../parts/segments.tsx'
import { useFreshness } from '../../state/use-freshness.ts'
import { DataAge } from '../parts/data-age.tsx'
import styles from './ticket.module.css'
import { TicketChecks } from './ticket-checks.tsx'
import { TicketOutcome } from './ticket-outcome.tsx'
import { useTicket } from './ticket-store.ts'
import { useOrderWords } from './use-order-words.ts'

const SHARES = [25, 50, 75, 100] as const

/** Shown where trading is on. */
export function TicketCard({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const { draft, change } = useTicket()
  const world = useTicketWorld(market)
  const checked = useMemo(() => checkTicket(draft, world), [draft, world])
  const placing = usePlaceOrder()
  const block = useSendBlock(placing)
  const side = formatMessage('side', draft.side)
  const sendWords = t('market.send', { side: capital(side), asset: market.baseAsset })
  const what = useOrderWords(market)
  // An order with warnings asks for confirmation; a changed order asks again.
  const [asked, setAsked] = useState<string>()
  // The outcome of an order disappears when another is typed, unless it is still unknown.
  const [sentDraft, setSentDraft] = useState(draft)
  const open = useOpenOrder()
  const { order, warnings } = checked
  const wish = JSON.stringify(order)
  const isAsked = order !== undefined && warnings.length > 0 && asked === wish
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (order === undefined || placing.isSending || block !== undefined) return
    if (warnings.length > 0 && !isAsked) return setAsked(wish)
    setAsked(undefined)
    setSentDraft(draft)
    placing.send(order)
  }
  return (
    <Card title={t('market.ticket')} className={styles.ticket}>
      <form className={styles.form} onSubmit={send} onKeyDown={onlyOncePressed}>
        <SideSwitch side={draft.side} onSide={(chosen) => change({ side: chosen })} />
        <Fields market={market} />
        <ShareButtons onShare={(percent) => change(ofShare(percent))} />
        <OrderEstimate checked={checked} market={market} />
        <TicketChecks checked={checked} market={market} isAsked={isAsked} block={block} />
        <Button
          type="submit"
          fullWidth
          className={draft.side === 'BUY' ? styles.buy : styles.sell}
          disabled={order === undefined || placing.isSending || block !== undefined}
          data-asked={isAsked || undefined}
          data-testid="ticket-send"
          onClick={(event) => {
            // The second half of a double press confirms nothing.
            if (event.detail > 1) event.preventDefault()
          }}
        >
          {placing.isSending ? t('market.sending') : isAsked ? t('market.confirm', { what: what(order) }) : sendWords}
        </Button>
        {placing.isSettled && draft !== sentDraft ? null : (
          <TicketOutcome placing={placing} market={market} onOpen={open} />
        )}
      </form>
    </Card>
  )

  function ofShare(percent: number) {
    const amount = amountOfShare(draft, world, percent)
    if (amount === undefined) return {}
    return isBySpend(draft) ? { spend: amount } : { quantity: amount }
  }
}

/** A key that is held down presses once. */
function onlyOncePressed(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault()
}

function useTicketWorld(market: Market) {
  const assets = useAccountData('assets')
  const book = useMarket('book')
  const freeOf = (name: string) => assets?.find(({ asset }) => asset === name)?.free ?? (assets && '0')
  const [freeBase, freeQuote] = [freeOf(market.baseAsset), freeOf(market.quoteAsset)]
  return useMemo(() => ({ market, freeBase, freeQuote, book }), [market, freeBase, freeQuote, book])
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
      {draft.type === 'MARKET' ? null : (
        <Amount
          label={t('market.price')}
          unit={market.quoteAsset}
          value={draft.price}
          placeholder={fixed(middle, market.priceDigits)}
          onChange={(price) => change({ price })}
        />
      )}
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
  /** Blurred in privacy mode, except while it is typed into. */
  readonly isPrivate?: boolean
  readonly onChange: (text: string) => void
}

function Amount({ label, unit, value, placeholder, isPrivate = false, onChange }: AmountProps) {
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

function OrderEstimate({ checked, market }: { readonly checked: Checked; readonly market: Market }) {
  const { t } = useTranslation()
  const { draft } = useTicket()
  const { freeBase, freeQuote } = useTicketWorld(market)
  const [free, asset] = draft.side === 'BUY' ? [freeQuote, market.quoteAsset] : [freeBase, market.baseAsset]
  const digits = draft.side === 'BUY' ? 2 : market.quantityDigits
  const { isOld } = useFreshness('records')
  return (
    <dl className={styles.comes}>
      <div>
        <dt>{t('market.available')}</dt>
        <dd className={`num private ${isOld ? 'dim' : ''}`}>
          {fixed(free, digits)} <span className="dim">{asset}</span> <DataAge of="records" />
        </dd>
      </div>
      <div>
        <dt>{t('market.comesTo')}</dt>
        <dd className="num private">
          {checked.quote === undefined ? '–' : money(checked.quote)} <span className="dim">{market.quoteAsset}</span>
        </dd>
      </div>
      {draft.type === 'MARKET' ? (
        <div>
          <dt>{t('market.getsAbout')}</dt>
          <dd className="num">{fixed(checked.averagePrice, market.priceDigits)}</dd>
        </div>
      ) : null}
    </dl>
  )
}
