import type { InputValue } from './values.ts'

/** Text that is not JSON; the message is the one that Python's `json` module gives, with its position. */
export class JsonSyntaxError extends Error {
  override name = 'JsonSyntaxError'
}

/** Lists and objects inside each other; more would be an attack rather than a record. */
const maxDepth = 64
const maxDigits = 4_300

/**
 * Reads JSON as the reference does. JavaScript's own parser would not do: its messages differ, and it forgets how a number was written.
 * @throws JsonSyntaxError
 */
export function parsePythonJson(text: string): InputValue {
  if (text.startsWith('\ufeff')) throw new JsonSyntaxError(at('Unexpected UTF-8 BOM (decode using utf-8-sig)', text, 0))
  const reader = new Reader(text)
  const value = reader.readValue(reader.skipBlanks(0), 0)
  const end = reader.skipBlanks(reader.position)
  if (end < text.length) throw new JsonSyntaxError(at('Extra data', text, end))
  return value
}

/** What stands in a string as it is: anything but quotes, backslashes and control characters. */
const unescaped = /(?:[^"\\\p{Cc}]|[\x7f-\x9f])*/uy

class Reader {
  readonly #text: string
  /** Just behind what was read last. */
  position = 0

  constructor(text: string) {
    this.#text = text
  }

  skipBlanks(from: number): number {
    return from + (this.#match(/[ \t\n\r]*/y, from)?.length ?? 0)
  }

  readValue(start: number, depth: number): InputValue {
    if (depth > maxDepth) throw new JsonSyntaxError(`Nested deeper than ${maxDepth} levels`)
    const first = this.#text[start]
    if (first === '"') return this.#readString(start)
    if (first === '{') return this.#readObject(start, depth)
    if (first === '[') return this.#readList(start, depth)
    const word = this.#match(/null|true|false|NaN|-?Infinity/y, start)
    if (word !== undefined) return this.#readWord(word, start)
    const number = this.#match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y, start)
    if (number === undefined) throw this.#error('Expecting value', start)
    this.position = start + number.length
    return toNumber(number)
  }

  #readWord(word: string, start: number): InputValue {
    this.position = start + word.length
    if (word === 'null') return null
    if (word === 'true' || word === 'false') return word === 'true'
    throw new JsonSyntaxError(`Out of range float values are not JSON compliant: '${word}'`)
  }

  #readList(start: number, depth: number): InputValue[] {
    const items: InputValue[] = []
    let position = this.skipBlanks(start + 1)
    if (this.#text[position] === ']') return this.#end(position, items)
    for (;;) {
      items.push(this.readValue(position, depth + 1))
      position = this.skipBlanks(this.position)
      if (this.#text[position] === ']') return this.#end(position, items)
      if (this.#text[position] !== ',') throw this.#error("Expecting ',' delimiter", position)
      position = this.skipBlanks(position + 1)
    }
  }

  #readObject(start: number, depth: number): Map<string, InputValue> {
    const members = new Map<string, InputValue>()
    let position = this.skipBlanks(start + 1)
    if (this.#text[position] === '}') return this.#end(position, members)
    for (;;) {
      if (this.#text[position] !== '"') throw this.#error('Expecting property name enclosed in double quotes', position)
      const name = this.#readString(position)
      position = this.skipBlanks(this.position)
      if (this.#text[position] !== ':') throw this.#error("Expecting ':' delimiter", position)
      members.set(name, this.readValue(this.skipBlanks(position + 1), depth + 1))
      position = this.skipBlanks(this.position)
      if (this.#text[position] === '}') return this.#end(position, members)
      if (this.#text[position] !== ',') throw this.#error("Expecting ',' delimiter", position)
      position = this.skipBlanks(position + 1)
    }
  }

  #readString(start: number): string {
    let text = ''
    let position = start + 1
    for (;;) {
      const plain = this.#match(unescaped, position) ?? ''
      text += plain
      position += plain.length
      const next = this.#text[position]
      if (next === '"') return this.#end(position, text)
      if (next === undefined) throw this.#error('Unterminated string starting at', start)
      if (next !== '\\') throw this.#error('Invalid control character at', position)
      const escape = this.#readEscape(start, position)
      text += escape.text
      position = escape.end
    }
  }

  /** @param position of the backslash. */
  #readEscape(start: number, position: number): { text: string; end: number } {
    const letter = this.#text[position + 1]
    if (letter === undefined) throw this.#error('Unterminated string starting at', start)
    if (letter !== 'u') {
      const text = escapes[letter]
      if (text === undefined) throw this.#error(String.raw`Invalid \escape`, position)
      return { text, end: position + 2 }
    }
    const digits = this.#match(/[0-9a-fA-F]{4}/y, position + 2)
    if (digits === undefined) throw this.#error(String.raw`Invalid \uXXXX escape`, position + 1)
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: position + 6 }
  }

  /** Moves behind the character at `position`. */
  #end<Value>(position: number, value: Value): Value {
    this.position = position + 1
    return value
  }

  #match(pattern: RegExp, position: number): string | undefined {
    pattern.lastIndex = position
    return pattern.exec(this.#text)?.[0]
  }

  #error(message: string, position: number): JsonSyntaxError {
    return new JsonSyntaxError(at(message, this.#text, position))
  }
}

const escapes: Record<string, string | undefined> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function toNumber(text: string): bigint | number {
  if (/[.eE]/.test(text)) return Number(text)
  const digits = text.replace('-', '').length
  if (digits > maxDigits) {
    throw new JsonSyntaxError(
      `Exceeds the limit (${maxDigits} digits) for integer string conversion: value has ${digits} digits; ` +
        'use sys.set_int_max_str_digits() to increase the limit',
    )
  }
  return BigInt(text)
}

/** Python counts characters, not UTF-16 units. */
function at(message: string, text: string, position: number): string {
  const before = text.slice(0, position)
  const line = before.split('\n').length
  const column = countCharacters(before.slice(before.lastIndexOf('\n') + 1)) + 1
  return `${message}: line ${line} column ${column} (char ${countCharacters(before)})`
}

/** Length in Unicode characters. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
