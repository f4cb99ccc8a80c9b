/** Fees of a span by the asset that they were paid in, or by market. */

import type { FeesReport } from '@spotdeck/api'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { compareText } from '../../state/assets/holdings.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useReport } from '../../state/queries/report-queries.ts'
import { MarketName } from '../orders/order-figures.tsx'
import { Card } from '../parts/card.tsx'
import { Figure } from '../parts/figures.tsx'
import { Segments } from '../parts/segments.tsx'
import { type Column, labeled } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'

type FeesRow = FeesReport['items'][number]

/** The card of a span. */
export function FeesTable({ span }: { readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const [by, setBy] = useState<'asset' | 'symbol'>('asset')
  const { data, error, refetch } = useReport('fees', { by, ...span })
  const columns = useColumns(by)
  const title = by === 'asset' ? t('performance.feesByAsset') : t('performance.feesBySymbol')
  return (
    <Card
      title={title}
      action={
        <Segments
          label={t('performance.fees')}
          data={[
            { value: 'asset', label: t('column.asset') },
            { value: 'symbol', label: t('column.symbol') },
          ]}
          value={by}
          onChange={setBy}
        />
      }
      flush
      className={styles.tableCard}
    >
      <DataTable
        label={title}
        rows={data?.items}
        error={error}
        retry={refetch}
        isWhole
        columns={columns}
        rowKey={(row) => row.key}
        compactRow={(row) => (
          <>
            <span>{columns[0]?.cell(row)}</span>
            <Figure exact={row.value} shown={money(row.value)} amount />
            <span />
            <span className="dim num">
              <Amounts row={row} />
            </span>
          </>
        )}
        narrowPx={380}
        empty={<NoTrades />}
      />
      <Unpriced assets={data?.unpriced} />
    </Card>
  )
}

/** Names the assets whose price lacks. */
export function Unpriced({ assets = [] }: { readonly assets: readonly string[] | undefined }) {
  const { t } = useTranslation()
  if (assets.length === 0) return null
  return <p className={styles.unpriced}>{t('performance.unpriced', { assets: assets.join(', ') })}</p>
}

const column = labeled<FeesRow>

function useColumns(by: 'asset' | 'symbol'): readonly Column<FeesRow>[] {
  const { t } = useTranslation()
  const digits = useDigits()
  return useMemo(
    () => [
      by === 'symbol'
        ? column({
            id: 'symbol',
            label: t('column.symbol'),
            cell: (row) => <MarketName symbol={row.key} digits={digits} />,
            sort: (a, b) => a.key.localeCompare(b.key),
            track: 'minmax(92px, 1.2fr)',
          })
        : column({
            id: 'asset',
            label: t('column.asset'),
            cell: (row) => row.key,
            track: 'minmax(68px, 1fr)',
          }),
      column({
        id: 'amounts',
        label: t('performance.amount'),
        cell: (row) => <Amounts row={row} />,
        track: 'minmax(110px, 1.6fr)',
        end: true,
      }),
      column({
        id: 'value',
        label: t('column.value'),
        cell: (row) => <Figure exact={row.value} shown={money(row.value)} amount />,
        sort: (a, b) => compareText(a.value, b.value),
        track: 'minmax(68px, 1fr)',
        end: true,
      }),
    ],
    [by, digits, t],
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
