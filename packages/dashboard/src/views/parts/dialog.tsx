/** Overlays of the page: a dialog in its middle, or a sheet at its side. One heading, one close button, `Esc` closes. */

import { CloseButton, Drawer, Modal } from '@mantine/core'
import type { KeyboardEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './parts.module.css'
import { useRestoreFocus } from './use-restore-focus.ts'

type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A key that is held down since before the dialog came presses no button of it. */
const pressOnce = (event: KeyboardEvent) => {
  if (event.key === 'Enter' && event.repeat) event.preventDefault()
}

/** A dialog in the middle of the page, open while mounted. `size` in px. */
export function Dialog({
  title,
  onClose,
  size = 400,
  isBusy = false,
  children,
}: DialogProps & {
  readonly size?: number
  /** True while something is under way whose end must be seen: nothing closes the dialog, no key leads away. */
  readonly isBusy?: boolean
}) {
  useRestoreFocus()
  const close = () => {
    if (!isBusy) onClose()
  }
  return (
    <Modal.Root opened onClose={close} centered size={size}>
      <Modal.Overlay />
      <Modal.Content aria-label={title} onKeyDownCapture={pressOnce} data-busy={isBusy || undefined}>
        <DialogHead title={title} onClose={close} />
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/** A sheet at the right edge, open while mounted; on a phone it is the whole page. */
export function Sheet({
  title,
  onClose,
  isCovered = false,
  children,
}: DialogProps & {
  /** A question stands over it: `Esc` is for that one. */
  readonly isCovered?: boolean
}) {
  useRestoreFocus()
  return (
    <Drawer.Root opened onClose={onClose} closeOnEscape={!isCovered} position="right" size={400}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={title}>
        <DialogHead title={title} onClose={onClose} />
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

function DialogHead({ title, onClose }: { readonly title: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles.dialogHead}>
      <h2>{title}</h2>
      <CloseButton aria-label={t('action.close')} onClick={onClose} />
    </div>
  )
}
