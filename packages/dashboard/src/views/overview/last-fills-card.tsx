/** The newest fills. */

import type { DealData } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isBeingRead } from '../../state/complete-since.ts'
import { dealKey, dealRules } from '../../state/merge.ts'
import { useDealPages, useDigits } from '../../state/queries.ts'
import { useRows } from '../../state/use-rows.ts'
import { useAccountData } from '../../state/use-account-data.ts'
import { compactFill, useFillColumns } from '../fills/fill-columns.tsx'
import { useOpenOrderOf } from '../orders/open-order.ts'
import { Card } from '../parts/card.tsx'
import { usePath } from '../parts/use-path.ts'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import type { Column } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import styles from './overview.module.css'

const SHOWN = 50
const NEWEST = { limit: SHOWN } as const
const RULES = dealRules()

/** The last fifty fills, live. */
export function LastFillsCard() {
  const { t } = useTranslation()
  const to = usePath()
  const live = useAccountData('newDeals')
  const { rows: read, error, retry } = useDealPages(NEWEST)
  // Deals that come late are older than others: the newest are known once all are in their order.
  const all = useRows(read, live, RULES)
  const isBeingMet = isBeingRead(useAccountData('coverage') ?? [])
  const rows = useMemo(() => (all?.length === 0 && isBeingMet ? undefined : all?.slice(0, SHOWN)), [all, isBeingMet])
  const digits = useDigits()
  const openOrder = useOpenOrderOf()
  const columns: readonly Column<DealData>[] = useFillColumns(digits)
  return (
    <Card
      live="account"
      title={t('overview.lastFills')}
      flush
      className={styles.table}
      action={<Link to={to('/fills')}>{t('action.viewAll')}</Link>}
    >
      {rows === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : (
        <DataTable
          label={t('overview.lastFills')}
          rows={rows}
          columns={columns}
          rowKey={dealKey}
          rowTestId={(deal) => `fill-${deal.orderId}`}
          compactRow={(deal) => compactFill(deal, digits)}
          onOpen={openOrder}
          empty={
            <Empty title={t('overview.noFills')} hint={t('overview.noFillsHint')}>
              <SandboxOffer />
            </Empty>
          }
        />
      )}
    </Card>
  )
}
