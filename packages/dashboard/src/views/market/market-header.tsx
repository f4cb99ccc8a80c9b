/** Header of a market: its name, price, change and volume of a day. */

import type { Market } from '@spotdeck/api'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed } from '../../format/number.ts'
import { useFreshness } from '../../state/store/use-freshness.ts'
import { useMarket } from '../../state/store/use-account-data.ts'
import { Figure, GainShare, UNKNOWN } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { FeedSource } from './feed-source.tsx'
import styles from './market.module.css'
import { FavoriteButton } from './star.tsx'
import { SymbolPicker } from './symbol-picker.tsx'

/** The picker with the figures of a day beside it. */
export function MarketHeader({ market }: { readonly market: Market | undefined }) {
  return (
    <header className={styles.header}>
      <span className={styles.pick}>
        <SymbolPicker value={market?.symbol} />
        {market === undefined ? null : <FavoriteButton market={market} />}
      </span>
      {market === undefined ? null : <DayFigures market={market} />}
      <FeedSource />
    </header>
  )
}

function DayFigures({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const ticker = useMarket('ticker')
  const { isOld } = useFreshness('market')
  const last = useMarket('last') ?? market.lastPrice
  const change = ticker?.change ?? market.change
  const price = (text: string | undefined) => fixed(text, market.priceDigits)
  return (
    <dl className={styles.day} data-old={isOld || undefined}>
      <Item name={t('market.last')} main>
        <Figure exact={last} shown={price(last)} flash className={toneOf(change)} testId="market-last" />
      </Item>
      <Item name={t('market.change')}>{change === undefined ? UNKNOWN : <GainShare exact={change} />}</Item>
      <Item name={t('market.high')}>
        <Figure exact={ticker?.high} shown={price(ticker?.high)} />
      </Item>
      <Item name={t('market.low')}>
        <Figure exact={ticker?.low} shown={price(ticker?.low)} />
      </Item>
      <Item name={t('market.volume')}>
        <Figure exact={ticker?.quoteVolume} shown={fixed(ticker?.quoteVolume ?? market.quoteVolume, 0)} />
        <span className="dim"> {market.quoteAsset}</span>
      </Item>
    </dl>
  )
}

function Item({
  name,
  main = false,
  children,
}: {
  readonly name: string
  readonly main?: boolean
  readonly children: ReactNode
}) {
  return (
    <div data-main={main || undefined}>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  )
}
