/** The result of each coin of a span: what was realized, what its unrealized profit changed, and both together. */

import type { PnlMethod } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { type CoinRow, coinCsv, coinTable } from '../../state/assets/coin-rows.ts'
import { compareText } from '../../state/assets/holdings.ts'
import { useLivePnl } from '../../state/queries/report-queries.ts'
import { useServices } from '../../settings/services.ts'
import { Card } from '../parts/card.tsx'
import { ExportButton } from '../parts/chart-menu.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { EstimateBadge } from '../parts/estimate.tsx'
import { type Column, labeled } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { Unpriced } from './fees-table.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'

/** The card of a span. */
export function CoinsTable({ span, method }: { readonly span: ReportSpan; readonly method: PnlMethod }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useLivePnl(method, span)
  const { world } = useServices()
  const table = useMemo(() => data && coinTable(data), [data])
  const rows = useMemo(() => table?.rows.filter(isShown), [table])
  const columns = useColumns()
  const title = t('performance.byAsset')
  const save = () => {
    const words = { rest: t('performance.unassigned'), total: t('performance.total') }
    if (table !== undefined)
      world.save('spotdeck-pnl-by-asset.csv', new Blob([coinCsv(table, words)], { type: 'text/csv;charset=utf-8' }))
  }
  return (
    <Card
      title={title}
      flush
      className={`${styles.tableCard} ${styles.coinsCard}`}
      action={
        <>
          {data?.estimate === true ? <EstimateBadge /> : null}
          <ExportButton label={t('action.asCsv')} onClick={save} />
        </>
      }
    >
      <DataTable
        label={title}
        rows={rows}
        error={error}
        retry={refetch}
        foot={table?.total}
        isWhole
        columns={columns}
        rowKey={(row) => row.key ?? ''}
        compactRow={(row) => <CompactCoin row={row} />}
        narrowPx={380}
        empty={<NoTrades />}
      />
      <Unpriced assets={data?.unpriced} />
    </Card>
  )
}

/** True but for the row of no coin where it shows as zero. */
const isShown = ({ key, shown }: CoinRow) => key !== undefined || /[1-9]/.test(shown.realised + shown.total)

function useColumns(): readonly Column<CoinRow>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const figure = (id: 'fees' | 'realised' | 'unrealised' | 'total', label: string): Column<CoinRow> =>
      labeled({
        id,
        label,
        track: 'minmax(68px, 1fr)',
        end: true,
        cell: (row) =>
          id === 'fees' ? (
            <Figure exact={row.fees} shown={money(row.fees)} amount />
          ) : (
            <Gain exact={row[id]} rounded={row.shown[id]} />
          ),
        sort: (a, b) => compareText(a[id], b[id]),
      })
    return [
      labeled<CoinRow>({
        id: 'asset',
        label: t('column.asset'),
        track: 'minmax(60px, 1fr)',
        cell: (row) => <CoinName row={row} />,
        sort: (a, b) => (a.key ?? '').localeCompare(b.key ?? ''),
      }),
      figure('fees', t('performance.fees')),
      figure('realised', t('performance.realised')),
      figure('unrealised', t('performance.unrealised')),
      figure('total', t('performance.totalPnl')),
    ]
  }, [t])
}

/** The coin; what belongs to none says so, and the last row what it is. */
function CoinName({ row }: { readonly row: CoinRow }) {
  const { t } = useTranslation()
  if (row.key !== undefined) return row.key
  return row.fees === undefined ? (
    <span title={t('performance.unassignedHint')}>{t('performance.unassigned')}</span>
  ) : (
    <strong>{t('performance.total')}</strong>
  )
}

function CompactCoin({ row }: { readonly row: CoinRow }) {
  const { t } = useTranslation()
  return (
    <>
      <CoinName row={row} />
      <Gain exact={row.total} rounded={row.shown.total} />
      <span />
      <span className="dim num">
        {t('performance.fillsCount', { count: row.count, shown: full(String(row.count)) })}
      </span>
    </>
  )
}
