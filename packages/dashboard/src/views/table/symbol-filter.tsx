/** Choosing one market, by typing a part of its name. */

import { useTranslation } from 'react-i18next'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { Choose } from '../parts/choose.tsx'
import { SearchSelect } from './search-select.tsx'

type SymbolFilterProps = { readonly value: string; readonly onChange: (symbol: string) => void }

/** Empty text is every market. */
export function SymbolFilter({ value, onChange }: SymbolFilterProps) {
  const { t } = useTranslation()
  const { data } = useMarkets()
  return (
    <SearchSelect
      w={160}
      label={t('column.symbol')}
      data={(data ?? []).map((market) => market.symbol)}
      value={value}
      onChange={onChange}
    />
  )
}

/** Choosing a side. */
export function SideFilter({ value, onChange }: { readonly value: string; readonly onChange: (side: string) => void }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <Choose
      w={110}
      aria-label={t('column.side')}
      options={[
        { value: '', label: t('orders.anySide') },
        { value: 'BUY', label: capital(formatMessage('side', 'BUY')) },
        { value: 'SELL', label: capital(formatMessage('side', 'SELL')) },
      ]}
      value={value}
      onChange={onChange}
    />
  )
}
