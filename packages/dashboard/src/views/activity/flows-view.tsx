/** Money that came or went: never profit, and told apart from trading. */

import { Select } from '@mantine/core'
import { type FlowItem, type FlowKind, flowKinds } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, signed, valueInColumn } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useFlows, useFlowsSummary } from '../../state/queries/history-queries.ts'
import { compareText } from '../../state/assets/holdings.ts'
import { type ListSpan, useDigits } from '../../state/queries/queries.ts'
import { Backfilling } from '../parts/backfilling.tsx'
import { Card } from '../parts/card.tsx'
import { Figure, Gain, Moment, UNKNOWN } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import type { Column } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './activity.module.css'

type FlowsViewProps = { readonly kind: string; readonly onKind: (kind: string) => void }

/** The list with its sums. */
export function FlowsView({ kind, onKind }: FlowsViewProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const wanted: FlowKind | undefined = flowKinds.find((one) => one === kind)
  const { span, isAll, clear, picker } = useListRange()
  const flows = useFlows(useMemo(() => ({ kind: wanted, ...span }), [wanted, span]))
  const columns = useColumns()
  return (
    <>
      <Unclassified />
      <Card
        title={t('activity.flows')}
        className={styles.fill}
        flush
        toolbar={
          <Toolbar end={<Sums span={span} />}>
            {picker}
            <Select
              size="xs"
              w={150}
              aria-label={t('activity.kind')}
              data={[
                { value: '', label: t('activity.allKinds') },
                ...flowKinds.map((value) => ({ value, label: capital(formatMessage('flow', value)) })),
              ]}
              value={wanted ?? ''}
              allowDeselect={false}
              onChange={(chosen) => onKind(chosen ?? '')}
            />
          </Toolbar>
        }
      >
        {flows.rows === undefined && flows.error !== null ? (
          <Failed error={flows.error} retry={flows.retry} />
        ) : (
          <DataTable
            label={t('activity.flows')}
            rows={flows.rows}
            columns={columns}
            rowKey={(row) => row.id}
            compactRow={(row) => <CompactFlow row={row} />}
            onEnd={flows.readMore}
            footer={<ListEnd pages={flows} />}
            empty={
              isAll ? (
                <Empty title={t('activity.noFlows')} hint={t('activity.noFlowsHint')}>
                  <SandboxOffer />
                </Empty>
              ) : (
                <Filtered onClear={clear} />
              )
            }
          />
        )}
      </Card>
    </>
  )
}

function useColumns(): readonly Column<FlowItem>[] {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const digits = useDigits()
  return useMemo(
    () => [
      {
        id: 'time',
        label: t('column.time'),
        header: t('column.time'),
        track: 'minmax(118px, 1fr)',
        cell: (row) => <Moment time={row.time} />,
        sort: (a, b) => a.time - b.time,
      },
      {
        id: 'kind',
        label: t('activity.kind'),
        header: t('activity.kind'),
        track: 'minmax(90px, 1fr)',
        cell: (row) => capital(formatMessage('flow', row.kind)),
      },
      {
        id: 'asset',
        label: t('column.asset'),
        header: t('column.asset'),
        track: 'minmax(70px, 0.8fr)',
        cell: (row) => row.asset,
        sort: (a, b) => a.asset.localeCompare(b.asset),
      },
      {
        id: 'change',
        label: t('activity.change'),
        header: t('activity.change'),
        track: 'minmax(110px, 1.2fr)',
        end: true,
        cell: (row) => <Change row={row} digits={digits.asset(row.asset)} />,
      },
      valueColumn(t),
      {
        id: 'status',
        label: t('column.status'),
        header: t('column.status'),
        track: 'minmax(90px, 0.8fr)',
        cell: (row) =>
          row.state === undefined ? <span className="dim">–</span> : capital(formatMessage('withdrawal', row.state)),
      },
      {
        id: 'reason',
        label: t('activity.reason'),
        header: t('activity.reason'),
        track: 'minmax(140px, 1.4fr)',
        from: 760,
        cell: (row) => <span className="dim">{capital(formatMessage('reason', row.reason))}</span>,
      },
    ],
    [digits, formatMessage, t],
  )
}

function valueColumn(t: TFunction<'page'>): Column<FlowItem> {
  return {
    id: 'value',
    label: t('column.value'),
    header: (
      <span>
        {t('column.value')} <span className={styles.unit}>USDT</span>
      </span>
    ),
    track: 'minmax(100px, 1fr)',
    end: true,
    cell: (row) =>
      row.value === undefined ? (
        <span className="dim">{t('assets.noPrice')}</span>
      ) : (
        <Figure exact={row.value} shown={signed(row.value, valueInColumn)} amount />
      ),
    sort: (a, b) => compareText(a.value, b.value),
  }
}

/** Amount of a flow. Of a withdrawal that is frozen or was given back: what did not leave, without the color of a loss. */
function Change({ row, digits }: { readonly row: FlowItem; readonly digits: number }) {
  const isStill = row.state === 'frozen' || row.state === 'returned'
  const exact = isStill ? (row.amount ?? row.change) : row.change
  const shown = signed(exact, (text) => full(text, Math.min(2, digits)))
  return <Figure exact={exact} shown={shown} amount className={isStill ? 'dim' : toneOf(exact)} />
}

function CompactFlow({ row }: { readonly row: FlowItem }) {
  const formatMessage = useMessage()
  return (
    <>
      <span>
        {capital(formatMessage('flow', row.kind))} {row.asset}
        {row.state === undefined || row.state === 'completed' ? null : ` · ${formatMessage('withdrawal', row.state)}`}
      </span>
      <Change row={row} digits={2} />
      <span className="dim">
        <Moment time={row.time} />
      </span>
      <span className="dim num private">{row.value === undefined ? UNKNOWN : `${money(row.value)} USDT`}</span>
    </>
  )
}

function Sums({ span }: { readonly span: ListSpan }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const { data } = useFlowsSummary(span)
  if (data === undefined) return null
  const kinds = data.byKind.filter(({ count }) => count > 0)
  return (
    <>
      <dl className={styles.sums}>
        {kinds.map(({ kind, count }) => (
          <div key={kind}>
            <dt>{capital(formatMessage('flow', kind))}</dt>
            <dd className="num">{full(String(count))}</dd>
          </div>
        ))}
        <div>
          <dt>{t('activity.net')}</dt>
          <dd>
            <Gain exact={data.net} /> <span className="dim">USDT</span>
          </dd>
        </div>
      </dl>
      <Backfilling />
    </>
  )
}

function Unclassified() {
  const { t } = useTranslation()
  const { data } = useFlowsSummary()
  if (data === undefined || data.unclassified.length === 0) return null
  const assets = data.unclassified
    .slice(0, 8)
    .map(({ asset, amount }) => `${signed(amount, full)} ${asset}`)
    .join(', ')
  return (
    <div className={styles.notice} role="status">
      <p className="private">{t('activity.unclassified', { assets })}</p>
      <p className="dim">{t('activity.unclassifiedHint')}</p>
    </div>
  )
}
