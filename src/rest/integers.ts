/**
 * A whole number written as Python's `int()` accepts it, else undefined: blanks around, a sign, `_` between digits, and the decimal digits
 * of any script.
 */
export function parseInteger(text: string | undefined): bigint | undefined {
  const maxDigits = 4_300
  if (text === undefined || text.length > maxDigits) return undefined
  const [, sign, number] = /^([+-]?)(\p{Nd}+(?:_\p{Nd}+)*)$/u.exec(trimBlanks(text)) ?? []
  if (number === undefined) return undefined
  const value = BigInt(toAsciiDigits(number.replaceAll('_', '')))
  return sign === '-' ? -value : value
}

/** A text that holds nothing but decimal digits, of any script, as a number: the ids in addresses. */
export function parseDigits(text: string): bigint | undefined {
  return /^\p{Nd}+$/u.test(text) ? parseInteger(text) : undefined
}

/** NEL is a blank for Python, the byte order mark is none. */
function trimBlanks(text: string): string {
  return text.replace(/^(?:(?!\uFEFF)[\s\x85])+|(?:(?!\uFEFF)[\s\x85])+$/g, '')
}

/** Unicode puts the ten digits of a script in a row, zero first; some rows follow one another. */
function toAsciiDigits(digits: string): string {
  return digits.replace(/[^0-9]/gu, (digit) => {
    const codePoint = digit.codePointAt(0) ?? 0
    let start = codePoint
    while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--
    return String((codePoint - start) % 10)
  })
}
