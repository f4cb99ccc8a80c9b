/** A sentence of the catalogue, with what it sets in backticks as code. */

import { Fragment } from 'react'

/** Draws `text`; every second part between backticks is a command. */
export function CatalogueText({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>))
}
