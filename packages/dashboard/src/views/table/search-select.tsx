/** A field that offers choices while one types. */

import { Select, type SelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/icons.tsx'

/** Number of choices that are shown at a time. */
const MAX_CHOICES = 50

type SearchSelectProps = Omit<SelectProps, 'value' | 'onChange'> & {
  readonly label: string
  /** Empty text: nothing is chosen. */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A field for one of many choices, found by a part of its text; the first match is selected by Enter. */
export function SearchSelect({ label, value, onChange, ...select }: SearchSelectProps) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      searchable
      clearable
      selectFirstOptionOnChange
      data-search
      limit={MAX_CHOICES}
      leftSection={<Icon name="search" size={14} />}
      placeholder={label}
      aria-label={label}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
      clearButtonProps={{ 'aria-label': t('action.clearFilters') }}
      {...select}
    />
  )
}
