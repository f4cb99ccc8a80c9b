/** Header of a market: its name, price, change and volume of a day. */

import { Select } from '@mantine/core'
import type { Market } from '@spotdeck/api'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { fixed, percent } from '../../format/number.ts'
import { useMarkets } from '../../state/queries.ts'
import { useFreshness } from '../../state/use-freshness.ts'
import { useMarket } from '../../state/use-account-data.ts'
import { Figure, GainShare, UNKNOWN } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { Icon } from '../parts/icons.tsx'
import { FeedSource } from './feed-source.tsx'
import styles from './market.module.css'

const MOST = 60

/** The picker with the figures of a day beside it. */
export function MarketHeader({ market }: { readonly market: Market | undefined }) {
  return (
    <header className={styles.header}>
      <SymbolPicker value={market?.symbol} />
      {market === undefined ? null : <DayFigures market={market} />}
      <FeedSource />
    </header>
  )
}

function SymbolPicker({ value }: { readonly value: string | undefined }) {
  const { t } = useTranslation()
  const { data } = useMarkets()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const changes = new Map((data ?? []).map((market) => [market.symbol, market]))
  const go = (symbol: string | null) => {
    if (symbol !== null) void navigate({ pathname: `/market/${symbol}`, search: search.toString() })
  }
  return (
    <Select
      className={styles.picker ?? ''}
      data-search
      searchable
      limit={MOST}
      leftSection={<Icon name="search" size={14} />}
      aria-label={t('market.pick')}
      placeholder={t('market.find')}
      data={(data ?? []).map(({ symbol }) => symbol)}
      value={value ?? null}
      onChange={go}
      allowDeselect={false}
      comboboxProps={{ width: 300, position: 'bottom-start', shadow: 'sm' }}
      renderOption={({ option }) => <Option market={changes.get(option.value)} symbol={option.value} />}
    />
  )
}

function Option({ market, symbol }: { readonly market: Market | undefined; readonly symbol: string }) {
  if (market === undefined) return symbol
  return (
    <span className={styles.option}>
      <span>
        {market.baseAsset}
        <span className="dim">/{market.quoteAsset}</span>
      </span>
      <span className="num">{market.lastPrice === undefined ? '' : fixed(market.lastPrice, market.priceDigits)}</span>
      <span className={`num ${toneOf(market.change)}`}>
        {market.change === undefined ? '' : percent(market.change, { sign: true })}
      </span>
    </span>
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
