/** The candles with their intervals, and what of the account is drawn into them. */

import { type KlineInterval, type Market, type OrderData, klineIntervals } from '@spotdeck/api'
import { useMemo, useRef, useState } from 'react'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { choiceNames, studyNames, switched } from '../../charts/studies/studies.ts'
import { usePreferences } from '../../settings/services.ts'
import { Icon } from '../parts/icons.tsx'
import { ButtonMenu } from '../parts/menu.tsx'
import { csvOf } from '../../format/csv.ts'
import { isoTime } from '../../format/time.ts'
import { useKlines, usePositions } from '../../state/queries/market-queries.ts'
import { INTERVAL_WORDS } from '../../state/market/market-words.ts'
import { marketNames } from '../../state/table/find.ts'
import { dealRules } from '../../state/store/merge.ts'
import { useDealPages } from '../../state/queries/queries.ts'
import type { ChartActions } from '../../charts/order-labels.tsx'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { useRows } from '../../state/table/use-rows.ts'
import { CancelQuestion } from '../orders/cancel-order.tsx'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import { Segments } from '../parts/segments.tsx'
import styles from './market.module.css'
import type { PricePlace } from './price-menu.tsx'
import { useTicket } from './ticket-store.ts'
import { MAX_FILLS } from './use-ticket-order.ts'

const EditOrder = lazyComponent(async () => (await import('../orders/edit-order.tsx')).EditOrder)
const PriceMenu = lazyComponent(async () => (await import('./price-menu.tsx')).PriceMenu)
const CandleChart = lazyComponent(async () => (await import('../../charts/candle-chart.tsx')).CandleChart)

type CandlesCardProps = {
  readonly market: Market
  readonly interval: KlineInterval
  readonly onInterval: (interval: string) => void
}

/** The chart of one market. */
export function CandlesCard({ market, interval, onInterval }: CandlesCardProps) {
  const { t } = useTranslation()
  const { symbol } = market
  const { klines, error, readMore, retry } = useKlines(symbol, interval)
  const { deals, orders } = useOwn(symbol)
  const averageCost = usePositions().get(market.baseAsset)?.averageCost ?? undefined
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const { actions, question } = useChartActions(market)
  const csv = () =>
    csvOf(
      ['time', 'open', 'high', 'low', 'close', 'volume', 'quoteVolume'],
      (klines ?? []).map((k) => [isoTime(k.openTime), k.open, k.high, k.low, k.close, k.volume, k.quoteVolume]),
    )
  return (
    <Card
      title={t('market.candles')}
      live="market"
      className={styles.candles}
      flush
      action={
        <div className={styles.candleTools}>
          <Segments
            label={t('market.interval')}
            className={styles.intervals}
            data={klineIntervals.map((value) => ({ value, label: INTERVAL_WORDS[value] }))}
            value={interval}
            onChange={onInterval}
          />
          <StudiesMenu />
          <ChartMenu name={`${symbol}-${interval}`} picture={() => picture.current?.()} csv={csv} />
        </div>
      }
    >
      {klines === undefined ? (
        error === null ? (
          <div className={styles.chartSkeleton} />
        ) : (
          <Failed error={error} retry={retry} />
        )
      ) : klines.length === 0 ? (
        <Empty title={t('market.noCandles')} hint={t('market.noCandlesHint')} />
      ) : (
        <LazyBoundary waiting={<div className={styles.chartSkeleton} />}>
          <CandleChart
            name={`${symbol} ${interval}`}
            symbol={marketNames(market)[0]}
            klines={klines}
            priceDigits={market.priceDigits}
            quantityDigits={market.quantityDigits}
            deals={deals}
            orders={orders}
            averageCost={averageCost}
            onStart={readMore}
            picture={picture}
            actions={actions}
          />
        </LazyBoundary>
      )}
      <LazyBoundary waiting={null}>{question}</LazyBoundary>
    </Card>
  )
}

/** The studies and scales of the chart: each is switched by one press. */
function StudiesMenu() {
  const { t } = useTranslation()
  const [{ studies }, update] = usePreferences()
  const names = [...studyNames, ...choiceNames]
  return (
    <ButtonMenu
      position="bottom-end"
      button={
        <button type="button" className={styles.studies} aria-label={t('market.studies')} title={t('market.studies')}>
          <Icon name="performance" size={14} />
        </button>
      }
      items={names.map((name) => ({
        key: name,
        label: t(`market.study.${name}`),
        isCurrent: studies.includes(name),
        isApart: name === choiceNames[0],
        onPick: () => update({ studies: switched(studies, name) }),
      }))}
    />
  )
}

type Asked =
  | { readonly kind: 'menu'; readonly at: PricePlace }
  | { readonly kind: 'move'; readonly order: OrderData; readonly price: string }
  | { readonly kind: 'cancel'; readonly orders: readonly OrderData[] }

/** Acts that the chart offers where trading is on, and the question that one of them has led to. */
function useChartActions(market: Market) {
  const { trading } = useAccount()
  const { change } = useTicket()
  const [asked, setAsked] = useState<Asked>()
  const actions = useMemo<ChartActions>(
    () => ({
      onPrice: (price) => change({ price }),
      onMenu: (at) => setAsked({ kind: 'menu', at }),
      onMove: (order, price) => setAsked({ kind: 'move', order, price }),
      onCancel: (orders) => setAsked({ kind: 'cancel', orders }),
    }),
    [change],
  )
  const close = () => setAsked(undefined)
  const question =
    asked === undefined ? null : asked.kind === 'menu' ? (
      <PriceMenu market={market} at={asked.at} onClose={close} />
    ) : asked.kind === 'move' ? (
      <EditOrder order={asked.order} price={asked.price} market={market} onClose={close} />
    ) : (
      <CancelQuestion orders={asked.orders} onClose={close} />
    )
  return { actions: trading ? actions : undefined, question }
}

/** The account's fills and resting orders in a market. */
function useOwn(symbol: string) {
  const live = useAccountData('newDeals')
  const open = useAccountData('openOrders')
  const filter = useMemo(() => ({ symbol, limit: MAX_FILLS }), [symbol])
  const { rows: read } = useDealPages(filter)
  const rules = useMemo(() => dealRules({ symbol }), [symbol])
  const deals = useRows(read, live, rules)
  const orders = useMemo(
    () => (open ?? []).filter((order) => order.symbol === symbol && order.price !== '0'),
    [open, symbol],
  )
  return { deals: deals ?? NONE, orders }
}

const NONE: readonly never[] = []
