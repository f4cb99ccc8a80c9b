/** The order ticket: what is wanted, what it comes to, why it cannot be sent, and what came of it. */

import { Button, Select, TextInput } from '@mantine/core'
import { type Market, type Side, placeableTypes } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, full, money } from '../../format/number.ts'
import { capital, useSay } from '../../i18n/say.ts'
import {
  type Checked,
  type TicketTrouble,
  amountOfShare,
  checkTicket,
  isBySpend,
  middlePrice,
} from '../../state/ticket.ts'
import { usePlaceOrder } from '../../state/use-place-order.ts'
import { useDesk, useMarket } from '../../state/use-desk.ts'
import { Card } from '../parts/card.tsx'
import { Icon } from '../parts/icons.tsx'
import { Segments } from '../parts/segments.tsx'
import styles from './ticket.module.css'
import { TicketOutcome } from './ticket-outcome.tsx'
import { useTicket } from './ticket-store.ts'

const SHARES = [25, 50, 75, 100] as const

/** Shown where trading is on. */
export function TicketCard({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const say = useSay()
  const { draft, change } = useTicket()
  const world = useTicketWorld(market)
  const checked = useMemo(() => checkTicket(draft, world), [draft, world])
  const placing = usePlaceOrder()
  const side = say('side', draft.side)
  const sendWords = t('market.send', { side: capital(side), asset: market.baseAsset })
  const send = () => {
    if (checked.order !== undefined) placing.send(checked.order)
  }
  return (
    <Card title={t('market.ticket')} className={styles.ticket}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <SideSwitch side={draft.side} onSide={(chosen) => change({ side: chosen })} />
        <Fields market={market} />
        <ShareButtons onShare={(percent) => change(ofShare(percent))} />
        <Comes checked={checked} market={market} />
        <Checks checked={checked} />
        <Button
          type="submit"
          fullWidth
          className={draft.side === 'BUY' ? styles.buy : styles.sell}
          disabled={checked.order === undefined || placing.isSending}
          data-testid="ticket-send"
        >
          {placing.isSending ? t('market.sending') : sendWords}
        </Button>
        <TicketOutcome placing={placing} />
      </form>
    </Card>
  )

  function ofShare(percent: number) {
    const amount = amountOfShare(draft, world, percent)
    if (amount === undefined) return {}
    return isBySpend(draft) ? { spend: amount } : { quantity: amount }
  }
}

function useTicketWorld(market: Market) {
  const assets = useDesk('assets')
  const book = useMarket('book')
  const freeOf = (name: string) => assets?.find(({ asset }) => asset === name)?.free ?? (assets && '0')
  const [freeBase, freeQuote] = [freeOf(market.baseAsset), freeOf(market.quoteAsset)]
  return useMemo(() => ({ market, freeBase, freeQuote, book }), [market, freeBase, freeQuote, book])
}

function SideSwitch({ side, onSide }: { readonly side: Side; readonly onSide: (side: Side) => void }) {
  const say = useSay()
  const { t } = useTranslation()
  return (
    <Segments
      label={t('column.side')}
      tone={side}
      className={styles.sides}
      data={[
        { value: 'BUY', label: capital(say('side', 'BUY')) },
        { value: 'SELL', label: capital(say('side', 'SELL')) },
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
          label={t('market.spend')}
          unit={market.quoteAsset}
          value={draft.spend}
          onChange={(spend) => change({ spend })}
        />
      ) : (
        <Amount
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
  readonly onChange: (text: string) => void
}

function Amount({ label, unit, value, placeholder, onChange }: AmountProps) {
  return (
    <TextInput
      size="xs"
      label={label}
      inputMode="decimal"
      autoComplete="off"
      classNames={{ input: styles.amount ?? '' }}
      rightSection={<span className={styles.unit}>{unit}</span>}
      rightSectionWidth={56}
      value={value}
      {...(placeholder === undefined ? {} : { placeholder })}
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

function Comes({ checked, market }: { readonly checked: Checked; readonly market: Market }) {
  const { t } = useTranslation()
  const { draft } = useTicket()
  const { freeBase, freeQuote } = useTicketWorld(market)
  const [free, asset] = draft.side === 'BUY' ? [freeQuote, market.quoteAsset] : [freeBase, market.baseAsset]
  const digits = draft.side === 'BUY' ? 2 : market.quantityDigits
  return (
    <dl className={styles.comes}>
      <div>
        <dt>{t('market.available')}</dt>
        <dd className="num private">
          {fixed(free, digits)} <span className="dim">{asset}</span>
        </dd>
      </div>
      <div>
        <dt>{t('market.comesTo')}</dt>
        <dd className="num">
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

/** The names that sentences of trouble may use; each uses some. */
const BLANK = {
  symbol: '',
  digits: '',
  step: '',
  least: '',
  asset: '',
  missing: '',
  needed: '',
  free: '',
  price: '',
}

function Checks({ checked }: { readonly checked: Checked }) {
  const { t } = useTranslation()
  const words = ({ code, params }: TicketTrouble) => {
    const shown = Object.entries(params).map(([name, value]) => [name, /^-?\d/.test(value) ? full(value) : value])
    return t(`market.check.${code}`, { ...BLANK, ...(Object.fromEntries(shown) as Partial<typeof BLANK>) })
  }
  // Empty fields are no mistake yet: only what the market itself forbids is said at once.
  const troubles = checked.isEmpty
    ? checked.troubles.filter(({ code }) => code === 'market' || code === 'api')
    : checked.troubles
  return (
    <ul className={styles.checks} aria-label={t('market.checks')} aria-live="polite">
      {troubles.map((trouble) => (
        <li key={trouble.code} data-state="bad">
          <Icon name="warning" size={14} />
          <span>{words(trouble)}</span>
        </li>
      ))}
      {checked.exceedsBook ? (
        <li data-state="unsure">
          <Icon name="warning" size={14} />
          <span>{t('market.exceeds')}</span>
        </li>
      ) : null}
      {checked.order !== undefined && !checked.exceedsBook ? (
        <li data-state="good">
          <Icon name="check" size={14} />
          <span>{t('market.ready')}</span>
        </li>
      ) : null}
    </ul>
  )
}
