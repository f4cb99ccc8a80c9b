/** The result of each coin of a span: what was realized, what is unrealized, and both together. */

import type { PnlMethod } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money } from '../../format/number.ts'
import type { ReportSpan } from '../../live/reports-api.ts'
import { type CoinRow, coinRow } from '../../state/coin-rows.ts'
import { compareText } from '../../state/holdings.ts'
import { usePnl } from '../../state/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { EstimateBadge } from '../parts/estimate.tsx'
import { Failed } from '../parts/states.tsx'
import { type Column, labeled } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { Unpriced } from './fees-table.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'

/** The card of a span. */
export function CoinsTable({ span, method }: { readonly span: ReportSpan; readonly method: PnlMethod }) {
  const { t } = useTranslation()
  const { data, error, refetch } = usePnl(method, 'symbol', span)
  const rows = useMemo(() => data && (data.assets ?? []).map(coinRow), [data])
  const columns = useColumns()
  const title = t('performance.byAsset')
  return (
    <Card
      title={title}
      flush
      className={styles.tableCard}
      action={data?.estimate === true ? <EstimateBadge /> : undefined}
    >
      {data === undefined && error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <DataTable
          label={title}
          rows={rows}
          columns={columns}
          rowKey={(row) => row.key}
          compactRow={(row) => <CompactCoin row={row} />}
          narrowPx={380}
          empty={<NoTrades />}
        />
      )}
      <p className={styles.unpriced}>{t('performance.byAssetNote')}</p>
      <Unpriced assets={data?.unpriced} />
    </Card>
  )
}

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
          id === 'fees' ? <Figure exact={row.fees} shown={money(row.fees)} amount /> : <Gain exact={row[id]} />,
        sort: (a, b) => compareText(a[id], b[id]),
      })
    return [
      labeled<CoinRow>({
        id: 'asset',
        label: t('column.asset'),
        track: 'minmax(60px, 1fr)',
        cell: (row) => row.key,
        sort: (a, b) => a.key.localeCompare(b.key),
      }),
      figure('fees', t('performance.fees')),
      figure('realised', t('performance.realised')),
      figure('unrealised', t('performance.unrealised')),
      figure('total', t('performance.totalPnl')),
    ]
  }, [t])
}

function CompactCoin({ row }: { readonly row: CoinRow }) {
  const { t } = useTranslation()
  return (
    <>
      <span>{row.key}</span>
      <Gain exact={row.total} />
      <span />
      <span className="dim num">
        {t('performance.fillsCount', { count: row.count, shown: full(String(row.count)) })}
      </span>
    </>
  )
}
