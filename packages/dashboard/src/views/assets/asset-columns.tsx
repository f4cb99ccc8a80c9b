/** The columns of assets, and an asset's two lines on a phone. */

import { type ReactNode, useMemo } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { PnlReport } from '@spotdeck/api'
import { Sparkline } from '../../charts/sparkline.tsx'
import { UNKNOWN, amountAt, fixed, loosePrice, percent, valueInColumn } from '../../format/number.ts'
import { useDayCloses } from '../../state/queries/asset-queries.ts'
import { type Holding, compareText } from '../../state/assets/holdings.ts'
import type { Results } from '../../state/queries/market-queries.ts'
import type { Digits } from '../../state/queries/markets.ts'
import { AssetName, Figure, Gain, GainShare, ShareTrack, inUsdt } from '../parts/figures.tsx'
import { type Column, labeled } from '../table/column.ts'
import styles from './assets.module.css'
import { DifferenceBadge } from './difference.tsx'
import { TroubleBadge } from '../parts/trouble-badge.tsx'

/** Position in one asset with its cost. */
export type Position = PnlReport['positions'][number]

/** A price in USDT at its market's digits. */
export function priceShown(holding: Holding, digits: Digits): string {
  if (holding.price === undefined) return UNKNOWN
  const places = digits.price(`${holding.asset}USDT`)
  return places === undefined ? loosePrice(holding.price) : fixed(holding.price, places)
}

function NoPrice() {
  const { t } = useTranslation()
  return (
    <span className="dim" title={t('assets.noPriceHint')}>
      {t('assets.noPrice')}
    </span>
  )
}

type ColumnParts = {
  readonly digits: Digits
  readonly colours: ReadonlyMap<string, number>
  /** Until there are prices at all, a missing one says nothing about the asset. */
  readonly hasPrices: boolean
  readonly results: Results
  readonly t: TFunction<'page'>
}

/** The columns for assets. */
export function useAssetColumns({ digits, colours, hasPrices, results }: Omit<ColumnParts, 't'>) {
  const { t } = useTranslation()
  return useMemo<readonly Column<Holding>[]>(() => {
    const parts = { digits, colours, hasPrices, results, t }
    return [...nameColumns(parts), ...valueColumns(parts), ...resultColumns(parts)]
  }, [digits, colours, hasPrices, results, t])
}

const column = labeled<Holding>

/** A right-aligned column. */
const figure: typeof column = (parts) => column({ end: true, ...parts })

function balanceColumn(id: 'free' | 'locked' | 'total', label: string, digits: Digits): Column<Holding> {
  return figure({
    id,
    label,
    track: 'minmax(92px, 1.1fr)',
    from: id === 'total' ? 760 : undefined,
    sort: (a, b) => compareText(a[id], b[id]),
    cell: (h) => (
      <Figure
        exact={h[id]}
        shown={amountAt(h[id], digits.asset(h.asset))}
        amount
        flash
        className={h[id] === '0' ? 'dim' : ''}
        testId={`asset-${h.asset}-${id}`}
      />
    ),
  })
}

function nameColumns({ digits, colours, results, t }: ColumnParts): readonly Column<Holding>[] {
  return [
    column({
      id: 'asset',
      label: t('column.asset'),
      track: 'minmax(104px, 1.2fr)',
      sort: (a, b) => a.asset.localeCompare(b.asset),
      cell: (h) => (
        <span className={styles.name}>
          <AssetName asset={h.asset} colour={colours.get(h.asset)} />
          <TroubleBadge market={digits.market(`${h.asset}USDT`)} />
          <DifferenceBadge difference={results.differences.get(h.asset)} />
        </span>
      ),
    }),
    balanceColumn('free', t('column.free'), digits),
    balanceColumn('locked', t('column.locked'), digits),
    balanceColumn('total', t('column.total'), digits),
  ]
}

