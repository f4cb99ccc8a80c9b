/** `@spotdeck/imports`: the exchange’s own exports, read into a ledger. */

export { type FileReader, inProcessReader } from './file/file-reader.ts'
export { BadUpload, ImportError } from './import-error.ts'
export { Importer } from './write/importer.ts'
export { type Imports } from './port.ts'
export { type ImportUpload } from './file/read-file.ts'
export { WorkerReader } from './file/worker-reader.ts'
