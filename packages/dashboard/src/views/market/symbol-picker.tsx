/** Search for a market by its pair or its base asset. */

import type { ComboboxItem, OptionsFilter } from '@mantine/core'
import type { Market } from '@spotdeck/api'
import { type KeyboardEvent, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { fixed, percent } from '../../format/number.ts'
import { toneOf } from '../../format/tone.ts'
import { marketNames, nearest } from '../../state/table/find.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { Star } from './star.tsx'
import { useFavorites } from './use-favorites.ts'
import { TroubleBadge } from '../parts/trouble-badge.tsx'
import { SearchSelect } from '../table/search-select.tsx'
import styles from './market.module.css'

/** Opens another market with the same interval. */
export function useOpenMarket(): (symbol: string) => void {
  const navigate = useNavigate()
  const [search] = useSearchParams()
  return (symbol) => {
    const rest = new URLSearchParams(search)
    rest.delete('symbol')
    void navigate({ pathname: `/market/${symbol}`, search: rest.toString() })
  }
}

/** Shows the market of the page; the nearest to what is typed is chosen by Enter. */
export function SymbolPicker({ value }: { readonly value: string | undefined }) {
  const { t } = useTranslation()
  const { data } = useMarkets()
  const open = useOpenMarket()
  const { favorites } = useFavorites()
  const markets = useMemo(() => {
    const list = (data ?? []).map((market) => [market.symbol, market] as const)
    const isFirst = ([symbol]: (typeof list)[number]) => favorites.has(symbol)
    return new Map([...list.filter(isFirst), ...list.filter((one) => !isFirst(one))])
  }, [data, favorites])
  const go = (symbol: string) => {
    if (symbol !== '') open(symbol)
  }
  const filter: OptionsFilter = ({ options, search: typed, limit }) =>
    nearest(options as readonly ComboboxItem[], typed, ({ value: symbol, label }) => {
      const market = markets.get(symbol)
      return market === undefined ? [label] : marketNames(market)
    }).slice(0, limit)
  // Enter may follow the letters before the list has marked its first match.
  const choose = (event: KeyboardEvent<HTMLInputElement>) => {
    const { currentTarget: input, key } = event
    if (key !== 'Enter' || input.value.trim() === '' || input.hasAttribute('aria-activedescendant')) return
    const [best] = nearest([...markets.values()], input.value, marketNames)
    if (best === undefined) return
    event.preventDefault()
    input.blur()
    go(best.symbol)
  }
  return (
    <SearchSelect
      size="sm"
      className={styles.picker ?? ''}
      clearable={false}
      allowDeselect={false}
      label={t('market.pick')}
      placeholder={t('market.find')}
      nothingFoundMessage={t('market.noneFound')}
      data={[...markets.values()].map((market) => ({ value: market.symbol, label: marketNames(market)[0] }))}
      value={value ?? ''}
      onChange={go}
      filter={filter}
      onKeyDown={choose}
      onFocus={(event) => event.currentTarget.select()}
      comboboxProps={{ width: 'min(400px, calc(100vw - 24px))', position: 'bottom-start', shadow: 'sm' }}
      renderOption={({ option }) => (
        <Option market={markets.get(option.value)} symbol={option.value} isFavorite={favorites.has(option.value)} />
      )}
    />
  )
}

type OptionProps = { readonly market: Market | undefined; readonly symbol: string; readonly isFavorite: boolean }

function Option({ market, symbol, isFavorite }: OptionProps) {
  if (market === undefined) return symbol
  return (
    <span className={styles.option}>
      <span>
        {market.baseAsset}
        <span className="dim">/{market.quoteAsset}</span> {isFavorite ? <Star isOn /> : null}{' '}
        <TroubleBadge market={market} />
      </span>
      <span className="num">{market.lastPrice === undefined ? '' : fixed(market.lastPrice, market.priceDigits)}</span>
      <span className={`num ${toneOf(market.change)}`}>
        {market.change === undefined ? '' : percent(market.change, { sign: true })}
      </span>
    </span>
  )
}
