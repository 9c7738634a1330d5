/** Where in the imported files something is wrong: a file that cannot be read has no line, a line that is no record has no field. */
export interface Place {
  file: string
  line?: number
  field?: string
}

/** The files cannot be imported as they are; the message reads `packages.ndjson:17: category: no category has the id 9`. */
export class ImportError extends Error {
  override name = 'ImportError'
  readonly file: string
  readonly line: number | undefined
  readonly field: string | undefined
  readonly reason: string

  constructor({ file, line, field }: Place, reason: string) {
    const position = line === undefined ? file : `${file}:${line}`
    super([position, ...(field === undefined ? [] : [field]), reason].join(': '))
    this.file = file
    this.line = line
    this.field = field
    this.reason = reason
  }
}
