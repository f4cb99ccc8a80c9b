/** Archive files as the beginning of a ledger's chain: their findings, and their events for `verify`. */

import { hashOf } from '../chain.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { ArchiveFinding, ArchivedFile } from '../port.ts'
import type { StoredLink } from '../verify.ts'
import { ArchiveFile, SPAN_EVENTS } from './file.ts'
import { type ArchiveFolder, rangeOf } from './folder.ts'

/** A ledger and its archive files. */
export type ArchiveChainOptions = {
  readonly folder: ArchiveFolder
  /** Files that the ledger records. */
  readonly files: readonly ArchivedFile[]
  readonly ledger: { readonly account: string; readonly exchange: string }
  /** Chain hash of an event that the ledger stores; `undefined` for any other. */
  readonly hashAt: (n: number) => string | undefined
}

/** Links of a block after event `after`, and the hash after the last of them. */
type Block = { readonly after: number; readonly links: readonly StoredLink[]; readonly hash: string }

/** Archive files of one ledger. */
export class ArchiveChain {
  readonly #options: ArchiveChainOptions
  #open: ArchiveFile | undefined
  /** The last block that was read. */
  #block: Block | undefined

  constructor(options: ArchiveChainOptions) {
    this.#options = options
  }

  /** Files that are missing or damaged, and files of the folder that are not the ledger's, in the order of their events. */
  findings(): readonly ArchiveFinding[] {
    const { folder, files } = this.#options
    const recorded = new Map(files.map((file) => [file.name, file]))
    const names = new Set([...recorded.keys(), ...folder.names()])
    const found = [...names].flatMap((name): ArchiveFinding[] => {
      const what = this.#look(name, recorded.get(name))
      return what === undefined ? [] : [{ name, ...rangeOf(name), what }]
    })
    return found.sort((a, b) => a.first - b.first || a.last - b.last)
  }

  /** Links after event `n` from one block; none where no file has them. @throws {DataFolderError} `LEDGER_CORRUPT` */
  read(n: number, limit: number): readonly StoredLink[] {
    const known = this.#options.files.find(({ first, last }) => first <= n + 1 && n < last)
    if (known === undefined) return []
    const after = n - ((n - known.first + 1) % SPAN_EVENTS)
    if (this.#block?.after !== after) this.#block = this.#unpack(known, after)
    return this.#block.links.slice(n - after, n - after + limit)
  }

  #look(name: string, recorded: ArchivedFile | undefined): ArchiveFinding['what'] | undefined {
    const { folder, ledger, files, hashAt } = this.#options
    const bytes = folder.read(name)
    if (bytes === undefined) return 'missing'
    const file = readOrNone(name, bytes)
    if (file === undefined) return recorded === undefined ? 'foreign' : 'damaged'
    const { account, exchange, after, sha256, last } = file.head
    if (account !== ledger.account || exchange !== ledger.exchange) return 'foreign'
    if (recorded !== undefined) return after === recorded.after && sha256 === recorded.sha256 ? undefined : 'damaged'
    if (rangeOf(name).first <= (files.at(-1)?.last ?? 0)) return 'overlapping'
    // Left by an interrupted run, or of events that were put back.
    return hashAt(last) === after ? undefined : 'foreign'
  }

  #unpack(known: ArchivedFile, after: number): Block {
    const index = (after - known.first + 1) / SPAN_EVENTS
    const before = index === 0 ? known.before : this.#block?.hash
    if (this.#open?.name !== known.name) {
      const bytes = this.#options.folder.read(known.name)
      this.#open = bytes === undefined ? undefined : readOrNone(known.name, bytes)
    }
    if (this.#open === undefined || before === undefined) throw unreadable(known.name)
    let hash = before
    const links = this.#open.block(index).map((body) => {
      const link = { body, before: hash }
      hash = hashOf(hash, body)
      return link
    })
    return { after, links, hash }
  }
}

function readOrNone(name: string, bytes: Uint8Array): ArchiveFile | undefined {
  try {
    return new ArchiveFile(name, bytes)
  } catch (cause) {
    if (cause instanceof DataFolderError) return undefined
    throw cause
  }
}

const unreadable = (name: string): DataFolderError =>
  new DataFolderError('LEDGER_CORRUPT', `The archive file ${name} cannot be read: put a copy of it in its place.`)

/** Says what is found, by file and events. */
export function tellFindings(findings: readonly ArchiveFinding[]): string {
  return findings.map(({ name, first, last, what }) => `${name} (events ${first} to ${last}) is ${what}`).join('; ')
}
