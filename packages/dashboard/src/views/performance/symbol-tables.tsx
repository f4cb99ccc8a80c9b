/** The range taken apart: profit by market, fees by asset and market, turnover by market. */

import type { FeesReport, PnlMethod, PnlReport, VolumeReport } from '@spotdeck/api'
import { decimal, toApproximate } from '@spotdeck/exact'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, percent, rounded } from '../../format/number.ts'
import type { ZonedSpan } from '../../live/reports-api.ts'
import { type CoinRow, coinRow } from '../../state/coin-rows.ts'
import { compareText } from '../../state/holdings.ts'
import { useDigits } from '../../state/queries.ts'
import { useFees, usePnl, useVolume } from '../../state/report-queries.ts'
import { MarketName } from '../orders/order-figures.tsx'
import { Card } from '../parts/card.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { Failed } from '../parts/states.tsx'
import { Segments } from '../parts/segments.tsx'
import { type Column, labeled } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'

type PnlRow = PnlReport['items'][number]
type FeesRow = FeesReport['items'][number]
type VolumeRow = VolumeReport['items'][number]

/** Three tables side by side. */
export function SymbolTables({ span, method }: { readonly span: ZonedSpan; readonly method: PnlMethod }) {
  return (
    <>
      <PnlTable span={span} method={method} />
      <FeesTable span={span} />
      <VolumeTable span={span} />
    </>
  )
}

type PnlTableProps = { readonly span: ZonedSpan; readonly method: PnlMethod }

/** Profit by coin or by market. */
function PnlTable(props: PnlTableProps) {
  const { t } = useTranslation()
  const [by, setBy] = useState<'asset' | 'symbol'>('asset')
  const action = (
    <Segments
      label={t('performance.pnlBy')}
      data={[
        { value: 'asset', label: t('column.asset') },
        { value: 'symbol', label: t('column.symbol') },
      ]}
      value={by}
      onChange={(chosen) => setBy(chosen === 'symbol' ? 'symbol' : 'asset')}
    />
  )
  return by === 'asset' ? <PnlByAsset {...props} action={action} /> : <PnlBySymbol {...props} action={action} />
}

/** Realized and unrealized profit of each coin and both together. */
function PnlByAsset({ span, method, action }: PnlTableProps & { readonly action: ReactNode }) {
  const { t } = useTranslation()
  const { data, error, refetch } = usePnl(method, 'symbol', span)
  const rows = useMemo(() => data && (data.assets ?? []).map(coinRow), [data])
  const columns = useMemo<readonly Column<CoinRow>[]>(() => {
    const gain = (id: 'realised' | 'unrealised' | 'total', label: string): Column<CoinRow> =>
      figure({
        id,
        label,
        cell: (row) => <Gain exact={row[id]} />,
        sort: (a, b) => compareText(a[id], b[id]),
      })
    return [
      figure({
        id: 'asset',
        label: t('column.asset'),
        cell: (row) => row.key,
        sort: (a, b) => a.key.localeCompare(b.key),
        end: false,
      }),
      figure({
        id: 'fees',
        label: t('performance.fees'),
        cell: (row) => <Figure exact={row.fees} shown={money(row.fees)} amount />,
        sort: (a, b) => compareText(a.fees, b.fees),
      }),
      gain('realised', t('performance.realised')),
      gain('unrealised', t('performance.unrealised')),
      gain('total', t('performance.totalPnl')),
    ]
  }, [t])
  return (
    <TableCard
      title={t('performance.byAsset')}
      action={action}
      rows={rows}
      columns={columns}
      error={error}
      retry={() => void refetch()}
      compact={(row) => [
        <Gain key="" exact={row.total} />,
        t('performance.fillsCount', { count: row.count, shown: full(String(row.count)) }),
      ]}
      note={t('performance.byAssetNote')}
      unpriced={data?.unpriced}
    />
  )
}

