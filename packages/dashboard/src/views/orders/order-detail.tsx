/** Everything about one order, in a sheet beside the list. */

import type { OrderData } from '@spotdeck/api'
import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money } from '../../format/number.ts'
import { orderTypeName } from '../../i18n/order-type.ts'
import { isoTime } from '../../format/time.ts'
import { orderedAmount } from '../../state/orders/order-amounts.ts'
import { useOrder } from '../../state/queries/order-query.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { isOpen } from '../../state/store/view.ts'
import { Copyable } from '../parts/copyable.tsx'
import { Sheet } from '../parts/dialog.tsx'
import { Figure, SideWord, StatusWord } from '../parts/figures.tsx'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { Failed, SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { CancelQuestion } from './cancel-order.tsx'
import { useCloseOrder, useRepeatOrder } from './open-order.ts'
import { MarketName, amountOf, atDigits, canEdit, priceOf } from './order-figures.tsx'
import { OrderNote } from './order-note.tsx'
import { OrderOfFills } from './order-of-fills.tsx'
import { OrderTimeline } from './order-timeline.tsx'
import styles from './orders.module.css'

const EditOrder = lazyComponent(async () => (await import('./edit-order.tsx')).EditOrder)

/** The sheet of the order that the address names; it goes with the address. */
export function OrderSheet({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation()
  const { order, isUnknown, error, retry } = useOrder(orderId)
  const close = useCloseOrder()
  const [asked, setAsked] = useState<Question>()
  return (
    <Sheet onClose={close} title={t('orders.detail')} isCovered={asked !== undefined}>
      {order !== undefined ? (
        <OrderDetail order={order} asked={asked} onAsk={setAsked} />
      ) : isUnknown ? (
        <OrderOfFills orderId={orderId} />
      ) : error === null ? (
        <SkeletonRows count={10} />
      ) : (
        <Failed error={error} retry={retry} />
      )}
    </Sheet>
  )
}

/** Question over the sheet. */
type Question = 'cancel' | 'edit'

type OrderDetailProps = {
  readonly order: OrderData
  readonly asked: Question | undefined
  readonly onAsk: (question: Question | undefined) => void
}

function OrderDetail({ order, asked, onAsk }: OrderDetailProps) {
  const { trading } = useAccount()
  const market = useDigits().market(order.symbol)
  const close = () => onAsk(undefined)
  return (
    <>
      <OrderFacts order={order} />
      {trading && market !== undefined ? <OrderActions order={order} onAsk={onAsk} /> : null}
      <OrderTimeline order={order} />
      <OrderNote orderId={order.orderId} />
      {asked === 'cancel' ? <CancelQuestion orders={[order]} onClose={close} /> : null}
      {asked === 'edit' && market !== undefined ? (
        <LazyBoundary waiting={null}>
          <EditOrder order={order} market={market} onClose={close} />
        </LazyBoundary>
      ) : null}
    </>
  )
}

function OrderActions({ order, onAsk }: Pick<OrderDetailProps, 'order' | 'onAsk'>) {
  const { t } = useTranslation()
  const isConnected = useAccountData('connection').phase === 'open'
  const repeat = useRepeatOrder()
  const actions = [
    ...(isOpen(order)
      ? ([
          [t('orders.cancel'), () => onAsk('cancel')],
          ...(canEdit(order) ? ([[t('orders.edit'), () => onAsk('edit')]] as const) : []),
        ] as const)
      : []),
    [t('orders.repeat'), () => repeat(order)] as const,
  ]
  return (
    <div className={styles.actions}>
      {actions.map(([name, act]) => (
        <Button key={name} variant="default" size="compact-md" disabled={!isConnected} onClick={act}>
          {name}
        </Button>
      ))}
    </div>
  )
}

function OrderFacts({ order }: { readonly order: OrderData }) {
  const { t } = useTranslation()
  const digits = useDigits()
  const format = useTimeFormat()
  const { store } = useAccount()
  const [price, lot] = [digits.price(order.symbol), digits.quantity(order.symbol)]
  const time = (at: number) => (
    <time className="num" dateTime={isoTime(at)} title={isoTime(at)}>
      {format.dateTime(at, store.read('now'))}
    </time>
  )
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('column.symbol'), <MarketName key="" symbol={order.symbol} digits={digits} />],
    [t('column.side'), <SideWord key="" side={order.side} />],
    [t('column.type'), orderTypeName(order, t)],
    [t('column.status'), <StatusWord key="" status={order.status} raw={order.rawStatus} />],
    [t('column.price'), <Figure key="" exact={order.price} shown={priceOf(order, digits)} />],
    [
      t('column.averagePrice'),
      <Figure key="" exact={order.averagePrice} shown={atDigits(order.averagePrice, price)} />,
    ],
    [t('column.quantity'), <Figure key="" exact={order.quantity} shown={atDigits(order.quantity, lot)} amount />],
    [
      t('column.filled'),
      <Figure key="" exact={order.executedQuantity} shown={atDigits(order.executedQuantity, lot)} amount />,
    ],
    ...(order.lastExecutedQuantity === undefined
      ? []
      : [
          [
            t('orders.lastFilled'),
            <Figure
              key=""
              exact={order.lastExecutedQuantity}
              shown={atDigits(order.lastExecutedQuantity, lot)}
              amount
            />,
          ] as const,
        ]),
    [
      t('orders.remaining'),
      <Figure key="" exact={order.remainingQuantity} shown={atDigits(order.remainingQuantity, lot)} amount />,
    ],
    [
      t('column.orderedAmount'),
      <Figure key="" exact={orderedAmount(order)} shown={money(orderedAmount(order))} amount />,
    ],
    [t('column.amount'), <Figure key="" exact={order.executedQuoteQuantity} shown={amountOf(order)} amount />],
    [t('column.placed'), time(order.createdAt)],
    [t('column.updated'), time(order.updatedAt)],
    [t('orders.orderId'), <Copyable key="" text={order.orderId} name={t('orders.orderId')} />],
  ]
  return (
    <dl className={styles.detail}>
      {facts.map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
      {order.clientOrderId === undefined ? null : (
        <Fact name={t('orders.clientOrderId')}>
          <Copyable text={order.clientOrderId} name={t('orders.clientOrderId')} />
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
