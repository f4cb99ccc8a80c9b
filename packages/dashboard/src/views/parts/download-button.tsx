/** The small button of every export menu. */

import { ActionIcon } from '@mantine/core'
import type { HTMLAttributes, RefAttributes } from 'react'
import { Icon } from './icons.tsx'

type DownloadButtonProps = HTMLAttributes<HTMLButtonElement> &
  RefAttributes<HTMLButtonElement> & {
    readonly label: string
    /** True while the file is made. */
    readonly loading?: boolean
  }

/** A download icon; `label` is its name for screen readers and its tooltip. */
export function DownloadButton({ label, ...button }: DownloadButtonProps) {
  return (
    <ActionIcon {...button} variant="subtle" color="gray" size={26} aria-label={label} title={label}>
      <Icon name="download" size={14} />
    </ActionIcon>
  )
}
