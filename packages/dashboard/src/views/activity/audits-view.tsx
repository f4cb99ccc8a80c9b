/** Findings of the audits, with the values of both sides. */

import type { AuditFinding } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { useCheckedAt } from '../../state/queries/history-queries.ts'
import { usePages } from '../../state/queries/queries.ts'
import { Moment, useDateTime } from '../parts/figures.tsx'
import { type Column, labeled } from '../table/column.ts'
import { ListCard } from '../table/list-card.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './activity.module.css'

/** Findings, newest first, and up to when all was compared. */
export function AuditsView() {
  const { t } = useTranslation()
  const range = useListRange()
  const pages = usePages('audits', range.span)
  return (
    <ListCard
      title={t('activity.audits')}
      className={styles.fill}
      pages={pages}
      rows={pages.rows}
      range={range}
      end={<Checked />}
      columns={useColumns()}
      rowKey={(row) => String(row.seq)}
      compactRow={(row) => <CompactFinding row={row} />}
      none={{ title: t('activity.noAudits'), hint: t('activity.noAuditsHint') }}
    />
  )
}

function Checked() {
  const { t } = useTranslation()
  const dateTime = useDateTime()
  const { data } = useCheckedAt()
  if (data === undefined) return null
  return (
    <span className={`dim num ${styles.checked}`}>
      {data === null ? t('activity.notChecked') : t('activity.checked', { time: dateTime(data) })}
    </span>
  )
}

const column = labeled<AuditFinding>

function useColumns(): readonly Column<AuditFinding>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const side = { track: 'minmax(150px, 1.2fr)', end: true }
    return [
      column({ id: 'time', label: t('column.time'), track: '128px', cell: (row) => <Moment time={row.time} /> }),
      column({
        id: 'what',
        label: t('activity.what'),
        track: 'minmax(150px, 1fr)',
        cell: (row) => <What row={row} />,
      }),
      column({ id: 'before', label: t('activity.before'), ...side, cell: (row) => <Balance side={row.before} /> }),
      column({
        id: 'after',
        label: t('activity.after'),
        ...side,
        cell: (row) => (row.what === 'asset' ? <Balance side={row.after} /> : t('activity.found')),
      }),
    ]
  }, [t])
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