function valueColumns({ digits, colours, hasPrices, t }: ColumnParts): readonly Column<Holding>[] {
  return [
    figure({
      id: 'price',
      label: t('column.price'),
      header: inUsdt(t('column.price')),
      track: 'minmax(96px, 1fr)',
      from: 860,
      cell: (h) =>
        h.price === undefined && hasPrices ? <NoPrice /> : <Figure exact={h.price} shown={priceShown(h, digits)} />,
    }),
    figure({
      id: 'value',
      label: t('column.value'),
      header: inUsdt(t('column.value')),
      track: 'minmax(104px, 1fr)',
      sort: (a, b) => compareText(a.value, b.value),
      cell: (h) => <Figure exact={h.value} shown={valueInColumn(h.value)} amount />,
    }),
    figure({
      id: 'share',
      label: t('column.share'),
      track: 'minmax(120px, 1fr)',
      from: 700,
      sort: (a, b) => compareText(a.share, b.share),
      cell: (h) => (
        <span className={styles.share}>
          <ShareTrack className={styles.shareTrack} share={h.share} colour={colours.get(h.asset)} />
          <span className="num">{percent(h.share)}</span>
        </span>
      ),
    }),
  ]
}

/** Columns of the day's change and of the position's result. */
function resultColumns({ digits, results, t }: ColumnParts): readonly Column<Holding>[] {
  const { positions, coins } = results
  const result = (
    column: Pick<Column<Holding>, 'id' | 'label' | 'track' | 'from'>,
    of: (h: Holding) => string | undefined,
  ): Column<Holding> =>
    figure({
      ...column,
      header: inUsdt(column.label),
      sort: (a, b) => compareText(of(a), of(b)),
      cell: (h) => <Gain exact={of(h)} />,
    })
  return [
    figure({
      id: 'change',
      label: t('assets.change'),
      track: 'minmax(78px, 0.8fr)',
      from: 760,
      sort: (a, b) => compareText(dayChange(a, digits), dayChange(b, digits)),
      cell: (h) => <DayChange exact={dayChange(h, digits)} />,
    }),
    figure({
      id: 'cost',
      label: t('performance.average'),
      header: inUsdt(t('performance.average')),
      track: 'minmax(116px, 1fr)',
      from: 1_180,
      cell: (h) => <AverageCost position={positions.get(h.asset)} places={digits.price(`${h.asset}USDT`)} />,
    }),
    result(
      { id: 'unrealised', label: t('performance.unrealised'), track: 'minmax(126px, 1fr)', from: 1_000 },
      ({ asset }) => positions.get(asset)?.unrealized,
    ),
    result(
      { id: 'pnl', label: t('performance.totalPnl'), track: 'minmax(116px, 1fr)', from: 1_080 },
      ({ asset }) => coins.get(asset)?.total,
    ),
    figure({
      id: 'spark',
      label: t('assets.day'),
      track: '76px',
      from: 1_180,
      cell: (h) => <DaySpark symbol={digits.market(`${h.asset}USDT`)?.symbol} change={dayChange(h, digits)} />,
    }),
  ]
}

function dayChange(holding: Holding, digits: Digits): string | undefined {
  return digits.market(`${holding.asset}USDT`)?.change
}

function DayChange({ exact }: { readonly exact: string | undefined }) {
  return exact === undefined ? <span className="dim">{UNKNOWN}</span> : <GainShare exact={exact} />
}

type AverageCostProps = { readonly position: Position | undefined; readonly places: number | undefined }

function AverageCost({ position, places }: AverageCostProps) {
  const exact = position?.averageCost ?? undefined
  return <Figure exact={exact} shown={places === undefined ? loosePrice(exact) : fixed(exact, places)} />
}

type DaySparkProps = { readonly symbol: string | undefined; readonly change: string | undefined }

function DaySpark({ symbol, change }: DaySparkProps) {
  return <Sparkline values={useDayCloses(symbol)} change={change} />
}

/** Columns by which the two-line rows are sorted. */
export const COMPACT_SORTS = ['value', 'change', 'pnl'] as const

/** Two lines of an asset on a phone: name, quantity and value, then the day's change and the total result. */
export function compactAsset(holding: Holding, parts: Pick<ColumnParts, 'digits' | 'colours' | 'results'>): ReactNode {
  const { digits, colours, results } = parts
  return (
    <>
      <span>
        <AssetName asset={holding.asset} colour={colours.get(holding.asset)} />{' '}
        <span className="dim">
          <Figure exact={holding.total} shown={amountAt(holding.total, digits.asset(holding.asset))} amount />
        </span>
      </span>
      <span>
        <Figure exact={holding.value} shown={valueInColumn(holding.value)} amount />
        <span className="dim"> USDT</span>
      </span>
      <DayChange exact={dayChange(holding, digits)} />
      <Gain exact={results.coins.get(holding.asset)?.total} />
    </>
  )
}
