/** The orders that can still be filled. */

import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { compactOrder, useOpenOrderColumns } from '../orders/order-columns.tsx'
import { useOpenOrder } from '../orders/open-order.ts'
import { Card } from '../parts/card.tsx'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty } from '../parts/states.tsx'
import { DataTable } from '../table/data-table.tsx'
import { usePath } from '../parts/use-path.ts'
import styles from './overview.module.css'

/** Open orders, live. */
export function OpenOrdersCard() {
  const { t } = useTranslation()
  const to = usePath()
  const orders = useAccountData('openOrders')
  const { trading } = useAccount()
  const digits = useDigits()
  const columns = useOpenOrderColumns(digits, trading, false)
  const open = useOpenOrder()
  return (
    <Card
      title={t('overview.openOrders')}
      live="records"
      count={orders?.length}
      flush
      className={styles.table}
      action={<Link to={to('/orders')}>{t('action.viewAll')}</Link>}
    >
      <DataTable
        label={t('overview.openOrders')}
        rows={orders}
        columns={columns}
        rowKey={(order) => order.orderId}
        rowTestId={(order) => `order-${order.orderId}`}
        compactRow={(order) => compactOrder(order, digits)}
        onOpen={open}
        empty={
          <Empty title={t('orders.noneOpen')} hint={t('overview.noOrdersHint')}>
            <SandboxOffer />
          </Empty>
        }
      />
    </Card>
  )
}
