/** Everything that changed a balance: when, why, by how much, and what was there afterwards. */

import { type Movement, movementKinds } from '@spotdeck/api'
import { add, decimal } from '@spotdeck/exact'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { amountAt, changeAt, signOf } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { isOpening } from '../../state/assets/balance-steps.ts'
import { recordBegins } from '../../state/range/complete-since.ts'
import { useDigits, usePages } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { KindFilter } from '../parts/choose.tsx'
import { Figure, Moment } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { type Column, labeled } from '../table/column.ts'
import { ListCard } from '../table/list-card.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './assets.module.css'
import { MovementOrigin, isNamed } from './movement-origin.tsx'

type MovementsCardProps = {
  readonly asset: string
  readonly kind: string
  readonly onKind: (kind: string) => void
}

/** The list of one asset, by kind; read again when the balance has changed. */
export function MovementsCard({ asset, kind, onKind }: MovementsCardProps) {
  const { t } = useTranslation()
  const wanted = movementKinds.find((one) => one === kind)
  const range = useListRange()
  const { span } = range
  const filter = useMemo(() => ({ asset, kind: wanted, ...span }), [asset, wanted, span])
  const version = useAccountData('assets')?.find((one) => one.asset === asset)?.time
  const pages = usePages('movements', filter, { version })
  const digits = useDigits().asset(asset)
  const begins = recordBegins(useAccountData('coverage') ?? [])
  return (
    <ListCard
      name="movements"
      title={t('assets.movements')}
      className={styles.movements}
      pages={pages}
      rows={pages.rows}
      range={range}
      filters={<KindFilter kinds={movementKinds} family="movement" value={wanted} onChange={onKind} />}
      columns={useColumns(digits, begins)}
      rowKey={(row) => String(row.seq)}
      compactRow={(row) => <CompactMovement row={row} digits={digits} opens={isOpening(row, begins)} />}
      none={{ title: t('assets.noMovements'), hint: t('assets.noMovementsHint') }}
    />
  )
}

const column = labeled<Movement>

function useColumns(digits: number, begins: number | undefined): readonly Column<Movement>[] {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return useMemo(() => {
    const figure = (id: 'free' | 'locked', label: string): Column<Movement> =>
      column({
        id,
        label,
        track: 'minmax(96px, 1fr)',
        end: true,
        from: 900,
        cell: (row) => (
          <Figure exact={row[id]} shown={amountAt(row[id], digits)} amount className={row[id] === '0' ? 'dim' : ''} />
        ),
      })
    const change = (id: 'freeChange' | 'lockedChange', label: string): Column<Movement> =>
      column({
        id,
        label,
        track: 'minmax(104px, 1fr)',
        end: true,
        cell: (row) => <Change row={row} of={id} digits={digits} opens={isOpening(row, begins)} />,
      })
    return [
      column({
        id: 'time',
        label: t('column.time'),
        track: 'minmax(118px, 1fr)',
        cell: (row) => <Moment time={row.time} />,
      }),
      column({
        id: 'reason',
        label: t('activity.reason'),
        track: 'minmax(120px, 1.4fr)',
        cell: (row) => (isOpening(row, begins) ? t('assets.opening') : capital(formatMessage('reason', row.reason))),
      }),
      column({
        id: 'kind',
        label: t('column.type'),
        track: 'minmax(90px, 1fr)',
        from: 760,
        cell: (row) =>
          isOpening(row, begins) ? <span className="dim">–</span> : capital(formatMessage('movement', row.kind)),
      }),
      column({
        id: 'origin',
        label: t('assets.origin'),
        track: 'minmax(150px, 1.8fr)',
        from: 1000,
        cell: (row) => <MovementOrigin row={row} />,
      }),
      change('freeChange', t('assets.freeChange')),
      change('lockedChange', t('assets.lockedChange')),
      figure('free', t('column.free')),
      figure('locked', t('column.locked')),
    ]
  }, [digits, begins, formatMessage, t])
}

type ChangeProps = {
  readonly row: Movement
  readonly of: 'freeChange' | 'lockedChange'
  readonly digits: number
  readonly opens: boolean
}

/** Amount of a movement; the opening balance and what moves between available and in orders have no color. */
function Change({ row, of, digits, opens }: ChangeProps) {
  const text = row[of]
  if (text === '0') return <span className="dim num">0</span>
  const shown = opens ? amountAt(text, digits) : changeAt(text, digits)
  return <Figure exact={text} shown={shown} amount className={opens || !isOwn(row, text) ? '' : toneOf(text)} />
}

/** True for a change in the direction of the whole balance; the other side is what moved within it. */
function isOwn({ freeChange, lockedChange }: Movement, text: string): boolean {
  return signOf(add(decimal<'asset'>(freeChange), decimal<'asset'>(lockedChange))) === signOf(text)
}

type CompactMovementProps = { readonly row: Movement; readonly digits: number; readonly opens: boolean }

function CompactMovement({ row, digits, opens }: CompactMovementProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <>
      <span>
        {opens ? t('assets.opening') : capital(formatMessage('reason', row.reason))}
        {isNamed(row) ? ' · ' : null}
        <MovementOrigin row={row} short />
      </span>
      <span>
        <span className="dim">{t('column.free')}</span>{' '}
        <Change row={row} of="freeChange" digits={digits} opens={opens} />
      </span>
      <span className="dim">
        <Moment time={row.time} />
      </span>
      <span className="dim">
        {t('column.locked')} <Change row={row} of="lockedChange" digits={digits} opens={opens} />
      </span>
    </>
  )
}
