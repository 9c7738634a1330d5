/** A file that a form carried: no field takes one, but it must not pass for text. */
export class UploadedFile {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A value of a request's body. Whole numbers are bigints, others numbers: the reference, written in Python, tells them apart. */
export type InputValue = null | boolean | bigint | number | string | UploadedFile | readonly InputValue[] | InputObject

export type InputObject = Map<string, InputValue>

/** The fields of an HTML form in their order; a name may come more than once, and its last value counts unless all are wanted. */
export class Form {
  readonly pairs: readonly (readonly [name: string, value: string | UploadedFile])[]

  constructor(pairs: readonly (readonly [name: string, value: string | UploadedFile])[]) {
    this.pairs = pairs
  }

  has(name: string): boolean {
    return this.pairs.some(([key]) => key === name)
  }

  get(name: string): string | UploadedFile | undefined {
    return this.pairs.findLast(([key]) => key === name)?.[1]
  }

  getAll(name: string): (string | UploadedFile)[] {
    return this.pairs.filter(([key]) => key === name).map(([, value]) => value)
  }
}

/** What a body says: the fields of a form, or whatever JSON holds. */
export type Input = Form | InputValue

/** The name that Python gives the type of `value`, as the reference's messages show it. */
export function toTypeName(value: InputValue): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  if (value instanceof UploadedFile) return 'InMemoryUploadedFile'
  return value instanceof Map ? 'dict' : 'list'
}

/** Text of a scalar as Python's `str()` writes it; undefined for anything else. */
export function toText(value: InputValue): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' ? toFloatText(value) : undefined
}

/** Python writes `1.0`, `1e+16` and `1e-05` where JavaScript writes `1`, `10000000000000000` and `0.00001`. */
function toFloatText(value: number): string {
  const magnitude = Math.abs(value)
  const isPlain = magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e16)
  if (isPlain) return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value)
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
}

const blanks = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+`
const outerBlanks = new RegExp(`^${blanks}|${blanks}$`, 'g')

/** Takes off the blanks that Python's `str.strip()` takes off, which are not quite those of `trim()`. */
export function strip(text: string): string {
  return text.replace(outerBlanks, '')
}
