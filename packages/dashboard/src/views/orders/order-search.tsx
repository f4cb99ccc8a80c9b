/** One field for two questions: which market the orders are of, and where the order with this id is. */

import type { OrderData } from '@spotdeck/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findOrders, mayNameOrder } from '../../state/orders/order-search.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { SearchSelect } from '../table/search-select.tsx'
import { useOpenOrderOf } from './open-order.ts'
import { useOrdersKnownHint } from './order-of-fills.tsx'

/** Before an order's id in the list of choices: no market's name holds it. */
const ORDER = 'order:'

type OrderSearchProps = {
  readonly symbol: string
  readonly onSymbol: (symbol: string) => void
  /** The orders on the page: they are found by a part of either id. */
  readonly rows: readonly OrderData[] | undefined
}

/** Chooses a market by a part of its name, or opens an order by its id. Empty text is every market. */
export function OrderSearch({ symbol, onSymbol, rows = [] }: OrderSearchProps) {
  const { t } = useTranslation()
  const { data: markets } = useMarkets()
  const open = useOpenOrderOf()
  const [typed, setTyped] = useState('')
  const orders = typed === symbol ? [] : findOrders(rows, typed)
  const choices = [
    ...orders.map(({ orderId, name }) => ({
      value: `${ORDER}${orderId}`,
      label: t('orders.openOne', { id: name }),
    })),
    ...(markets ?? []).map((market) => ({ value: market.symbol, label: market.symbol })),
  ]
  const onChange = (value: string) => {
    if (!value.startsWith(ORDER)) return onSymbol(value)
    setTyped(symbol)
    open({ orderId: value.slice(ORDER.length) })
  }
  return (
    <SearchSelect
      w={200}
      label={t('orders.searchWithId')}
      data={choices}
      // An order found by its id need not contain the typed text in its label.
      filter={({ options, search, limit }) =>
        options
          .filter(
            (option) =>
              'value' in option &&
              (option.value.startsWith(ORDER) || option.value.includes(search.trim().toUpperCase())),
          )
          .slice(0, limit)
      }
      nothingFoundMessage={<NoneFound typed={typed} />}
      searchValue={typed}
      onSearchChange={setTyped}
      value={symbol}
      onChange={onChange}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
    />
  )
}

/** Message if the typed text matches neither a market nor an order. */
function NoneFound({ typed }: { readonly typed: string }) {
  const { t } = useTranslation()
  const hint = useOrdersKnownHint()
  return mayNameOrder(typed) ? (
    <span role="status">
      {t('orders.noneWithId')}
      {hint === undefined ? '' : ` · ${hint}`}
    </span>
  ) : (
    <span role="status">{t('orders.noneFound')}</span>
  )
}
