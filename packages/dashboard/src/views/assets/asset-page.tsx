/** One asset: what there is of it, what it cost, how free and locked went, and what moved it. */

import type { AssetHistory, CoverageWindow, Market } from '@spotdeck/api'
import { type ReactNode, useMemo } from 'react'
import { lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { csvOf } from '../../format/csv.ts'
import { UNKNOWN, amountAt, rounded } from '../../format/number.ts'
import { isoTime } from '../../format/time.ts'
import { BALANCE_STEPS, type BalanceRange, balanceRanges, useAssetHistory } from '../../state/queries/asset-queries.ts'
import { balanceSteps, knownSince, withBalance } from '../../state/assets/balance-steps.ts'
import type { Holding } from '../../state/assets/holdings.ts'
import { type Draft, shareOf } from '../../state/orders/ticket.ts'
import { useResults } from '../../state/queries/market-queries.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import type { Drafted } from '../orders/open-order.ts'
import { useHoldings } from '../../state/assets/use-holdings.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { Fact } from '../parts/fact.tsx'
import { AssetName, Figure, Gain, GainShare } from '../parts/figures.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty, SkeletonFigure } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { usePath } from '../parts/use-path.ts'
import { Segments } from '../parts/segments.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { priceShown } from './asset-columns.tsx'
import styles from './assets.module.css'
import { DifferenceNote } from './difference.tsx'
import { MovementsCard } from './movements-card.tsx'
import { TroubleBadge } from '../parts/trouble-badge.tsx'

const BalanceChart = lazyComponent(async () => (await import('../../charts/balance-chart.tsx')).BalanceChart)
const NO_WINDOWS: readonly CoverageWindow[] = []
const DEFAULTS = { range: '7D', kind: '' } as const
/** Percent of the available quantity that links offer to sell. */
const SHARES = [50, 100] as const

/** The page of the asset in the address. */
export function AssetPage() {
  const { t } = useTranslation()
  const { asset = '' } = useParams()
  const to = usePath()
  const digits = useDigits()
  const { filter, setFilter } = useUrlFilter(DEFAULTS)
  const { holdings, colours } = useHoldings()
  const known = useAccountData('assets')?.some((one) => one.asset === asset)
  const holding = holdings?.find((one) => one.asset === asset)
  const market = digits.market(`${asset}USDT`)
  const range: BalanceRange = balanceRanges.find((one) => one === filter.range) ?? DEFAULTS.range
  if (known === false) {
    return (
      <div className={styles.page}>
        <PageTitle title={asset} />
        <Empty title={t('assets.unknown', { asset })} hint={t('assets.unknownHint')}>
          <Link to={to('/assets')}>{t('assets.toAll')}</Link>
        </Empty>
      </div>
    )
  }
  return (
    <div className={styles.page}>
      <PageTitle title={asset} />
      <header className={styles.head}>
        <Link to={to('/assets')}>{t('nav.assets')}</Link>
        <span className="dim" aria-hidden="true">
          /
        </span>
        <strong>
          <AssetName asset={asset} colour={colours.get(asset)} />
        </strong>
        <TroubleBadge market={market} />
        {market === undefined ? null : <TradeLinks market={market} free={holding?.free} />}
      </header>
      <Figures asset={asset} holding={holding} loading={holdings === undefined} />
      <DifferenceNote asset={asset} />
      <BalanceCard asset={asset} range={range} onRange={(chosen) => setFilter({ range: chosen })} />
      <MovementsCard asset={asset} kind={filter.kind} onKind={(kind) => setFilter({ kind })} />
    </div>
  )
}

type TradeLinksProps = { readonly market: Market; readonly free: string | undefined }

/** Ways to the market: as it is, and with a sale of half or all of what is available in the ticket. */
function TradeLinks({ market, free }: TradeLinksProps) {
  const { t } = useTranslation()
  const to = usePath()
  const { trading } = useAccount()
  const { symbol, baseAsset: asset, lastPrice: price } = market
  const link = to(`/market/${symbol}`)
  return (
    <span className={styles.trade}>
      <Link to={link}>{t('assets.toMarket', { asset })}</Link>
      {trading && price !== undefined && free !== undefined && free !== '0'
        ? SHARES.map((share) => {
            const quantity = shareOf(free, share, market.quantityDigits)
            const draft: Draft = { side: 'SELL', type: 'LIMIT', price, quantity, spend: '' }
            return (
              <Link key={share} to={link} state={{ draft } satisfies Drafted}>
                {t('assets.sellShare', { share })}
              </Link>
            )
          })
        : null}
    </span>
  )
}

type FiguresProps = { readonly asset: string; readonly holding: Holding | undefined; readonly loading: boolean }

function Figures({ asset, holding, loading }: FiguresProps) {
  const { t } = useTranslation()
  const digits = useDigits()
  const { positions, coins } = useResults()
  const position = positions.get(asset)
  const change = digits.market(`${asset}USDT`)?.change
  const places = digits.asset(asset)
  const balance = (text: string | undefined) => (
    <Figure exact={text ?? '0'} shown={amountAt(text ?? '0', places)} amount flash />
  )
  const of = (name: string, value: ReactNode) => <Fact name={name}>{loading ? <SkeletonFigure /> : value}</Fact>
  const cost = position?.averageCost ?? undefined
  const price = holding === undefined ? UNKNOWN : priceShown(holding, digits)
  return (
    <dl className={styles.figures}>
      {of(t('column.total'), balance(holding?.total))}
      {of(t('column.free'), balance(holding?.free))}
      {of(t('column.locked'), balance(holding?.locked))}
      {of(`${t('column.value')} USDT`, <Figure exact={holding?.value} shown={rounded(holding?.value, 2)} amount />)}
      {of(`${t('column.price')} USDT`, <Figure exact={holding?.price} shown={price} />)}
      {of(t('assets.change'), change === undefined ? UNKNOWN : <GainShare exact={change} />)}
      {of(t('performance.average'), <Figure exact={cost} shown={rounded(cost, digits.price(`${asset}USDT`) ?? 6)} />)}
      {of(t('performance.unrealised'), <Gain exact={position?.unrealized} />)}
      {of(t('performance.totalPnl'), <Gain exact={coins.get(asset)?.total} />)}
    </dl>
  )
}

type BalanceCardProps = {
  readonly asset: string
  readonly range: BalanceRange
  readonly onRange: (range: string) => void
}

function BalanceCard({ asset, range, onRange }: BalanceCardProps) {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const { data, ...query } = useAssetHistory(asset, range)
  const live = useAccountData('assets')?.find((one) => one.asset === asset)
  const steps = useMemo(() => data && balanceSteps(sinceKnown(withBalance(data, live)), BALANCE_STEPS), [data, live])
  const since = data && knownSince(data)
  const coverage = useAccountData('coverage') ?? NO_WINDOWS
  const places = useDigits().asset(asset)
  const sinceWords = (time: number) => `${format.day(time, data?.to ?? time)} ${format.minute(time)}`
  const csv = () =>
    csvOf(
      ['time', 'asset', 'free', 'locked'],
      (steps ?? []).map(({ time, free, locked }) => [isoTime(time), asset, free, locked]),
    )
  return (
    <ChartCard
      title={t('assets.balance')}
      className={styles.chartCard}
      name={`spotdeck-${asset}`}
      csv={csv}
      tools={
        <>
          {since === undefined ? null : (
            <span className={`dim ${styles.since ?? ''}`}>{t('assets.since', { time: sinceWords(since) })}</span>
          )}
          <Segments
            label={t('chart.range')}
            data={balanceRanges.map((value) => ({ value, label: value, disabled: isLonger(value, range, since) }))}
            value={range}
            onChange={onRange}
          />
        </>
      }
      query={{ ...query, data: steps }}
      empty={(known) =>
        known.every(({ free }) => free === undefined) ? (
          <Empty title={t('assets.noHistory')} hint={t('assets.noHistoryHint')} />
        ) : undefined
      }
    >
      {(known, picture) => (
        <BalanceChart label={t('assets.balance')} steps={known} coverage={coverage} digits={places} picture={picture} />
      )}
    </ChartCard>
  )
}

/** Cuts off the part of a history before the first known balance. */
function sinceKnown(history: AssetHistory): AssetHistory {
  return { ...history, from: (knownSince(history) ?? history.from + 1) - 1 }
}

/** True if a range only adds time without known balances. */
function isLonger(range: BalanceRange, chosen: BalanceRange, since: number | undefined): boolean {
  return since !== undefined && balanceRanges.indexOf(range) > balanceRanges.indexOf(chosen)
}