function PnlBySymbol({ span, method, action }: PnlTableProps & { readonly action: ReactNode }) {
  const { t } = useTranslation()
  const { data, error, refetch } = usePnl(method, 'symbol', span)
  const name = useSymbolColumn<PnlRow>()
  const columns = useMemo<readonly Column<PnlRow>[]>(
    () => [
      name,
      figure({
        id: 'fills',
        label: t('performance.fills'),
        cell: (row) => full(String(row.count)),
        sort: (a, b) => a.count - b.count,
      }),
      figure({
        id: 'fees',
        label: t('performance.fees'),
        cell: (row) => <Figure exact={row.fees} shown={money(row.fees)} amount />,
        sort: (a, b) => compareText(a.fees, b.fees),
      }),
      figure({
        id: 'realised',
        label: t('performance.realised'),
        cell: (row) => <Gain exact={row.realized} />,
        sort: (a, b) => compareText(a.realized, b.realized),
      }),
    ],
    [name, t],
  )
  return (
    <TableCard
      title={t('performance.bySymbol')}
      action={action}
      rows={data?.items}
      columns={columns}
      error={error}
      retry={() => void refetch()}
      compact={(row) => [
        <Gain key="" exact={row.realized} />,
        t('performance.fillsCount', { count: row.count, shown: full(String(row.count)) }),
      ]}
      unpriced={data?.unpriced}
    />
  )
}

function FeesTable({ span }: { readonly span: ZonedSpan }) {
  const { t } = useTranslation()
  const [by, setBy] = useState<'asset' | 'symbol'>('asset')
  const { data, error, refetch } = useFees(by, span)
  const symbol = useSymbolColumn<FeesRow>()
  const columns = useMemo<readonly Column<FeesRow>[]>(
    () => [
      by === 'symbol' ? symbol : figure({ id: 'asset', label: t('column.asset'), cell: (row) => row.key, end: false }),
      figure({
        id: 'amounts',
        label: t('performance.amount'),
        cell: (row) => <Amounts row={row} />,
        track: 'minmax(110px, 1.6fr)',
      }),
      figure({
        id: 'value',
        label: t('performance.value'),
        cell: (row) => <Figure exact={row.value} shown={money(row.value)} amount />,
        sort: (a, b) => compareText(a.value, b.value),
      }),
    ],
    [by, symbol, t],
  )
  return (
    <TableCard
      title={by === 'asset' ? t('performance.feesByAsset') : t('performance.feesBySymbol')}
      action={
        <Segments
          label={t('performance.fees')}
          data={[
            { value: 'asset', label: t('column.asset') },
            { value: 'symbol', label: t('column.symbol') },
          ]}
          value={by}
          onChange={(chosen) => setBy(chosen === 'symbol' ? 'symbol' : 'asset')}
        />
      }
      rows={data?.items}
      columns={columns}
      error={error}
      retry={() => void refetch()}
      compact={(row) => [
        <Figure key="" exact={row.value} shown={money(row.value)} amount />,
        <Amounts key="" row={row} />,
      ]}
      unpriced={data?.unpriced}
    />
  )
}

function Amounts({ row }: { readonly row: FeesRow }) {
  return row.amounts.slice(0, 3).map(({ asset, amount }, index) => (
    <span key={asset}>
      {index === 0 ? '' : ', '}
      <Figure exact={amount} shown={money(amount)} amount /> <span className="dim">{asset}</span>
    </span>
  ))
}

