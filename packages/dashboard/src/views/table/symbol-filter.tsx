/** Choosing one market, by typing a part of its name. */

import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useMarkets } from '../../state/queries.ts'
import { Icon } from '../parts/icons.tsx'

const MOST = 50

/** Empty text is every market. */
export function SymbolFilter({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (symbol: string) => void
}) {
  const { t } = useTranslation()
  const { data } = useMarkets()
  return (
    <Select
      size="xs"
      w={160}
      searchable
      clearable
      selectFirstOptionOnChange
      data-search
      limit={MOST}
      leftSection={<Icon name="search" size={14} />}
      placeholder={t('orders.search')}
      aria-label={t('orders.search')}
      data={(data ?? []).map((market) => market.symbol)}
      value={value === '' ? null : value}
      onChange={(symbol) => onChange(symbol ?? '')}
      clearButtonProps={{ 'aria-label': t('action.clearFilters') }}
    />
  )
}

/** Choosing a side. */
export function SideFilter({ value, onChange }: { readonly value: string; readonly onChange: (side: string) => void }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <Select
      size="xs"
      w={110}
      aria-label={t('column.side')}
      data={[
        { value: '', label: t('orders.anySide') },
        { value: 'BUY', label: capital(formatMessage('side', 'BUY')) },
        { value: 'SELL', label: capital(formatMessage('side', 'SELL')) },
      ]}
      value={value}
      allowDeselect={false}
      onChange={(side) => onChange(side ?? '')}
    />
  )
}
