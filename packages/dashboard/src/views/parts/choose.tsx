/** One of a few, in a list that opens. */

import { Select, type SelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type CodeFamily, capital, useMessage } from '../../i18n/use-message.ts'

type Option<Value extends string> = { readonly value: Value; readonly label: string }
type ChooseProps<Value extends string> = Omit<SelectProps, 'data' | 'value' | 'onChange'> & {
  readonly options: readonly Option<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** The choice between `options`; exactly one is chosen. */
export function Choose<Value extends string>({ options, onChange, ...select }: ChooseProps<Value>) {
  return (
    <Select
      size="xs"
      allowDeselect={false}
      data={[...options]}
      onChange={(chosen) => {
        const option = options.find(({ value }) => value === chosen)
        if (option !== undefined) onChange(option.value)
      }}
      {...select}
    />
  )
}

type KindFilterProps<Kind extends string> = {
  readonly kinds: readonly Kind[]
  /** Family of the catalogue that names the kinds. */
  readonly family: CodeFamily
  readonly value: Kind | undefined
  /** An empty text is every kind. */
  readonly onChange: (kind: Kind | '') => void
}

/** Choosing a kind of rows, or all of them. */
export function KindFilter<Kind extends string>(props: KindFilterProps<Kind>) {
  const { kinds, family, onChange } = props
  const value: Kind | '' = props.value ?? ''
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const options: readonly Option<Kind | ''>[] = [
    { value: '', label: t('activity.allKinds') },
    ...kinds.map((kind) => ({ value: kind, label: capital(formatMessage(family, kind)) })),
  ]
  return <Choose w={160} aria-label={t('column.type')} options={options} value={value} onChange={onChange} />
}