function VolumeTable({ span }: { readonly span: ZonedSpan }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useVolume('symbol', span)
  const name = useSymbolColumn<VolumeRow>()
  const columns = useMemo<readonly Column<VolumeRow>[]>(
    () => [
      name,
      figure({
        id: 'bought',
        label: t('performance.bought'),
        cell: (row) => <Figure exact={row.bought} shown={rounded(row.bought, 0)} amount />,
        sort: (a, b) => compareText(a.bought, b.bought),
        track: 'minmax(54px, 1fr)',
      }),
      figure({
        id: 'sold',
        label: t('performance.sold'),
        cell: (row) => <Figure exact={row.sold} shown={rounded(row.sold, 0)} amount />,
        sort: (a, b) => compareText(a.sold, b.sold),
        track: 'minmax(54px, 1fr)',
      }),
      figure({
        id: 'value',
        label: t('performance.volume'),
        cell: (row) => <Figure exact={row.value} shown={rounded(row.value, 0)} amount />,
        sort: (a, b) => compareText(a.value, b.value),
        track: 'minmax(54px, 1fr)',
      }),
      figure({
        id: 'maker',
        label: t('performance.maker'),
        cell: (row) => <MakerShare share={row.makerShare} />,
        sort: (a, b) => compareText(a.makerShare, b.makerShare),
        track: 'minmax(92px, 0.9fr)',
      }),
    ],
    [name, t],
  )
  return (
    <TableCard
      title={t('performance.volumeBySymbol')}
      rows={data?.items}
      columns={columns}
      error={error}
      retry={() => void refetch()}
      compact={(row) => [
        <Figure key="" exact={row.value} shown={rounded(row.value, 2)} amount />,
        `${t('performance.maker')} ${percent(row.makerShare)}`,
      ]}
      unpriced={data?.unpriced}
    />
  )
}

/** Maker share: a bar and its figure. */
function MakerShare({ share }: { readonly share: string }) {
  return (
    <span className={styles.maker}>
      <span className={styles.makerTrack} aria-hidden="true">
        <span style={{ width: `${Math.min(100, toApproximate(decimal(share)) * 100)}%` }} />
      </span>
      <span className="num">{percent(share)}</span>
    </span>
  )
}

function useSymbolColumn<T extends { readonly key: string }>(): Column<T> {
  const { t } = useTranslation()
  const digits = useDigits()
  return useMemo(
    () => ({
      ...figure<T>({
        id: 'symbol',
        label: t('column.symbol'),
        cell: (row) => <MarketName symbol={row.key} digits={digits} />,
        sort: (a, b) => a.key.localeCompare(b.key),
        track: 'minmax(92px, 1.2fr)',
      }),
      end: false,
    }),
    [digits, t],
  )
}

/** A right-aligned column of figures. */
function figure<T>(column: Omit<Column<T>, 'header' | 'track'> & Partial<Pick<Column<T>, 'track'>>): Column<T> {
  return labeled({ track: 'minmax(68px, 1fr)', end: true, ...column })
}

type TableCardProps<T> = {
  readonly title: string
  readonly action?: ReactNode
  readonly rows: readonly T[] | undefined
  readonly columns: readonly Column<T>[]
  readonly error: Error | null
  readonly retry: () => void
  /** The figure and what stands below it, on a phone. */
  readonly compact: (row: T) => readonly [ReactNode, ReactNode]
  readonly note?: string
  readonly unpriced: readonly string[] | undefined
}

function TableCard<T extends { readonly key: string }>(props: TableCardProps<T>) {
  const { t } = useTranslation()
  const { title, action, rows, columns, error, retry, compact, note, unpriced } = props
  return (
    <Card title={title} action={action} flush className={styles.tableCard}>
      {rows === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : (
        <DataTable
          label={title}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.key}
          compactRow={(row) => {
            const [main, below] = compact(row)
            return (
              <>
                <span>{columns[0]?.cell(row)}</span>
                <span>{main}</span>
                <span />
                <span className="dim num">{below}</span>
              </>
            )
          }}
          narrowPx={380}
          empty={<NoTrades />}
        />
      )}
      {note === undefined ? null : <p className={styles.unpriced}>{note}</p>}
      {unpriced === undefined || unpriced.length === 0 ? null : (
        <p className={styles.unpriced}>{t('performance.unpriced', { assets: unpriced.join(', ') })}</p>
      )}
    </Card>
  )
}
