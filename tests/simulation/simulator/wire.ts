/** The way from the edge to one reader. */

/** A frame that the edge shares between readers. */
export type EncodedFrameText = { readonly text: string }

/** One open connection of a reader. */
export type Wire = {
  /** Tells the edge that the reader is gone. */
  gone: () => void
  /** Called when the edge or its process ended the connection. */
  ended(): void
  /** Ends the connection from the reader's side; what is on its way is lost. */
  cut(): void
}
