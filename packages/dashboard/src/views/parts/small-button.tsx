/** The button of most places: small, and quieter than what stands around it. */

import { Button } from '@mantine/core'

/** A button for what is not the page's one main action. */
export const SmallButton = Button.withProps({ size: 'compact-sm', variant: 'default' })
