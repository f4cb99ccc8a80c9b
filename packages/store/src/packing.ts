/** Compression of what a ledger stores. */

import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants } from 'node:zlib'

/** Packing of segments, kept events and past states. The best quality takes 350 times as long for a past state, and nothing else runs meanwhile. */
const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 } }

const packing = promisify(brotliCompress)

/** Compresses in this thread. */
export const packed = (text: string): Uint8Array => brotliCompressSync(text, PACKING)

/** Compresses in another thread. */
export const packedApart = (text: string): Promise<Uint8Array> => packing(text, PACKING)
