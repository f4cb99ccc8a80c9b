/** One of a few, side by side: radio buttons that look like one control. */

import { useId } from 'react'

type SegmentsProps<Value extends string> = {
  /** Accessible name of the choice. */
  readonly label: string
  readonly data: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly className?: string | undefined
  /** Marks the control for its style sheet. */
  readonly tone?: string
}

/** The choice between `data`; exactly one is chosen. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { label, data, value, onChange, className = '', tone } = props
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={`segments ${className}`} data-tone={tone}>
      {data.map((choice) => (
        <label key={choice.value} className="segment">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled}
            onChange={() => onChange(choice.value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  )
}
