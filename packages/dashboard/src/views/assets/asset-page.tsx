/** One asset: what there is of it, what it cost, how free and locked went, and what moved it. */

import type { AssetHistory, CoverageWindow } from '@spotdeck/api'
import { type ReactNode, useMemo, useRef } from 'react'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { csvOf } from '../../format/csv.ts'
import { UNKNOWN, amountAt, rounded } from '../../format/number.ts'
import { isoTime } from '../../format/time.ts'
import { BALANCE_STEPS, type BalanceRange, balanceRanges, useAssetHistory } from '../../state/queries/asset-queries.ts'
import { balanceSteps, knownSince, withBalance } from '../../state/assets/balance-steps.ts'
import type { Holding } from '../../state/assets/holdings.ts'
import { useResults } from '../../state/queries/market-queries.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { useHoldings } from '../../state/assets/use-holdings.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { AssetName, Figure, Gain, GainShare } from '../parts/figures.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty, Failed, SkeletonFigure } from '../parts/states.tsx'
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
        <Link to={to('/assets')}>{t('assets.title')}</Link>
        <span className="dim" aria-hidden="true">
          /
        </span>
        <strong>
          <AssetName asset={asset} colour={colours.get(asset)} />
        </strong>
        <TroubleBadge market={market} />
        {market === undefined ? null : (
          <Link to={to(`/market/${market.symbol}`)}>{t('assets.toMarket', { asset })}</Link>
        )}
      </header>
      <Figures asset={asset} holding={holding} loading={holdings === undefined} />
      <DifferenceNote asset={asset} />
      <BalanceCard asset={asset} range={range} onRange={(chosen) => setFilter({ range: chosen })} />
      <MovementsCard asset={asset} kind={filter.kind} onKind={(kind) => setFilter({ kind })} />
    </div>
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
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('column.total'), balance(holding?.total)],
    [t('column.free'), balance(holding?.free)],
    [t('column.locked'), balance(holding?.locked)],
    [`${t('column.value')} USDT`, <Figure key="" exact={holding?.value} shown={rounded(holding?.value, 2)} amount />],
    [
      `${t('column.price')} USDT`,
      <Figure key="" exact={holding?.price} shown={holding === undefined ? UNKNOWN : priceShown(holding, digits)} />,
    ],
    [t('assets.change'), change === undefined ? UNKNOWN : <GainShare key="" exact={change} />],
    [
      t('assets.averageCost'),
      <Figure
        key=""
        exact={position?.averageCost ?? undefined}
        shown={rounded(position?.averageCost ?? undefined, digits.price(`${asset}USDT`) ?? 6)}
      />,
    ],
    [t('assets.unrealised'), <Gain key="" exact={position?.unrealized} />],
    [t('assets.totalPnl'), <Gain key="" exact={coins.get(asset)?.total} />],
  ]
  return (
    <dl className={styles.figures}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{loading ? <SkeletonFigure /> : value}</dd>
        </div>
      ))}
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
  const { data, error, refetch } = useAssetHistory(asset, range)
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const live = useAccountData('assets')?.find((one) => one.asset === asset)
  const steps = useMemo(
    () => (data === undefined ? undefined : balanceSteps(sinceKnown(withBalance(data, live)), BALANCE_STEPS)),
    [data, live],
  )
  const since = data === undefined ? undefined : knownSince(data)
  const coverage = useAccountData('coverage') ?? NO_WINDOWS
  const places = useDigits().asset(asset)
  const csv = () =>
    csvOf(
      ['time', 'asset', 'free', 'locked'],
      (steps ?? []).map(({ time, free, locked }) => [isoTime(time), asset, free, locked]),
    )
  return (
    <Card
      title={t('assets.balance')}
      className={styles.chartCard}
      flush
      action={
        <span className={styles.chartTools}>
          {since === undefined ? null : (
            <span className={`dim ${styles.since ?? ''}`}>{t('assets.since', { time: sinceWords(since) })}</span>
          )}
          <Segments
            label={t('chart.range')}
            data={balanceRanges.map((value) => ({ value, label: value, disabled: isLonger(value, range, since) }))}
            value={range}
            onChange={onRange}
          />
          <ChartMenu name={`spotdeck-${asset}`} picture={() => picture.current?.()} csv={csv} />
        </span>
      }
    >
      {steps === undefined && error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : steps === undefined ? (
        <div className={styles.chartSkeleton} />
      ) : steps.every(({ free }) => free === undefined) ? (
        <Empty title={t('assets.noHistory')} hint={t('assets.noHistoryHint')} />
      ) : (
        <LazyBoundary waiting={<div className={styles.chartSkeleton} />}>
          <BalanceChart
            label={t('assets.balance')}
            steps={steps}
            coverage={coverage}
            digits={places}
            picture={picture}
          />
        </LazyBoundary>
      )}
    </Card>
  )
  function sinceWords(time: number): string {
    return `${format.day(time, data?.to ?? time)} ${format.minute(time)}`
  }
}

/** Cuts off the part of a history before the first known balance. */
function sinceKnown(history: AssetHistory): AssetHistory {
  return { ...history, from: (knownSince(history) ?? history.from + 1) - 1 }
}

/** True if a range only adds time without known balances. */
function isLonger(range: BalanceRange, chosen: BalanceRange, since: number | undefined): boolean {
  return since !== undefined && balanceRanges.indexOf(range) > balanceRanges.indexOf(chosen)
}
