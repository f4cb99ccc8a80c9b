/** Findings of the audits, with the values of both sides. */

import type { AuditFinding } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { useAudits, useCheckedAt } from '../../state/queries/history-queries.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Moment } from '../parts/figures.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import type { Column } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './activity.module.css'

/** Findings, newest first, and up to when all was compared. */
export function AuditsView() {
  const { t } = useTranslation()
  const { span, isAll, clear, picker } = useListRange()
  const pages = useAudits(span)
  const { rows, error, retry, readMore } = pages
  const columns = useColumns()
  return (
    <Card
      title={t('activity.audits')}
      className={styles.fill}
      flush
      toolbar={<Toolbar end={<Checked />}>{picker}</Toolbar>}
    >
      {rows === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : (
        <DataTable
          label={t('activity.audits')}
          rows={rows}
          columns={columns}
          rowKey={(row) => String(row.seq)}
          compactRow={(row) => <CompactFinding row={row} />}
          onEnd={readMore}
          footer={<ListEnd pages={pages} />}
          empty={
            isAll ? (
              <Empty title={t('activity.noAudits')} hint={t('activity.noAuditsHint')} />
            ) : (
              <Filtered onClear={clear} />
            )
          }
        />
      )}
    </Card>
  )
}

function Checked() {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const { data } = useCheckedAt()
  if (data === undefined) return null
  return (
    <span className={`dim num ${styles.checked}`}>
      {data === null
        ? t('activity.notChecked')
        : t('activity.checked', { time: format.dateTime(data, store.read('now')) })}
    </span>
  )
}

function useColumns(): readonly Column<AuditFinding>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'time',
        label: t('column.time'),
        header: t('column.time'),
        track: '128px',
        cell: (row) => <Moment time={row.time} />,
      },
      {
        id: 'what',
        label: t('activity.what'),
        header: t('activity.what'),
        track: 'minmax(150px, 1fr)',
        cell: (row) => <What row={row} />,
      },
      {
        id: 'before',
        label: t('activity.before'),
        header: t('activity.before'),
        track: 'minmax(150px, 1.2fr)',
        end: true,
        cell: (row) => <Balance side={row.before} />,
      },
      {
        id: 'after',
        label: t('activity.after'),
        header: t('activity.after'),
        track: 'minmax(150px, 1.2fr)',
        end: true,
        cell: (row) => (row.what === 'asset' ? <Balance side={row.after} /> : t('activity.found')),
      },
    ],
    [t],
  )
}

function What({ row }: { readonly row: AuditFinding }) {
  const { t } = useTranslation()
  if (row.what === 'asset') return t('activity.asset', { asset: row.asset ?? '' })
  if (row.what === 'order') return t('activity.order', { orderId: row.orderId ?? '' })
  return t('activity.deal', { symbol: row.symbol ?? '' })
}

function Balance({ side }: { readonly side: AuditFinding['before'] }) {
  const { t } = useTranslation()
  if (side === undefined) return <span className="dim">–</span>
  const words =
    side.locked === '0'
      ? full(side.free)
      : t('activity.freeLocked', { free: full(side.free), locked: full(side.locked) })
  return <span className="num private">{words}</span>
}

function CompactFinding({ row }: { readonly row: AuditFinding }) {
  return (
    <>
      <What row={row} />
      <Balance side={row.after} />
      <span className="dim">
        <Moment time={row.time} />
      </span>
      <span className="dim">
        <Balance side={row.before} />
      </span>
    </>
  )
}
